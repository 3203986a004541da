"""`kcrm db`: looking at the file, checking it, backups and the way back."""

import contextlib
import errno
import json
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from bad_files import BAD, digest

from kcrm import context, db
from kcrm.actions import checking
from kcrm.errors import DatabaseError
from kcrm.storage import backups, dbfile, machine, migrating, oplog

ZHANG = {"name": "张伟", "phone": "13800138000", "customer_no": "K1"}
LI = {"name": "李娜", "phone": "13900139000", "customer_no": "K2"}
CAR = {"vin": "LSVAA4187E2184961", "customer_no": "K1", "delivered_on": "2026-06-14"}


@contextlib.contextmanager
def behind_its_back(path):
    """Write past kcrm, as somebody with the sqlite3 shell would."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def names_in(folder):
    return sorted(file.name for file in folder.iterdir())


def write(path, statement, *values):
    """One recorded write that nothing plans."""
    with db.opened(path) as connection, db.write(connection, db.NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "kcrm test")):
        connection.execute(statement, values)


def findings(desk, *options, code=0):
    result = desk.run("db", "check", *options, "-o", "json")
    assert result.code == code, result.err
    return {row["check"]: row for row in result.json}


@pytest.fixture
def sound(desk):
    """A desk with a customer and a car, planned and backed up."""
    desk.take("customers", ZHANG, LI)
    desk.take("vehicles", CAR)
    desk.ok("plan")
    desk.ok("db", "backup")
    return desk


# --- info ---


def test_info_says_what_the_database_is(sound):
    shown = sound.json("db", "info")
    assert shown["path"] == str(sound.db)
    assert (shown["store"], shown["go_live_on"], shown["planned_on"]) == ("云汐店", "2026-01-01", "2026-06-15")
    assert shown["schema_version"] == shown["known_schema_version"] == len(migrating.MIGRATIONS)
    assert shown["last_backup_at"] == "2026-06-15T08:30:00+08:00"
    assert shown["size_bytes"] == sound.db.stat().st_size
    rows = {row["table"]: row["rows"] for row in shown["tables"]}
    assert (rows["customer"], rows["vehicle"], rows["staff"]) == (2, 1, 6)


# --- check ---


def test_a_sound_database_has_no_finding(sound):
    result = sound.ok("db", "check", "-o", "json")
    assert result.json == []
    people = sound.ok("db", "check")
    assert people.out == ""
    assert "Nothing wrong was found." in people.err


def test_a_desk_that_was_never_planned_nor_backed_up_is_warned_and_not_failed(desk):
    found = findings(desk)
    assert {name: row["severity"] for name, row in found.items()} == {"plan": "warning", "backup": "warning"}
    assert (found["plan"]["detail"], found["plan"]["remedy"]) == ("No plan of the day was made yet.", "kcrm plan")
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
        "remedy": "Plan everything anew: kcrm plan",
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
    assert findings(sound, code=6)["ownership"]["detail"] == "V1 has two owners at the same time."


@pytest.mark.parametrize("change", ["state = 'resolved'", "level = 'general_manager'", "owner_id = 2", "paused = 1"])
def test_a_complaint_that_does_not_stand_where_its_history_puts_it_is_found(sound, change):
    sound.ok("complaint", "open", "C1", "--severity", "normal", "--description", "等了一小时")
    sound.ok("complaint", "accept", "K1")
    assert findings(sound) == {}
    write(sound.db, f"UPDATE complaint SET {change}")
    row = findings(sound, code=6)["complaints"]
    assert (row["detail"], row["remedy"]) == (
        "K1 does not stand where its history puts it.",
        "See what its history tells: kcrm complaint show K1",
    )


def test_a_customer_whom_planning_would_forget_is_found(sound):
    with behind_its_back(sound.db) as connection:
        connection.execute("DELETE FROM plan_queue WHERE customer_id = 2")
    assert findings(sound, code=6)["planning"]["detail"] == "Customers whom planning would forget: C2"
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
        assert migrating.schema_of(connection) == migrating.fresh_schema()


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
    monkeypatch.setattr(checking, "free_bytes", lambda folder: 3 * 2**20)
    monkeypatch.setattr(checking, "_LARGE_WAL", 0)
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


# --- backup ---


def test_a_backup_is_whole_private_and_known_by_its_checksum(sound):
    shown = sound.json("db", "backup")
    file = shown["file"]
    assert file == str(sound.folder / "backups" / "desk-20260615T003000Z.2.db")  # the fixture's took the first name
    done = subprocess.run(
        ["sha256sum", "-c", "desk-20260615T003000Z.2.db.sha256"], cwd=sound.folder / "backups", check=True, capture_output=True
    )
    assert done.stdout.endswith(b": OK\n")
    with behind_its_back(file) as copy:
        assert copy.execute("SELECT name FROM customer ORDER BY id").fetchall() == [("张伟",), ("李娜",)]
    assert names_in(sound.folder / "backups")[:2] == ["desk-20260615T003000Z.2.db", "desk-20260615T003000Z.2.db.sha256"]


def test_keep_deletes_only_this_databases_own_ordinary_backups(sound):
    folder = sound.folder / "backups"
    strangers = {
        "desk-20260101T000000Z-before-schema-2.db",
        "other-20260101T000000Z.db",
        "desk-notes.db",
        "desk-20269999T000000Z.db",
        "a.db",
    }
    for name in strangers:
        (folder / name).write_bytes(b"")
    (folder / "desk-20250101T000000Z.db").symlink_to(sound.db)
    for day in ("16", "17", "18"):
        sound.at(f"2026-06-{day}T08:30")
        last = sound.json("db", "backup", "--keep", "2")
    assert last["deleted"] == ["desk-20260616T003000Z.db"]
    kept = {name for name in names_in(folder) if not name.endswith(".sha256")}
    assert kept == strangers | {"desk-20260617T003000Z.db", "desk-20260618T003000Z.db", "desk-20250101T000000Z.db"}
    assert sound.db.exists()


def test_a_backup_goes_to_a_file_or_a_folder_and_never_over_what_is_there(sound):
    target = sound.folder / "usb"
    target.mkdir()
    assert sound.json("db", "backup", "--to", target)["file"] == str(target / "desk-20260615T003000Z.db")
    named = target / "monday.db"
    sound.ok("db", "backup", "--to", named)
    before = digest(named)
    result = sound.run("db", "backup", "--to", named)
    assert (result.code, "exists already" in result.err) == (5, True)
    assert digest(named) == before
    link, victim = target / "link.db", target / "victim.txt"
    victim.write_text("do not touch")
    link.symlink_to(victim)
    assert sound.run("db", "backup", "--to", link).code == 5
    assert victim.read_text() == "do not touch"
    assert not [name for name in names_in(target) if name.endswith(".new")]


def test_a_name_that_ends_in_a_slash_is_a_folder_that_may_yet_be_made(sound):
    shown = sound.json("db", "backup", "--to", f"{sound.folder}/new/month/")
    assert shown["file"] == str(sound.folder / "new" / "month" / "desk-20260615T003000Z.db")
    assert "desk-20260615T003000Z.db.sha256" in names_in(sound.folder / "new" / "month")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_copy_that_does_not_hold_all_is_no_backup(sound, monkeypatch, language):
    sound.speaking(language)
    count = backups.counts_of
    calls = []

    def one_row_less(connection):
        calls.append(connection)
        counts = count(connection)
        return counts if len(calls) % 2 else {**counts, "customer": counts["customer"] - 1}

    monkeypatch.setattr(backups, "counts_of", one_row_less)
    before = names_in(sound.folder / "backups")
    result = sound.run("db", "backup")
    assert result.code == 6
    assert {"en": "does not hold all rows", "zh": "行数不全"}[language] in result.err
    assert names_in(sound.folder / "backups") == before


def test_a_backup_of_a_damaged_database_is_refused(sound):
    root = sound.query("SELECT rootpage FROM sqlite_schema WHERE name = 'template'")[0][0]
    with sound.db.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 64)
    assert sound.run("db", "backup").code == 6
    assert len(list((sound.folder / "backups").glob("*.db"))) == 1


# --- restore ---


@pytest.fixture
def backup(sound):
    """The backup of a sound desk, in which 张伟 is not yet called otherwise."""
    (file,) = (sound.folder / "backups").glob("*.db")
    sound.ok("customer", "edit", "K1", "--name", "张卫")
    return file


def names(desk):
    return desk.query("SELECT name FROM customer WHERE customer_no = 'K1'")[0][0]


def test_a_backup_is_put_back_and_what_stood_there_is_kept_twice(sound, backup):
    shown = sound.json("db", "restore", backup, "--confirm", "云汐店")
    assert names(sound) == "张伟"
    for kept in (shown["kept_as"], shown["backup"]):
        with behind_its_back(kept) as connection:
            assert connection.execute("SELECT name FROM customer WHERE customer_no = 'K1'").fetchone() == ("张卫",)
    assert shown["kept_as"].startswith(f"{sound.db}.replaced-")
    assert "before-restore" in shown["backup"]
    assert findings(sound) == {}
    sound.ok("customer", "edit", "K1", "--name", "张三")
    assert stat.S_IMODE(sound.db.stat().st_mode) == 0o600


def test_restore_asks_for_the_name_and_takes_no_other(sound, backup, monkeypatch):
    before = digest(sound.db)
    asked = sound.run("db", "restore", backup)
    assert (asked.code, "--confirm NAME" in asked.err) == (4, True)
    assert sound.run("db", "restore", backup, "--confirm", "云汐").code == 5
    monkeypatch.setattr(context, "_is_terminal", lambda stream: True)
    monkeypatch.setattr("sys.stdin", type("Typed", (), {"readline": lambda self: "别的店\n"})())
    assert sound.run("db", "restore", backup).code == 5
    assert digest(sound.db) == before
    monkeypatch.setattr("sys.stdin", type("Typed", (), {"readline": lambda self: "云汐店\n"})())
    assert sound.run("db", "restore", backup).code == 0
    assert names(sound) == "张伟"


def test_where_there_is_no_database_nothing_is_asked(sound, backup):
    sound.db.unlink()
    shown = sound.json("db", "restore", backup)
    assert (shown["kept_as"], shown["backup"]) == (None, None)
    assert names(sound) == "张伟"


def test_a_backup_that_was_changed_is_refused(sound, backup):
    before = digest(sound.db)
    with backup.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\x01")
    result = sound.run("db", "restore", backup, "--confirm", "云汐店")
    assert (result.code, "checksum differs" in result.err) == (6, True)
    assert digest(sound.db) == before


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_good_backup_is_refused_and_nothing_changes(sound, backup, kind):
    backups.checksum_of(backup).unlink()
    BAD[kind][0](backup)
    before, around = digest(sound.db), names_in(sound.folder)
    assert sound.run("db", "restore", backup, "--confirm", "云汐店").code == 6
    assert digest(sound.db) == before
    assert names_in(sound.folder) == around
    assert sound.run("db", "restore", sound.folder / "nothing.db", "--confirm", "云汐店").code == 3


@pytest.mark.parametrize("kind", BAD)
def test_a_useless_database_is_replaced_and_kept_as_it_was(sound, backup, kind):
    BAD[kind][0](sound.db)
    bad = digest(sound.db)
    shown = sound.json("db", "restore", backup, "--confirm", "云汐店")
    kept = type(backup)(shown["kept_as"])
    if kind == "too new":  # whole: taken out of use in good order, which marks its header
        with behind_its_back(kept) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (9999,)
    else:
        assert digest(kept) == bad
    assert names(sound) == "张伟"
    assert findings(sound) == {}


def test_a_database_that_another_process_has_open_is_not_replaced(sound, backup, monkeypatch):
    monkeypatch.setattr(dbfile, "BUSY_TIMEOUT_MS", 50)
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM store').fetchall();"
        " print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program, sound.db], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        result = sound.run("db", "restore", backup, "--confirm", "云汐店")
        other.stdin.close()
    assert result.code == 6
    assert f"({other.pid})" in result.err
    assert names(sound) == "张卫"
    assert not list(sound.folder.glob("*.replaced-*"))
    sound.ok("db", "restore", backup, "--confirm", "云汐店")


def test_a_command_that_had_the_old_file_open_does_not_write_into_the_new_one(sound, backup):
    with db.opened(sound.db) as connection:
        copy = sound.folder / "copy.db"
        copy.write_bytes(backup.read_bytes())
        copy.replace(sound.db)
        with (
            pytest.raises(DatabaseError, match="was replaced by another"),
            db.write(connection, db.NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "kcrm test")),
        ):
            connection.execute("UPDATE store SET name = 'x'")


def test_without_hard_links_the_old_database_is_still_kept(sound, backup, monkeypatch):
    def no_links(*_args, **_kwargs):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    shown = sound.json("db", "restore", backup, "--confirm", "云汐店")
    assert names(sound) == "张伟"
    with behind_its_back(shown["kept_as"]) as connection:
        assert connection.execute("SELECT name FROM customer WHERE customer_no = 'K1'").fetchone() == ("张卫",)


def test_an_older_backup_is_brought_up_to_date_when_it_is_next_used(shell, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "MIGRATIONS", migrating.MIGRATIONS[:1])
        shell.init()
        old = json.loads(shell.ok("db", "backup", "-o", "json").out)["file"]
    shell.db.unlink()
    shell.ok("db", "restore", old)
    assert shell.json("db", "info")["schema_version"] == 1
    shell.ok("due")
    assert shell.json("db", "info")["schema_version"] == len(migrating.MIGRATIONS)
