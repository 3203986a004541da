"""How near a vehicle is to the limits of the state's warranty duties (三包).

家用汽车产品修理更换退货责任规定 (State Administration for Market Regulation, order no. 43 of 2021, in force since 1 January 2022).

Within two years or 50,000 km of delivery, whichever is first, the owner may have another vehicle once repairs for quality faults took more
than 30 days or one fault was repaired more than four times, and the money back once a grave safety fault was repaired twice and is there
again, or another one is. A repair that took less than a day is a day. The duties are those for vehicles of households: what is driven
officially or commercially has none.

What counts as a quality fault follows from the order (practice): a repair under warranty, or one that the manufacturer pays for, and what
was redone of such a repair; never after an accident. Of one fault are repairs whose orders tell it in the same words, each fault of an
order by itself, and whatever redoes them. Grave is a fault with one of the policy's words in it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from kcrm.model.vocabulary import OrderType, Payer, Use
from kcrm.model.warranty import Covered, Reading, Stay, WarrantyState
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy_workshop import WarrantyPolicy
from kcrm.rules.calendar import months_after

_REPAIRS: Final = frozenset({OrderType.PAID_REPAIR, OrderType.FREE_REPAIR})
_REDONE: Final = _REPAIRS | {OrderType.WARRANTY_REPAIR}
_DAY: Final = timedelta(days=1)
_MONTHS: Final = 12
_BETWEEN: Final = pattern(r"[;；,，、。/\n]")


class Warranty(NamedTuple):
    """How a vehicle stands.

    until_on: the last day by the calendar; over_from: from which day on the kilometres are passed, None where they are not. repairs: for
    quality faults; days: begun ones in the workshop for them; same_fault: how often the fault most repaired was, fault: in the words it was
    told in first, None where none was; grave: repairs of grave safety faults. percent: of the limit that is nearest, rounded down.
    policy: by which it is judged.
    """

    until_on: date
    over_from: date | None
    repairs: int
    days: int
    same_fault: int
    fault: str | None
    grave: int
    percent: int
    state: WarrantyState
    policy: WarrantyPolicy
    order_ids: tuple[int, ...] = ()

    def is_over(self, today: date) -> bool:
        """Whether the duties have run out, by the calendar or by kilometres."""
        return today > self.until_on or (self.over_from is not None and self.over_from <= today)


def standing(car: Covered, policy: WarrantyPolicy, now: datetime) -> Warranty | None:
    """How a vehicle stands at an instant; None where the duties are not owed for it, or nobody knows since when."""
    if car.delivered_on is None or car.use in {Use.OFFICIAL, Use.COMMERCIAL}:
        return None
    until_on = last_day(car.delivered_on, policy)
    over_from = passed_km(car, policy)
    within = [
        stay
        for stay in quality_stays(car.stays)
        if car.delivered_on <= stay.opened_on <= until_on and (over_from is None or stay.opened_on < over_from) and stay.opened_at <= now
    ]
    told = _faults(within)
    most, fault = _most_repaired(within, told)
    grave = sum(any(_has_word(fault, policy.grave_words) for fault in told[stay.order_id]) for stay in within)
    days = workshop_days(within, now)
    limits = ((days, policy.repair_days), (most, policy.same_fault), (grave, policy.grave_repairs))
    percent = max(had * 100 // limit for had, limit in limits)
    # the others are passed above their limit; two repairs of a grave fault are enough for the next one to be no repair any more
    passed = days > policy.repair_days or most > policy.same_fault or grave >= policy.grave_repairs
    return Warranty(
        until_on,
        over_from,
        len(within),
        days,
        most,
        fault,
        grave,
        percent,
        WarrantyState.PASSED if passed else _state(percent, policy),
        policy,
        tuple(stay.order_id for stay in within),
    )


def _state(percent: int, policy: WarrantyPolicy) -> WarrantyState:
    if percent >= policy.told_percent:
        return WarrantyState.NEAR
    return WarrantyState.WATCHED if percent >= policy.watched_percent else WarrantyState.CLEAR


def last_day(delivered_on: date, policy: WarrantyPolicy) -> date:
    """The same day of the year so many years later: the day of delivery is not counted (Civil Code of China, articles 201 and 202)."""
    return months_after(delivered_on, policy.years * _MONTHS)


def passed_km(car: Covered, policy: WarrantyPolicy) -> date | None:
    """The day on which the kilometres were seen to be passed; a later reading within them is believed rather than that one."""
    read = [*car.readings, *(Reading(stay.opened_on, stay.mileage_km) for stay in car.stays if stay.mileage_km is not None)]
    within = max((each.on for each in read if each.km <= policy.km), default=date.min)
    return min((each.on for each in read if each.km > policy.km and each.on > within), default=None)


def quality_stays(stays: Iterable[Stay]) -> list[Stay]:
    """The repairs for quality faults, the earliest first."""
    ordered = sorted((stay for stay in stays if not stay.accident), key=lambda stay: (stay.opened_at, stay.order_id))
    by_number: dict[str, Stay] = {}
    for stay in ordered:
        redone = stay.rework_of is not None and stay.rework_of in by_number and stay.type in _REDONE
        if stay.type is OrderType.WARRANTY_REPAIR or (stay.type in _REPAIRS and stay.payer is Payer.WARRANTY) or redone:
            by_number[stay.order_no] = stay
    return list(by_number.values())


def workshop_days(stays: Iterable[Stay], now: datetime) -> int:
    """The days in the workshop, each begun one counted; orders at the same time are one stay, one that is open lasts until now."""
    return sum(max(1, -((first - last) // _DAY)) for first, last in _joined(stays, now))


def _joined(stays: Iterable[Stay], now: datetime) -> Iterator[tuple[datetime, datetime]]:
    spans = sorted((stay.opened_at, max(stay.opened_at, min(stay.closed_at or now, now))) for stay in stays)
    if not spans:
        return
    first, last = spans[0]
    for opened, closed in spans[1:]:
        if opened < last:
            last = max(last, closed)
        else:
            yield first, last
            first, last = opened, closed
    yield first, last


def faults_of(text: str | None) -> dict[str, str]:
    """What an order tells of, each fault by itself: as it is compared, and in the words it was told in."""
    parts = (part.strip() for part in _BETWEEN.split(text or ""))
    return {same: part for part in parts if (same := _compared(part))}


def _compared(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def _faults(stays: Iterable[Stay]) -> Mapping[int, frozenset[str]]:
    """By order what it repaired; what redoes an order repairs the same."""
    found: dict[int, frozenset[str]] = {}
    by_number: dict[str, frozenset[str]] = {}
    for stay in stays:
        told = frozenset(faults_of(stay.fault)) | by_number.get(stay.rework_of or "", frozenset())
        found[stay.order_id] = by_number[stay.order_no] = told
    return found


def _most_repaired(stays: Sequence[Stay], told: Mapping[int, frozenset[str]]) -> tuple[int, str | None]:
    counted = Counter(fault for stay in stays for fault in sorted(told[stay.order_id]))
    if not counted:
        return 0, None
    words: dict[str, str] = {}
    for stay in stays:
        for same, part in faults_of(stay.fault).items():
            words.setdefault(same, part)
    # of several the one told first, so that the same orders always name the same
    most = max(counted.values())
    return most, next(part for same, part in words.items() if counted[same] == most)


def _has_word(fault: str, words: Iterable[str]) -> bool:
    return any(word in fault for word in map(_compared, words) if word)
