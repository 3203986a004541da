"""A new database: the store, its go-live date, the default policy."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

from kcrm import db
from kcrm.context import AppContext
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries.desk import StoreOf


def found(
    context: AppContext,
    path: Path,
    name: str,
    go_live_on: date,
    *,
    code: str | None = None,
    region: str | None = None,
    replace: bool = False,
) -> None:
    """Make the database of a store that goes live on that day. code, region: which of a group's stores it is.

    Raises RefusedError where a database stands there already, DatabaseError where none can be made.
    """

    def fill(connection: sqlite3.Connection) -> None:
        desk.add_policy(connection, Policy.default().to_snapshot(), "")
        desk.add_store(connection, StoreOf(code, region, name), go_live_on)

    operation = db.NewOperation(at=context.now, command=context.command)
    db.create(path, fill, operation, replace=replace)
