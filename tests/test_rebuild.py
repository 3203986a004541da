"""A table made anew keeps its rows, ids, sequence, indexes and triggers; nothing is logged or planned; what would be lost is refused."""

import sqlite3
from contextlib import closing

import pytest
from conftest import filled_once
from dbfiles import CAR, LI, ZHANG

from kcrm import db
from kcrm.migrations.rebuild import rebuild_table
from kcrm.storage import logged
from kcrm.storage.migration import schema_change, schema_of

WIDER = {"gender IN ('male', 'female')": "gender IN ('male', 'female', 'unknown')"}


@filled_once
def filled(desk):
    """Two customers, of whom the second is gone, a vehicle, follow-ups."""
    desk.take("customers", ZHANG | {"birthday": "1990-06-20", "gender": "male", "note": "带引号'的"}, LI)
    desk.take("vehicles", CAR)
    desk.ok("undo", "O3", "-y", "--force")
    desk.take("customers", ZHANG, LI)
    return desk


def rebuilt(path, *arguments, **keywords):
    with db.opened(path) as connection, schema_change(connection):
        logged.drop_log_triggers(connection)
        rebuild_table(connection, *arguments, **keywords)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        logged.create_log_triggers(connection)


def everything(desk):
    tables = [row[0] for row in desk.query("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: sorted(desk.query(f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_rows_ids_and_the_sequence_stay_and_nothing_is_logged_or_planned(filled):
    before = everything(filled)
    assert before["followup"]
    assert before["customer"]
    rebuilt(filled.db, "customer", WIDER)
    assert everything(filled) == before
    errors = [row["detail"] for row in filled.run("db", "check", "-o", "json").json if row["severity"] == "error"]
    assert errors == ["Not as kcrm made it: customer"]


def test_an_id_that_is_gone_is_not_given_out_again(desk):
    desk.take("customers", ZHANG, LI)
    desk.ok("undo", "-y")
    rebuilt(desk.db, "customer", WIDER)
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]
    desk.take("customers", ZHANG)
    assert desk.query("SELECT id FROM customer") == [(3,)]


def test_indexes_triggers_and_the_definition_stay_but_for_what_was_changed(filled):
    with closing(sqlite3.connect(filled.db)) as connection:
        before = schema_of(connection)
    rebuilt(filled.db, "customer", WIDER)
    with closing(sqlite3.connect(filled.db)) as connection:
        after = schema_of(connection)
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert differing == {"customer"}
    ((old, new),) = WIDER.items()
    assert after["customer"].split("(", 1)[1] == before["customer"].replace(old, new).split("(", 1)[1]


def test_what_the_new_definition_permits_can_be_written_and_is_logged(filled):
    rebuilt(filled.db, "customer", WIDER)
    with db.opened(filled.db) as connection, db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "test")):
        connection.execute("UPDATE customer SET gender = 'unknown' WHERE customer_no = 'K1'")
    payload = filled.json("operation", "list", "--limit", "1")
    assert payload[0]["rows"] == 1
    with db.opened(filled.db) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute("UPDATE customer SET gender = 'none'")


def test_a_column_takes_its_values_from_an_expression_and_another_goes(desk):
    with closing(sqlite3.connect(desk.db, isolation_level=None)) as connection:
        connection.execute(
            "CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, minutes INTEGER CHECK (minutes >= 0), old TEXT) STRICT"
        )
        connection.executemany("INSERT INTO part (minutes, old) VALUES (?, 'x')", [(6,), (None,), (7,)])
        # views and triggers of others name the table; they must outlive it
        connection.execute("CREATE VIEW fact_part AS SELECT id FROM part")
        connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, part_id INTEGER REFERENCES part (id)) STRICT")
        connection.execute("CREATE TRIGGER counted AFTER INSERT ON note BEGIN UPDATE part SET id = id WHERE id = NEW.part_id; END")
        with schema_change(connection):
            rebuild_table(
                connection,
                "part",
                {"minutes INTEGER CHECK (minutes >= 0), old TEXT": "hundredths INTEGER NOT NULL DEFAULT 0 CHECK (hundredths >= 0)"},
                values={"hundredths": "coalesce((minutes * 100 + 30) / 60, 0)"},
                dropped=("minutes", "old"),
            )
        assert connection.execute("SELECT id, hundredths FROM part").fetchall() == [(1, 10), (2, 0), (3, 12)]
        assert connection.execute("SELECT id FROM fact_part").fetchall() == [(1,), (2,), (3,)]
        connection.execute("INSERT INTO note (part_id) VALUES (3)")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO note (part_id) VALUES (4)")


@pytest.mark.parametrize(
    ("table", "changes", "said"),
    [
        ("nothing", {}, "there is no table"),
        ("customer", {"shoe_size TEXT": ""}, "occurs 0 times"),
        ("customer", {"TEXT": "INTEGER"}, "not once"),
        ("customer", {"    hobby TEXT,\n": ""}, "what becomes of hobby"),
    ],
)
def test_changes_that_do_not_fit_are_refused_and_leave_everything(filled, table, changes, said):
    before = everything(filled)
    with pytest.raises(ValueError, match=said):
        rebuilt(filled.db, table, changes)
    assert everything(filled) == before


def test_where_foreign_keys_are_on_a_table_is_not_rebuilt(desk):
    with db.opened(desk.db) as connection, pytest.raises(ValueError, match="foreign keys"):
        rebuild_table(connection, "customer", WIDER)


def test_foreign_keys_are_on_again_whatever_became_of_the_change(desk):
    with db.opened(desk.db) as connection:
        with pytest.raises(sqlite3.OperationalError), schema_change(connection):
            connection.execute("DELETE FROM nowhere")
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert not connection.in_transaction
