"""What the operations log costs: time of a bulk import with it and without it, and its bytes per row.

Usage: python -m benchmarks.operations_log [ROWS]

Without the log means: the triggers are dropped in a scratch database; kcrm itself has no such switch. Each run is a fresh database;
they alternate, and the fastest of three counts. The second import changes every row, so that the log holds a full image of each.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

from kcrm.cli import main as kcrm

ROUNDS = 3
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂"


def main(rows: int) -> None:
    """Print a line for each of the two imports."""
    with tempfile.TemporaryDirectory(prefix="kcrm-log-") as folder:
        first, second = Path(folder, "first.csv"), Path(folder, "second.csv")
        write_customers(first, rows, "")
        write_customers(second, rows, "老客户介绍")
        wall: dict[tuple[str, bool], float] = {}
        cpu: dict[tuple[str, bool], float] = {}
        for _round in range(ROUNDS):
            for logged in (True, False):
                path = Path(folder, f"{logged}.db")
                for name, seconds, busy in imports(path, first, second, logged=logged):
                    wall[name, logged] = min(seconds, wall.get((name, logged), seconds))
                    cpu[name, logged] = min(busy, cpu.get((name, logged), busy))
                if logged:
                    sizes = log_sizes(path)
                path.unlink()
        for name in ("insert", "update"):
            for what, best in (("time", wall), ("processor time", cpu)):
                on, off = best[name, True], best[name, False]
                print(f"{rows:,} customers, {name}, {what}: {on:.2f} s with the log, {off:.2f} s without: {on / off:.2f} x")
            print(f"{rows:,} customers, {name}: {sizes[name]:.0f} bytes of log per row")
        print(f"{sizes['digest']:.1f} bytes of digest per row")


def write_customers(path: Path, rows: int, note: str) -> None:
    """A sheet of invented customers, all different."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["客户编号", "姓名", "手机", "性别", "生日", "地址", "备注"])
        for number in range(rows):
            name = FAMILY[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
            day = f"19{70 + number % 30}-{1 + number % 12:02}-{1 + number % 28:02}"
            writer.writerow([f"K{number:07}", name, f"139{number:08}", "男女"[number % 2], day, f"解放路{number % 900}号", note])


def imports(path: Path, first: Path, second: Path, *, logged: bool) -> list[tuple[str, float, float]]:
    """Seconds, and seconds of the processor, of both imports into a new database."""
    run(path, "init", "--go-live", "2026-01-01")
    if not logged:
        with closing(sqlite3.connect(path)) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'log\\_%' ESCAPE '\\'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
    times = []
    for name, sheet in (("insert", first), ("update", second)):
        start, busy = time.perf_counter(), time.process_time()
        run(path, "import", "customers", str(sheet))
        times.append((name, time.perf_counter() - start, time.process_time() - busy))
    return times


def run(path: Path, *argv: str) -> None:
    """One command in this process."""
    os.environ |= {"KCRM_DB": str(path), "KCRM_NOW": "2026-06-15T09:00", "KCRM_LANG": "en"}
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = kcrm(list(argv))
    assert code == 0, f"kcrm {' '.join(argv)}: exit {code}"


def log_sizes(path: Path) -> dict[str, float]:
    """Bytes of the log, with its indexes, per logged row: what erasing it frees, measured by erasing it kind by kind."""
    sizes = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER operation_row_is_kept_deleted")
        connection.execute("VACUUM")
        for number, action in enumerate(("insert", "update")):
            before = size(connection)
            count = connection.execute("DELETE FROM operation_row WHERE action = ?", (number,)).rowcount
            connection.execute("VACUUM")
            sizes[action] = (before - size(connection)) / count
        before = size(connection)
        connection.execute("DELETE FROM operation_digest")
        connection.execute("VACUUM")
        sizes["digest"] = (before - size(connection)) / connection.execute("SELECT count(*) FROM customer").fetchone()[0]
    return sizes


def size(connection: sqlite3.Connection) -> int:
    """The database's bytes."""
    row = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    return int(row[0])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
