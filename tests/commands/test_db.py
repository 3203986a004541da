"""`db info` and `db check`: what the database is, and each thing that may be wrong with it."""

import os
import stat
from datetime import UTC, datetime

import pytest
from dbfiles import behind_its_back, findings, write

from kcrm.actions import db_check
from kcrm.storage import machine, migration, oplog

# --- info ---


def test_info_says_what_the_database_is(sound):
    shown = sound.json("db", "info")
    assert shown["path"] == str(sound.db)
    assert (shown["store"], shown["go_live_on"], shown["planned_on"]) == ("云汐店", "2026-01-01", "2026-06-15")
    assert shown["schema_version"] == shown["known_schema_version"] == len(migration.MIGRATIONS)
    assert shown["last_backup_at"] == "2026-06-15T08:30:00+08:00"
    assert shown["size_bytes"] == sound.db.stat().st_size
    rows = {row["table"]: row["rows"] for row in shown["tables"]}
    assert (rows["customer"], rows["vehicle"], rows["staff"]) == (2, 1, 6)


def test_the_sizes_of_tables_and_free_pages_add_up_to_the_file(sound):
    with behind_its_back(sound.db) as connection:
        connection.execute("CREATE TABLE gone (text TEXT)")
        connection.execute("INSERT INTO gone VALUES (?)", ("字" * 20_000,))  # 60,000 bytes: more than fourteen pages
        connection.execute("DROP TABLE gone")
        (free, page, pages) = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size", "page_count"))
    result = sound.ok("db", "info", "--sizes", "-o", "json")
    tables = result.json["tables"]
    assert free > 14
    assert sum(each["table_bytes"] + each["index_bytes"] for each in tables) + free * page == pages * page
    totals = [each["table_bytes"] + each["index_bytes"] for each in tables]
    assert totals == sorted(totals, reverse=True)
    of = {each["table"]: each for each in tables}
    assert of["customer"]["rows"] == 2
    assert of["customer"]["index_bytes"] > 0
    assert of["staff"]["table_bytes"] % page == 0
    assert 0 <= of["staff"]["unused_bytes"] < of["staff"]["table_bytes"] + of["staff"]["index_bytes"]
    assert of["customer"]["share"] == round(100 * (of["customer"]["table_bytes"] + of["customer"]["index_bytes"]) / (pages * page), 2)
    assert result.json["free_bytes"] == free * page
    plain = sound.json("db", "info")
    assert "free_bytes" not in plain
    assert "table_bytes" not in plain["tables"][0]


def test_an_sqlite_that_cannot_tell_sizes_says_so(sound, monkeypatch):
    monkeypatch.setattr("kcrm.actions.db.sizes_of", lambda _connection: None)
    said = sound.run("db", "info", "--sizes")
    assert said.code == 6
    assert "without dbstat" in said.err


# --- check ---


def test_a_sound_database_has_no_finding(sound):
    result = sound.ok("db", "check", "-o", "json")
    assert result.json == []
    people = sound.ok("db", "check")
    assert people.out == ""
    assert "No problems found." in people.err


def test_a_desk_that_was_never_planned_nor_backed_up_is_warned_and_not_failed(desk):
    found = findings(desk)
    assert {name: row["severity"] for name, row in found.items()} == {"plan": "warning", "backup": "warning"}
    assert (found["plan"]["detail"], found["plan"]["remedy"]) == ("Today's plan has not been made yet.", "kcrm plan")
    assert found["backup"]["remedy"] == "kcrm db backup"


def test_what_planning_should_have_ended_is_an_error_and_mended_by_planning(sound):
    sound.ok("customer", "edit", "K1", "--do-not-contact", "yes")
    (number,) = sound.query("SELECT min(id) FROM followup WHERE state = 'cancelled'")[0]
    write(sound.db, "UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL WHERE id = ?", number)
    row = findings(sound, code=6)["planning"]
    assert row == {
        "check": "planning",
        "severity": "error",
        "detail": f"Open follow-ups for customers who are not to be contacted: F{number}",
        "remedy": "To replan everything: kcrm plan --all",
        "fixed": False,
    }
    assert findings(sound, "--fix")["planning"]["fixed"] is True
    assert sound.query("SELECT state FROM followup WHERE id = ?", number) == [("cancelled",)]
    assert findings(sound) == {}


@pytest.mark.parametrize(("option", "words"), [("--scrapped-on", "scrapped vehicles"), ("--sold-on", "vehicles that were sold")])
def test_nothing_is_open_for_a_vehicle_that_is_gone(sound, option, words):
    sound.ok("vehicle", "edit", "V1", option, "2026-06-15")
    (number,) = sound.query("SELECT min(id) FROM followup WHERE state = 'cancelled'")[0]
    write(sound.db, "UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL WHERE id = ?", number)
    assert words in findings(sound, code=6)["planning"]["detail"]


def test_the_day_a_vehicle_is_scrapped_is_no_error_before_the_plan_of_that_day(sound):
    sound.ok("vehicle", "edit", "V1", "--scrapped-on", "2026-06-20")
    sound.at("2026-06-20T07:00")
    assert set(findings(sound)) == {"plan"}


def test_open_follow_ups_of_somebody_who_left_are_an_error_once_the_day_is_planned(sound):
    (number,) = sound.query("SELECT min(id) FROM followup WHERE state = 'open'")[0]
    sound.ok("staff", "edit", "A1", "--left-on", "2026-06-14")
    (advisor,) = sound.query("SELECT id FROM staff WHERE employee_no = 'A1'")[0]
    write(sound.db, "UPDATE followup SET assignee_id = ?, assigned_by = 'role' WHERE id = ?", advisor, number)
    assert f"people who have left: F{number}" in findings(sound, code=6)["planning"]["detail"]


def test_two_owners_at_once_are_an_error_and_one_after_the_other_is_none(sound):
    sound.ok("vehicle", "transfer", "V1", "K2", "--on", "2026-06-15")
    assert findings(sound) == {}
    write(sound.db, "INSERT INTO ownership (vehicle_id, customer_id, from_on, until_on) VALUES (1, 1, '2026-06-14', '2026-06-16')")
    assert findings(sound, code=6)["ownership"]["detail"] == "V1 has two owners at once."


@pytest.mark.parametrize("change", ["state = 'resolved'", "level = 'general_manager'", "owner_id = 2", "paused = 1"])
def test_a_complaint_that_does_not_stand_where_its_history_puts_it_is_found(sound, change):
    sound.ok("complaint", "open", "C1", "--severity", "normal", "--description", "等了一小时")
    sound.ok("complaint", "accept", "K1")
    assert findings(sound) == {}
    write(sound.db, f"UPDATE complaint SET {change}")
    row = findings(sound, code=6)["complaints"]
    assert (row["detail"], row["remedy"]) == (
        "K1: its state does not match its history.",
        "To see its history: kcrm complaint show K1",
    )


def test_a_customer_whom_planning_would_forget_is_found(sound):
    with behind_its_back(sound.db) as connection:
        connection.execute("DELETE FROM plan_queue WHERE customer_id = 2")
    assert findings(sound, code=6)["planning"]["detail"] == "Customers missing from the planning queue: C2"
    findings(sound, "--fix")
    assert findings(sound) == {}


def test_missing_and_weakened_triggers_of_the_log_are_made_anew(sound):
    with behind_its_back(sound.db) as connection:
        connection.execute("DROP TRIGGER log_insert_customer")
        connection.execute("DROP TRIGGER log_delete_vehicle")
        connection.execute("CREATE TRIGGER log_delete_vehicle AFTER DELETE ON vehicle BEGIN SELECT 1; END")
    row = findings(sound, code=6)["log_triggers"]
    assert (row["severity"], row["remedy"]) == ("error", "kcrm db check --fix")
    assert findings(sound, "--fix")["log_triggers"]["fixed"] is True
    with behind_its_back(sound.db) as connection:
        assert migration.schema_of(connection) == migration.fresh_schema()


@pytest.mark.parametrize("statement", ["DROP INDEX customer_by_name", "DROP TABLE template", "CREATE TABLE mine (x)"])
def test_a_schema_that_is_not_ours_is_found(sound, statement):
    with behind_its_back(sound.db) as connection:
        connection.execute(statement)
    row = findings(sound, code=6)["schema"]
    assert row["detail"] == f"Not as kcrm made it: {statement.split()[2]}"
    assert "kcrm db restore" in row["remedy"]


def test_a_changed_entry_of_the_operations_log_is_found(sound):
    with behind_its_back(sound.db) as connection:
        ((guard,),) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'operation_is_kept_updated'").fetchall()
        connection.execute("DROP TRIGGER operation_is_kept_updated")
        connection.execute("UPDATE operation SET command = 'kcrm nothing' WHERE id = 2")
        connection.execute(guard)
    assert "O2" in findings(sound, code=6)["operations"]["detail"]


def test_a_broken_reference_is_found(sound):
    with behind_its_back(sound.db) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO operation_open (only, operation_id) VALUES (1, 1)")
        connection.execute("UPDATE vehicle SET service_advisor_id = 999")
        connection.execute("DELETE FROM operation_open")
    assert findings(sound, code=6)["integrity"]["detail"] == "The file is damaged: vehicle 1 -> staff"
    # a copy of it is as bad: what is named is the original, and the way back
    refused = sound.run("db", "backup")
    assert (refused.code, refused.out) == (6, "")
    assert refused.err.startswith(f"kcrm: The database {sound.db} is damaged: vehicle 1 -> staff.\n")
    assert "kcrm db restore FILE" in refused.err


def test_an_operation_of_tomorrow_means_that_the_clock_is_wrong(sound, monkeypatch):
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2199, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(oplog, "datetime", Tomorrow)
    sound.ok("customer", "edit", "K1", "--note", "早")
    monkeypatch.undo()
    monkeypatch.setenv("KCRM_NOW", "2026-06-15T08:30")
    monkeypatch.setenv("KCRM_DB", str(sound.db))
    assert "2199-01-01" in findings(sound)["clock"]["detail"]


def test_files_that_others_may_read_are_told_and_closed(sound):
    (copy,) = (sound.folder / "backups").glob("*.db")
    sound.db.chmod(0o644)
    copy.chmod(0o640)
    result = sound.ok("db", "check", "-o", "json")
    assert [(row["check"], row["severity"]) for row in result.json] == [("mode", "warning")] * 2
    assert f"chmod 600 {sound.db}" in result.out
    findings(sound, "--fix")
    assert {stat.S_IMODE(file.stat().st_mode) for file in (sound.db, copy)} == {0o600}


def test_a_backup_is_old_after_a_week(sound):
    sound.at("2026-06-22T08:30")  # seven days to the minute
    sound.ok("plan")
    assert findings(sound) == {}
    sound.at("2026-06-23T08:31")
    sound.ok("plan")
    assert findings(sound)["backup"]["detail"] == "The latest backup is 8 days old."


def test_little_free_space_a_large_log_and_a_network_disk_are_warned_about(sound, monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw 0 0\nserver:/desk {sound.folder} nfs4 rw 0 0\n")
    monkeypatch.setattr(machine, "_MOUNTS", mounts)
    monkeypatch.setattr(db_check, "free_bytes", lambda folder: 3 * 2**20)
    monkeypatch.setattr(db_check, "_LARGE_WAL", 0)
    with behind_its_back(sound.db) as connection:
        connection.execute("INSERT INTO plan_queue VALUES (999, '9999-12-31')")
        connection.execute("DELETE FROM plan_queue WHERE customer_id = 999")
        found = findings(sound)
    assert {name: row["severity"] for name, row in found.items()} == {"disk": "warning", "wal": "warning", "file_system": "warning"}
    assert "Only 3 MB" in found["disk"]["detail"]
    assert "nfs4" in found["file_system"]["detail"]


def test_what_a_killed_command_left_unfinished_is_cleared_away_only_when_old(sound):
    old, young = sound.folder / ".desk.db.abc.new", sound.folder / "backups" / ".desk-20260615T003000Z.db.abc.new"
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert findings(sound)["leftovers"]["detail"].endswith(": .desk.db.abc.new")
    findings(sound, "--fix")
    assert (old.exists(), young.exists()) == (False, True)


def test_the_check_speaks_chinese(desk):
    desk.speaking("zh")
    out = desk.ok("db", "check").out
    assert "没有备份" in out
    assert "警告" in out
