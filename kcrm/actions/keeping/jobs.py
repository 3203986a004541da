"""Jobs: known again by their number, else by title and since when; by when one is done follows from its kind."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_owner, moment_of, written
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.jobs import JobKind
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries.lookup import Thing
from kcrm.queries.records import stored_values
from kcrm.records import SheetKind, noun_of
from kcrm.rules.jobs import due_of


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    number, asked = values.get("job_no"), values.get("asked_at")
    if number:
        return writer.numbered(noun_of(SheetKind.JOBS), number)
    if not isinstance(asked, datetime):
        return None
    at = stored_values({"asked_at": asked})["asked_at"]
    return next((row for row in writer.register.find("job", "title", values.get("title")) if row["asked_at"] == at), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    lacking = next((key for key in ("title", "job_kind", "asked_at") if row is None and values.get(key) is None), None)
    if lacking is not None:
        raise ColumnError(lacking, None, RefusedError(N_("a new job must have it")))
    given = values.get("who")
    customer = given if isinstance(given, int) else writer.references.customer(values)
    if row is not None and row["customer_id"] is not None:
        check_owner(row, customer, values, Thing.JOB)
    elif customer is not None:
        values = {**values, "who": customer}
    if "vehicle" in values or values.get("vin") or values.get("plate"):
        values = {**values, "vehicle_id": values.get("vehicle") or writer.references.vehicle(values)}
    return Kept(*writer.save_row(SheetKind.JOBS, row, {**values, **_times(writer, row, values)}))


def _times(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """What follows from since when it waits and of which kind it is; nothing was done before, nor is still to come."""
    asked, done = moment_of(row, values, "asked_at"), moment_of(row, values, "done_at")
    assert asked is not None
    for key in ("asked_at", "done_at"):
        moment = values.get(key)
        if isinstance(moment, datetime) and moment.astimezone(writer.zone).date() > writer.today:
            raise ColumnError(key, written(moment, writer), RefusedError(N_("that time is still to come")))
    if done is not None and done < asked:
        reason = RefusedError(N_("is before {key} ({at})"), key="asked_at", at=written(asked, writer))
        raise ColumnError("done_at" if "done_at" in values else "asked_at", written(done, writer), reason)
    kind = JobKind(str(values.get("job_kind") or (row["kind"] if row is not None else "")))
    if row is not None and kind == row["kind"] and "asked_at" not in values:
        return {}
    policy = Policy.from_snapshot(desk.latest_policy(writer.register.connection)[1])
    due = due_of(kind, asked, policy, writer.zone)
    if row is not None and kind == row["kind"] and stored_values({"asked_at": asked})["asked_at"] == row["asked_at"]:
        return {}
    return {"asked_on": asked.astimezone(writer.zone).date(), "due_at": due}


KEEPER: Final = Keeper(_known, _save)
