"""A file of points tells opening balances; what else the ledger has follows from what happens, and is known again but never entered."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from functools import lru_cache
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import customer_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.points import PointsKind
from kcrm.policy import Policy
from kcrm.policy_campaigns import PointsPolicy
from kcrm.queries import desk
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved
from kcrm.records import SheetKind
from kcrm.rules.points import holds_until


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """An opening balance by its customer and last day; another row by all that it says."""
    kind = values.get("kind") or PointsKind.OPENING
    customer = writer.references.customer(values)
    theirs = [row for row in writer.register.find("points", "customer_id", customer) if row["kind"] == kind]
    if kind != PointsKind.OPENING:
        return next((row for row in theirs if _says(row, values)), None)
    until = str(_until(writer, values))
    return next((row for row in theirs if row["until_on"] == until), None)


def _says(row: sqlite3.Row, values: Values) -> bool:
    said = {"points": "points", "booked_on": "booked_on", "expires_on": "until_on", "source": "source", "note": "note"}
    return all(str(row[column]) == str(values[key]) for key, column in said.items() if key in values)


def _until(writer: RecordWriter, values: Values) -> date:
    """The last day of an opening balance: as it is said, else as that of points of the day."""
    said = values.get("expires_on")
    if isinstance(said, date):
        return said
    return _last_day(desk.latest_snapshot(writer.register.connection), _booked(writer, values))


def _last_day(snapshot: str, on: date) -> date:
    return holds_until(on, _policy(snapshot))


# of a file without last days it is asked for each row
@lru_cache(maxsize=1)
def _policy(snapshot: str) -> PointsPolicy:
    return Policy.from_snapshot(json.loads(snapshot)).points


def _booked(writer: RecordWriter, values: Values) -> date:
    said = values.get("booked_on")
    return said if isinstance(said, date) else writer.today


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is not None:
        if values.get("points") not in {None, row["points"]}:
            reason = RefusedError(
                N_("{record} says {points}, and rows of the points are never changed: kcrm points correct"),
                record=identifier(Thing.POINTS, row["id"]),
                points=row["points"],
            )
            raise ColumnError("points", values["points"], reason)
        return Kept(row["id"], Saved.UNCHANGED)
    values = customer_of(writer, row, values, Thing.POINTS)
    kind = values.get("kind") or PointsKind.OPENING
    if kind != PointsKind.OPENING:
        reason = RefusedError(N_("only opening balances are entered; the other rows follow from what happens"))
        raise ColumnError("kind", kind, reason)
    points, until = values.get("points"), _until(writer, values)
    if not isinstance(points, int) or points <= 0:
        raise ColumnError("points", points, RefusedError(N_("an opening balance is more than 0")))
    if until < writer.today:
        raise ColumnError("expires_on", until, RefusedError(N_("they have expired already")))
    warnings = []
    if values.get("source") is not None:  # what it names here would be one of our own orders or vouchers
        warnings.append(ColumnError("source", values["source"], RefusedError(N_("only what follows from something here has it; left out"))))
    values = {**values, "kind": kind, "booked_on": _booked(writer, values), "expires_on": until, "source": None}
    return Kept(*writer.save_row(SheetKind.POINTS, None, values), tuple(warnings))


KEEPER: Final = Keeper(_known, _save)
