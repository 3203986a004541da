"""A filled database of each released schema comes to the present one with everything it held, and its log says what became of it."""

import json
import re
import sqlite3
from contextlib import closing

import pytest
from released_desk import COMMAND, FOLDER, RELEASED, dumped, erase_as_then, released
from test_operations_log import PAYLOAD, REMOVED, findings, tamper

from kcrm.migrations.m013_digests import cleaned_command
from kcrm.migrations.renamed import RENAMED
from kcrm.storage import migration

VERSIONS = range(1, len(RELEASED) + 1)
ORPHANED = "Changes of {operation} are recorded, but it is missing from the operations log."
THE_LOG = ("operation", "plan_", "_sqlite", "sqlite_")


def records(path):
    """Every row of every table but the log's and planning's, by table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")]
            for name in names
            if not name.startswith(THE_LOG)
        }


OF_THEIR_CUSTOMER = {("prospect", "name"), ("prospect", "phone")}


def as_now(table, row):
    for column, value in row.items():
        name, written = RENAMED.get(table, {}).get(column, (column, lambda same: same))
        yield name, written(value)


@pytest.fixture(params=VERSIONS)
def old(request, shell):
    released(shell.db, request.param)
    return shell


def test_every_table_of_the_time_is_filled(tmp_path):
    held = records(released(tmp_path / "desk.db", len(RELEASED)))
    assert len(held) >= 28
    assert all(held.values()), [table for table, rows in held.items() if not rows]
    assert {file.stem for file in FOLDER.glob("m*.sql")} == set(RELEASED)


def test_nothing_is_lost_and_the_schema_is_that_of_a_new_database(old):
    before = records(old.db)
    made = len(before.get("prospect", ()))  # whoever was named as a prospect and was nobody's record is one now
    sequence = dict(old.query("SELECT name, seq FROM sqlite_sequence"))
    old.ok("db", "migrate")
    after = records(old.db)
    for table, rows in before.items():
        assert len(after[table]) == len(rows) + (made if table == "customer" else 0), table
        for row, present in zip(rows, after[table], strict=table != "customer"):
            kept = {column: value for column, value in as_now(table, row) if (table, column) not in OF_THEIR_CUSTOMER}
            assert {column: present[column] for column in kept} == kept, table
    later = dict(old.query("SELECT name, seq FROM sqlite_sequence"))
    assert {table: later.get(table) for table in sequence} == {**sequence, "customer": sequence["customer"] + made}
    assert sequence["customer"] == 4  # the fourth is gone, and no other becomes it
    with closing(sqlite3.connect(old.db)) as connection:
        assert migration.schema_of(connection) == migration.fresh_schema()
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert findings(connection) == []
    errors = [row for row in old.run("db", "check", "-o", "json").json if row["severity"] == "error"]
    assert errors == []


def test_the_last_release_that_was_dumped_comes_over_with_its_log_and_its_calls(shell):
    dumped(shell.db)
    before, numbers = records(shell.db), [number for (number,) in shell.query("SELECT id FROM operation")]
    shell.run("db", "migrate")  # nothing to do is said where no later schema has come
    after = records(shell.db)
    for table, rows in before.items():
        # the log's own means and what is reckoned anew may be kept in another way; what people recorded may not
        if table not in {"policy_list", "complaint_verdict", "complaint_clock", "complaint_queue"}:
            made = [6] if table == "customer" else []  # the prospect's record
            assert [row["id"] for row in after[table]] == [row["id"] for row in rows] + made, table
    with closing(sqlite3.connect(shell.db)) as connection:
        assert migration.schema_of(connection) == migration.fresh_schema()
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert findings(connection) == []
    assert {f"O{number}" for number in numbers} <= {row["id"] for row in shell.json("operation", "list", "--limit", "0")}
    assert [row["score"] for row in after["call"]][-1] == 8
    assert [row["severity"] for row in shell.run("db", "check", "-o", "json").json if row["severity"] == "error"] == []


def test_who_was_named_as_a_prospect_is_a_potential_customer_whom_nobody_is_to_call(shell):
    released(shell.db, 7)
    shell.ok("db", "migrate")
    shell.ok("plan")
    assert shell.query(
        "SELECT customer.id, customer.name, phone, contact_only FROM prospect JOIN customer ON customer.id = customer_id"
    ) == [(5, "赵六", "13700137000", 1)]
    assert shell.query("SELECT id, stage, source, referred_by_id, registered_on, contacted_on FROM prospect") == [
        (1, "registered", "referral", 1, "2026-05-04", None)
    ]
    assert shell.query("SELECT count(*) FROM prospect_event") == [(0,)]
    assert shell.query("SELECT count(*) FROM followup WHERE customer_id = 5") == [(0,)]
    # from then on they are contacted like any other
    shell.ok("prospect", "contact", "L1", "--by", "wechat")
    assert [row["kind"] for row in shell.json("followup", "list", "--customer", "C5")] == ["prospect_contact"]


def test_what_was_done_before_can_be_read_but_not_undone(old):
    numbers = [number for (number,) in old.query("SELECT id FROM operation")]
    old.ok("db", "migrate")
    listed = old.json("operation", "list", "--limit", "0")
    assert [row["id"] for row in listed] == [f"O{number}" for number in [numbers[-1] + 1, *reversed(numbers)]]
    taken_back = old.json("operation", "show", f"O{numbers[-1]}")
    assert (taken_back["undoes"], taken_back["rows"]) == (f"O{numbers[-2]}", 1)
    assert {(row["table"], row["record"], row["action"]) for row in taken_back["changes"]} == {("customer", "C4", "delete")}
    refused = old.run("undo", f"O{numbers[-1]}", "-y")
    assert refused.code == 5
    assert "so it cannot be undone" in refused.err
    # what comes after can
    old.ok("customer", "add", "王芳", "13600136000")
    old.ok("undo", "-y")


def test_an_old_operation_shows_what_it_changed_and_not_what_migrations_did_since(shell):
    released(shell.db, 7)
    shell.ok("db", "migrate")
    shown = {
        number: [(row["record"], row["field"], row["before"], row["after"]) for row in payload["changes"] if row["action"] == "update"]
        for number in ("O2", "O4", "O7")
        for payload in [shell.json("operation", "show", number)]
    }
    assert shown["O2"] == [("F2", "call_time", None, "15:30")]  # not whose duty it was, which came later
    assert shown["O4"] == [("C1", "grade", None, "important"), ("C1", "loyalty", None, "loyal")]
    assert shown["O7"] == [("R1", "standard_hours", "1.5", "1.6")]  # 90 and 96 minutes


def test_the_old_end_of_the_chain_and_the_new_one_are_recorded_in_an_operation_of_its_own(old):
    ((head,),) = old.query("SELECT hash FROM operation_head")
    ((last,),) = old.query("SELECT max(id) FROM operation")
    old.ok("db", "migrate")
    (automatic, command, said) = old.query(
        "SELECT automatic, command, before FROM operation JOIN operation_change ON operation_id = operation.id WHERE operation.id = ?",
        last + 1,
    )[0]
    assert (automatic, command) == (1, "kcrm db migrate")
    (new_head,) = old.query("SELECT hash FROM operation WHERE id = ?", last)[0]
    assert json.loads(said) == {"old_head": head, "new_head": new_head, "broken": []}
    assert head != new_head
    assert old.run("undo", f"O{last + 1}", "-y").code == 5


def test_no_command_line_names_anybody_any_more(old):
    old.ok("db", "migrate")
    commands = [command for (command,) in old.query("SELECT command FROM operation")]
    assert "kcrm customer add … … --birthday 1990-06-20 --note … --as S1" in commands
    assert not re.search("张伟|13800138000|解放路", " ".join(commands))
    # and neither does the file itself, nor what lies beside it but the backup
    old.ok("db", "compact", "--operations-before", "today", "-y")
    for file in old.folder.glob("desk.db*"):
        assert "解放路3号".encode() not in file.read_bytes(), file


def test_a_chain_that_was_broken_is_sealed_anew_but_said_to_have_been(old):
    with closing(sqlite3.connect(old.db, isolation_level=None)) as connection:
        tamper(connection, "UPDATE operation SET staff_id = 1 WHERE id = 1")
    old.ok("db", "migrate")
    with closing(sqlite3.connect(old.db)) as connection:
        assert findings(connection) == [("O1", "The heading of {operation} was changed before the log was resealed.")]
    assert old.run("db", "check").code == 6


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM operation_row WHERE operation_id = 1 AND table_name = 'staff'", [("O1", PAYLOAD)]),
        ("DELETE FROM operation WHERE id = 2", [("O2", REMOVED), ("O2", ORPHANED)]),
    ],
)
def test_what_was_taken_out_of_the_old_log_is_still_missed(shell, statement, said):
    released(shell.db, 7)
    with closing(sqlite3.connect(shell.db, isolation_level=None)) as connection:
        tamper(connection, statement)
    shell.ok("db", "migrate")
    with closing(sqlite3.connect(shell.db)) as connection:
        assert findings(connection) == said


def test_what_was_erased_before_stays_erased_and_its_record_stays_good(shell):
    released(shell.db, 7)
    with closing(sqlite3.connect(shell.db, isolation_level=None)) as connection:
        erase_as_then(connection, 3)
    shell.ok("db", "migrate")
    with closing(sqlite3.connect(shell.db)) as connection:
        assert findings(connection) == []
        tamper(connection, "DELETE FROM operation_row WHERE operation_id = 1")
        assert findings(connection) == [("O1", PAYLOAD)]
    assert shell.json("operation", "show", "O2")["erased"] is True
    assert shell.json("operation", "show", "O4")["erased"] is False


@pytest.mark.parametrize(
    ("command", "cleaned"),
    [
        (COMMAND, "kcrm customer add … … --birthday 1990-06-20 --note … --as S1"),
        ("kcrm log 皖TG2H77 answered --score 9 --note '很 满意'", "kcrm log … answered --score 9 --note …"),
        ("kcrm --db desk.db --as S1 log F103 no_answer", "kcrm --db desk.db --as S1 log F103 no_answer"),
        ("kcrm customer edit C12 --phone=13800138000 --do-not-contact yes", "kcrm customer edit C12 --phone=… --do-not-contact yes"),
        ("kcrm import customers '客户.csv' --skip-bad", "kcrm import customers '客户.csv' --skip-bad"),
        ("kcrm vehicle add LSVAA4187E2184961 --plate 皖TG2H77", "kcrm vehicle add … --plate …"),
        ("kcrm log zhangwei answered", "kcrm log … answered"),
        ("kcrm complaint open 8000 '漏 油' --severity major", "kcrm complaint open … … --severity major"),
        ("kcrm customer add 张伟 --note '很长的备注没有结…", "kcrm customer add … --note …"),
        ("kcrm customer edit C1 --note=-secret", "kcrm customer edit C1 --note=…"),
        ("kcrm customer edit C1 --note -1380", "kcrm customer edit C1 --note …"),
        ("kcrm policy set followups.birthday.enabled no", "kcrm policy set followups.birthday.enabled no"),
        ("kcrm undo O9 -y", "kcrm undo O9 -y"),
    ],
)
def test_of_an_old_command_line_what_may_be_personal_is_left_out(command, cleaned):
    assert cleaned_command(command) == cleaned
