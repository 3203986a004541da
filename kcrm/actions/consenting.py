"""A word of consent kept, and what customers' own columns say after it: the word that counts, of all that was ever said."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kcrm.model.consents import ConsentAnswer, ConsentKind, ConsentOrigin, ConsentSaid
from kcrm.named import NamedTuple
from kcrm.queries.consents import consent_rows, said_in
from kcrm.queries.records import save
from kcrm.queries.register import Register
from kcrm.rules.consents import answer_of, is_yes, standing

_COLUMNS: Final[Mapping[ConsentKind, str]] = {
    ConsentKind.CALL: "call_consent",
    ConsentKind.MESSAGE: "message_consent",
    ConsentKind.CONTACT: "do_not_contact",
}
"""By kind the column of customers that says how it stands; of calls and messages its day stands beside it, under `_on`."""
CONSENTS: Final = frozenset(_COLUMNS.values())


class Spoken(NamedTuple):
    """One word of a customer. on: None where the day is not known. by: the number of whoever took it."""

    kind: ConsentKind
    answer: ConsentAnswer
    on: date | None
    origin: ConsentOrigin
    told_on: date | None
    text_version: str | None = None
    by: int | None = None
    note: str | None = None

    @property
    def columns(self) -> dict[str, object]:
        """Of its row."""
        return {
            "kind": self.kind,
            "answer": self.answer,
            "given_on": self.on,
            "told_on": self.told_on,
            "origin": self.origin,
            "text_version": self.text_version,
            "taken_by_id": self.by,
            "note": self.note,
        }


def columns_of(kind: ConsentKind, said: ConsentSaid | None) -> dict[str, object]:
    """What a customer's columns say of a kind."""
    column = _COLUMNS[kind]
    if kind is ConsentKind.CONTACT:
        return {column: said is not None and not is_yes(said)}
    return {column: None if said is None else is_yes(said), f"{column}_on": None if said is None else said.given_on}


def known_of(kind: ConsentKind, row: sqlite3.Row | None) -> bool | None:
    """What a customer's row, None for a new one, says of a kind; None where nothing was said."""
    return None if row is None else _yes(kind, row[_COLUMNS[kind]])


def _yes(kind: ConsentKind, value: object) -> bool | None:
    """Whether a column says yes, None for neither; that somebody is not to be contacted is a no to any contact."""
    if kind is ConsentKind.CONTACT:
        return False if value else None
    return None if value is None else bool(value)


def spoken_in(row: sqlite3.Row | None, values: Mapping[str, object], origin: ConsentOrigin, on: date | None, told_on: date) -> list[Spoken]:
    """The words that are new in what is told of a customer: whatever differs from how it stands. row: None for a new one."""
    spoken = []
    for kind, column in _COLUMNS.items():
        yes, before = _yes(kind, values.get(column)), known_of(kind, row)
        if column in values and yes is not before:
            spoken.append(Spoken(kind, answer_of(yes, before), on, origin, told_on))
    return spoken


def columns_after(register: Register, row: sqlite3.Row | None, spoken: Spoken) -> dict[str, object]:
    """What a customer's columns say once this is kept, too. row: None for a new one."""
    known = said_in(register.find("consent", "customer_id", row["id"]), spoken.kind) if row is not None else []
    return columns_of(spoken.kind, standing([*known, _said(spoken, known)]))


def _said(spoken: Spoken, known: Sequence[ConsentSaid]) -> ConsentSaid:
    """A word as it will stand after those that are known."""
    after = max((each.id for each in known), default=0) + 1
    return ConsentSaid(after, spoken.answer, spoken.on, spoken.told_on, spoken.origin, spoken.text_version)


def joined(connection: sqlite3.Connection, customer_id: int, values: Mapping[str, object], today: date) -> dict[str, object]:
    """Of two customers made one what the columns say, and, where their words come to another end, the one that makes it so.

    values: what the record that stays is to say, the stricter of the two. Where the latest word says the same, its day stands.
    """
    rows, columns = consent_rows(connection, customer_id), dict[str, object]()
    for kind, column in _COLUMNS.items():
        known, yes = said_in(rows, kind), _yes(kind, values[column])
        said = standing(known)
        if (None if said is None else is_yes(said)) is not yes:
            on = values.get(f"{column}_on")
            day = date.fromisoformat(str(on)) if on is not None else None
            spoken = Spoken(kind, answer_of(yes, None), day, ConsentOrigin.MERGE, today)
            save(connection, "consent", None, {"customer_id": customer_id, **spoken.columns})
            said = standing([*known, _said(spoken, known)])
        columns |= columns_of(kind, said)
    return columns
