"""How fast the desk is, against the plain means that do the same work without it: `benchmarks/RESULTS.md`.

Usage: python -m benchmarks.run [--size S|M|L]... [--row NUMBER]... [--folder FOLDER]

S has 5,000 customers, M 50,000, L 500,000, each with eight orders in ten years. S and M are made by importing files, which is measured too;
L is S a hundred times over. Every command is a process of its own and alternates with its yardstick; figures are of the processor (user and
system), ratios the median of those of the pairs. With --folder the stores are kept there and used again, until the schema changes.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import kcrm
from benchmarks.cost import Cost, Pair, alternating, cost_of
from benchmarks.desk import FIRST, MOVE, NEXT, RECORD, cost_of_desk
from benchmarks.generate import TODAY, generate, vin
from benchmarks.multiply import multiply
from benchmarks.rows import BOARD, KCRM, ROWS, SPARE, THOUSAND, Row, untriggered
from kcrm.storage.migration import MIGRATIONS

CUSTOMERS = {"S": 5_000, "M": 50_000, "L": 500_000}
RUNS = {"S": 8, "M": 6, "L": 4}
SLOW = 3.0  # seconds; what takes longer is run once
RESULTS = Path(__file__).with_name("RESULTS.md")
KINDS = ("customers", "vehicles", "orders")
DESK = 14
"""The number of the row of the full screen."""


class Result(NamedTuple):
    """A line of the table. value: ratio, or another figure as `unit` says; most: what it may be at most."""

    number: int
    what: str
    value: float
    most: float
    unit: str = "x"
    ours: Cost | None = None
    theirs: Cost | None = None
    memory: float | None = None
    judged: bool = True

    def line(self) -> str:
        """As the table has it."""
        kept = (
            "yes" if self.value <= self.most and (self.memory is None or self.ours is None or self.ours.memory <= self.memory) else "**no**"
        )
        figure = f"{self.value:,.0f}" if self.unit in {"bytes", "ms"} else f"{self.value:.2f}"
        goal = f"{self.most:,g} {self.unit}" + (f", {self.memory:g} MB" if self.memory is not None else "")
        ours, theirs, peak = "", "", ""
        if self.ours is not None:
            ours, peak = f"{self.ours.seconds:.2f} s", f"{self.ours.memory:.0f} MB"
        if self.theirs is not None:
            theirs = f"{self.theirs.seconds:.2f} s"
        return f"| {self.number} | {self.what} | {figure} {self.unit} | {goal} | {kept} | {ours} | {theirs} | {peak} |"


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, print each line as it is known, and put the tables of those sizes into RESULTS.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run")
    parser.add_argument("--size", action="append", choices=list(CUSTOMERS))
    parser.add_argument("--row", action="append", type=int)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args(argv)
    compileall.compile_dir(str(Path(kcrm.__file__).parent), quiet=1)  # as an installation has done, whatever this environment says
    with tempfile.TemporaryDirectory(prefix="kcrm-bench-") as scratch:
        folder = chosen.folder or Path(scratch)
        for size in chosen.size or ("S", "M"):
            results = []
            for result in measured(folder / size, size, chosen.row):
                print(size, result.line(), flush=True)
                results.append(result)
            if chosen.row is None:
                write_results(size, results)


def measured(folder: Path, size: str, numbers: Sequence[int] | None) -> Iterator[Result]:
    """Every row at that size."""
    folder.mkdir(parents=True, exist_ok=True)
    environ = {"KCRM_DB": str(folder / "kcrm.db"), "KCRM_NOW": f"{TODAY}T08:30", "KCRM_LANG": "en"}
    store, known = folder / "kcrm.db", folder / "schema"
    if size == "L":
        base = folder.with_name("S")
        if not is_made(base):
            list(measured(base, "S", []))
        if not is_made(folder):
            multiply(base / "kcrm.db", store, CUSTOMERS["L"] // CUSTOMERS["S"])
            known.write_text(schema(), encoding="utf-8")
        os.environ |= environ
    elif not is_made(folder) or numbers is None or not {6, 8, 12, 13}.isdisjoint(numbers):
        os.environ |= environ
        yield from imports(folder, CUSTOMERS[size])
        known.write_text(schema(), encoding="utf-8")
    os.environ |= environ
    thousand_orders(folder / THOUSAND, CUSTOMERS[size])
    for row in ROWS:
        if size in row.sizes and (numbers is None or row.number in numbers):
            yield result_of(row, store, size)
    if numbers is None or DESK in numbers:
        yield from desk_results(store)


def schema() -> str:
    """What a store that is kept was made with."""
    return "\n".join(MIGRATIONS)


def is_made(folder: Path) -> bool:
    """Whether a store of this schema stands there."""
    known = folder / "schema"
    return known.is_file() and known.read_text(encoding="utf-8") == schema()


# --- what builds the store ---


def imports(folder: Path, customers: int) -> Iterator[Result]:
    """Rows 6, 8, 12 and 13: the files of ten years taken in, one by one and as a folder, again, and undone."""
    for old in folder.glob("*.db*"):
        old.unlink()
    store, files = folder / "kcrm.db", generate(folder, customers)
    cost_of([*KCRM, "init", "--go-live", "2026-06-01"])
    cost_of([*KCRM, "import", "staff", str(files["staff"])])
    commands = [[*KCRM, "import", kind, str(files[kind])] for kind in KINDS]
    first = [cost_of(command) for command in commands]
    plain = plain_import(files["orders"])
    whole = total(first)
    night = ["--db", str(folder / "night.db")]
    cost_of([*KCRM, *night, "init", "--go-live", "2026-06-01"])
    at_once = cost_of([*KCRM, *night, "import", str(folder)])
    if plain is not None:
        judged = customers == CUSTOMERS["M"]
        yield Result(6, "`import` of customers, vehicles, orders", whole.seconds / plain.seconds, 20, "x", whole, plain, judged=judged)
        yield Result(6, "`import` of their folder", at_once.seconds / plain.seconds, 20, "x", at_once, plain, judged=judged)
    yield Result(13, "bytes a customer", bytes_of(store) / customers, 4_000, "bytes")
    again = total(map(cost_of, commands))
    yield Result(8, "the same files again", again.seconds / whole.seconds, 0.3, "x", again, whole)
    again_at_once = cost_of([*KCRM, *night, "import", str(folder)])
    yield Result(8, "the same folder again", again_at_once.seconds / at_once.seconds, 0.3, "x", again_at_once, at_once)
    undone = folder / "undone.db"
    shutil.copyfile(store, undone)
    undo = cost_of([*KCRM, "--db", str(undone), "undo", orders_of(undone), "--yes"])
    yield Result(12, "`undo` of the orders", undo.seconds / first[-1].seconds, 1, "x", undo, first[-1])
    undone.unlink()
    cost_of([*KCRM, "plan"])  # of today, as in the morning


def total(costs: Iterable[Cost]) -> Cost:
    """The seconds of all, the memory of the largest."""
    known = list(costs)
    return Cost(sum(cost.seconds for cost in known), max(cost.memory for cost in known))


def bytes_of(store: Path) -> int:
    """The pages of the file that hold something."""
    with closing(sqlite3.connect(store)) as connection:
        row = connection.execute(
            "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_page_size, pragma_freelist_count"
        ).fetchone()
    return int(row[0])


def orders_of(store: Path) -> str:
    """The operation that took the orders in."""
    with closing(sqlite3.connect(store)) as connection:
        row = connection.execute("SELECT min(id) FROM operation WHERE command LIKE '%import orders%'").fetchone()
    return f"O{row[0]}"


def plain_import(file: Path) -> Cost | None:
    """The sqlite3 shell's import of the same file into a table without types or keys, the fastest there is."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return None
    scratch = file.with_suffix(".db")
    cost = cost_of([shell, str(scratch), ".mode csv", f".import {file} plain"])
    scratch.unlink()
    return cost


def thousand_orders(path: Path, customers: int) -> None:
    """New orders, each for another vehicle."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("order_no", "vin", "type", "opened_at", "closed_at", "advisor", "labor_amount", "parts_amount", "mileage_km"))
        for number in range(0, customers, customers // 1_000):
            day = (f"{TODAY} 07:{number % 60:02}", f"{TODAY} 08:{number % 30:02}")
            writer.writerow((f"N{number:07}", vin(number), "paid_maintenance", *day, "A1", "380.50", "290.00", 90_000))


# --- the declared rows ---


def result_of(row: Row, store: Path, size: str) -> Result:
    """Its command and its yardstick in turn."""
    runs = RUNS[size]
    command = [*KCRM, *(word.format_map(words(store)) for word in row.argv)]
    if row.start is not None:
        return of_writing(row, store, size, command)
    if row.against is None:
        ours = cost_of(with_environ(row.environ, command))
        return Result(row.number, row.what, ours.seconds, row.most, "s", ours, None, row.memory, judged=size in row.judged)
    plain = row.against(store)
    if plain is None:
        ours = cost_of(with_environ(row.environ, command))
        return Result(row.number, f"{row.what} (no yardstick here)", 0.0, row.most, "x", ours, None, row.memory, judged=False)
    probe = cost_of(with_environ(row.environ, command))
    pair = alternating(lambda: cost_of(with_environ(row.environ, command)), lambda: cost_of(plain), 1 if probe.seconds > SLOW else runs)
    return compared(row, pair, size)


def of_writing(row: Row, store: Path, size: str, command: Sequence[str]) -> Result:
    """Each run on a copy of its own; the yardstick's has no triggers."""
    copy, bare = store.with_name("copy.db"), store.with_name("bare.db")
    start, against = row.start, row.against
    assert start is not None, "a row that writes starts from a copy"
    assert against is not None, "a row that writes has a yardstick"
    plain = against(bare)

    def ours() -> Cost:
        shutil.copyfile(store, copy)
        start(copy)
        return cost_of(with_environ({**row.environ, "KCRM_DB": str(copy)}, command))

    def theirs() -> Cost:
        shutil.copyfile(store, bare)
        start(bare)
        untriggered(bare)
        return cost_of(plain) if plain is not None else Cost(0.0, 0.0)

    pair = alternating(ours, theirs, 4 if size == "S" else 1)
    for each in (copy, bare, bare.with_name(f"{bare.name}.copied"), store.with_name(SPARE)):
        each.unlink(missing_ok=True)
    return compared(row, pair, size)


def desk_results(store: Path) -> Iterator[Result]:
    """The full screen on a copy of the store: no yardstick, but milliseconds that its keys may cost."""
    copy = store.with_name("copy.db")
    shutil.copyfile(store, copy)
    costs = cost_of_desk(copy)
    for suffix in ("", "-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    for what, most in ((FIRST, 1_000), (MOVE, 50), (RECORD, 150), (NEXT, 150)):
        yield Result(DESK, f"`desk`, {what}", costs[what], most, "ms")


def compared(row: Row, pair: Pair, size: str) -> Result:
    """The row's line of the table."""
    return Result(row.number, row.what, pair.ratio, row.most, "x", pair.ours, pair.theirs, row.memory, judged=size in row.judged)


def words(store: Path) -> Mapping[str, str]:
    """What stands for a part of a command that depends on the store."""
    with closing(sqlite3.connect(store)) as connection:
        due = connection.execute(
            "SELECT id FROM followup WHERE state = 'open' AND channel = 'call' AND call_on <= ? ORDER BY id LIMIT 1", (str(TODAY),)
        ).fetchone()
    beside = {"thousand": THOUSAND, "spare": SPARE, "board": BOARD}
    return {"due": str(due[0])} | {word: str(store.with_name(name)) for word, name in beside.items()}


def with_environ(environ: Mapping[str, str], command: Sequence[str]) -> Sequence[str]:
    """A command with more in its environment."""
    return ["env", *(f"{name}={value}" for name, value in environ.items()), *command] if environ else command


# --- the page ---


def write_results(size: str, results: Iterable[Result]) -> None:
    """Put the table in the place of the one that stood there; what else the page says stays."""
    heading = f"## {size}: {CUSTOMERS[size]:,} customers"
    lines = [
        heading,
        "",
        "| row | what | figure | at most | kept | kcrm | yardstick | memory |",
        "|---|---|---|---|---|---|---|---|",
        *(result.line() for result in sorted(results, key=lambda result: result.number)),
        "",
    ]
    table = "\n".join(lines) + "\n"
    parts = RESULTS.read_text(encoding="utf-8").split("\n## ") if RESULTS.is_file() else ["# Measured\n"]
    sections = [parts[0].rstrip("\n") + "\n", *(f"## {part}" for part in parts[1:])]
    place = next((number for number, section in enumerate(sections) if section.startswith(heading)), None)
    if place is None:
        sections.insert(1 + sum(section[:4] in {"## S", "## M", "## L"} for section in sections), table)
    else:
        sections[place] = table
    RESULTS.write_text("\n".join(section.rstrip("\n") + "\n" for section in sections), encoding="utf-8")


if __name__ == "__main__":
    main()
