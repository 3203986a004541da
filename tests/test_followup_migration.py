"""What the migration to follow-ups with a case makes of a filled database, and what it keeps of a vehicle's use from then on."""

import sqlite3
from contextlib import closing

import pytest
from conftest import filled_once

from kcrm.storage import migration
from kcrm.storage.logged import drop_log_triggers

AT = "2026-06-14T02:00:00Z"
FOLLOWUP = (
    "INSERT INTO followup (id, kind, channel, customer_id, base, base_on, occurrence, due_on, due_by, call_on, assigned_by, opened_at,"
    " policy_version_id) VALUES (?, ?, 'call', 1, 'resolved_on', '2026-06-14', ?, '2026-06-15', ?, '2026-06-15', 'nobody', ?, 1)"
)


@pytest.fixture
def migrated(monkeypatch):
    """A complaint's re-call, one added by hand, another kind's item, and own wordings, brought to the schema of today."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(migration, "MIGRATIONS", tuple(name for name in migration.MIGRATIONS if name < "m009"))
            migration.apply_all(connection)
        drop_log_triggers(connection)
        connection.execute("INSERT INTO policy_version (snapshot, note) VALUES ('{}', '')")
        connection.execute("INSERT INTO customer (id, name, pinyin, initials) VALUES (1, '张伟', 'zhangwei', 'zw')")
        connection.execute(
            "INSERT INTO complaint (id, customer_id, received_at, received_on, opened_at, severity, description, level, policy_version_id)"
            " VALUES (7, 1, ?1, '2026-06-14', ?1, 'minor', '异响', 'specialist', 1)",
            (AT,),
        )
        connection.execute(
            "INSERT INTO complaint_event (id, complaint_id, kind, at, recorded_at) VALUES (31, 7, 'resolved', ?1, ?1)", (AT,)
        )
        for number, kind, occurrence, due_by in (
            (1, "complaint_recall", 31, "interval"),
            (2, "complaint_recall", -1, "by_hand"),
            (3, "birthday", 31, "interval"),
        ):
            connection.execute(FOLLOWUP, (number, kind, occurrence, due_by, AT))
        connection.execute("INSERT INTO template (purpose, name, language, body) VALUES ('message', 'festival', 'zh', '节日快乐')")
        migration.apply_all(connection)
        drop_log_triggers(connection)
        yield connection


def test_a_re_call_bears_the_number_of_its_complaint_and_nothing_else_does(migrated):
    rows = migrated.execute("SELECT id, case_no FROM followup ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(1, "K7"), (2, None), (3, None)]


def test_the_case_is_part_of_what_a_follow_up_is_known_by(migrated):
    again = "INSERT INTO followup SELECT {} FROM followup WHERE id = 1"
    columns = [row[1] for row in migrated.execute("PRAGMA table_info(followup)")]
    other = ", ".join({"id": "9", "case_no": "'L7'"}.get(column, column) for column in columns)
    migrated.execute(again.format(other))
    same = ", ".join({"id": "10"}.get(column, column) for column in columns)
    with pytest.raises(sqlite3.IntegrityError):
        migrated.execute(again.format(same))


def test_own_words_for_all_festivals_are_kept_for_those_that_they_suit(migrated):
    rows = migrated.execute("SELECT name, body FROM template ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        ("festival", "节日快乐"),
        ("festival.spring_festival", "节日快乐"),
        ("festival.mid_autumn", "节日快乐"),
        ("festival.national_day", "节日快乐"),
    ]


# --- since when a vehicle is put to its use ---

VAN = "11111111111111111"


def since(desk):
    return desk.query("SELECT before, substr(since_at, 1, 10) FROM plan_use")


@filled_once
def van(desk):
    """A van with an order that nobody is called about, closed on 12 June; the clock stands at 15 June."""
    desk.take("vehicles", {"vin": VAN, "plate": "京A12346", "use": "营运", "owner_phone": "13800138002", "owner_name": "鲍里"})
    desk.ok("policy", "set", "coverage.sample_percent", "0")
    desk.take("orders", {"order_no": "R-A", "vin": VAN, "type": "维修", "opened_at": "2026-06-12 09:00", "closed_at": "2026-06-12 10:00"})
    return desk


CALLS = "SELECT base_on, state, because FROM followup WHERE kind = 'post_service' ORDER BY base_on"


def test_a_use_that_changes_counts_for_what_is_closed_from_then_on(van):
    assert since(van) == []
    van.ok("vehicle", "edit", VAN, "--use", "private")
    assert since(van) == [("commercial", "2026-06-15")]
    assert van.query(CALLS) == []
    van.at("2026-06-16T11:00")
    van.take("orders", {"order_no": "R-B", "vin": VAN, "type": "维修", "opened_at": "2026-06-16 09:00", "closed_at": "2026-06-16 10:00"})
    assert van.query(CALLS) == [("2026-06-16", "open", "use=private")]


def test_a_change_of_use_that_is_undone_was_none(van):
    van.ok("vehicle", "edit", VAN, "--use", "private")
    van.ok("undo", "--yes")
    assert since(van) == []
    van.ok("undo", "--yes")  # the undoing: it is private again
    assert since(van) == [("commercial", "2026-06-15")]


def test_that_a_use_becomes_known_as_private_is_no_change(desk):
    desk.take("vehicles", {"vin": VAN, "owner_phone": "13800138002", "owner_name": "鲍里"})
    desk.ok("vehicle", "edit", VAN, "--use", "private")
    assert since(desk) == []
