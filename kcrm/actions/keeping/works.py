"""Work left and parts: known again by their number, else by whose, what and when; a part pauses the complaint that waits for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_owner, check_past
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import ComplaintEvent, EventKind, Reason
from kcrm.model.works import WorkKind
from kcrm.policy import Policy
from kcrm.queries import complaints, desk, staff, vehicles
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, differing, stored_values
from kcrm.queries.works import parts_awaited
from kcrm.records import SheetKind, noun_of
from kcrm.rules.complaints.standing import possible

_OF_WORK: Final = ("urgency", "declined_for", "safe", "declined_on", "remind_on")
_OF_PARTS: Final = ("ordered_on", "expected_on", "arrived_on", "complaint", "complaint_no")
_DAY_OF: Final = {WorkKind.WORK: "declined_on", WorkKind.PART: "ordered_on"}
_DAYS: Final = ("declined_on", "ordered_on", "arrived_on", "settled_on", "dropped_on")
_AFTER: Final = (
    ("arrived_on", "ordered_on"),
    ("settled_on", "declined_on"),
    ("settled_on", "ordered_on"),
    ("dropped_on", "declined_on"),
    ("dropped_on", "ordered_on"),
    ("remind_on", "declined_on"),
    ("expected_on", "ordered_on"),
)
"""Which day is not before which."""
_NEEDED: Final = N_("a new one must have it")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    number = values.get("work_no")
    if number:
        return writer.numbered(noun_of(SheetKind.WORKS), number)
    return max(_alike(writer, values), key=lambda row: int(row["id"]), default=None)


def _alike(writer: RecordWriter, values: Values) -> Iterator[sqlite3.Row]:
    """What says the same of the same customer or vehicle on the same day; where a file says no day, on any."""
    vehicle = _vehicle_named(writer, values)
    owner = _customer_named(writer, values)
    if owner is None and vehicle is not None:
        rows = writer.register.find("work", "vehicle_id", vehicle)
    elif owner is not None:
        rows = writer.register.find("work", "customer_id", owner)
    else:
        return
    kind = values.get("work_kind")
    told: dict[str, object] = {"what": values.get("what"), "kind": kind}
    day = _DAY_OF[WorkKind(str(kind))] if kind is not None else None
    if day is not None and (on := _day(writer, values, day)) is not None:
        told[day] = on
    if vehicle is not None:
        told["vehicle_id"] = vehicle
    said = stored_values(told)
    yield from (row for row in rows if not differing(row, said))


def _day(writer: RecordWriter, values: Values, key: str) -> object:
    """The day on which it was declined or ordered, as a new one would have it; None where a file says none."""
    if values.get(key) is not None or not writer.decides:
        return values.get(key)
    order = _order_named(writer, values, "order") if key == "declined_on" else None
    return writer.today if order is None else order["closed_on"] or order["opened_on"]


def _customer_named(writer: RecordWriter, values: Values) -> int | None:
    given = values.get("who")
    return given if isinstance(given, int) else writer.references.customer(values)


def _vehicle_named(writer: RecordWriter, values: Values, present: int | None = None) -> int | None:
    """The vehicle that is named, or that of the order on which it was found."""
    given = values.get("vehicle")
    if isinstance(given, int):
        return given
    found = writer.references.vehicle(values, present)
    order = _order_named(writer, values, "order")
    if found is None and order is not None:
        found = int(order["vehicle_id"])
    return found


def _order_named(writer: RecordWriter, values: Values, key: str) -> sqlite3.Row | None:
    given, number = values.get(key), values.get(f"{key}_no")
    if isinstance(given, int):
        return writer.register.find("repair_order", "id", given)[0]
    return writer.references.order(number, f"{key}_no") if number else None


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """Whose it is and for which vehicle, what belongs to its kind, in an order of days that can be. Raises ColumnError."""
    lacking = next((key for key in ("work_kind", "what") if row is None and values.get(key) is None), None)
    if lacking is not None:
        raise ColumnError(lacking, None, RefusedError(_NEEDED))
    kind = _kind(row, values)
    columns = {**values, **_whose(writer, row, values, kind)}
    columns |= _orders(writer, row, columns)
    columns |= _days(writer, row, columns, kind)
    columns |= _worth(row, columns, kind)
    columns |= _complaint(writer, row, columns)
    number, outcome = writer.save_row(SheetKind.WORKS, row, columns)
    if kind is WorkKind.PART and outcome is not Saved.UNCHANGED:
        _tell_complaint(writer, row, number)
    return Kept(number, outcome)


def _kind(row: sqlite3.Row | None, values: Values) -> WorkKind:
    """Of which kind it is, which never changes; nothing is said of it that belongs to the other."""
    told = values.get("work_kind")
    kind = WorkKind(str(told if row is None else row["kind"]))
    if told is not None and told != kind:
        raise ColumnError("work_kind", told, RefusedError(N_("work stays work, and a part a part")))
    for key in _OF_PARTS if kind is WorkKind.WORK else _OF_WORK:
        if values.get(key) is not None:
            reason = N_("only a part has it") if kind is WorkKind.WORK else N_("only work that was declined has it")
            raise ColumnError(key, values[key], RefusedError(reason))
    if kind is WorkKind.WORK and row is None and values.get("urgency") is None:
        raise ColumnError("urgency", None, RefusedError(_NEEDED))
    return kind


def _whose(writer: RecordWriter, row: sqlite3.Row | None, values: Values, kind: WorkKind) -> dict[str, object]:
    """The customer who is named, else of a complaint its own, else the vehicle's owner."""
    vehicle = _vehicle_named(writer, values, row["vehicle_id"] if row is not None else None)
    told: dict[str, object] = {"vehicle_id": vehicle} if vehicle is not None else {}
    if vehicle is None and "vehicle" in values:
        told["vehicle_id"] = None
    if kind is WorkKind.WORK and (told.get("vehicle_id") if told else row and row["vehicle_id"]) is None:
        raise ColumnError("vehicle" if "vehicle" in values else "vin", None, RefusedError(N_("work that was left is on a vehicle")))
    customer = _customer_named(writer, values)
    if row is not None:
        check_owner(row, customer, values, Thing.WORK)
        return told
    if customer is None and vehicle is not None:
        owners = vehicles.owners_of(writer.register.connection, vehicle)
        customer = next((each.customer_id for each in owners if each.until_on is None), None)
    if customer is None:
        raise ColumnError("customer_no", None, RefusedError(N_("whose it is is not said, and the vehicle has no owner")))
    return {**told, "who": customer}


def _orders(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The order on which it was found and that which did it, both of its vehicle; what an order did was done when that was closed."""
    told: dict[str, object] = {}
    vehicle = values.get("vehicle_id", row["vehicle_id"] if row is not None else None)
    for key, column in (("order", "order_id"), ("settled_order", "settled_order_id")):
        order = _order_named(writer, values, key)
        if order is None:
            told |= {column: None} if key in values else {}
            continue
        if vehicle not in {None, order["vehicle_id"]}:
            reason = RefusedError(N_("that order is of {vehicle}"), vehicle=identifier(Thing.VEHICLE, order["vehicle_id"]))
            said = values.get(f"{key}_no") or identifier(Thing.ORDER, order["id"])
            raise ColumnError(key if key in values else f"{key}_no", said, reason)
        told[column] = order["id"]
        vehicle = order["vehicle_id"]
        told["vehicle_id"] = vehicle
        if key == "settled_order" and values.get("settled_on") is None and (row is None or row["settled_on"] is None):
            told["settled_on"] = order["closed_on"] or writer.today
        if key == "order" and row is None and values.get("work_kind") == WorkKind.WORK and values.get("declined_on") is None:
            told["declined_on"] = order["closed_on"] or order["opened_on"]
    return told


def _days(writer: RecordWriter, row: sqlite3.Row | None, values: Values, kind: WorkKind) -> dict[str, object]:
    """The day on which it was declined or ordered is today, unless said; none is to come, and they do not contradict each other."""
    told: dict[str, object] = {}
    if row is None and values.get(_DAY_OF[kind]) is None:
        told[_DAY_OF[kind]] = writer.today
    check_past(writer, values, *_DAYS)
    now = {**values, **told}
    for later, earlier in _AFTER:
        after, before = (now[key] if key in now else row[key] if row is not None else None for key in (later, earlier))
        if after is not None and before is not None and str(after) < str(before):
            column = later if later in values else earlier
            raise ColumnError(column, now[column], RefusedError(N_("is before {key} ({at})"), key=earlier, at=before))
    settled, dropped = (now[key] if key in now else row[key] if row is not None else None for key in ("settled_on", "dropped_on"))
    if settled is not None and dropped is not None:
        column = "settled_on" if now.get("settled_on") is not None else "dropped_on"
        raise ColumnError(column, now.get(column), RefusedError(N_("what was called off was not done")))
    return told


def _worth(row: sqlite3.Row | None, values: Values, kind: WorkKind) -> dict[str, object]:
    """What was paid for it is the estimate, unless said; it is said only of what was done."""
    settled = values["settled_on"] if "settled_on" in values else row["settled_on"] if row is not None else None
    paid = values["paid"] if "paid" in values else row["paid_fen"] if row is not None else None
    if settled is None:
        if values.get("paid") is not None:
            raise ColumnError("paid", values["paid"], RefusedError(N_("it is not done yet")))
        return {"paid": None, "settled_order_id": None} if "settled_on" in values else {}
    if paid is None and kind is WorkKind.WORK:
        estimate = values["estimate"] if "estimate" in values else row["estimate_fen"] if row is not None else None
        if estimate is None:
            raise ColumnError("paid", None, RefusedError(N_("there is no estimate, so say what was paid")))
        return {"paid": estimate}
    return {}


# --- the complaint that waits for a part ---


def _complaint(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> dict[str, object]:
    """The complaint that waits for a part, which is of the same customer. Raises ColumnError."""
    given, number = values.get("complaint"), values.get("complaint_no")
    if "complaint" in values and given is None:
        return {"complaint_id": None}
    if given is None and not number:
        return {}
    found = (
        writer.register.find("complaint", "id", given)[0]
        if isinstance(given, int)
        else complaints.row_by_number(writer.register.connection, str(number))
    )
    if found is None:
        raise ColumnError("complaint_no", number, RefusedError(N_("no complaint has this number")))
    customer = row["customer_id"] if row is not None else values["who"]
    if found["customer_id"] != customer:
        reason = RefusedError(N_("that complaint is of {customer}"), customer=identifier(Thing.CUSTOMER, found["customer_id"]))
        raise ColumnError("complaint" if given is not None else "complaint_no", number or identifier(Thing.COMPLAINT, found["id"]), reason)
    return {"complaint_id": found["id"]}


def _tell_complaint(writer: RecordWriter, before: sqlite3.Row | None, number: int) -> None:
    """Its clocks pause when a part is ordered, and go on when none is waited for any more. Raises RefusedError where they cannot."""
    now = writer.register.find("work", "id", number)[0]
    if writer.now is None:
        return
    former = before["complaint_id"] if before is not None else None
    for complaint_id in sorted({former, now["complaint_id"]} - {None}):
        case_desk = _desk(writer)
        case = case_desk.case(complaint_id)
        waits = parts_awaited(writer.register.connection, complaint_id)
        note = f"{identifier(Thing.WORK, number)} {now['what']}"
        if waits == 0 and case.standing.paused is Reason.WAITING_PARTS and _awaited(before):
            case_desk.take(complaint_id, ComplaintEvent(EventKind.RESUMED, writer.now, note=note))
        elif _awaited(now) and now["complaint_id"] == complaint_id and not (_awaited(before) and former == complaint_id):
            # a file tells of what was, too: there it is no error that a complaint has no clock to pause
            can = EventKind.PAUSED in possible(case.standing.state, paused=case.standing.paused is not None)
            if can or (writer.decides and case.standing.paused is None):
                case_desk.take(complaint_id, ComplaintEvent(EventKind.PAUSED, writer.now, reason=Reason.WAITING_PARTS, note=note))


def _awaited(row: sqlite3.Row | None) -> bool:
    """Whether a part is ordered and has yet to come."""
    return row is not None and all(row[key] is None for key in ("arrived_on", "settled_on", "dropped_on"))


def _desk(writer: RecordWriter) -> ComplaintDesk:
    connection = writer.register.connection
    version, snapshot = desk.latest_policy(connection)
    actor = staff.staff_by_id(connection, writer.by) if writer.by is not None else None
    assert writer.now is not None
    return ComplaintDesk(connection, Policy.from_snapshot(snapshot), version, writer.now.replace(microsecond=0), actor)


KEEPER: Final = Keeper(_known, _save)
