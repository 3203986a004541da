"""What is measured: a row is a command, what it is measured against, and how many times that it may take at most.

A yardstick is the plain means that do the same work without kcrm: a bare Python program that imports argparse, csv, json, sqlite3 and
datetime and asks the best plain SQL of the same database; the sqlite3 shell; Taskwarrior with 50,000 tasks. Yardsticks read the same store,
or for rows that write a copy of it, as kcrm does.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import TODAY

Command = Sequence[str]
Yardstick = Callable[[Path], Command | None]
"""The command against a store at that place; None where the program is not installed here."""

KCRM = (sys.executable, "-m", "kcrm")
YEAR_AGO = TODAY - timedelta(days=365)
THOUSAND = "thousand.csv"
"""Beside each store: as many new orders."""
SPARE = "spare.db"
BOARD = "board"
"""A folder of pages beside it."""
_IMPORTS = "import argparse, csv, json, sqlite3, datetime, sys\n"


class Row(NamedTuple):
    """A row of the table. number: of the goal. most: times the yardstick; seconds where there is none. memory: MB at most.

    argv: `{due}` is a customer who is to be called, `{board}` the folder of pages. start: what a row that writes does to each copy of the
    store before it is measured. sizes: of which stores. judged: at which of them the goal holds.
    """

    number: int
    what: str
    argv: Command
    against: Yardstick | None
    most: float
    memory: float | None = None
    start: Callable[[Path], None] | None = None
    environ: Mapping[str, str] = {}
    sizes: str = "SML"
    judged: str = "SML"


def python(*statements: str) -> Yardstick:
    """Bare Python that asks these."""
    asking = "c = sqlite3.connect(sys.argv[1])\n" if statements else ""
    program = _IMPORTS + asking + "".join(f"print(c.execute({sql!r}).fetchall())\n" for sql in statements)
    return lambda store: (sys.executable, "-c", program, str(store))


def shell(sql: str, *flags: str) -> Yardstick:
    """The sqlite3 shell."""
    program = shutil.which("sqlite3")
    return lambda store: (program, *flags, str(store), sql) if program else None


def copied() -> Yardstick:
    """A copy of the file."""
    return lambda store: ("cp", str(store), f"{store}.copied")


def taking_thousand() -> Yardstick:
    """Bare Python that puts a file of a thousand orders into the table."""
    return lambda store: (sys.executable, "-c", _IMPORTS + _TAKE, str(store), str(store.parent / THOUSAND))


def tasks(count: int) -> Yardstick:
    """Taskwarrior's list of so many tasks, 50 of them shown; made beside the store when first asked for."""
    program = shutil.which("task")

    def command(store: Path) -> Command | None:
        if program is None:
            return None
        home = store.parent / f"tasks-{count}"
        options = (f"rc.data.location={home}", "rc.confirmation=no", "rc.verbose=nothing", "rc.gc=off", "rc.hooks=off")
        if not home.exists():
            home.mkdir()
            Path(home, "pending.data").write_text("".join(map(_task, range(count))), encoding="utf-8")
        return (program, "rc:/dev/null", *options, "limit:50", "list")

    return command


def _task(number: int) -> str:
    due = 1_780_000_000 + number * 37
    return (
        f'[description:"call customer {number}" due:"{due}" entry:"1770000000" modified:"1770000000" project:"kind{number % 9}" '
        f'status:"pending" uuid:"00000000-0000-4000-8000-{number:012}"]\n'
    )


_LISTED = f"followup.state = 'open' AND followup.call_on <= '{TODAY}' AND followup.channel = 'call'"
_SHOWN = f"""
SELECT f.id, f.kind, f.due_on, f.call_on, c.name, c.phone, c.customer_no, v.plate, v.model, s.name
FROM (SELECT * FROM followup WHERE {_LISTED} ORDER BY call_on, customer_id LIMIT {{rows}}) AS f JOIN customer c ON c.id = f.customer_id
LEFT JOIN vehicle v ON v.id = f.vehicle_id LEFT JOIN staff s ON s.id = f.assignee_id
"""
_SHARES = f"""
SELECT assignee_id, count(*), total(late)
FROM (SELECT assignee_id, min(due_on) < '{TODAY}' AS late FROM followup INDEXED BY followup_open WHERE {_LISTED} GROUP BY customer_id)
GROUP BY 1
"""
_DUE = python(f"SELECT count(*) FROM followup WHERE {_LISTED}", _SHOWN.format(rows=50))
_STORY = python(
    "SELECT * FROM customer WHERE id = 77",
    "SELECT * FROM ownership JOIN vehicle ON vehicle.id = vehicle_id WHERE customer_id = 77",
    "SELECT repair_order.* FROM ownership JOIN repair_order USING (vehicle_id) WHERE customer_id = 77",
    "SELECT * FROM followup WHERE customer_id = 77",
    "SELECT * FROM call WHERE customer_id = 77",
)
_CALL = (
    "BEGIN IMMEDIATE",
    f"INSERT INTO call (customer_id, called_at, called_on, outcome) VALUES (77, '{TODAY}T00:30:00Z', '{TODAY}', 'no_answer')",
    f"UPDATE followup SET attempts = attempts + 1 WHERE customer_id = 77 AND state = 'open' AND call_on <= '{TODAY}'",
    "COMMIT",
)
_TAKE = (
    "with open(sys.argv[2], newline='') as file:\n"
    "    read = [row for row in csv.reader(file) if row[0] != 'order_no']\n"
    "rows = [(r[0], int(r[0][1:8]) + 1, r[2], r[3].replace(' ', 'T') + ':00Z', r[3][:10]) for r in read]\n"
    "sql = 'INSERT INTO repair_order (order_no, vehicle_id, type, opened_at, opened_on) VALUES (?, ?, ?, ?, ?)'\n"
    "c = sqlite3.connect(sys.argv[1])\nc.executemany(sql, rows)\nc.commit()\n"
)
_CLASSES = f"""
SELECT customer_id, spent, row_number() OVER (ORDER BY spent DESC), ntile(5) OVER (ORDER BY spent DESC) FROM (
    SELECT customer_id, sum(labor_fen + parts_fen + other_fen) AS spent
    FROM ownership JOIN repair_order USING (vehicle_id)
    WHERE closed_on > '{YEAR_AGO}' AND payer = 'customer' GROUP BY customer_id
)
"""
_MONTHS = f"""
SELECT substr(closed_on, 1, 7), type, count(*), sum(labor_fen), sum(parts_fen) FROM repair_order
WHERE closed_on >= '{YEAR_AGO.replace(day=1)}' GROUP BY 1, 2
"""


def as_it_is(_store: Path) -> None:
    """The copy as it stands."""


def unplanned(store: Path) -> None:
    """No follow-ups: everybody is to be planned; what they were stands in `planned`."""
    bare(store, "CREATE TABLE planned AS SELECT * FROM followup", "DELETE FROM followup", "DELETE FROM plan_mark", _EVERYBODY)


def planned(store: Path) -> None:
    """Everybody was planned just now."""
    bare(store, "CREATE TABLE planned AS SELECT * FROM followup")


def without_spare(store: Path) -> None:
    """No backup of an earlier run."""
    store.with_name(SPARE).unlink(missing_ok=True)


def classified(store: Path) -> None:
    """Everybody was classified just now."""
    subprocess.run([*KCRM, "--db", str(store), "classify", "run"], check=True, capture_output=True)


def closed(store: Path) -> None:
    """The months before this one were published and closed, as a store does each month."""
    for back in range(13, 0, -1):
        year, month = divmod(TODAY.year * 12 + TODAY.month - 1 - back, 12)
        command = [*KCRM, "--db", str(store), "kpi", "close", f"{year}-{month + 1:02}"]
        subprocess.run(command, check=True, capture_output=True)


def booked(store: Path) -> None:
    """Tomorrow forty vehicles are awaited, one every quarter of an hour, and as many in each of the hundred days before."""
    bare(store, _BOOKED)


def earning(store: Path) -> None:
    """Every order of the last year has earned its points; the calls about those that expire are planned."""
    bare(store, _EARNED)
    subprocess.run([*KCRM, "--db", str(store), "plan"], check=True, capture_output=True)


def campaigning(store: Path) -> None:
    """A campaign has chosen whom it calls: the customers with a vehicle that is delivered to a company or an office, a fifth of all."""
    for words in (
        ("campaign", "add", "bench", "--channels", "call", "--from", str(TODAY), "--until", str(TODAY + timedelta(days=20))),
        ("campaign", "target", "M1", "use:official"),
    ):
        subprocess.run([*KCRM, "--db", str(store), *words], check=True, capture_output=True)


def bare(store: Path, *statements: str) -> None:
    """These, without any trigger seeing them."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")


def untriggered(store: Path) -> None:
    """For yardsticks that write: no log, no queue."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")


_TOMORROW = TODAY + timedelta(days=1)
_BOOKED = f"""
INSERT INTO appointment (customer_id, vehicle_id, starts_at, starts_on, clock, ends_at, minutes, team, what, booked_at)
SELECT place + 1, place + 1, strftime('%Y-%m-%dT%H:%M:%SZ', at), date(at), strftime('%H:%M', at, '+8 hours'),
    strftime('%Y-%m-%dT%H:%M:%SZ', at, '+60 minutes'), 60, 'mechanical', 'maintenance', '{TODAY - timedelta(days=200)}T01:00:00Z'
FROM (
    SELECT id - 1 AS place, datetime('{_TOMORROW}T00:30', -((id - 1) / 40) || ' days', ((id - 1) % 40 * 15) || ' minutes') AS at
    FROM customer WHERE id <= 4040
)
"""
_AWAITED = f"""
SELECT appointment.*, name, phone, plate, model
FROM appointment JOIN customer ON customer.id = customer_id JOIN vehicle ON vehicle.id = vehicle_id
WHERE starts_on = '{_TOMORROW}' AND moved_at IS NULL AND cancelled_at IS NULL ORDER BY starts_at
"""
_EARNED = f"""
INSERT INTO points (customer_id, kind, points, booked_on, until_on, source)
SELECT customer_id, 'earned', 1 + labor_fen / 1000, closed_on, date(closed_on, '+24 months'), 'R' || repair_order.id
FROM repair_order JOIN ownership USING (vehicle_id) WHERE until_on IS NULL AND closed_on > '{YEAR_AGO}'
"""
_BALANCES = f"""
SELECT customer_no, name, phone, sum(points) FROM points JOIN customer ON customer.id = customer_id
WHERE until_on IS NULL OR until_on >= '{TODAY}' GROUP BY customer_id ORDER BY 4 DESC
"""
_APPROACH = f"""
INSERT INTO followup (kind, channel, customer_id, base, base_on, due_on, due_by, call_on, assigned_by, opened_at, policy_version_id)
SELECT 'campaign_call', 'call', customer_id, 'approached_on', '{TODAY}', '{TODAY}', 'interval', '{TODAY}', 'nobody', '{TODAY}T00:30:00Z', 1
FROM campaign_target
"""
_EVERYBODY = "UPDATE plan_queue SET next_on = ''"
_REPLAN = shell("DELETE FROM followup; INSERT INTO followup SELECT * FROM planned")
_PHONE = python("SELECT * FROM customer WHERE phone_tail = '0077' AND phone = '13000000077'")
_ORDERS = shell("SELECT * FROM repair_order", "-csv")
_COMPLETING = {"_KCRM_COMPLETE": "bash"}

ROWS = (
    Row(1, "`kcrm`", (), python(_SHARES, _SHOWN.format(rows=3)), 5),
    Row(1, "`next`", ("next", "-o", "json"), python(_SHARES, _SHOWN.format(rows=1)), 5),
    Row(2, "`due --limit 50`", ("due", "--limit", "50"), _DUE, 3.5, 40),
    Row(2, "`due --limit 50`, Taskwarrior", ("due", "--limit", "50"), tasks(50_000), 0.6, sizes="M"),
    Row(3, "`find`, a phone", ("find", "13000000077"), _PHONE, 3.5),
    Row(3, "`find`, part of a name", ("find", "芳杰"), python("SELECT * FROM customer WHERE name LIKE '%芳杰%'"), 5),
    Row(4, "`log`", ("log", "F{due}", "no_answer"), python(*_CALL), 4.5, start=as_it_is),
    Row(4, "`show`", ("show", "13000000077"), _STORY, 4),
    Row(4, "`why`", ("why", "F77"), _STORY, 4),
    Row(5, "`--help`", ("--help",), python(), 3.5),
    Row(5, "`due --help`", ("due", "--help"), python(), 4),
    Row(5, "completion of an option", ("due", "--l"), python(), 3.5, environ=_COMPLETING),
    Row(5, "completion of a name", ("show", "王伟"), _PHONE, 3.5, environ=_COMPLETING),
    Row(7, "`plan`, everything new", ("plan",), _REPLAN, 4, start=unplanned, sizes="SM", judged="M"),
    Row(7, "`plan`, again", ("plan",), _REPLAN, 2, start=planned, sizes="SM", judged="M"),
    Row(7, "`plan --all`, nothing to do", ("plan", "--all"), _REPLAN, 4, start=planned, sizes="SM", judged="M"),
    Row(7, "`import` of 1,000 orders", ("import", "orders", "{thousand}"), taking_thousand(), 12, start=as_it_is, judged="L"),
    Row(9, "`classify run`, first", ("classify", "run"), shell(_CLASSES), 4, 64, start=as_it_is, judged="L"),
    Row(9, "`classify run`, again", ("classify", "run"), shell(_CLASSES), 2, 64, start=classified, judged="L"),
    Row(10, "`export orders`", ("export", "orders"), _ORDERS, 5, 60),
    Row(10, "`order list -o csv`", ("order", "list", "-o", "csv"), _ORDERS, 5, 60),
    Row(11, "`report month`", ("report", "month", "2026-06"), shell(_MONTHS), 3, judged="L"),
    Row(11, "`report month`, months closed", ("report", "month", "2026-06"), shell(_MONTHS), 3, start=closed, sizes="SM"),
    Row(11, "`kpi radar`", ("kpi", "radar", "--period", "2026-05"), shell(_MONTHS), 3, judged="L"),
    Row(11, "`kpi team`", ("kpi", "team", "--period", "2026-05"), shell(_MONTHS), 3, judged="L"),
    Row(11, "`kpi person`", ("kpi", "person", "--period", "2026-05"), shell(_MONTHS), 3, judged="L"),
    Row(12, "`db check`, seconds", ("db", "check"), None, 6, sizes="SM", judged="M"),
    Row(12, "`db backup`", ("db", "backup", "--to", "{spare}"), copied(), 3, start=without_spare, sizes="SM", judged="M"),
    Row(17, "`appointment day`", ("appointment", "day", str(_TOMORROW)), python(_AWAITED), 5, start=booked, sizes="SM"),
    Row(17, "`kpi bays`", ("kpi", "bays", "--period", "2026-05"), shell(_MONTHS), 3, judged="L"),
    Row(18, "`points balances`", ("points", "balances", "-o", "csv"), shell(_BALANCES, "-csv"), 5, 64, start=earning, sizes="SM"),
    Row(19, "`campaign start`", ("campaign", "start", "M1"), shell(_APPROACH), 12, start=campaigning, sizes="SM", judged="M"),
    Row(15, "`customer duplicates --families`, seconds", ("customer", "duplicates", "--families", "-o", "csv"), None, 60, 64),
    Row(15, "`vehicle duplicates`, seconds", ("vehicle", "duplicates", "-o", "csv"), None, 60, 64),
    Row(16, "`quality show`, seconds", ("quality", "show"), None, 60, 64),
    Row(16, "`quality list`, seconds", ("quality", "list", "--limit", "50"), None, 60, 64),
    Row(20, "`dashboard`, seconds", ("dashboard", "--html", "{board}"), None, 10, 64, sizes="SM", judged="M"),
)
