"""A desk in good order, and what may be done to its file past kcrm."""

import contextlib
import sqlite3
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from kcrm import db
from kcrm.actions.founding import found
from kcrm.context import AppContext
from kcrm.storage.migration import make_fresh
from kcrm.storage.oplog import open_operation

ZHANG = {"name": "张伟", "phone": "13800138000", "customer_no": "K1"}
LI = {"name": "李娜", "phone": "13900139000", "customer_no": "K2"}
CAR = {"vin": "LSVAA4187E2184961", "customer_no": "K1", "delivered_on": "2026-06-14"}


@contextlib.contextmanager
def behind_its_back(path):
    """Write past kcrm, as somebody with the sqlite3 shell would."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def write(path, statement, *values):
    """One recorded write that nothing plans."""
    with db.opened(path) as connection, db.write(connection, db.NewOperation(datetime(2026, 6, 15, tzinfo=UTC), "kcrm test")):
        connection.execute(statement, values)


def findings(desk, *options, code=0):
    result = desk.run("db", "check", *options, "-o", "json")
    assert result.code == code, result.err
    return {row["check"]: row for row in result.json}


def fresh():
    """A database in memory, of the present schema, with an operation open."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    make_fresh(connection)
    connection.execute("BEGIN")
    connection.row_factory = sqlite3.Row
    open_operation(connection, db.NewOperation(at=datetime(2026, 6, 15, tzinfo=UTC), command="test"))
    connection.execute("INSERT INTO policy_version (id, snapshot, note) VALUES (1, '{}', 'test')")
    return connection


@cache
def _founded(store, go_live, moment):
    with tempfile.TemporaryDirectory(prefix="kcrm-founded-") as folder:
        context = AppContext(language="en", started_at=moment, db=Path(folder) / "desk.db", set_now=moment)
        found(context, context.db_path, store, go_live)
        return context.db_path.read_bytes()


def found_copy(context, store, go_live):
    """A new desk where this context has its database, as `kcrm init` makes it; made once for all who ask the same."""
    context.db_path.write_bytes(_founded(store, go_live, context.set_now))


def text(day):
    """A day as it is stored."""
    return None if day is None else day.isoformat()
