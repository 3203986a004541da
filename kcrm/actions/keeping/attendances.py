"""Who is invited to an event: known again by the event and the customer."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final, TypeVar

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past, customer_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.events import Answer, Attendance
from kcrm.model.words import Word
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.records import SheetKind
from kcrm.rules.club.events import answer_kept, may_have_come, standing

_Word = TypeVar("_Word", bound=Word)


def _event(writer: RecordWriter, values: Values) -> sqlite3.Row:
    """By its identifier or its name; of several of one name the one on the day that is said. Raises ColumnError."""
    given, day = values.get("event"), values.get("held_on")
    if isinstance(given, int):
        return writer.register.find("event", "id", given)[0]
    named = identified(str(given))
    if named is not None and named[0] is Thing.EVENT:
        found = list(writer.register.find("event", "id", named[1]))
    else:
        found = [row for row in writer.register.find("event", "name", given) if day is None or row["held_on"] == str(day)]
    if len(found) != 1:
        reason = N_("several events have this name; give the day") if found else N_("no such event")
        raise ColumnError("event", given, RefusedError(reason))
    return found[0]


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    event, given = _event(writer, values), values.get("who")
    customer = given if isinstance(given, int) else writer.references.customer(values)
    theirs = writer.register.find("attendance", "customer_id", customer)
    return next((row for row in theirs if row["event_id"] == event["id"]), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """Nobody came to an event that is to come or was called off; what they answered is kept where they came."""
    if row is None and not values.get("event"):
        raise ColumnError("event", None, RefusedError(N_("a new record must have it")))
    event = writer.register.find("event", "id", row["event_id"])[0] if row is not None else _event(writer, values)
    values = customer_of(writer, row, values, Thing.ATTENDANCE)
    check_past(writer, values, "invited_on", "answered_on")
    stands = Attendance(row["state"]) if row is not None else Attendance.INVITED
    said, state_said = _word(values, "answer", Answer), _word(values, "state", Attendance)
    state = standing(stands, state_said, said)
    held_on, off_on = date.fromisoformat(event["held_on"]), event["called_off_on"]
    if state is Attendance.CAME and state is not stands and not may_have_come(held_on, writer.today, called_off=off_on is not None):
        reason = RefusedError(
            N_("{event} was called off") if off_on is not None else N_("{event} is only on {day}"),
            event=identifier(Thing.EVENT, event["id"]),
            day=held_on,
        )
        raise ColumnError("state", state, reason)
    if row is None:
        values = {"invited_on": min(writer.today, held_on), **values, "event": event["id"], "state": state}
    elif "event" in values:
        if _event(writer, values)["id"] != row["event_id"]:
            raise ColumnError("event", values["event"], RefusedError(N_("whose it is and to what cannot change")))
        values = {**values, "event": event["id"]}
    before = Answer(row["answer"]) if row is not None and row["answer"] is not None else None
    answer = answer_kept(state, said if "answer" in values else before)
    if answer is not None and answer is not before and values.get("answered_on") is None:
        values = {**values, "answered_on": writer.today}
    return Kept(*writer.save_row(SheetKind.ATTENDANCES, row, {**values, "state": state, "answer": answer}))


def _word(values: Values, key: str, words: type[_Word]) -> _Word | None:
    return words(str(values[key])) if values.get(key) else None


KEEPER: Final = Keeper(_known, _save)
