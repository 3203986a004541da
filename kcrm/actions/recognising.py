"""Records that are called by what they are called no more: they were merged into others, or their numbers were corrected."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Final

from kcrm.actions.references import ColumnError, References, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.quality import JUDGED
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.register import Register
from kcrm.records import Noun

# Whose a vehicle is and how far it ran, the record that stays says.
_OF_THE_KEPT: Final = frozenset({"customer_no", "owner_phone", "owner_name", "mileage_km", "contact_only"})
# By table what tells another record from the one that had this number: nobody has both under another name and at another phone.
_TELLING: Final = {"customer": ("name", "phone"), "vehicle": ("plate",)}


class Recognised(NamedTuple):
    """row: the record that is meant. values: what is taken of what is said. warnings: what whoever says it is told."""

    row: sqlite3.Row
    values: Values
    warnings: tuple[ColumnError, ...] = ()


def recognised(references: References, noun: Noun, values: Values) -> Recognised | None:
    """The record that these values are about, though nothing is called so any more; None for a new one."""
    if noun.table not in references.formers:
        return None
    return _corrected(references, noun, values) or _merged(references, noun, values)


def note_correction(register: Register, noun: Noun, row: sqlite3.Row, values: Values, on: date) -> None:
    """Keep under which number files still know a record, where it is given another one. row: as it was; on: the day."""
    before = row[noun.number] if noun.table in _TELLING and noun.number in values else None
    if before is not None and before != values[noun.number]:
        register.save("renumbered", None, {f"{noun.table}_id": row["id"], "number": before, "renumbered_on": on})


def _corrected(references: References, noun: Noun, values: Values) -> Recognised | None:
    """Of a number that was corrected here the DMS goes on telling: it is the same record, unless what it says is another's."""
    number = values.get(noun.number)
    kept = references.formers[noun.table].corrected.get(str(number)) if number else None
    if kept is None:
        return None
    (row,) = references.register.find(noun.table, "id", kept)
    said = {key: values[key] for key in _TELLING[noun.table] if values.get(key) is not None and row[key] is not None}
    if row[noun.number] is None or (said and all(value != row[key] for key, value in said.items())):
        return None
    reason = RefusedError(
        N_("was corrected here to {number}; taken as {record}"),
        number=row[noun.number],
        record=identifier(Thing(noun.name), kept),
    )
    others = {key: value for key, value in values.items() if key != noun.number}
    return Recognised(row, others, (ColumnError(noun.number, number, reason),))


def _merged(references: References, noun: Noun, values: Values) -> Recognised | None:
    """The record into which the one that is meant was merged, and of what is said what that does not know yet."""
    number, phone, name = (values.get(key) for key in (noun.number, "phone", "name"))
    formers = references.formers[noun.table]
    kept = formers.numbers.get(str(number)) if number else None
    if kept is None and phone and name and not number:
        kept = formers.at_phone(str(phone), str(name))
    found = references.register.find(noun.table, "id", kept) if kept is not None else ()
    return Recognised(found[0], _filling(noun, found[0], values)) if found else None


def _filling(noun: Noun, row: sqlite3.Row, values: Values) -> Values:
    """Of what a file says of a record merged into this one, what is not known yet, or a withdrawn consent: else who stays is believed.

    So a file that goes on telling of both, one after the other, changes nothing the second time.
    """
    places = {each.key: each.stored for each in noun.fields}
    filled = {key for key, column in places.items() if column is None or row[column] is not None}
    strict = {key: judged.strict for key, judged in JUDGED.get(noun.table, {}).items()}
    return {
        key: value
        for key, value in values.items()
        if value is not None and key not in _OF_THE_KEPT and (value == strict.get(key) or (key in places and key not in filled))
    }
