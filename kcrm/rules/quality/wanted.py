"""What a customer is asked for when they are called ("Customer-service manager CRM training manual 2012": files are completed in calls).

What is missing, and what is known but not to be relied on: known from a list only, too old, contradicted by somebody. What was asked
in vain waits as many days as it counts as filled; what customer service has verified is asked only where somebody contradicts it, as the
customer decides that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from kcrm.model import PhoneState
from kcrm.model.quality import JUDGED, RUNS_OUT, Filled, Judged, KnownFrom, Lack, Said, Trust
from kcrm.named import NamedTuple
from kcrm.policy_sections import CompletenessPolicy, EvidencePolicy
from kcrm.records import SheetKind, noun_of
from kcrm.records.catalogue import Counted, Part
from kcrm.rules.quality.completeness import filled, first_asked, switched_on
from kcrm.rules.quality.evidence import trust
from kcrm.rules.quality.fillers import fillers

_UNTRUSTED: Final = {Trust.DOUBTFUL: Lack.DOUBTFUL, Trust.STALE: Lack.STALE, Trust.CONTRADICTED: Lack.CONTRADICTED}


class Held(NamedTuple):
    """A part of a customer's file.

    said: by key the facts whose origin is kept. contradicted: the keys of those of which somebody said otherwise, until that is decided.
    """

    part: Part
    said: Mapping[str, Said]
    contradicted: frozenset[str]


class Want(NamedTuple):
    """A fact to ask for. part: the record that it belongs to."""

    part: Part
    counted: Counted
    lack: Lack

    @property
    def key(self) -> str:
        """That of the field."""
        return self.counted.field.key

    @property
    def value(self) -> object:
        """What is on file, as its column keeps it; None where it is missing."""
        return None if self.lack is Lack.MISSING else self.part.values[self.key]

    @property
    def vehicle(self) -> str:
        """Of a vehicle what it is called; empty for a fact of the customer."""
        named = (self.part.values[key] for key in ("plate", "model", "vin")) if self.part.kind is SheetKind.VEHICLES else ()
        return str(next(filter(None, named), ""))

    def named(self, label: str) -> str:
        """What is asked, by its label: of a vehicle after what that is called."""
        return f"{self.vehicle} {label}" if self.vehicle else label


def wanted(held: Sequence[Held], completeness: CompletenessPolicy, evidence: EvidencePolicy, today: date) -> Iterator[Want]:
    """What may be asked about these parts of a file, the most valuable first; looked for only as far as it is read.

    First what the policy puts first (`completeness.first`), then in the order of the catalogue; of one field in the order of the parts. Who
    sold the vehicle and who looks after it is not asked: that is known by the house.
    """
    by = _By(fillers(evidence), first_asked(completeness, today), evidence, today)
    return (
        Want(each.part, counted, lack)
        for counted in _in_order(switched_on(completeness), completeness.first)
        for each in held
        if each.part.kind is counted.kind and not counted.field.type.refers and (lack := _lack(each, counted, by)) is not None
    )


class _By(NamedTuple):
    """What decides. known: what says nothing."""

    known: frozenset[str]
    asked_since: date
    evidence: EvidencePolicy
    today: date


def _in_order(fields: Iterable[Counted], first: Sequence[str]) -> list[Counted]:
    places = {key: place for place, key in enumerate(first)}
    return sorted(fields, key=lambda counted: places.get(counted.field.key, len(places)))


def _lack(held: Held, counted: Counted, by: _By) -> Lack | None:
    """Why a fact is asked for; None where it is good, does not apply, or was asked in vain of late."""
    key, part = counted.field.key, held.part
    how, asked_on = filled(counted, part, by.known, by.asked_since), part.asked.get(key)
    if how is Filled.NOT_APPLICABLE or (asked_on is not None and asked_on >= by.asked_since):
        return None
    if how is Filled.MISSING:
        return Lack.MISSING
    said, judged = held.said.get(key), JUDGED[noun_of(counted.kind).table].get(key)
    if said is None or judged is None:
        return Lack.STALE if key in RUNS_OUT and str(part.values[key]) < by.today.isoformat() else None
    contradicted = key in held.contradicted
    if _settled(said, judged, by.today, contradicted=contradicted):
        return None
    if key == "phone" and not contradicted and part.values["phone_state"] != PhoneState.OK:
        return Lack.DOUBTFUL
    return _UNTRUSTED.get(trust(said, judged.ages, by.evidence, by.today, contradicted=contradicted))


def _settled(said: Said, judged: Judged, today: date, *, contradicted: bool) -> bool:
    """Whether nobody needs to be asked, whatever else speaks against it.

    What they said today is not asked again at once, also where a document says otherwise; who withdrew their consent says so themselves
    when they give it again.
    """
    said_today = said.source is KnownFrom.CUSTOMER and said.on == today
    return said_today or (said.value is not None and said.value == judged.strict) or (said.verified and not contradicted)
