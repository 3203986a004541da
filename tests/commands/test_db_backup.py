"""`db backup` and `db restore`: copies that are whole, and the way back."""

import errno
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from bad_files import BAD, digest
from dbfiles import behind_its_back, findings
from released_desk import released

from kcrm import context, db
from kcrm.errors import DatabaseError
from kcrm.storage import backups, dbfile, migration


def names_in(folder):
    return sorted(file.name for file in folder.iterdir())


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
    assert (result.code, "already exists" in result.err) == (5, True)
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
    assert {"en": "is missing rows", "zh": "行数不全"}[language] in result.err
    assert names_in(sound.folder / "backups") == before


def test_a_backup_of_a_damaged_database_is_refused(sound):
    root = sound.query("SELECT rootpage FROM sqlite_schema WHERE name = 'template'")[0][0]
    with sound.db.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 64)
    assert sound.run("db", "backup").code == 6
    assert len(list((sound.folder / "backups").glob("*.db"))) == 1


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--check",), 6)])
def test_an_index_that_lacks_a_row_is_found_in_the_copy_where_asked_for(sound, options, code):
    with behind_its_back(sound.db) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        partial = "CREATE INDEX customer_by_name ON customer (name) WHERE name = ''"
        whole = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'customer_by_name'").fetchone()[0]
        connection.execute("DROP INDEX customer_by_name")
        connection.execute(partial)
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'customer_by_name'", (whole,))
    assert sound.run("db", "check").code == 6
    assert sound.run("db", "backup", *options).code == code


# --- restore ---


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


def test_an_older_backup_is_brought_up_to_date_when_it_is_next_used(shell):
    released(shell.db, 1)
    old = json.loads(shell.ok("db", "backup", "-o", "json").out)["file"]
    shell.db.unlink()
    shell.ok("db", "restore", old)
    assert shell.json("db", "info")["schema_version"] == 1
    shell.ok("due")
    assert shell.json("db", "info")["schema_version"] == len(migration.MIGRATIONS)
