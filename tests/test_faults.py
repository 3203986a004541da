"""Killed, crowded, out of disk, torn: after each the database opens and holds what was acknowledged. At length: `python -m tests.soak`."""

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from bad_files import digest
from faults import STORE, Victims, contend, content, customers, environment, errors_of, in_process, new_desk, sheet, start
from test_db import isolated


def test_kill_9_at_any_moment_of_an_import_leaves_all_or_nothing(tmp_path):
    tally = Victims(tmp_path, seed=1, rows=400).run(["import"] * 9)
    assert sum(tally.outcomes.values()) == 9


def test_kill_9_leaves_what_was_acknowledged_and_nothing_else_whatever_the_command(tmp_path, capsys):
    victims = Victims(tmp_path, seed=2, rows=60)
    tally = victims.run([kind for kind in victims.kinds if kind != "import"] * 2)
    assert sum(tally.outcomes.values()) == 2 * (len(victims.kinds) - 1)


def test_eight_processes_write_at_once_and_lose_nothing(tmp_path, capsys):
    result = contend(tmp_path, writers=8, commands=2)
    assert result.acknowledged == 16
    with capsys.disabled():
        sys.stdout.write(
            f"\n8 writers, {result.acknowledged} commands, {result.reads} reads meanwhile; the longest took {result.longest:.1f} s\n"
        )


def test_ctrl_c_in_an_import_leaves_nothing_of_it(tmp_path):
    database = new_desk(tmp_path)
    before = content(database)
    process = start(database, "import", "customers", "-", stdin=subprocess.PIPE)
    rows = sheet(tmp_path / "c.csv", customers("c", 300)).read_bytes()
    process.stdin.write(rows)
    process.stdin.flush()
    while not (tmp_path / "desk.db-shm").exists():  # until it has opened the database, its input still open
        assert process.poll() is None
    process.send_signal(2)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    assert content(database) == before


# --- disk ---


def test_a_limit_on_the_file_size_is_met_with_exit_6_and_nothing_written(tmp_path):
    database = new_desk(tmp_path)
    before = content(database)
    file = sheet(tmp_path / "c.csv", customers("c", 8000))
    limit = database.stat().st_size + 64 * 1024
    process = start(database, "import", "customers", file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 6, err.decode()
    assert b"nothing was written" in err
    assert content(database) == before
    assert errors_of(database) == []


def test_a_full_disk_is_met_with_exit_6_by_every_command_that_writes(tmp_path):
    """A tmpfs of 3 MB: init fits, a large import, a backup and a restore do not."""
    file = sheet(tmp_path / "c.csv", customers("c", 8000))
    script = (
        'mount -t tmpfs -o size=3m none "$3" && python=$1 && file=$2 && cd "$3" && shift 3 && k="$python -m kcrm --db desk.db" && '
        f"$k init --store {STORE} && $k db check -o json >/dev/null && sha256sum desk.db >before; "
        '$k import customers "$file" >/dev/null; echo import $?; '
        "head -c 4000000 /dev/zero >filler 2>/dev/null; $k db backup; echo backup $?; ls -A backups; rm filler; "
        "sha256sum -c before; $k db check -o json"
    )
    folder = tmp_path / "small"
    folder.mkdir()
    done = isolated(script.replace("$1", sys.executable), file, folder)
    assert "import 6" in done.stdout, done.stdout + done.stderr
    assert "backup 6" in done.stdout
    assert "desk.db: OK" in done.stdout
    assert done.stderr.count("is full") == 2
    assert "Traceback" not in done.stderr
    assert "error" not in done.stdout.rpartition("desk.db: OK")[2]
    assert ".db" not in done.stdout.partition("backup 6")[2].partition("desk.db: OK")[0]


# --- media ---


def with_log(folder):
    """A database whose last three writes are still in its write-ahead log, as after a power cut; and its content after each write."""
    database = new_desk(folder)
    states = [content(database)]
    crashed = folder / "crashed"
    crashed.mkdir()
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("SELECT * FROM store").fetchall()  # so that nobody else is the last to close it
        for n in range(3):
            assert in_process(database, "customer", "add", f"客户{n}", f"1380000000{n}") == 0
            states.append(content(database))
        for name in ("desk.db", "desk.db-wal"):
            shutil.copyfile(folder / name, crashed / name)
    return crashed / "desk.db", states


def test_a_log_that_survived_a_power_cut_is_taken_in(tmp_path):
    database, states = with_log(tmp_path)
    assert errors_of(database) == []
    assert content(database) == states[-1]


@pytest.mark.parametrize("seed", range(4))
def test_a_torn_log_leaves_the_writes_before_the_tear_and_no_part_of_one(tmp_path, seed):
    database, states = with_log(tmp_path)
    wal = database.with_name("desk.db-wal")
    chance = random.Random(seed)
    if seed % 2:
        os.truncate(wal, chance.randrange(32, wal.stat().st_size))
    else:
        data = bytearray(wal.read_bytes())
        data[chance.randrange(32, len(data))] ^= 1 << chance.randrange(8)
        wal.write_bytes(data)
    errors = errors_of(database)
    left = content(database)
    assert left in states
    lost = left != states[-1]
    assert all("lost commits" in each for each in errors)
    assert len(errors) <= lost
    # a flipped bit leaves commits behind it, which tell of the loss; of what is cut off nothing need be left
    assert seed % 2 or len(errors) == lost


@pytest.mark.parametrize("seed", range(6))
def test_flipped_bits_in_the_file_end_in_a_result_or_in_exit_6_and_make_nothing_worse(tmp_path, capsys, seed):
    database = new_desk(tmp_path)
    assert in_process(database, "import", "customers", sheet(tmp_path / "c.csv", customers("c", 40))) == 0
    assert in_process(database, "plan") == 0
    assert in_process(database, "db", "backup", "--to", tmp_path / "good.db") == 0
    good = content(database)
    chance = random.Random(seed)
    data = bytearray(database.read_bytes())
    for _ in range(30):
        data[chance.randrange(100, len(data))] ^= 1 << chance.randrange(8)
    database.write_bytes(data)
    before = digest(database)
    for argv in (["due", "--all", "-o", "json"], ["customer", "list", "-o", "json"], ["find", "客户"], ["db", "check", "-o", "json"]):
        capsys.readouterr()
        code = in_process(database, *argv)
        err = capsys.readouterr().err
        assert code in ({0, 6} if argv[0] != "find" else {0, 3, 6}), err
        assert "Traceback" not in err
    assert digest(database) == before
    assert in_process(database, "db", "restore", tmp_path / "good.db", "--confirm", STORE) in {0, 5}
    if content_or_none(database) != good:  # a bit of the store's name itself was flipped: then it is another name that is asked for
        database.unlink()
        assert in_process(database, "db", "restore", tmp_path / "good.db") == 0
    assert content(database) == good


def content_or_none(database):
    try:
        return content(database)
    except sqlite3.DatabaseError:
        return None


def test_a_word_that_a_flipped_bit_made_is_told_as_damage(tmp_path, capsys):
    database = new_desk(tmp_path)
    data = database.read_bytes()
    assert data.count(b"service_advisor") > 1
    where = data.rindex("员工A1".encode()) + len("员工A1".encode())
    assert data[where : where + 15] == b"service_advisor"
    database.write_bytes(data[:where] + b"S" + data[where + 1 :])
    capsys.readouterr()
    code = in_process(database, "staff", "list", "-o", "json")
    err = capsys.readouterr().err
    assert (code, "is damaged: CHECK constraint failed in staff" in err) == (6, True), err
    assert "kcrm db restore" in err


@pytest.mark.parametrize("name", ["csv", "jsonl", "plain"])
def test_a_list_tells_a_word_that_is_none_as_damage(tmp_path, capsys, name):
    database = new_desk(tmp_path)
    assert in_process(database, "customer", "add", "王伟", "13800138000") == 0
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'customer'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for trigger, _sql in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE customer SET kind = 'Person' WHERE id = (SELECT max(id) FROM customer)")
        for _trigger, sql in triggers:
            connection.execute(sql)
    capsys.readouterr()
    assert in_process(database, "customer", "list", "-o", name) == 6
    assert "is damaged: CHECK constraint failed in customer" in capsys.readouterr().err


def test_the_soak_is_run_by_its_name(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak", "--kills", "0", "--seconds", "0"],
        env=environment(),
        cwd=os.fspath(tmp_path.parent),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"kills": 0, "outcomes": {}, "contention": None}
