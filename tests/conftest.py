"""A desk of one's own for each test: its database, its clock, its language; commands run in this process, as `kcrm` would."""

from __future__ import annotations

import csv
import inspect
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from kcrm import db
from kcrm.cli import main

NOW = "2026-06-15T08:30"  # a Monday

# how fast a busy machine draws examples says nothing of the code
settings.register_profile("kcrm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# all examples of costly laws too: see tests/laws.py
settings.register_profile("long", settings.get_profile("kcrm"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "kcrm"))


@dataclass(frozen=True)
class Result:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands against one database; `at` moves the clock, `speaking` changes the language."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        self.folder = folder
        self.db = folder / "desk.db"
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        for name in (
            "KCRM_STAFF",
            "KCRM_TZ",
            "KCRM_DEBUG",
            "KCRM_FORMAT",
            "KCRM_THEME",
            "LC_ALL",
            "LC_MESSAGES",
            "XDG_CONFIG_HOME",
            "FORCE_COLOR",
        ):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("LANG", "C.UTF-8")
        monkeypatch.setenv("KCRM_DB", str(self.db))
        self.at(NOW)
        self.speaking("en")

    def at(self, now: str) -> None:
        self._monkeypatch.setenv("KCRM_NOW", now)

    def using(self, path: Path) -> None:
        """Another database from now on."""
        self.db = path
        self._monkeypatch.setenv("KCRM_DB", str(path))

    def speaking(self, language: str) -> None:
        self._monkeypatch.setenv("KCRM_LANG", language)

    def run(self, *argv: object) -> Result:
        """Any exit code."""
        self._capsys.readouterr()
        code = main([str(word) for word in argv])
        streams = self._capsys.readouterr()
        return Result(code, streams.out, streams.err)

    def ok(self, *argv: object) -> Result:
        """A command that must succeed."""
        result = self.run(*argv)
        assert result.code == 0, result.err
        return result

    def json(self, *argv: object) -> Any:
        """The payload of a command that must succeed."""
        return self.ok(*argv, "-o", "json").json

    def init(self, go_live: str = "2026-01-01") -> None:
        self.ok("init", "--store", "云汐店", "--go-live", go_live)

    def demo(self) -> Result:
        """What `kcrm demo` makes and says at this moment in this language: done once a process, its file copied afterwards."""
        key = os.environ["KCRM_NOW"], os.environ["KCRM_LANG"]
        if key in _DEMOS:
            database, said = _DEMOS[key]
            shutil.copy(database, self.db)
        else:
            said = self.ok("demo")
            _DEMOS[key] = _kept(self.db), said
        return said

    def sheet(self, kind: str, rows: Sequence[dict[str, str]], *, encoding: str = "utf-8") -> Path:
        """A CSV file of these rows; their keys are the headings."""
        path = self.folder / f"{kind}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)), restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def take(self, kind: str, *rows: dict[str, str]) -> Result:
        """Import these rows, which must all be good."""
        return self.ok("import", kind, self.sheet(kind, rows))

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Straight from the file, to see what was really stored."""
        with sqlite3.connect(f"file:{self.db}?mode=ro", uri=True) as connection:
            rows = connection.execute(statement, values).fetchall()
        connection.close()
        return rows


_KEPT = TemporaryDirectory(prefix="kcrm-filled-")
"""Files of databases that are made once a process: there are a hundred, of two megabytes each."""
_DEMOS: dict[tuple[str, str], tuple[Path, Result]] = {}
_FILLED: dict[object, tuple[Path, str]] = {}


def _kept(database: Path) -> Path:
    """A copy of a database that nobody has open."""
    return Path(shutil.copy(database, Path(_KEPT.name) / f"{len(_DEMOS) + len(_FILLED)}.db"))


def filled_once(fill: Callable[[Shell], Shell]) -> Any:
    """A fixture of what `fill` does to the desk that it takes: done once a process, copied for each test, with the clock as it was left.

    Only the database is copied, not what else `fill` may have written.
    """
    (base,) = inspect.signature(fill).parameters

    @pytest.fixture(name=fill.__name__)
    def copied(request: pytest.FixtureRequest) -> Shell:
        shell: Shell = request.getfixturevalue(base)
        if fill in _FILLED:
            database, now = _FILLED[fill]
            shutil.copy(database, shell.db)
            shell.at(now)
        else:
            fill(shell)
            _FILLED[fill] = _kept(shell.db), os.environ["KCRM_NOW"]
        return shell

    return copied


@pytest.fixture(autouse=True)
def nothing_written() -> None:
    """A test that writes by itself, and not through `main`, tells the next one's command nothing."""
    db.written.set(False)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell without a database yet."""
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database, live since New Year's Day, in which each role is filled once and specialists twice; made once, copied for each test."""
    folder = tmp_path_factory.mktemp("staffed")
    unread = SimpleNamespace(readouterr=lambda: SimpleNamespace(out="", err=""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        shell = Shell(folder, monkeypatch, unread)
        shell.init()
        shell.take(
            "staff",
            {"employee_no": "M1", "name": "沈国栋", "role": "sales_manager"},
            {"employee_no": "X1", "name": "顾文斌", "role": "sales_consultant"},
            {"employee_no": "A1", "name": "秦大勇", "role": "service_advisor"},
            {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"},
            {"employee_no": "S2", "name": "林晓", "role": "cs_specialist"},
            {"employee_no": "G1", "name": "何总", "role": "cs_manager"},
        )
    return shell.db


@pytest.fixture
def desk(shell: Shell, staffed: Path) -> Shell:
    """A shell with a database of its own, as `staffed` describes it."""
    shutil.copy(staffed, shell.db)
    return shell


@filled_once
def offered(desk):
    """Twenty people who agreed, each with a car; C21 did not, C22 complains, C23 has the phone of C1, C24 wants no contact."""
    people = [{"客户编号": f"KH{number}", "姓名": f"王{number}", "手机": f"138001380{number:02d}"} for number in range(1, 21)]
    desk.take(
        "customers",
        *people,
        {"客户编号": "KH21", "姓名": "李未问", "手机": "13900139021"},
        {"客户编号": "KH22", "姓名": "赵投诉", "手机": "13900139022"},
        {"客户编号": "KH23", "姓名": "王同号", "手机": "13800138001"},
        {"客户编号": "KH24", "姓名": "孙勿扰", "手机": "13900139024"},
    )
    desk.take(
        "vehicles",
        *({"VIN": f"LSVAB2183E21{number:05d}", "客户编号": f"KH{number}", "交车日期": "2024-02-01"} for number in range(1, 25)),
    )
    for number in {*range(1, 25)} - {21}:
        desk.ok("customer", "edit", f"C{number}", "--message-consent", "yes")
    desk.ok("customer", "edit", "C24", "--do-not-contact", "yes")
    desk.ok("complaint", "open", "C22", "--severity", "minor", "--description", "等了两小时")
    return desk
