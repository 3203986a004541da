"""Two records of one customer, or of one vehicle, made one: which of them stays, and what it then says (usual practice).

Values are as a record keeps them, by column. What only one of the two says is kept; where both say something, the one that stays is
believed, unless a field is chosen from the other, or it only fills a form. Consent is not chosen: the stricter wins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from kcrm.model import PhoneState
from kcrm.named import NamedTuple
from kcrm.rules.quality.fillers import representative

Value = str | int | None
Values = Mapping[str, Value]

STRICTER: Final = ("call_consent", "message_consent")
"""Consents, of which no is stricter than yes, and yes stricter than unknown; each has its day in a column of the same name with `_on`."""
_TOGETHER: Final = frozenset({"phone", "phone2", "phone_state"})


class Merged(NamedTuple):
    """What the record that stays says. without: phones of either that it has no place for."""

    values: dict[str, Value]
    without: tuple[str, ...] = ()


def stays(one: Values, other: Values, number: str) -> bool:
    """Whether of two records the first stays: who is more than a contact, has a number of the store's, was there first.

    number: the column of the store's number. The answer does not depend on which is named first.
    """
    return _standing(one, number) < _standing(other, number)


def _standing(record: Values, number: str) -> tuple[bool, bool, int]:
    return bool(record.get("contact_only")), record.get(number) is None, int(record["id"] or 0)


def merged(kept: Values, going: Values, taken: Collection[str] = (), fillers: Collection[str] = ()) -> Merged:
    """What the record that stays says afterwards. taken: the columns of which the other is believed, where it says anything.

    fillers: what only fills a form; who says something else there is believed. Phones are all kept.
    """
    chosen = {*taken, *(column for column in kept if _fills(kept[column], fillers) and not _fills(going[column], fillers))}
    values = {column: _of(column, kept, going, chosen) for column in kept if column not in _TOGETHER}
    for consent in STRICTER:
        if consent in kept:
            stricter = min((kept, going), key=lambda record: _rank(record[consent]))
            values[consent], values[f"{consent}_on"] = stricter[consent], stricter[f"{consent}_on"]
    if "do_not_contact" in kept:
        values["do_not_contact"] = max(int(kept["do_not_contact"] or 0), int(going["do_not_contact"] or 0))
        values["contact_only"] = min(int(kept["contact_only"] or 0), int(going["contact_only"] or 0))
        values["name"] = going["name"] if kept["name"] == kept["phone"] else values["name"]
    if "note" in kept:
        values["note"] = _both(kept["note"], going["note"])
    without: tuple[str, ...] = ()
    if "phone" in kept:
        phones = _phones(kept, going, taken)
        numbers = [*phones, None, None]
        state = phones.get(str(numbers[0]), PhoneState.OK.value)
        values |= {"phone": numbers[0], "phone2": numbers[1], "phone_state": state}
        without = tuple(phones)[2:]
    return Merged(values, without)


def _fills(value: Value, fillers: Collection[str]) -> bool:
    return value is not None and not representative(value, fillers)


def _of(column: str, kept: Values, going: Values, taken: Collection[str]) -> Value:
    first, second = (going, kept) if column in taken else (kept, going)
    return first[column] if first[column] is not None else second[column]


def _rank(consent: Value) -> int:
    return 2 if consent is None else int(consent)


def _both(one: Value, other: Value) -> Value:
    """Both notes, the one that stays first; one that is part of the other stands once."""
    if one is None or other is None or str(other) in str(one):
        return other if one is None else one
    return other if str(one) in str(other) else f"{one} / {other}"


def _phones(kept: Values, going: Values, taken: Collection[str]) -> dict[str, str]:
    """The phones of both, each once, with what is known of it: those that reach nobody last."""
    records = (going, kept) if "phone" in taken else (kept, going)
    states: dict[str, str] = {}
    for column in ("phone", "phone2"):
        for record in records:
            if record[column] is not None:
                state = str(record["phone_state"]) if column == "phone" else PhoneState.OK.value
                states.setdefault(str(record[column]), state)
    return dict(sorted(states.items(), key=lambda phone: phone[1] == PhoneState.WRONG))
