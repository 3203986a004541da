"""What changed in the file by itself, where SQLite sees nothing wrong, is found and said."""

import sqlite3
from contextlib import closing

import pytest
from dbfiles import CAR, LI, ZHANG, behind_its_back, findings
from hypothesis import given
from hypothesis import strategies as st
from test_operations_log import findings as findings_in_the_log
from test_operations_log import tamper

from kcrm import db
from kcrm.storage import rowdigest
from kcrm.storage.migration import apply_all, schema_change


@pytest.fixture
def two(desk):
    """Two customers, one of whom has a vehicle and so follow-ups."""
    desk.take("customers", ZHANG, LI)
    desk.take("vehicles", CAR)
    assert "rows" not in findings(desk)
    return desk


def behind(desk, *statements):
    with closing(sqlite3.connect(desk.db, isolation_level=None)) as connection:
        tamper(connection, *statements)


def test_a_digit_of_a_phone_that_became_another_in_the_file_is_found(two):
    content = two.db.read_bytes()
    assert content.count(b"13900139000") >= 1
    two.db.write_bytes(content.replace(b"13900139000", b"13700139000"))
    assert two.query("PRAGMA integrity_check") == [("ok",)]
    found = findings(two, code=6)["rows"]
    assert found["severity"] == "error"
    assert found["detail"] == "C2: changed outside kcrm."
    assert "kcrm db check --accept" in found["remedy"]


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("UPDATE customer SET note = 'x' WHERE id = 2", "C2: changed outside kcrm."),
        ("UPDATE customer SET note = '' WHERE id = 2", "C2: changed outside kcrm."),
        ("DELETE FROM followup WHERE id = 1", "F1: missing without a recorded deletion."),
        ("INSERT INTO segment (name, filter, saved_on) VALUES ('x', 'x', '2026-01-01')", "segment 1: present without a recorded creation."),
        ("UPDATE store SET go_live_on = '2026-01-02'", "store 1: changed outside kcrm."),
    ],
)
def test_a_row_that_no_operation_changed_took_away_or_made_is_named(two, statement, detail):
    behind(two, statement)
    assert findings(two, code=6)["rows"]["detail"] == detail


def test_a_word_that_is_none_any_more_is_damage_and_not_a_fault_of_kcrm(two):
    behind(two, "UPDATE followup SET kind = 'next_dax' WHERE id = 1")  # no list of words in the schema, unlike most
    result = two.run("followup", "list")
    assert result.code == 6, result.err
    assert "is damaged: followup 1." in result.err
    assert findings(two, code=6)["rows"]["detail"] == "F1: changed outside kcrm."


def test_rows_found_right_are_accepted_by_an_operation_that_says_which(two):
    behind(two, "UPDATE customer SET note = 'x' WHERE id = 2", "DELETE FROM followup WHERE id = 1")
    two.run("db", "check", "--accept")
    assert "rows" not in findings(two)
    (latest,) = two.json("operation", "list", "--limit", "1")
    ((said,),) = two.query("SELECT before FROM operation_change WHERE action = 'seal'")
    assert said == '{"accepted": [["customer", 2], ["followup", 1]]}'
    assert two.run("undo", latest["id"], "-y").code == 5
    with db.opened(two.db) as connection:
        assert findings_in_the_log(connection) == []


def test_a_row_written_again_is_right_again(two):
    behind(two, "UPDATE customer SET note = 'x' WHERE id = 2")
    two.ok("customer", "edit", "C2", "--note", "y")
    assert "rows" not in findings(two)


def test_undo_and_compaction_leave_every_row_with_its_digest(two):
    two.ok("customer", "edit", "C2", "--note", "y")
    two.ok("undo", "-y")
    two.at("2026-07-01T09:00")
    two.ok("db", "compact", "--operations-before", "today", "-y")
    assert "rows" not in findings(two)
    behind(two, "UPDATE customer SET note = 'z' WHERE id = 2")
    assert findings(two, code=6)["rows"]["detail"] == "C2: changed outside kcrm."


def test_a_migration_takes_rows_as_they_are_but_not_those_that_differed_before(two):
    behind(two, "UPDATE customer SET note = 'x' WHERE id = 2")
    with db.opened(two.db) as connection, schema_change(connection):
        assert apply_all(connection) == 1
    assert findings(two, code=6)["rows"]["detail"] == "C2: changed outside kcrm."


@given(st.lists(st.tuples(st.integers(1, 300), st.sampled_from(["write", "delete"]), st.text(max_size=3)), max_size=40))
def test_digests_are_those_of_the_rows_whatever_was_written_in_whatever_order(steps):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript("""
            CREATE TABLE operation_table (no INTEGER PRIMARY KEY, name TEXT); INSERT INTO operation_table VALUES (1, 'thing');
            CREATE TABLE operation_row (id INTEGER PRIMARY KEY, table_no INTEGER, row_id INTEGER);
            CREATE TABLE operation_digest (table_no INTEGER, bucket INTEGER, digests BLOB, PRIMARY KEY (table_no, bucket)) WITHOUT ROWID;
            CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT);
        """)
        for first, (row_id, act, word) in enumerate(steps, 1):
            if act == "write":
                connection.execute("INSERT INTO thing VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET word = ?2", (row_id, word))
            else:
                connection.execute("DELETE FROM thing WHERE id = ?", (row_id,))
            connection.execute("INSERT INTO operation_row VALUES (?, 1, ?)", (first, row_id))
            rowdigest.digest_touched(connection, first)
        assert list(rowdigest.differing(connection)) == []
        kept = connection.execute("SELECT * FROM operation_digest").fetchall()
        rowdigest.digest_all(connection)
        # an entry whose rows are all gone may stay, empty
        assert [row for row in kept if row[2]] == connection.execute("SELECT * FROM operation_digest").fetchall()
        for row_id, word in connection.execute("SELECT id, word FROM thing").fetchall():
            connection.execute("UPDATE thing SET word = ? WHERE id = ?", (f"{word}x", row_id))
            assert list(rowdigest.differing(connection)) == [(("thing", row_id), rowdigest.Difference.CHANGED)]
            connection.execute("UPDATE thing SET word = ? WHERE id = ?", (word, row_id))


def test_a_row_against_its_table_s_constraints_is_damage_and_not_accepted(two):
    with behind_its_back(two.db) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("DROP TRIGGER log_update_customer")
        connection.execute("UPDATE customer SET birthday = 'soon' WHERE id = 1")
    for options in ((), ("--accept",), ()):
        found = findings(two, *options, code=6)
        assert found["integrity"]["detail"] == "The file is damaged: CHECK constraint failed in customer"
        assert "rows" not in found
