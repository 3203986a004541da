"""Opening, making and migrating the database file: what cannot be used is said and left exactly as it was."""

import contextlib
import errno
import os
import sqlite3
import stat
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from bad_files import BAD, digest
from released_desk import released

import kcrm
from kcrm import db
from kcrm.storage import dbfile, files, migration
from kcrm.storage.holders import users_of, writer_of

ROOT = Path(kcrm.__file__).parent.parent
EVERYBODY = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KCRM_LANG": "en", "KCRM_NOW": "2026-06-15T08:30"}


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def others_in(folder, *known):
    return sorted(file.name for file in folder.iterdir() if file.name not in known)


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(dbfile, "BUSY_TIMEOUT_MS", 50)


# --- files that are no use ---


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("command", [["due"], ["import", "customers", "customers.csv"], ["db", "migrate"], ["db", "info"]])
def test_a_bad_database_ends_in_exit_6_says_what_it_is_and_stays_as_it_was(desk, monkeypatch, kind, command):
    desk.sheet("customers", [{"name": "张伟", "phone": "13800138000"}])
    monkeypatch.chdir(desk.folder)
    make, said, _zh = BAD[kind]
    make(desk.db)
    before, beside = digest(desk.db), set(others_in(desk.folder))
    result = desk.run(*command)
    assert result.code == 6, result.err
    assert said in result.err
    assert result.out == ""
    assert digest(desk.db) == before
    left = set(others_in(desk.folder)) - beside
    assert left <= {"desk.db-wal", "desk.db-shm"}
    assert not left or (desk.folder / "desk.db-wal").stat().st_size == 0


@pytest.mark.parametrize("kind", BAD)
def test_the_message_is_chinese_for_those_who_speak_it(desk, kind):
    make, _en, said = BAD[kind]
    make(desk.db)
    desk.speaking("zh")
    result = desk.run("due")
    assert result.code == 6
    assert said in result.err
    assert "Keep" not in result.err


def test_a_missing_database_is_exit_3_and_names_init(shell):
    for language, command in (("en", "kcrm init"), ("zh", "kcrm init")):
        shell.speaking(language)
        result = shell.run("due")
        assert result.code == 3
        assert str(shell.db) in result.err
        assert command in result.err
    assert not shell.db.exists()


def test_a_folder_a_pipe_and_a_dangling_link_are_not_opened(shell):
    shell.db.mkdir()
    result = shell.run("due")
    assert (result.code, "is a folder" in result.err) == (6, True)
    shell.db.rmdir()
    os.mkfifo(shell.db)
    result = shell.run("due")  # would wait for ever if it were opened
    assert (result.code, "is not an ordinary file" in result.err) == (6, True)
    shell.db.unlink()
    shell.db.symlink_to(shell.folder / "nowhere.db")
    assert shell.run("due").code == 3


def test_a_table_that_is_damaged_is_found_by_the_check_though_the_list_does_not_read_it(desk):
    root = desk.query("SELECT rootpage FROM sqlite_schema WHERE name = 'template'")[0][0]
    with desk.db.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 64)
    assert desk.run("due").code == 0
    before = digest(desk.db)
    result = desk.run("db", "check", "-o", "json")
    assert result.code == 6
    assert next(row["check"] for row in result.json if row["severity"] == "error") == "integrity"
    assert "kcrm db restore FILE" in result.json[0]["remedy"]
    assert digest(desk.db) == before


# --- busy ---


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(("language", "said"), [("en", "is busy"), ("zh", "正忙")])
def test_while_another_writes_the_message_names_the_process(desk, language, said):
    desk.speaking(language)
    sheet = desk.sheet("customers", [{"name": "张伟", "phone": "13800138000"}])
    program = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE');"
        " print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(desk.db), "kcrm", "--db", "desk.db", "import", "staff"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        other.stdout.readline()
        assert writer_of(desk.db).pid == other.pid
        result = desk.run("import", "customers", sheet)
        other.stdin.close()
    assert result.code == 6
    assert said in result.err
    assert str(other.pid) in result.err
    assert "kcrm import" in result.err
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]
    assert writer_of(desk.db) is None
    assert users_of(desk.db) == []


@pytest.mark.usefixtures("_impatient")
def test_a_reader_does_not_wait_for_a_writer(desk):
    with contextlib.closing(sqlite3.connect(desk.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert desk.run("db", "info").code == 0
        assert desk.run("db", "backup").code == 0


# --- full and read-only ---


@pytest.mark.parametrize(("language", "said"), [("en", "is full; nothing was written"), ("zh", "已满")])
def test_a_full_disk_in_the_middle_of_an_import_leaves_nothing_of_it(desk, monkeypatch, language, said):
    desk.speaking(language)
    sheet = desk.sheet("customers", [{"name": f"客户{n}", "phone": f"138{n:08}"} for n in range(1500)])
    connect = dbfile.connect

    def connect_to_full_disk(path, **query):
        connection = connect(path, **query)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")
        return connection

    monkeypatch.setattr(dbfile, "connect", connect_to_full_disk)
    result = desk.run("import", "customers", sheet)
    monkeypatch.setattr(dbfile, "connect", connect)
    assert result.code == 6
    assert said in result.err
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]
    assert desk.ok("import", "customers", sheet, "-o", "json").json["new"] == 1500


def test_init_on_a_full_disk_leaves_no_file(shell, monkeypatch):
    def refuse(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "new_draft", refuse)
    result = shell.run("init")
    assert (result.code, "is full" in result.err) == (6, True)
    assert others_in(shell.folder) == []


def isolated(script, *argv):
    """Run a shell script where it may mount things; skips the test where the system forbids that."""
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("the system permits no mounts of one's own")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, "sh", sys.executable, *map(str, argv)],
        capture_output=True,
        text=True,
        env=EVERYBODY,
        check=False,
        timeout=60,
    )


def test_a_read_only_medium_is_read_and_writing_is_refused(desk):
    desk.take("customers", {"name": "张伟", "phone": "13800138000", "birthday": "1990-06-15"})
    desk.ok("due")
    sheet = desk.sheet("customers", [{"name": "李娜", "phone": "13900139000"}])
    folder = desk.folder / "medium"
    folder.mkdir()
    desk.db.rename(folder / "desk.db")
    before = digest(folder / "desk.db")
    script = 'mount --bind "$2" "$2" && mount -o remount,ro,bind "$2" && shift 2 && "$@"'
    python = [sys.executable, "-m", "kcrm", "--db", folder / "desk.db"]
    shown = isolated(script, folder, *python, "db", "info", "-o", "json")
    assert shown.returncode == 0, shown.stderr
    assert '"store": "云汐店"' in shown.stdout
    refused = isolated(script, folder, *python, "import", "customers", sheet)
    assert refused.returncode == 6
    assert "nothing was written" in refused.stderr
    assert digest(folder / "desk.db") == before


def test_changes_that_only_the_log_holds_are_not_passed_over_on_a_read_only_medium(desk):
    folder = desk.folder / "medium"
    folder.mkdir()
    with contextlib.closing(sqlite3.connect(desk.db, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE later (x)")
        for name in ("desk.db", "desk.db-wal"):
            (folder / name).write_bytes((desk.folder / name).read_bytes())
    script = 'mount --bind "$2" "$2" && mount -o remount,ro,bind "$2" && shift 2 && "$@"'
    result = isolated(script, folder, sys.executable, "-m", "kcrm", "--db", folder / "desk.db", "db", "info")
    assert result.returncode == 6
    assert "are in desk.db-wal" in result.stderr


# --- making ---


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o277])
def test_the_database_and_what_lies_beside_it_are_private_whatever_the_umask(shell, umask):
    before = os.umask(umask)
    try:
        shell.init()
        with db.opened(shell.db) as connection, db.write(connection, db.NewOperation(dbfile_now(), "kcrm")):
            connection.execute("UPDATE store SET name = '另一家店'")
            assert [mode_of(shell.folder / name) for name in ("desk.db", "desk.db-wal", "desk.db-shm")] == [0o600] * 3
        shell.ok("db", "backup")
    finally:
        os.umask(before)
    assert {mode_of(file) for file in (shell.folder / "backups").iterdir()} == {0o600}


def dbfile_now():
    from datetime import UTC, datetime

    return datetime(2026, 6, 15, tzinfo=UTC)


def test_init_makes_nothing_through_a_link(shell):
    target = shell.folder / "elsewhere.db"
    shell.db.symlink_to(target)
    result = shell.run("init")
    assert (result.code, "is a symbolic link" in result.err) == (5, True)
    assert not target.exists()


def test_init_leaves_a_database_that_is_there_and_no_draft(desk):
    before = digest(desk.db)
    assert desk.run("init").code == 5
    assert digest(desk.db) == before
    assert others_in(desk.folder, "desk.db", "staff.csv") == []


def test_two_inits_at_once_make_one_database(shell):
    both = [
        subprocess.Popen([sys.executable, "-m", "kcrm", "--db", shell.db, "init"], env=EVERYBODY, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert sorted(process.wait(60) for process in both) == [0, 5]
    assert others_in(shell.folder) == ["desk.db"]


def test_where_there_are_no_hard_links_the_database_is_made_all_the_same(shell, monkeypatch):
    def no_links(*_args, **_kwargs):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    shell.init()
    assert shell.ok("db", "check").code == 0
    assert others_in(shell.folder) == ["desk.db"]
    assert shell.run("init").code == 5


def test_a_linked_database_is_used_where_it_lies(desk):
    link = desk.folder / "link" / "kcrm.db"
    link.parent.mkdir()
    link.symlink_to(desk.db)
    desk.ok("--db", link, "import", "customers", desk.sheet("customers", [{"name": "张伟", "phone": "13800138000"}]))
    assert desk.query("SELECT count(*) FROM customer") == [(1,)]
    assert others_in(link.parent) == ["kcrm.db"]
    assert link.is_symlink()


# --- migrating ---


@pytest.fixture
def older(shell):
    """A database as the first schema left it."""
    released(shell.db, 1, filled=False)
    assert shell.query("PRAGMA user_version") == [(1,)]
    return shell


def test_an_older_database_is_brought_up_to_date_by_any_command_after_a_backup(older):
    older.ok("due")
    assert older.query("PRAGMA user_version") == [(migration.schema_version(),)]
    (backup,) = (older.folder / "backups").glob("*.db")
    assert f"-before-schema-{migration.schema_version()}" in backup.name
    with contextlib.closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name FROM store").fetchone() == ("云汐店",)
    assert older.run("db", "check", "-o", "json").code == 0


def test_a_migrated_database_has_the_schema_of_a_new_one(older, tmp_path):
    older.ok("db", "migrate")
    with contextlib.closing(sqlite3.connect(older.db)) as connection:
        assert migration.schema_of(connection) == migration.fresh_schema()


def test_migrate_tells_first_and_then_does_it_once(older):
    before = digest(older.db)
    assert older.json("db", "migrate", "-n") == {"schema_version": 1, "migrations": list(migration.MIGRATIONS[1:]), "backup": None}
    assert digest(older.db) == before
    assert older.json("db", "info")["schema_version"] == 1  # looking does not migrate
    done = older.json("db", "migrate")
    assert done["migrations"] == list(migration.MIGRATIONS[1:])
    assert Path(done["backup"]).exists()
    assert older.json("db", "migrate") == {"schema_version": migration.schema_version(), "migrations": [], "backup": None}
    assert len(list((older.folder / "backups").glob("*.db"))) == 1


def test_two_processes_migrate_once(older):
    both = [
        subprocess.Popen([sys.executable, "-m", "kcrm", "--db", older.db, "due"], env=EVERYBODY, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(list((older.folder / "backups").glob("*-before-schema-*.db"))) == 1
    assert older.run("db", "check").code == 0


@pytest.mark.parametrize(
    "broken", ["CREATE TABLE b (", "DELETE FROM nowhere;", "PRAGMA foreign_keys; INSERT INTO ownership VALUES (1, 9, 9, NULL, NULL);"]
)
def test_a_migration_that_fails_leaves_the_database_as_it_was(desk, monkeypatch, broken):
    script = f"ALTER TABLE store ADD COLUMN motto TEXT;\nPRAGMA defer_foreign_keys = ON;\n{broken}"
    if broken.startswith("CREATE"):
        script += "\n;"
    monkeypatch.setitem(sys.modules, "kcrm.migrations.m999_test", SimpleNamespace(SQL=script))
    known = migration.schema_version()
    monkeypatch.setattr(migration, "MIGRATIONS", (*migration.MIGRATIONS, "m999_test"))
    result = desk.run("due")
    assert result.code == 6
    assert desk.query("PRAGMA user_version") == [(known,)]
    assert "motto" not in desk.query("SELECT sql FROM sqlite_schema WHERE name = 'store'")[0][0]
    assert len(list((desk.folder / "backups").glob("*-before-schema-*.db"))) == 1


def test_a_migration_without_room_for_its_backup_is_not_begun(older, monkeypatch):
    from kcrm.storage import backups

    def refuse(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "new_draft", refuse)
    result = older.run("due")
    assert (result.code, "is full" in result.err) == (6, True)
    assert older.query("PRAGMA user_version") == [(1,)]


def test_who_had_a_follow_up_on_its_due_day_is_found_in_the_log_of_an_older_database(shell, monkeypatch):
    """F1 was due on the 10th and given from 1 to 2 on the 12th; F2 on the 10th itself; F3 is still to come; F4 nobody had on the 10th.

    张伟 was 1's until they left; 李娜 has always been 2's.
    """
    earlier = [name for name in migration.MIGRATIONS if name < "m014"]

    def migrated(connection):
        with migration.schema_change(connection):
            migration.apply_all(connection)

    monkeypatch.setattr(migration, "MIGRATIONS", tuple(earlier))
    monkeypatch.setattr(db, "make_fresh", migrated)  # of the present schema, otherwise
    shell.init()

    def on(day, *statements):
        with db.opened(shell.db) as connection, db.write(connection, db.NewOperation(datetime.fromisoformat(f"{day}T09:00+08:00"), "kcrm")):
            for statement in statements:
                connection.execute(statement)

    def followup(number, customer, assignee, due):
        step = "nobody" if assignee == "NULL" else "specialist"
        return (
            "INSERT INTO followup (id, kind, channel, customer_id, base, base_on, due_on, due_by, call_on, assignee_id, assigned_by,"
            f" opened_at, policy_version_id) VALUES ({number}, 'dormant', 'call', {customer}, 'last_visit_on', '2026-01-{number:02}',"
            f" '{due}', 'interval', '{due}', {assignee}, '{step}', '2026-06-01T00:00:00Z', 1)"
        )

    people = "INSERT INTO staff (id, employee_no, name, role, pinyin, initials) VALUES ({0}, 'S{0}', '白雪', 'cs_specialist', '', '')"
    customers = "INSERT INTO customer (id, name, specialist_id, pinyin, initials) VALUES ({}, '{}', {}, '', '')"
    on("2026-06-01", people.format(1), people.format(2), customers.format(1, "张伟", 1), customers.format(2, "李娜", 2))
    on("2026-06-01", followup(1, 1, 1, "2026-06-10"), followup(2, 1, 1, "2026-06-10"), followup(3, 1, 1, "2026-06-20"))
    on("2026-06-01", followup(4, 2, "NULL", "2026-06-10"))
    give = "UPDATE followup SET assignee_id = 2, assigned_by = 'specialist' WHERE id = {}"
    on("2026-06-10", give.format(2))
    on("2026-06-12", give.format(1), give.format(3), give.format(4))
    on("2026-06-12", "UPDATE staff SET left_on = '2026-06-11' WHERE id = 1", "UPDATE customer SET specialist_id = 2 WHERE id = 1")
    monkeypatch.undo()
    for name, value in (("KCRM_DB", str(shell.db)), ("KCRM_NOW", "2026-06-15T08:30"), ("KCRM_LANG", "en")):
        monkeypatch.setenv(name, value)
    shell.ok("db", "migrate")
    assert shell.query("SELECT id, assignee_id, duty_id FROM followup ORDER BY id") == [(1, 2, 1), (2, 2, 2), (3, 2, 2), (4, 2, None)]
    assert shell.query("SELECT name, former_specialist_id FROM customer ORDER BY id") == [("张伟", 1), ("李娜", None)]
