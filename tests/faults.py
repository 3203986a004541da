"""Real `kcrm` processes killed, and many at once: what the tests do in short and `python -m tests.soak` at length.

Each round knows what the database held before, and what it holds if the command was done: nothing else may be found.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from released_desk import released

import kcrm
from kcrm.cli import main
from kcrm.storage import migration

ROOT = Path(kcrm.__file__).parent.parent
NOW = "2026-06-15T08:30"
A_YEAR_ON = "2027-06-01T08:30"
STORE = "云汐店"


def environment(**more: str) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "KCRM_LANG": "en",
        "KCRM_NOW": NOW,
        "PYTHONDONTWRITEBYTECODE": "1",
    } | more


def start(database: Path, *argv: object, now: str = NOW, **more: object) -> subprocess.Popen[bytes]:
    """A real process, its standard output and errors kept in pipes."""
    command = [sys.executable, "-m", "kcrm", "--db", str(database), *map(str, argv)]
    return subprocess.Popen(command, env=environment(KCRM_NOW=now), stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def in_process(database: Path, *argv: object, now: str = NOW) -> int:
    with mock.patch.dict(os.environ, environment(KCRM_NOW=now)):
        return main(["--db", str(database), *map(str, argv)])


def prepare(database: Path, *argv: object, now: str = NOW) -> None:
    """A command that must succeed; what it prints is of no interest then."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as err:
        code = in_process(database, *argv, now=now)
    assert code == 0, err.getvalue()


def new_desk(folder: Path, *, first_schema: bool = False) -> Path:
    """A database with a few members of staff; of the first schema where asked."""
    database = folder / "desk.db"
    if first_schema:
        released(database, 1, filled=False)
    else:
        database.write_bytes(_staffed())
    return database


@cache
def _staffed() -> bytes:
    """The file of such a database, made once a process; closed, it is all there is."""
    with TemporaryDirectory(prefix="kcrm-staffed-") as folder:
        database = Path(folder) / "desk.db"
        prepare(database, "init", "--store", STORE, "--go-live", "2026-01-01")
        staff = sheet(
            database.with_name("staff.csv"),
            [
                {"employee_no": number, "name": f"员工{number}", "role": role}
                for number, role in (
                    ("M1", "sales_manager"),
                    ("X1", "sales_consultant"),
                    ("A1", "service_advisor"),
                    ("S1", "cs_specialist"),
                )
            ],
        )
        prepare(database, "import", "staff", staff)
        assert {file.name for file in database.parent.iterdir()} == {"desk.db", "staff.csv"}
        return database.read_bytes()


def sheet(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def customers(prefix: str, count: int) -> list[dict[str, str]]:
    """Customers without a vehicle, for whom nothing is planned."""
    return [
        {
            "customer_no": f"{prefix}-{n}",
            "name": f"客户{n}",
            "phone": f"139{int(prefix, 36) % 10_000:04}{n:04}",
            "birthday": f"1990-06-{n % 28 + 1:02}",
        }
        for n in range(count)
    ]


def vehicles(number: int, count: int) -> list[dict[str, str]]:
    """Vehicles delivered five days ago, each with an owner who is new, too, and is to be called."""
    return [
        {
            "vin": f"LSV{number:06}{n:08}",
            "owner_name": f"客户{n}",
            "owner_phone": f"138{number % 10_000:04}{n:04}",
            "delivered_on": "2026-06-10",
        }
        for n in range(count)
    ]


def query(database: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement, values).fetchall()


def content(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables that hold the desk's own facts, by one connection: each reads the whole schema."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'operation*' AND name NOT GLOB 'plan_*'"
                " AND name NOT GLOB '*sqlite_*'"
            ).fetchall()
        ]
        return {str(table): connection.execute(f'SELECT * FROM "{table}" ORDER BY id').fetchall() for table in tables}


def errors_of(database: Path) -> list[str]:
    """What `db check` calls an error."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = in_process(database, "db", "check", "-o", "json")
    assert code in {0, 6}, err.getvalue()
    return [row["detail"] for row in json.loads(out.getvalue() or "[]") if row["severity"] == "error"] or ([err.getvalue()] if code else [])


@dataclass
class Tally:
    """What came of the kills: by command, how many hit it before it was done, and how many came too late."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        return [f"{command}: {count} {outcome}" for (command, outcome), count in sorted(self.outcomes.items())]


class Victims:
    """Rounds of one command each against one desk, killed at a moment drawn at random within the time that the command takes."""

    def __init__(self, folder: Path, seed: int, *, rows: int) -> None:
        self.folder, self.rows, self.round = folder, rows, 0
        self.random = random.Random(seed)
        self.database = new_desk(folder)
        prepare(self.database, "import", "customers", sheet(folder / "first.csv", customers("a", 50)))
        self.tally = Tally()
        self._durations: dict[str, float] = {}

    @property
    def kinds(self) -> dict[str, Callable[[], None]]:
        return {
            "import": self.import_,
            "add": self.add,
            "log": self.log,
            "plan": self.plan,
            "undo": self.undo,
            "backup": self.backup,
            "migrate": self.migrate,
            "restore": self.restore,
        }

    def run(self, kinds: list[str]) -> Tally:
        for kind in kinds:
            self.round += 1
            self.kinds[kind]()
        return self.tally

    # --- one round of each ---

    def import_(self) -> None:
        file = sheet(self.folder / "victims.csv", vehicles(self.round, self.rows))
        done = self._kill("import", self.database, "import", "vehicles", file)
        # each with its owner and the calls that were planned at once: the next one, a month after the delivery, at least
        found = query(
            self.database,
            "SELECT count(DISTINCT vehicle.id), count(DISTINCT ownership.customer_id), count(DISTINCT followup.vehicle_id) FROM vehicle"
            " LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id LEFT JOIN followup ON followup.vehicle_id = vehicle.id"
            " WHERE vin LIKE ?",
            f"LSV{self.round:06}%",
        )[0]
        whole, nothing = (self.rows,) * 3, (0,) * 3
        assert found == whole if done else found in {whole, nothing}
        self._judge("import", done=found == whole)

    def add(self) -> None:
        number = f"add{self.round}"
        done = self._kill("add", self.database, "customer", "add", "新客户", f"137{self.round:08}", "--customer-no", number)
        (count,) = query(self.database, "SELECT count(*) FROM customer WHERE customer_no = ?", number)[0]
        assert count == 1 if done else count in {0, 1}
        self._judge("add", done=bool(count))

    def log(self) -> None:
        asked = "SELECT id FROM followup WHERE due_by = 'by_hand' AND state = 'open'"
        if not query(self.database, asked):  # the one of the round before is still there where the kill came first
            prepare(self.database, "followup", "add", "C1", "monthly_care", "today", "--reason", "客户来电要求")
        (followup,) = query(self.database, asked)[0]
        done = self._kill("log", self.database, "log", f"F{followup}", "answered", "--score", "9", "--note", "一切正常")
        (state,) = query(self.database, "SELECT state FROM followup WHERE id = ?", followup)[0]
        (calls,) = query(self.database, "SELECT count(*) FROM call_followup WHERE followup_id = ?", followup)[0]
        # the follow-up and the call that ended it: both or neither
        assert (state, calls) == ("done", 1) if done else (state, calls) in {("done", 1), ("open", 0)}
        self._judge("log", done=bool(calls))

    def plan(self) -> None:
        """On a desk of its own that lay still for a year: what lapsed meanwhile, and what has come near, of every vehicle."""
        folder = self.folder / f"still{self.round}"
        folder.mkdir()
        database, copy = new_desk(folder), folder / "copy.db"
        prepare(database, "import", "vehicles", sheet(folder / "vehicles.csv", vehicles(1, self.rows)))
        prepare(database, "db", "backup", "--to", copy)
        prepare(copy, "plan", now=A_YEAR_ON)
        before, planned = content(database), content(copy)
        assert len(planned["followup"]) >= len(before["followup"]) + self.rows
        done = self._kill("plan", database, "plan", now=A_YEAR_ON)
        after = content(database)
        assert after == planned if done else after in (before, planned)
        assert errors_of(database) == []
        self.tally.outcomes["plan", "done" if after == planned else "absent"] += 1
        shutil.rmtree(folder)

    def undo(self) -> None:
        before = content(self.database)
        prepare(self.database, "import", "vehicles", sheet(self.folder / "undone.csv", vehicles(self.round, self.rows)))
        between = content(self.database)
        done = self._kill("undo", self.database, "undo", "--yes")
        after = content(self.database)
        assert after == before if done else after in (before, between)
        self._judge("undo", done=after == before)

    def backup(self) -> None:
        target = self.folder / "copies"
        target.mkdir(exist_ok=True)
        known = set(target.glob("*.db"))
        done = self._kill("backup", self.database, "db", "backup", "--to", target)
        made = set(target.glob("*.db")) - known
        assert len(made) == 1 if done else len(made) <= 1
        for file in made:
            assert content(file) == content(self.database)
            assert query(file, "PRAGMA integrity_check") == [("ok",)]
        self._judge("backup", done=bool(made))
        for leftover in target.iterdir():
            leftover.unlink()

    def migrate(self) -> None:
        folder = self.folder / f"old{self.round}"
        folder.mkdir()
        database = new_desk(folder, first_schema=True)
        before = content(database)
        done = self._kill("migrate", database, "db", "migrate")
        (version,) = query(database, "PRAGMA user_version")[0]
        assert version == migration.schema_version() if done else version in {1, migration.schema_version()}
        after = content(database)
        # columns that a later schema adds stand behind those that were there
        kept = {table: [row[: len(rows[0])] for row in after[table]] if rows else after[table] for table, rows in before.items()}
        assert {table: kept[table] for table in before if table != "followup"} == {
            table: before[table] for table in before if table != "followup"
        }
        assert errors_of(database) == []
        self.tally.outcomes["migrate", "done" if version > 1 else "absent"] += 1
        shutil.rmtree(folder)

    def restore(self) -> None:
        copy = self.folder / "restored.db"
        copy.unlink(missing_ok=True)
        prepare(self.database, "db", "backup", "--to", copy)
        old = content(copy)
        prepare(self.database, "customer", "add", "新客户", f"136{self.round:08}")
        new = content(self.database)
        done = self._kill("restore", self.database, "db", "restore", copy, "--confirm", STORE)
        after = content(self.database)
        assert after == old if done else after in (old, new)
        self._judge("restore", done=after == old)
        copy.with_name(copy.name + ".sha256").unlink(missing_ok=True)
        for aside in self.folder.glob("desk.db.replaced-*"):
            aside.unlink()
        shutil.rmtree(self.folder / "backups", ignore_errors=True)

    # --- the deed ---

    def _kill(self, kind: str, database: Path, *argv: object, now: str = NOW) -> bool:
        """Whether the command had said that it was done. The first of its kind is let live, to know how long it takes."""
        began = time.monotonic()
        process = start(database, *argv, now=now)
        if kind in self._durations:
            # little happens while Python starts, much at the end
            share = self.random.uniform(0.3, 1.05) if self.random.random() < 0.5 else self.random.uniform(0.75, 1.02)
            try:
                process.wait(self._durations[kind] * share)
            except subprocess.TimeoutExpired:
                process.kill()
        _out, err = process.communicate(timeout=120)
        self._durations.setdefault(kind, time.monotonic() - began)
        assert process.returncode in {0, -9}, err.decode()
        return process.returncode == 0

    def _judge(self, kind: str, *, done: bool) -> None:
        assert errors_of(self.database) == []
        self.tally.outcomes[kind, "done" if done else "absent"] += 1


@dataclass(frozen=True)
class Contention:
    """What many at once came to. longest: the longest time that one command took, in seconds."""

    acknowledged: int
    longest: float
    reads: int


def contend(folder: Path, *, writers: int, commands: int) -> Contention:
    """So many processes that each write by so many commands in a row, with two readers beside them; checks that no write was lost."""
    database = new_desk(folder)
    program = (
        "import subprocess, sys, time\n"
        "database, worker, commands = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])\n"
        "for n in range(commands):\n"
        "    began = time.monotonic()\n"
        "    phone = f'135{worker:04}{n:04}'\n"
        "    done = subprocess.run([sys.executable, '-m', 'kcrm', '--db', database, 'customer', 'add', f'客户{n}', phone,"
        " '--customer-no', f'w{worker}-{n}'], capture_output=True)\n"
        "    print(done.returncode, time.monotonic() - began, done.stderr.decode().replace(chr(10), ' '), flush=True)\n"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, database, str(worker), str(commands)], env=environment(), stdout=subprocess.PIPE, text=True
        )
        for worker in range(writers)
    ]
    reads = 0
    while any(worker.poll() is None for worker in workers):
        reader = start(database, "customer", "list", "-o", "json")
        out, err = reader.communicate(timeout=120)
        assert reader.returncode == 0, err.decode()
        seen = json.loads(out)
        assert len({row["customer_no"] for row in seen}) == len(seen)
        reads += 1
    lines = [line.split(" ", 2) for worker in workers for line in worker.communicate()[0].splitlines()]
    refused = [line for line in lines if line[0] != "0"]
    assert not refused, refused[:3]
    stored = {number for (number,) in query(database, "SELECT customer_no FROM customer")}
    assert stored == {f"w{worker}-{n}" for worker in range(writers) for n in range(commands)}
    (operations,) = query(database, "SELECT count(*) FROM operation WHERE command LIKE '%customer add%'")[0]
    assert operations == writers * commands
    assert errors_of(database) == []
    return Contention(len(lines), max(float(line[1]) for line in lines), reads)
