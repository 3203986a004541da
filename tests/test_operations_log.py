"""The operations log: every table is covered, nothing is written outside an operation, and the chain tells what was tampered with."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import kcrm
from kcrm import db
from kcrm.queries import operations
from kcrm.storage import oplog
from kcrm.views.tables import TABLE

# what planning derives from the facts, and the log itself; a new table belongs into the log unless it is named here
NOT_LOGGED = {
    "access",
    "access_key",
    "login",
    "login_event",
    "right_request",
    "user_secret",
    "operation",
    "operation_digest",
    "operation_head",
    "operation_key",
    "operation_open",
    "operation_row",
    "operation_table",
    "plan_loyalty",
    "plan_mark",
    "plan_use",
    "plan_queue",
    "policy_list",
    "complaint_verdict",
    "complaint_clock",
    "complaint_queue",
    "appointment_queue",
    "points_queue",
    "points_start",
    "_sqlite_migrations",
}


@pytest.fixture
def raw(desk):
    """The desk's file, opened without kcrm: what somebody with another tool can do to it."""
    with closing(sqlite3.connect(desk.db, isolation_level=None)) as connection:
        yield connection


def findings(connection):
    return [(found.operation, found.message) for found in oplog.verify_chain(connection)]


def tables(connection):
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    return {name for name in names if not name.startswith("sqlite_")}


def test_every_table_but_the_derived_ones_has_its_log_triggers(raw):
    triggers = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    covered = tables(raw) - NOT_LOGGED
    assert len(covered) >= 9
    for table in covered:
        assert {f"log_insert_{table}", f"log_update_{table}", f"log_delete_{table}"} <= triggers, table


def test_every_logged_table_has_a_word_for_people(raw):
    assert tables(raw) - NOT_LOGGED <= set(TABLE)


def test_the_image_of_every_logged_table_has_every_stored_column(raw):
    for table in tables(raw) - NOT_LOGGED:
        (sql,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (f"log_delete_{table}",)).fetchone()
        # hidden 2 and 3 are generated columns, which follow from the others
        for name, hidden in raw.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).fetchall():
            assert (f"'{name}',OLD.{name}" in sql) is (hidden == 0), (table, name)


def test_every_logged_table_is_known_by_an_integer_id_of_its_own(raw):
    for table in tables(raw) - NOT_LOGGED:
        assert [row[0] for row in raw.execute("SELECT name FROM pragma_table_info(?) WHERE pk", (table,))] == ["id"]


def test_ids_that_people_see_are_never_given_out_twice(raw):
    # a customer's class goes by the customer's own id, and what was merged into another by the id that it had
    for table in tables(raw) - NOT_LOGGED - {"store", "classification", "customer_former", "vehicle_former"}:
        (sql,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        assert "id INTEGER PRIMARY KEY AUTOINCREMENT" in sql, table


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET name = 'x'",
        "DELETE FROM staff",
        "INSERT INTO mileage_reading (vehicle_id, read_on, km) VALUES (1, '2026-01-01', 1)",
        "INSERT OR IGNORE INTO mileage_reading (vehicle_id, read_on, km) VALUES (1, '2026-01-01', 1)",
        "UPDATE OR IGNORE staff SET name = 'x'",
    ],
)
def test_nothing_is_written_without_an_open_operation(raw, statement):
    with pytest.raises(sqlite3.IntegrityError, match="no open operation"):
        raw.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET command = 'kcrm nothing' WHERE id = 1",
        "DELETE FROM operation WHERE id = 2",
        "UPDATE operation_row SET before = NULL",
        "DELETE FROM operation_row",
        "INSERT OR REPLACE INTO operation SELECT * FROM operation WHERE id = 1",
    ],
)
def test_the_log_is_append_only(raw, statement):
    raw.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes without asking
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)


def test_a_row_cannot_change_its_id(desk):
    for policy in ("", "OR IGNORE", "OR REPLACE"):
        with (
            db.opened(desk.db) as connection,
            pytest.raises(sqlite3.IntegrityError, match="keeps its id"),
            db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "test")),
        ):
            connection.execute(f"UPDATE {policy} staff SET id = 99 WHERE id = 1")


def test_an_image_leaves_out_what_was_empty(desk):
    desk.ok("staff", "edit", "S1", "--level", "senior")
    desk.ok("staff", "edit", "S1", "--level", "junior")
    images = [json.loads(text) for (text,) in desk.query("SELECT before FROM operation_change WHERE action = 'update' ORDER BY id")]
    assert [image.get("level", "left out") for image in images] == ["left out", "senior"]
    assert all(value is not None for image in images for value in image.values())


@pytest.mark.parametrize("policy", ["", "OR IGNORE", "OR REPLACE", "OR ABORT", "OR FAIL"])
def test_a_row_touched_again_in_one_operation_is_recorded_once_as_it_was_at_first(desk, policy):
    with (
        db.opened(desk.db) as connection,
        db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "test")),
    ):
        for level in ("one", "two"):
            connection.execute(f"UPDATE {policy} staff SET level = ? WHERE id = 1", (level,))
        row = tuple(connection.execute("SELECT * FROM staff WHERE id = 1").fetchone())
        insert = f"INSERT INTO staff VALUES ({', '.join('?' * len(row))})"
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("DELETE FROM staff WHERE id = 1")
        connection.execute(insert, row)
        connection.execute(f"{insert} ON CONFLICT (id) DO UPDATE SET level = 'three'", row)
    rows = desk.query("SELECT row_id, action, before FROM operation_change WHERE operation_id = (SELECT max(id) FROM operation)")
    assert [row[:2] for row in rows] == [(1, "update")]
    assert "level" not in json.loads(rows[0][2])
    with db.opened(desk.db) as connection:
        assert findings(connection) == []


def test_the_rows_of_an_operation_are_read_in_the_order_in_which_it_touched_them(desk):
    """Not by number, as the index of the log has them: undo goes back the way that was come."""
    touched = [("staff", 3), ("store", 1), ("staff", 1), ("staff", 2)]
    with db.opened(desk.db) as connection:
        with db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "test")):
            for table, number in touched:
                connection.execute(f"UPDATE {table} SET name = name || '甲' WHERE id = ?", (number,))
        (latest,) = connection.execute("SELECT max(id) FROM operation").fetchone()
        assert [row.key for row in operations.touched_rows(connection, latest)] == touched


def test_an_operation_that_changed_nothing_is_not_kept_and_its_number_is_not_lost(desk):
    before = desk.query("SELECT max(id) FROM operation")
    with db.opened(desk.db) as connection, db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "test")):
        pass
    assert desk.query("SELECT max(id) FROM operation") == before
    assert desk.query("SELECT count(*) FROM operation_open") == [(0,)]


def test_a_command_line_that_is_no_text_is_kept_as_escapes(desk):
    with db.opened(desk.db) as connection:
        with db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), "kcrm import \udcff.csv")):
            connection.execute("UPDATE staff SET level = 'x'")
        assert findings(connection) == []
    assert desk.query("SELECT command FROM operation ORDER BY id DESC LIMIT 1") == [("kcrm import \\udcff.csv",)]


def test_of_a_long_command_line_the_beginning_is_kept(desk):
    with db.opened(desk.db) as connection:
        with db.write(connection, db.NewOperation(db.from_instant("2026-06-15T00:00:00Z"), f"kcrm import {'很' * 50_000}")):
            connection.execute("UPDATE staff SET level = 'x'")
        assert findings(connection) == []
    ((command,),) = desk.query("SELECT command FROM operation ORDER BY id DESC LIMIT 1")
    assert (len(command), command[-2:]) == (1_000, "很…")


def test_a_whole_log_has_no_findings(raw):
    # init and the import of staff
    assert raw.execute("SELECT id, row_count FROM operation").fetchall() == [(1, 2), (2, 6)]
    assert findings(raw) == []


def tamper(connection, *statements):
    """As somebody would who takes the triggers away and puts them back."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    for _name, sql in triggers:
        connection.execute(sql)


HEADING = "The heading of {operation} was changed, or that of the operation before it."
PAYLOAD = "The recorded changes of {operation} were changed or removed."
REMOVED = "{operation} was removed from the operations log."


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["UPDATE operation SET command = 'kcrm nothing' WHERE id = 2"], [("O2", HEADING)]),
        (["UPDATE operation SET staff_id = 1 WHERE id = 3"], [("O3", HEADING)]),
        (["UPDATE operation SET at = '2020-01-01T00:00:00Z' WHERE id = 2"], [("O2", HEADING)]),
        (["UPDATE operation SET hash = 'x' WHERE id = 2"], [("O2", HEADING), ("O3", HEADING)]),
        (["UPDATE operation_row SET before = '{}' WHERE operation_id = 3 AND row_id = 1"], [("O3", PAYLOAD)]),
        (["UPDATE operation_row SET row_id = 77 WHERE operation_id = 2 AND row_id = 1"], [("O2", PAYLOAD)]),
        (["DELETE FROM operation_row WHERE operation_id = 2"], [("O2", PAYLOAD)]),
        (["DELETE FROM operation WHERE id = 2", "DELETE FROM operation_row WHERE operation_id = 2"], [("O2", REMOVED)]),
        (["DELETE FROM operation WHERE id = 3", "DELETE FROM operation_row WHERE operation_id = 3"], [("O3", REMOVED)]),
        (
            ["DELETE FROM operation WHERE id = 2"],
            [("O2", REMOVED), ("O2", "Changes of {operation} are recorded, but it is missing from the operations log.")],
        ),
        (
            ["UPDATE operation_head SET hash = 'x'"],
            [("O3", "{operation} is the latest operation, but was not recorded as such.")],
        ),
        (["DELETE FROM operation_head"], [("O3", "{operation} is the latest operation, but was not recorded as such.")]),
        (["INSERT INTO operation_open (only, operation_id) VALUES (1, 3)"], [("O3", "{operation} was left open.")]),
        (
            ["INSERT INTO operation_row (operation_id, table_no, row_id, action) VALUES (3, 0, 2, 3)"],
            [("O2", PAYLOAD), ("O3", PAYLOAD)],
        ),
    ],
)
def test_the_chain_tells_what_was_changed_or_removed(desk, raw, statements, expected):
    desk.take("staff", {"employee_no": "M1", "name": "沈国栋", "role": "sales_manager", "level": "3"})
    assert findings(raw) == []
    tamper(raw, *statements)
    assert findings(raw) == expected


def test_check_finds_a_removed_entry_and_exits_6(desk, raw):
    tamper(raw, "DELETE FROM operation_row WHERE operation_id = 2 AND row_id = 3")
    result = desk.run("db", "check", "-o", "json")
    assert result.code == 6
    assert [finding["detail"] for finding in result.json if "O2" in finding["detail"]] == [
        "The recorded changes of O2 were changed or removed."
    ]


# --- compacting ---


def test_compacting_erases_what_was_recorded_before_a_day_and_keeps_the_chain(desk, raw):
    desk.at("2026-06-16T08:30")
    desk.take("staff", {"employee_no": "M1", "name": "沈国栋", "role": "sales_manager", "level": "3"})  # O3: one row
    desk.at("2026-07-01T09:00")
    kept = desk.query("SELECT * FROM operation")
    result = desk.json("db", "compact", "--operations-before", "2026-06-16", "-y")
    # O1 made store and policy, O2 six employees; who set the policy stays known
    assert (result["operations_before"], result["operations"], result["rows"]) == ("2026-06-16", 2, 7)
    assert findings(raw) == []
    assert desk.query("SELECT * FROM operation WHERE id < 4") == kept
    assert desk.query("SELECT operation_id, table_name, row_id, action FROM operation_change ORDER BY id") == [
        (1, "policy_version", 1, "insert"),
        (3, "staff", 1, "update"),
        (4, "operation", 1, "erase"),
        (4, "operation", 2, "erase"),
    ]
    assert desk.run("undo", "O2", "-y").code == 5
    assert desk.run("undo", "-y").code == 5
    assert desk.json("operation", "show", "O2")["erased"] is True
    # what is left can still be undone, and erased later
    desk.ok("undo", "O3", "-y")
    desk.at("2026-07-02T09:00")
    assert desk.json("db", "compact", "--operations-before", "2026-07-02", "-y")["operations"] == 2  # O3 and its undo O5
    assert findings(raw) == []


def test_a_tampered_remainder_of_a_compacted_operation_is_found(desk, raw):
    desk.at("2026-07-01T09:00")
    desk.ok("db", "compact", "--operations-before", "2026-07-01", "-y")
    tamper(raw, "DELETE FROM operation_row WHERE operation_id = 1")
    assert findings(raw) == [("O1", PAYLOAD)]


def test_compacting_gives_space_back(desk):
    desk.take("customers", *({"customer_no": f"K{number}", "name": "王伟", "phone": f"139{number:08}"} for number in range(2_000)))
    desk.at("2026-07-01T09:00")
    dry = desk.json("db", "compact", "--operations-before", "today", "-n")
    done = desk.json("db", "compact", "--operations-before", "today", "-y")
    assert dry["bytes_before"] == dry["bytes_after"] == done["bytes_before"]
    assert done["rows"] == 2_007
    assert done["bytes_after"] < done["bytes_before"] - 2_000 * 40
    assert desk.json("db", "compact", "--operations-before", "today", "-y")["operations"] == 0


def test_compacting_wants_a_day_that_has_come_and_an_answer(desk):
    assert desk.run("db", "compact", "--operations-before", "tomorrow", "-y").code == 5
    assert desk.run("db", "compact", "--operations-before", "today").code == 4


def test_no_code_replaces_rows_behind_the_logs_back():
    for path in Path(kcrm.__file__).parent.rglob("*.py"):
        assert not re.search(r"\b(INSERT|UPDATE) OR REPLACE\b|\bREPLACE INTO\b", path.read_text(encoding="utf-8")), path
