"""Consents: known again by all that is said; what was said is never changed, and what customers' columns say follows from it."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.actions.consenting import Spoken, columns_after
from kcrm.actions.erased import ErasedError
from kcrm.actions.evidence import Judgement, Telling
from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_past, customer_of, staff_named
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.consents import ConsentAnswer, ConsentKind, ConsentOrigin
from kcrm.model.quality import KnownFrom
from kcrm.queries.erasures import erasure_of
from kcrm.queries.lookup import Thing
from kcrm.queries.records import Saved, differing, stored_values

_SAYS: Final = ("kind", "answer", "given_on")
_MORE: Final = ("origin", "text_version", "told_on", "note")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    said = {key: values.get(key) for key in _SAYS} | {key: values[key] for key in _MORE if values.get(key) is not None}
    customer, wanted = writer.references.customer(values), stored_values(said)
    return next((row for row in writer.register.find("consent", "customer_id", customer) if not differing(row, wanted)), None)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    if row is not None:
        return Kept(row["id"], Saved.UNCHANGED)
    check_past(writer, values, "given_on", "told_on")
    told = customer_of(writer, row, values, Thing.CONSENT)
    kind, answer = (told.get(key) for key in ("kind", "answer"))
    assert isinstance(kind, ConsentKind), "a file without it is refused before"
    assert isinstance(answer, ConsentAnswer), "see above"
    if kind is ConsentKind.CONTACT and answer is ConsentAnswer.GIVEN:
        raise ColumnError(
            "answer", answer, RefusedError(N_("any contact is refused, or taken back as a mistake; calls and messages are consented to"))
        )
    origin = told.get("origin") or ConsentOrigin.FILE
    assert isinstance(origin, ConsentOrigin), "one of the words"
    on, version, note = told.get("given_on"), told.get("text_version"), told.get("note")
    spoken = Spoken(
        kind,
        answer,
        on if isinstance(on, date) else None,
        origin,
        _written_down(writer, told, origin, answer),
        version if isinstance(version, str) else None,
        staff_named(writer, told, "taken_by"),
        note if isinstance(note, str) else None,
    )
    return Kept(append(writer, int(str(told["who"])), spoken), Saved.NEW)


def _written_down(writer: RecordWriter, values: Values, origin: ConsentOrigin, answer: ConsentAnswer) -> date | None:
    """When it was written down: as it is said, else today.

    Nobody knows it of what was before, nor is it said of a yes of unknown day, so that it outweighs no refusal.
    """
    said = values.get("told_on")
    if isinstance(said, date):
        return said
    unknown = origin is ConsentOrigin.BEFORE or (answer is ConsentAnswer.GIVEN and values.get("given_on") is None)
    return None if unknown else writer.today


def append(writer: RecordWriter, customer_id: int, spoken: Spoken) -> int:
    """Keep a word of a customer, and what their columns say after it; its number. Raises ErasedError of who was erased."""
    register = writer.register
    if (erasure := erasure_of(register.connection, customer_id)) is not None:
        raise ErasedError(erasure)
    (customer,) = register.find("customer", "id", customer_id)
    columns = columns_after(register, customer, spoken)
    number, _outcome = register.save("consent", None, {"customer_id": customer_id, **spoken.columns})
    changed = differing(customer, stored_values(columns))
    if changed:
        # the customer's own word, whoever brings it: it decides what was open between two sources
        telling = Telling(KnownFrom.CUSTOMER, writer.today, decides=True, by=writer.by)
        Judgement(register, "customer", telling, columns).weigh(customer)
        register.save("customer", customer, columns)
    return number


KEEPER: Final = Keeper(_known, _save)
