"""Rescues: known again by their number, else by whose and when; whoever is not known yet becomes a contact, an unknown car stays words."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

from kcrm.actions.contacts import Stranger, add_contact
from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_owner, moment_of, written
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.rescues import RescueFacts, Solved
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, stored_values
from kcrm.records import SheetKind, noun_of
from kcrm.rules.rescues import Disorder, disorder

_NEEDED: Final = ("place", "fault", "asked_at")
_TIMES: Final = ("asked_at", "answered_at", "dispatched_at", "arrived_at", "closed_at")
_LACKING: Final = {
    ("arrived_at", "dispatched_at"): N_("nobody was sent out yet: first kcrm rescue dispatch"),
    ("solved", "arrived_at"): N_("nobody has arrived yet: first kcrm rescue arrive, or cancelled"),
    ("solved", "closed_at"): N_("when it was over is not said"),
    ("closed_at", "solved"): N_("how it ended is not said: on_spot, towed_in or cancelled"),
}


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    number, asked = values.get("rescue_no"), values.get("asked_at")
    if number and (row := writer.numbered(noun_of(SheetKind.RESCUES), number)) is not None:
        return row
    customer = _customer(writer, values)
    if number or customer is None or not isinstance(asked, datetime):
        return None
    at = stored_values({"asked_at": asked})["asked_at"]
    return next((row for row in writer.register.find("rescue", "customer_id", customer) if row["asked_at"] == at), None)


def _customer(writer: RecordWriter, values: Values) -> int | None:
    """Whom the values name; None for nobody who is known: somebody new, of whom they tell name and phone."""
    given = values.get("who")
    return given if isinstance(given, int) else None if _is_stranger(writer, values) else writer.references.customer(values)


def _is_stranger(writer: RecordWriter, values: Values) -> bool:
    phone, caller = values.get("phone"), values.get("caller")
    named = values.get("who") is not None or values.get("customer_no")
    return bool(phone and caller and not named and not writer.references.at_phone(str(phone), str(caller)))


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """What is owed within which time is that of the policy in force when it is written down."""
    if row is None:
        lacking = next((key for key in _NEEDED if values.get(key) is None), None)
        if lacking is not None:
            raise ColumnError(lacking, None, RefusedError(N_("a new rescue must have it")))
        values = {**values, **_terms(writer), "told_on": writer.today}
    else:
        check_owner(row, _customer(writer, values), values, Thing.RESCUE)
    values = {**values, **_vehicle(writer, row, values)}
    values = {**values, **_order(writer, row, values)}
    values = {**values, **_days(writer, row, values)}
    if row is None:
        values = {**values, "who": _customer(writer, values) or _contact(writer, values)}
    if values.get("caller") is not None:
        customer = writer.register.find("customer", "id", row["customer_id"] if row is not None else values["who"])
        values = {**values, "caller": None} if customer and customer[0]["name"] == values["caller"] else values
    return Kept(*writer.save_row(SheetKind.RESCUES, row, values))


def _terms(writer: RecordWriter) -> dict[str, object]:
    rescue = Policy.from_snapshot(desk.latest_policy(writer.register.connection)[1]).rescue
    return {"answer_within": rescue.answer_minutes, "dispatch_within": rescue.dispatch_minutes, "arrive_within": rescue.arrive_minutes}


def _contact(writer: RecordWriter, values: Values) -> int:
    """Whoever is helped is called the next day, so that they have a record. Raises ColumnError where nobody is named."""
    if not _is_stranger(writer, values):
        raise ColumnError("customer_no", None, RefusedError(N_("a new rescue must have it")))
    number = add_contact(writer, Stranger(str(values["caller"]), str(values["phone"])), "rescue")
    writer.made_customers[Saved.NEW] += 1
    return number


def _vehicle(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The vehicle that is named; a car that is not known here stays as it is told, by its plate or VIN."""
    if "vehicle" in values:
        return {"vehicle_id": values["vehicle"]}
    told = values.get("vin") or values.get("plate")
    if not told:
        return {}
    by, value = ("vin", values["vin"]) if values.get("vin") else ("plate", values["plate"])
    try:
        return {"vehicle_id": writer.references.vehicle(values, row["vehicle_id"] if row is not None else None)}
    except ColumnError:
        if writer.register.find("vehicle", by, str(value)):  # several
            raise
    return {} if values.get("car") or (row is not None and row["car"]) else {"car": str(told)}


def _order(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The order that came of it, which tells the vehicle where nobody else does. Raises ColumnError for one of another vehicle."""
    given, number = values.get("order"), values.get("order_no")
    if "order" in values and given is None:
        return {"order_id": None}
    if given is None and not number:
        return {}
    order = writer.register.find("repair_order", "id", given)[0] if isinstance(given, int) else writer.references.order(number)
    vehicle = values.get("vehicle_id", row["vehicle_id"] if row is not None else None)
    if vehicle not in {None, order["vehicle_id"]}:
        reason = RefusedError(N_("that order is of {vehicle}"), vehicle=identifier(Thing.VEHICLE, order["vehicle_id"]))
        raise ColumnError("order" if given is not None else "order_no", number or identifier(Thing.ORDER, order["id"]), reason)
    return {"order_id": order["id"], "vehicle_id": order["vehicle_id"]}


def _days(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The business days of its times, which may not contradict each other nor lie ahead. Raises ColumnError."""
    facts = facts_with(row, values)
    for key in _TIMES:
        at = values.get(key)
        if isinstance(at, datetime) and at.astimezone(writer.zone).date() > writer.today:
            raise ColumnError(key, written(at, writer), RefusedError(N_("that time is still to come")))
    wrong = disorder(facts)
    if wrong is not None:
        raise _contradiction(wrong, facts, writer)
    over = facts.closed_at.astimezone(writer.zone).date() if facts.closed_at is not None else None
    return {"asked_on": facts.asked_at.astimezone(writer.zone).date(), "solved_on": over}


def facts_with(row: sqlite3.Row | None, values: Values) -> RescueFacts:
    """The times of a rescue with those that are said now."""
    asked = moment_of(row, values, "asked_at")
    assert asked is not None
    solved = values["solved"] if "solved" in values else row["solved"] if row is not None else None
    others = {key: moment_of(row, values, key) for key in _TIMES[1:]}
    return RescueFacts(asked, 0, 0, 0, **others, solved=Solved(str(solved)) if solved is not None else None)


def _contradiction(wrong: Disorder, facts: RescueFacts, writer: RecordWriter) -> ColumnError:
    value = getattr(facts, wrong.key)
    told = written(value, writer) if isinstance(value, datetime) else value
    if wrong.lacks:
        return ColumnError(wrong.key, told, RefusedError(_LACKING[wrong.key, wrong.other]))
    then = written(getattr(facts, wrong.other), writer)
    return ColumnError(wrong.key, told, RefusedError(N_("is before {key} ({at})"), key=wrong.other, at=then))


KEEPER: Final = Keeper(_known, _save)
