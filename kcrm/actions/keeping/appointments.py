"""Appointments: known again by their number, else by vehicle and time; one to come must have a bay that is free for it."""

from __future__ import annotations

import sqlite3
from datetime import datetime, time, timedelta
from typing import Final

from kcrm.actions.appointments import refused
from kcrm.actions.complaints.cases import Judge
from kcrm.actions.free_times import bays_of, terms_of
from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import moment_of, written
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import Team
from kcrm.policy import Policy
from kcrm.queries import appointments as queries
from kcrm.queries import desk
from kcrm.queries.erasures import erasure_of
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import stored_values
from kcrm.records import SheetKind, noun_of
from kcrm.rules.appointments import Asked, end_of, refusal
from kcrm.rules.worktime import ONE_DAY, at

_NEEDED: Final = ("starts_at", "what")
_TIMES: Final = ("confirmed_at", "arrived_at", "moved_at", "cancelled_at")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    number, starts_at = values.get("appointment_no"), values.get("starts_at")
    if number and (row := writer.numbered(noun_of(SheetKind.APPOINTMENTS), number)) is not None:
        return row
    vehicle = _vehicle(writer, values)
    if number or vehicle is None or not isinstance(starts_at, datetime):
        return None
    moment = stored_values({"starts_at": starts_at})["starts_at"]
    theirs = [row for row in writer.register.find("appointment", "vehicle_id", vehicle) if row["starts_at"] == moment]
    # who books a time again that was called off or moved makes another; a file tells of the one that was
    return next((row for row in reversed(theirs) if not writer.decides or (row["cancelled_at"] or row["moved_at"]) is None), None)


def _vehicle(writer: RecordWriter, values: Values) -> int | None:
    given = values.get("vehicle")
    return given if isinstance(given, int) else writer.references.vehicle(values)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """Whose it is does not change, but that it is moved makes another; the minutes and the team are the usual ones unless said."""
    policy = Policy.from_snapshot(desk.latest_policy(writer.register.connection)[1])
    if row is None:
        values = {**values, **_new(writer, values, policy)}
    else:
        _check_same(writer, row, values)
    values = {**values, **_order(writer, row, values)}
    values = {**values, **_bay(writer, row, values, policy)}
    return Kept(*writer.save_row(SheetKind.APPOINTMENTS, row, values))


def _new(writer: RecordWriter, values: Values, policy: Policy) -> dict[str, object]:
    """What a new one has besides. Raises ColumnError where something is lacking."""
    vehicle = _vehicle(writer, values)
    lacking = "vin" if vehicle is None else next((key for key in _NEEDED if values.get(key) is None), None)
    if lacking is not None:
        raise ColumnError(lacking, None, RefusedError(N_("a new appointment must have it")))
    assert vehicle is not None
    starts_at = values["starts_at"]
    assert isinstance(starts_at, datetime)
    known = min(_now(writer), starts_at)
    team = values.get("team") or next((team for team, number in policy.workshop.bays.items() if number), Team.MECHANICAL)
    return {
        "vehicle_id": vehicle,
        "who": _customer(writer, values, vehicle),
        "minutes": values.get("minutes") or policy.workshop.usual_minutes,
        "team": team,
        "booked_at": values.get("booked_at") or known,
    }


def _now(writer: RecordWriter) -> datetime:
    """The moment of the write, where it is known, else the first of its day."""
    return (writer.now or at(writer.today, time(), writer.zone)).replace(microsecond=0)


def _customer(writer: RecordWriter, values: Values, vehicle: int) -> int:
    """Who comes: whoever is named, else whose the vehicle is. Raises ColumnError for a vehicle without owner, or of one who was erased."""
    given = values.get("who")
    named = given if isinstance(given, int) else writer.references.customer(values)
    if named is not None:
        return named
    owner = next((row["customer_id"] for row in writer.register.find("ownership", "vehicle_id", vehicle) if row["until_on"] is None), None)
    if owner is None or erasure_of(writer.register.connection, owner) is not None:
        raise ColumnError("customer_no", None, RefusedError(N_("nobody has this vehicle, so it must say who comes")))
    return int(owner)


def _check_same(writer: RecordWriter, row: sqlite3.Row, values: Values) -> None:
    """Raises ColumnError where another vehicle is named."""
    vehicle = _vehicle(writer, values)
    if vehicle not in {None, row["vehicle_id"]}:
        named = identifier(Thing.APPOINTMENT, row["id"])
        reason = RefusedError(N_("{appointment} is of {vehicle}"), appointment=named, vehicle=identifier(Thing.VEHICLE, row["vehicle_id"]))
        key = next(key for key in ("vehicle", "vin", "plate") if values.get(key))
        raise ColumnError(key, identifier(Thing.VEHICLE, vehicle) if key == "vehicle" else values[key], reason)


def _order(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The order that a file says came of it. Raises ColumnError for one of another vehicle."""
    if "order_no" not in values or not values["order_no"]:
        return {}
    order = writer.references.order(values["order_no"])
    if order["vehicle_id"] != values.get("vehicle_id", row["vehicle_id"] if row is not None else None):
        reason = RefusedError(N_("that order is of {vehicle}"), vehicle=identifier(Thing.VEHICLE, order["vehicle_id"]))
        raise ColumnError("order_no", values["order_no"], reason)
    return {"order_id": order["id"]}


def _bay(writer: RecordWriter, row: sqlite3.Row | None, values: Values, policy: Policy) -> dict[str, object]:
    """From when until when it keeps a bay. Raises ColumnError where none is free, or the times contradict each other."""
    kept = {key: values.get(key, row[key] if row is not None else None) for key in ("minutes", "team")}
    starts_at, minutes, team = moment_of(row, values, "starts_at"), int(str(kept["minutes"])), Team(str(kept["team"]))
    vehicle = int(str(values["vehicle_id"] if row is None else row["vehicle_id"]))
    assert starts_at is not None
    _check_times(writer, row, values)
    told = stored_values({"starts_at": starts_at, "minutes": minutes, "team": team})
    if row is not None and all(row[key] == value for key, value in told.items()):
        return {}
    calendar = Judge(writer.register.connection).calendar(policy, starts_at)
    asked = Asked(vehicle, starts_at, minutes, row["id"] if row is not None else None)
    ends_at = end_of(asked, calendar)
    now = _now(writer)
    awaited = not any(moment_of(row, values, key) for key in _TIMES[1:]) and "order_id" not in values
    if awaited and starts_at >= now:
        until = max(ends_at, starts_at + timedelta(days=policy.workshop.search_days + 1))
        booked = queries.held_between(writer.register.connection, starts_at - ONE_DAY, until)
        found = refusal(asked, bays_of(team, policy, calendar), booked, terms_of(policy), now)
        if found is not None:
            key = next((key for key in ("starts_at", "minutes", "team") if key in values), "starts_at")
            raise ColumnError(key, written(starts_at, writer) if key == "starts_at" else values[key], refused(found, writer.zone))
    here = starts_at.astimezone(writer.zone)
    return {"starts_on": here.date(), "clock": f"{here:%H:%M}", "ends_at": ends_at}


def _check_times(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> None:
    """None of its steps is still to come; who came did not call it off."""
    for key in (*_TIMES, "booked_at"):
        moment = values.get(key)
        if isinstance(moment, datetime) and moment.astimezone(writer.zone).date() > writer.today:
            raise ColumnError(key, written(moment, writer), RefusedError(N_("that time is still to come")))
    over = [key for key in ("cancelled_at", "moved_at") if moment_of(row, values, key)]
    came = moment_of(row, values, "arrived_at") or values.get("order_id", row["order_id"] if row is not None else None)
    if over and (came or len(over) > 1):
        key = next((key for key in over if values.get(key)), over[0])
        reason = N_("they came") if came else N_("it was called off, so that it was not moved")
        raise ColumnError(key, written_or(values, key, writer), RefusedError(reason))


def written_or(values: Values, key: str, writer: RecordWriter) -> str | None:
    """When it was called off or moved, as the values say it."""
    moment = values.get(key)
    return written(moment, writer) if isinstance(moment, datetime) else None


KEEPER: Final = Keeper(_known, _save)
