"""What a command reads grows with what it shows, not with what is stored: rows that SQLite visits, statements and modules are counted."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import kcrm
from kcrm.actions import today
from kcrm.actions.daylist import Wanted, day_page, in_order
from kcrm.actions.selecting import find, selectors
from kcrm.actions.session import open_session
from kcrm.context import AppContext

DAILY = (["due", "--limit", "5"], [])
NEVER = {"tabulate", "rich", "hashlib", "tempfile", "kcrm.actions.planning", "kcrm.rules.complaints"}


@pytest.fixture
def crowded(desk):
    """A function that adds customers who are to be called on a later day, at a time agreed with them."""

    def add(count, first):
        with sqlite3.connect(os.environ["KCRM_DB"]) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for number in range(first, first + count):
                connection.execute(
                    "INSERT INTO customer (id, name, pinyin, initials, phone) VALUES (?, '甲', 'jia', 'j', '13800138000')", (number,)
                )
                connection.execute(
                    "INSERT INTO followup (kind, channel, customer_id, base, base_on, due_on, due_by, call_on, call_time, assigned_by,"
                    " opened_at, policy_version_id) VALUES ('birthday', 'call', ?, 'birthday', '1990-01-01', ?, 'interval', ?, ?, 'nobody',"
                    " '2026-06-01T00:00:00Z', 1)",
                    (number, *(["2026-06-15"] * 2 + [None] if number <= 20 else ["2026-09-01"] * 2 + ["15:00"])),
                )

    return add


def steps(work):
    """Hundreds of steps of SQLite's machine, and the statements, that the work takes."""
    counted, statements = [0], []
    with open_session(AppContext.of_environment(os.environ, language="en")) as session:
        session.connection.set_progress_handler(lambda: counted.__setitem__(0, counted[0] + 1), 100)
        session.connection.set_trace_callback(statements.append)
        work(session)
        session.connection.set_progress_handler(None, 0)
    return counted[0], len(statements)


@pytest.mark.parametrize(
    "work",
    [
        lambda session: day_page(session, Wanted(session.today, session.today), 5),
        lambda session: next(in_order(session, Wanted(session.today, session.today)), None),
        today.day_of,
    ],
    ids=["due", "next", "kcrm"],
)
def test_a_store_with_many_more_customers_takes_no_more_steps_for_the_same_list(crowded, work):
    crowded(40, 1)
    small = steps(work)
    crowded(3_000, 100)
    large = steps(work)
    assert large[1] == small[1] < 25
    assert large[0] <= small[0] * 1.15 + 3


def test_to_find_somebody_takes_a_statement_for_each_place_where_they_may_be(crowded):
    crowded(40, 1)
    small = steps(lambda session: selectors(session, find(session, "C5")))
    crowded(3_000, 100)
    large = steps(lambda session: selectors(session, find(session, "C5")))
    assert large[1] == small[1] < 60
    assert large[0] <= small[0] * 1.15 + 3


@pytest.mark.parametrize("argv", DAILY, ids=lambda argv: argv[0] if argv else "kcrm")
def test_what_the_day_needs_loads_nothing_that_it_does_not_use(desk, argv):
    desk.ok("plan")
    program = "import sys; from kcrm.cli import main; main(sys.argv[1:]); sys.stderr.write(' '.join(sys.modules))"
    root = Path(kcrm.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", program, *argv], capture_output=True, text=True, check=True, timeout=60, cwd=root)
    assert set(run.stderr.split()) & NEVER == set()


def test_to_write_goes_through_nothing_that_was_written_before(desk):
    statements = []

    def write(session):
        with session.write() as planner:
            planner.connection.execute("INSERT INTO customer (name, pinyin, initials) VALUES ('甲', 'jia', 'j')")

    with open_session(AppContext.of_environment(os.environ, language="en")) as session:
        session.connection.set_trace_callback(statements.append)
        write(session)
    with sqlite3.connect(os.environ["KCRM_DB"]) as connection:
        plans = {
            line: statement
            for statement in statements
            if statement.lstrip().startswith(("SELECT", "WITH"))
            for *_, line in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
        }
    assert any("operation_row" in line for line in plans)
    assert {statement for line, statement in plans.items() if line.startswith("SCAN operation_row")} == set()
