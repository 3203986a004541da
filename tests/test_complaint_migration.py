"""What the migration to first contacts and outside cases makes of a filled database."""

import sqlite3
from contextlib import closing

import pytest

from kcrm.storage import migration
from kcrm.storage.logged import drop_log_triggers

RECEIVED = "2026-06-14T02:00:00Z"


@pytest.fixture
def migrated(monkeypatch):
    """A complaint of the manufacturer's with its first step, and an opportunity, brought to the schema of today."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        with monkeypatch.context() as patch:
            patch.setattr(migration, "MIGRATIONS", tuple(name for name in migration.MIGRATIONS if name < "m011"))
            migration.apply_all(connection)
        drop_log_triggers(connection)
        connection.execute("INSERT INTO policy_version (snapshot, note) VALUES ('{}', '')")
        connection.execute("INSERT INTO customer (id, name, pinyin, initials) VALUES (1, '张伟', 'zhangwei', 'zw')")
        connection.execute(
            "INSERT INTO complaint (id, customer_id, received_at, received_on, opened_at, severity, description, manufacturer_no, level,"
            " channel, policy_version_id) VALUES (7, 1, ?1, '2026-06-14', ?1, 'minor', '异响', '400-7', 'specialist', 'internet', 1)",
            (RECEIVED,),
        )
        connection.execute(
            "INSERT INTO complaint_event (complaint_id, kind, at, recorded_at, level) VALUES (7, 'opened', ?1, ?1, 'specialist')",
            (RECEIVED,),
        )
        connection.execute(
            "INSERT INTO opportunity (customer_id, kind, amount_fen, probability_bp, opened_on) VALUES (1, '换车', 100, 5000, '2026-06-14')"
        )
        migration.apply_all(connection)
        drop_log_triggers(connection)
        yield connection


def test_complaints_of_before_are_asked_for_no_first_contact_and_keep_the_number_of_the_manufacturer(migrated):
    assert tuple(migrated.execute("SELECT id, outside_no, channel, first_contact FROM complaint").fetchone()) == (7, "400-7", "internet", 0)
    assert tuple(migrated.execute("SELECT complaint_id, kind FROM complaint_event").fetchone()) == (7, "opened")


def test_the_new_words_are_taken_and_others_are_not(migrated):
    migrated.execute("UPDATE complaint SET channel = 'email', source = 'web'")
    migrated.execute("INSERT INTO complaint_event (complaint_id, kind, at, recorded_at) VALUES (7, 'contacted', ?1, ?1)", (RECEIVED,))
    migrated.execute("UPDATE complaint_event SET clock = 'contact'")
    for column in ("channel", "source"):
        with pytest.raises(sqlite3.IntegrityError):
            migrated.execute(f"UPDATE complaint SET {column} = 'pigeon'")


def test_opportunities_have_no_number_until_they_are_given_one_and_then_one_each(migrated):
    migrated.execute(
        "INSERT INTO opportunity (customer_id, kind, amount_fen, probability_bp, opened_on) SELECT 1, 'x', 1, 1, opened_on FROM opportunity"
    )
    assert migrated.execute("SELECT count(*) FROM opportunity WHERE opportunity_no IS NULL").fetchone()[0] == 2
    with pytest.raises(sqlite3.IntegrityError):
        migrated.execute("UPDATE opportunity SET opportunity_no = 'SJ-1'")
