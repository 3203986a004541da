"""How complete customers' files are: what is filled, of what can be ("Customer-service manager CRM training manual 2012").

A file is the customer's own record and those of the vehicles that are theirs. A whole is the sum of what is filled over the sum of what
can be, never a mean of shares. What was asked and not known counts as filled for so many days, as asking again would only annoy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from kcrm.model import CustomerKind, Energy
from kcrm.model.prospects import Payment
from kcrm.model.purchase import PurchaseKind
from kcrm.model.quality import Filled
from kcrm.policy_sections import CompletenessPolicy
from kcrm.records.catalogue import Counted, Part, Share, catalogue, whole
from kcrm.records.noun import Applies, Section
from kcrm.rules.quality.fillers import representative

_ON_CREDIT = frozenset({Payment.LOAN.value, Payment.LEASE.value})


Shares = Mapping[Section, Share]


def first_asked(policy: CompletenessPolicy, today: date) -> date:
    """Since when what was asked in vain counts as filled: the last of the policy's days is one of them."""
    return today - timedelta(days=policy.unknown_days)


def switched_on(policy: CompletenessPolicy) -> tuple[Counted, ...]:
    """The fields that this dealership counts."""
    return tuple(counted for counted in catalogue() if counted.field.key not in policy.off)


def applies(counted: Counted, part: Part) -> bool:
    """Whether a file can have this fact: a company has no birthday, a car paid in full no loan."""
    values = part.values
    match counted.field.catalogue:
        case Applies.PERSON:
            return values["kind"] == CustomerKind.PERSON
        case Applies.BOUGHT:
            return part.bought
        case Applies.CREDIT:
            return part.bought and (values["payment"] in _ON_CREDIT or values["loan_until"] is not None)
        case Applies.TRADE_IN:
            return part.bought and values["purchase_kind"] == PurchaseKind.TRADE_IN
        case Applies.FUEL:
            return values["energy"] != Energy.ELECTRIC
        case _:
            return True


def filled(counted: Counted, part: Part, known: frozenset[str], asked_since: date) -> Filled:
    """How a field of a file stands. known: what says nothing. asked_since: what was asked on this day in vain, or later, counts."""
    key = counted.field.key
    if not applies(counted, part):
        return Filled.NOT_APPLICABLE
    if representative(part.values[key], known):
        return Filled.KNOWN
    asked_on = part.asked.get(key)
    if asked_on is not None and asked_on >= asked_since:
        return Filled.ASKED
    return Filled.MISSING


def states(parts: Iterable[Part], policy: CompletenessPolicy, known: frozenset[str], today: date) -> Iterator[tuple[Part, Counted, Filled]]:
    """Every counted field of a file with how it stands, part by part. known: what says nothing (`fillers`)."""
    on, asked_since = switched_on(policy), first_asked(policy, today)
    for part in parts:
        for counted in on:
            if counted.kind is part.kind:
                yield part, counted, filled(counted, part, known, asked_since)


def completeness(parts: Iterable[Part], policy: CompletenessPolicy, known: frozenset[str], today: date) -> Shares:
    """By group what is filled, of what applies."""
    found = dict.fromkeys(Section, Share())
    for _part, counted, how in states(parts, policy, known, today):
        if how is not Filled.NOT_APPLICABLE:
            found[counted.field.section] = whole((found[counted.field.section], Share(int(how is not Filled.MISSING), 1)))
    return found


def missing(parts: Iterable[Part], policy: CompletenessPolicy, known: frozenset[str], today: date) -> tuple[str, ...]:
    """The keys of what a file lacks, each once, the most valuable first (`completeness.first`), then in the order of the catalogue."""
    lacking = dict.fromkeys(counted.field.key for _part, counted, how in states(parts, policy, known, today) if how is Filled.MISSING)
    return (*(key for key in policy.first if key in lacking), *(key for key in lacking if key not in policy.first))


def required(policy: CompletenessPolicy) -> int:
    """How many fields a file should have, of all that are switched on; where fewer apply, or more as of two vehicles, in proportion."""
    return min(policy.required, len(switched_on(policy)))


def enough(share: Share, policy: CompletenessPolicy) -> bool:
    """Whether a file has what is required."""
    return share.filled * len(switched_on(policy)) >= required(policy) * share.applicable
