"""How fast the desk is, against the plain means that do the same work without it.

Usage: python -m benchmarks.run [CUSTOMERS]

Every command is a process of its own. Printed are processor seconds (user), seconds by the clock and, for imports, the most memory held.
Reads are measured five times, the median counts; an import once, as it is long. What it is measured against:

- an import: the sqlite3 shell's `.import` of the same file into a table without types or keys, the fastest there is;
- a read: a bare Python program that imports argparse, csv, json, sqlite3 and datetime and asks the best plain SQL of the same database.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.generate import TODAY, generate

READS = 5
KCRM = (sys.executable, "-m", "kcrm")
HEAD = "import argparse, csv, json, sqlite3, datetime, sys; c = sqlite3.connect(sys.argv[1]); "
LISTED = f"FROM followup f WHERE f.state = 'open' AND f.call_on <= '{TODAY}' AND f.channel = 'call'"
DUE = f"""
SELECT f.id, f.kind, f.due_on, f.call_on, c.name, c.phone, c.customer_no, v.plate, v.model, s.name
FROM (SELECT * {LISTED} ORDER BY f.call_on, f.customer_id LIMIT 50) AS f JOIN customer c ON c.id = f.customer_id
LEFT JOIN vehicle v ON v.id = f.vehicle_id LEFT JOIN staff s ON s.id = f.assignee_id
"""
FIND = "SELECT id, customer_no, name, phone FROM customer WHERE phone_tail = '0077' AND phone = '13000000077'"
PLAIN_DUE = f"{HEAD}print(c.execute({f'SELECT count(*) {LISTED}'!r}).fetchone(), c.execute({DUE!r}).fetchall())"
PLAIN_FIND = f"{HEAD}print(c.execute({FIND!r}).fetchall())"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor in user mode, seconds by the clock, and the most memory held in MB."""

    user: float
    wall: float
    memory: float


def main(customers: int) -> None:
    """Make a desk of that size, and print a line for each command."""
    with tempfile.TemporaryDirectory(prefix="kcrm-bench-") as name:
        folder = Path(name)
        database = folder / "kcrm.db"
        os.environ |= {"KCRM_DB": str(database), "KCRM_NOW": f"{TODAY}T08:30", "KCRM_LANG": "en"}
        files = generate(folder, customers)
        measure([*KCRM, "init", "--go-live", "2026-06-01"])
        measure([*KCRM, "import", "staff", str(files["staff"])])
        print(f"{customers:,} customers")
        for kind in ("customers", "vehicles", "orders"):
            say(f"import {kind}", measure([*KCRM, "import", kind, str(files[kind])]), plain_import(files[kind]))
        say("import orders again", measure([*KCRM, "import", "orders", str(files["orders"])]))
        say("plan", measure([*KCRM, "plan"]))
        plain_due = middle([sys.executable, "-c", PLAIN_DUE, str(database)])
        say("due --limit 50", middle([*KCRM, "due", "--limit", "50"]), plain_due)
        say("due --limit 50 -o json", middle([*KCRM, "due", "--limit", "50", "-o", "json"]), plain_due)
        plain_find = middle([sys.executable, "-c", PLAIN_FIND, str(database)])
        say("find PHONE", middle([*KCRM, "find", "13000000077"]), plain_find)
        say("order list --limit 50", middle([*KCRM, "order", "list", "--limit", "50"]))
        say("kcrm --version", middle([*KCRM, "--version"]), middle([sys.executable, "-c", "pass"]))
        say("undo of the orders", measure([*KCRM, "undo", "O5", "--yes"]))


def plain_import(file: Path) -> Cost | None:
    """What the sqlite3 shell takes, where there is one."""
    shell = shutil.which("sqlite3")
    if shell is None:
        return None
    scratch = file.with_suffix(".db")
    cost = measure([shell, str(scratch), ".mode csv", f".import {file} plain"])
    scratch.unlink()
    return cost


def middle(command: Sequence[str]) -> Cost:
    """The median of several runs; the first warms the cache and does not count."""
    costs = [measure(command) for _run in range(READS + 1)][1:]
    return Cost(median(cost.user for cost in costs), median(cost.wall for cost in costs), max(cost.memory for cost in costs))


def measure(command: Sequence[str]) -> Cost:
    """Run it once; it must succeed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{' '.join(command)}: exit {process.returncode}"
    return Cost(usage.ru_utime, wall, usage.ru_maxrss / 1024)


def say(what: str, cost: Cost, plain: Cost | None = None) -> None:
    line = f"{what:26} user {cost.user:8.2f} s   clock {cost.wall:8.2f} s   {cost.memory:5.0f} MB"
    if plain is not None:
        line += f"   plain: user {plain.user:6.2f} s   {cost.user / max(plain.user, 0.001):5.1f} x"
    print(line, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
