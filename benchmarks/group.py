"""What a group's figures cost by the number of its stores, counted by DuckDB and by Spark: `benchmarks/RESULTS.md`.

Usage: python -m benchmarks.group [--stores N]... [--engine duckdb|spark]... [--table TABLE]... [--folder FOLDER] [--seed N]

One made-up dealership is published once by `kcrm group publish`; its rows are then written again under each store's code, three or four
times over with other numbers, so that a store has about 5,000 orders in three years. The seed says how many of its vehicles are left out,
and when in the night it published; one store in ten judges return by other months, and one vehicle in twenty was in every store. Each
command is a process of its own; what it starts, such as Spark's machine, counts with it.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import random
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.cost import Cost
from benchmarks.rows import KCRM
from kcrm.group.facts import is_record
from kcrm.group.manifest import FOLDER, File, Manifest, manifest_file, read_manifest, write_manifest
from kcrm.group.parquet import duckdb, quoted
from kcrm.storage.files import sha256_of

SIZES = (10, 50, 200, 1_000)
NOW = "2026-11-16T02:00:00+08:00"
PERIOD = "2026-10"
LONG = 900.0
"""Seconds; an engine that took as long as this is not asked of more stores."""
REGIONS = ("华东", "华北", "华南", "西南", "东北")
OTHER_POLICY = ("kpi.return_months", 18)
_FIRST = "B0000"
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print each line as it is known."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.group")
    parser.add_argument("--stores", action="append", type=int)
    parser.add_argument("--engine", action="append", choices=["duckdb", "spark"])
    parser.add_argument("--table", action="append")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(argv)
    adopt()
    with tempfile.TemporaryDirectory(prefix="kcrm-bench-") as scratch:
        sizes = sorted(chosen.stores or SIZES)
        stores = Stores(chosen.folder or Path(scratch), chosen.seed)
        stores.make(sizes[-1])
        for size in sizes:
            for line in measured(stores.first(size), chosen.engine or ["duckdb", "spark"], chosen.table or ["service", "store"]):
                print(line, flush=True)


def measured(group: Group, engines: Sequence[str], tables: Sequence[str]) -> Iterator[str]:
    """A row of the table for each engine and table."""
    for engine in engines:
        for table in tables:
            command = [*KCRM, "group", "kpi", table, "--from", str(group.folder), "--period", PERIOD, "--engine", engine, "-o", "json"]
            cost = cost_with_children(command)
            yield f"| {group.stores:,} | {group.orders:,} | `{table}` | {engine} | {cost.seconds:.1f} s | {cost.memory:,.0f} MB |"


def adopt() -> None:
    """Become the parent of processes that a command leaves behind, so that the system tells what they took."""
    assert ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0) == 0


def cost_with_children(command: Sequence[str]) -> Cost:
    """Run it once to its end and to that of all that it started: their seconds, and the most memory that one of them held."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds, memory = 0.0, 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        seconds, memory = seconds + usage.ru_utime + usage.ru_stime, max(memory, usage.ru_maxrss / 1024)
        if pid == process.pid:
            process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{' '.join(command)}: exit {process.returncode}"
    return Cost(seconds, memory)


class Group(NamedTuple):
    """Stores that published into a folder. orders: of all of them."""

    folder: Path
    stores: int
    orders: int


class Stores:
    """Stores of a seed, published into a folder once for all sizes."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._all, self._seed = folder, folder / "all", seed

    def first(self, count: int) -> Group:
        """A group of the first of them: manifests of its own, the tables of all."""
        folder, orders = self._folder / str(count), 0
        folder.mkdir(exist_ok=True)
        for table in self._all.iterdir():
            if table.name != FOLDER and not (folder / table.name).exists():
                (folder / table.name).symlink_to(table.resolve())
        for number in range(count):
            manifest = read_manifest(manifest_file(self._all, _code(number)))
            write_manifest(folder, manifest)
            orders += sum(each.rows for each in manifest.files if each.table == "fact_order")
        return Group(folder, count, orders)

    def make(self, count: int) -> None:
        """Publish them, or find them there from before."""
        if all(manifest_file(self._all, _code(number)).exists() for number in range(count)):
            return
        self._all.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="kcrm-store-") as scratch, duckdb().connect(config={"threads": 1}) as self._rows:
            first = published(Path(scratch))
            self._files = by_place(first, Path(scratch) / "group")
            self._columns = {}
            for (table, year), path in self._files.items():
                self._rows.execute(f"CREATE TABLE {table}_{year} AS FROM read_parquet({quoted(path)}, hive_partitioning = false)")
                self._columns[table] = [row[0] for row in self._rows.execute(f"DESCRIBE {table}_{year}").fetchall()]
            for number in range(count):
                self._publish(first, number)

    def _publish(self, first: Manifest, number: int) -> None:
        """The same store for the same seed and number, however many there are."""
        code, chance = _code(number), random.Random(f"{self._seed} {number}")
        copies, share = chance.choice((3, 4)), chance.randint(85, 100)
        if manifest_file(self._all, code).exists():
            return
        policy = dict(first.policy) | (dict([OTHER_POLICY]) if number % 10 == 7 else {})
        manifest = first._replace(
            store=code,
            identity=code,
            name=f"门店{number}",
            region=REGIONS[number % len(REGIONS)],
            as_of=first.as_of + timedelta(seconds=chance.randint(0, 3 * 60 * 60)),
            policy=policy,
            policy_sha256=hashlib.sha256(repr(policy).encode()).hexdigest(),
            files=tuple(self._file(table, year, code, copies, share) for table, year in self._files),
        )
        write_manifest(self._all, manifest)

    def _file(self, table: str, year: str, code: str, copies: int, share: int) -> File:
        named = self._columns[table]
        listed = ", ".join(f"{_told(name, code)} AS {name}" for name in named)
        left = f"WHERE hash(vehicle_id, copy, '{self._seed} {code}') % 100 < {share}" if "vehicle_id" in named else ""
        over = "" if table == "policy_list" else f", range({copies}) AS copies (copy)"
        name = hashlib.sha256(f"{self._seed} {code} {table} {year}".encode()).hexdigest()
        place = Path(table, f"store={code}", f"year={year}", f"part-{name[:32]}.parquet")
        path = self._all / place
        path.parent.mkdir(parents=True, exist_ok=True)
        statement = f"COPY (SELECT {listed} FROM {table}_{year}{over} {left}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        (rows,) = self._rows.execute(statement).fetchone() or (0,)
        return File(table, year, place.as_posix(), rows, name, sha256_of(path))


def _code(number: int) -> str:
    return f"S{number:04}"


def _told(name: str, code: str) -> str:
    """A column of the first store as another has it: numbers begin with its code; one vehicle in twenty was seen elsewhere, too."""
    if is_record(name):
        return f"replace({name}, '{_FIRST}-', '{code}-') || '-' || copy"
    if name == "key":
        return f"CASE WHEN hash(key, copy) % 20 = 0 THEN key ELSE md5(key || copy || '{code}') END"
    if name == "item":  # which joins only within the store
        return f"md5(item || '{code}')"
    return name


def published(scratch: Path) -> Manifest:
    """The made-up dealership, published: the first store, whose rows the others are made from."""
    environ = os.environ | {"KCRM_DB": str(scratch / "kcrm.db"), "KCRM_NOW": NOW, "KCRM_LANG": "en"}
    key = scratch / "key"
    key.write_text("no secret: these stores are made up", encoding="utf-8")
    for argv in (["demo"], ["store", "edit", "--code", _FIRST], ["group", "publish", str(scratch / "group"), "--key-file", str(key)]):
        subprocess.run([*KCRM, *argv], env=environ, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return read_manifest(manifest_file(scratch / "group", _FIRST))


def by_place(first: Manifest, folder: Path) -> dict[tuple[str, str], Path]:
    """Each file by its table and year."""
    found = defaultdict(list)
    for each in first.files:
        found[each.table, each.year].append(folder / each.path)
    assert all(len(paths) == 1 for paths in found.values())
    return {place: paths[0] for place, paths in found.items()}


if __name__ == "__main__":
    main()
