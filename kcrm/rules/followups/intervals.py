"""How often a vehicle is maintained, and when it is next inspected where no file gives the date (both tables: usual practice)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from kcrm.enums import StrEnum
from kcrm.model import BaseFact, Kind, Use, VehicleFacts
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy import Policy
from kcrm.policy_sections import InspectionPolicy, KindPolicy
from kcrm.rules.calendar import months_after


class HowOften(NamedTuple):
    """Months or km, whichever is first. row: of the policy's table, as it is written there; None for the numbers of all others."""

    months: int
    km: int
    row: str | None = None


def how_often(vehicle: VehicleFacts, rule: KindPolicy) -> HowOften:
    """How often a vehicle is maintained: by the first row of the table that fits, else by the numbers for all."""
    for row in rule.intervals:
        if row.fits(vehicle.brand, vehicle.model, vehicle.energy):
            return HowOften(row.months, row.km, row.text)
    return HowOften(rule.months, rule.km)


def next_maintenance(vehicle: VehicleFacts) -> tuple[Kind, date] | None:
    """What maintenance comes next and since when it is waited for; None where neither a delivery nor a maintenance is known.

    A maintenance before delivery, of a demonstration car, is none of its owner's.
    """
    delivered_on, last_on = vehicle.delivered_on, vehicle.last_maintenance_on
    if last_on is not None and (delivered_on is None or last_on >= delivered_on):
        return Kind.SCHEDULED_MAINTENANCE, last_on
    return None if delivered_on is None else (Kind.FIRST_MAINTENANCE, delivered_on)


class Inspected(StrEnum):
    """How a vehicle is inspected."""

    STICKER = "sticker"  # the mark is applied for, nothing is tested
    LINE = "line"  # it goes through the test line


class Inspection(NamedTuple):
    """An inspection to come by the table. months: since `base_on`, which is that of the first registration, or assumed from delivery."""

    on: date
    months: int
    how: Inspected
    base: BaseFact
    base_on: date

    def __str__(self) -> str:
        """How it came about: `registered_on=2020-06-20+72,line`."""
        return f"{self.base}={self.base_on.isoformat()}+{self.months},{self.how}"


def inspections(vehicle: VehicleFacts, first: date, policy: Policy) -> Iterator[Inspection]:
    """The inspections due on that day or after, without end; none where neither registration nor delivery is known.

    Official cars are inspected like private ones, and so are those of unknown use.
    """
    base = BaseFact.REGISTERED_ON if vehicle.registered_on is not None else BaseFact.DELIVERED_ON
    base_on = vehicle.registered_on or vehicle.delivered_on
    if base_on is None:
        return
    for months, how in _table(policy.inspection, commercial=vehicle.use is Use.COMMERCIAL):
        if base_on.year + months // 12 >= date.max.year:
            return
        on = months_after(base_on, months)
        if on >= first:
            yield Inspection(on, months, how, base, base_on)


class Expected(NamedTuple):
    """How an inspection by the table came about, as a follow-up keeps it."""

    base: BaseFact
    base_on: date
    months: int
    how: Inspected


def expected_from(because: str | None) -> Expected | None:
    """What `str` of an inspection tells; None for anything else."""
    found = _EXPECTED.fullmatch(because or "")
    return Expected(BaseFact(found[1]), date.fromisoformat(found[2]), int(found[3]), Inspected(found[4])) if found else None


_EXPECTED = pattern(r"(registered_on|delivered_on)=([0-9-]{10})\+([0-9]+),(sticker|line)")


@cache
def _table(policy: InspectionPolicy, *, commercial: bool) -> tuple[tuple[int, Inspected], ...]:
    """Every inspection of a vehicle's life, in months after its first registration."""
    sticker, line, then = (
        (policy.commercial_sticker, policy.commercial_line, policy.commercial_then)
        if commercial
        else (policy.private_sticker, policy.private_line, policy.private_then)
    )
    listed = {**dict.fromkeys(sticker, Inspected.STICKER), **dict.fromkeys(line, Inspected.LINE)}
    after = range(max(listed) + then, _LONGEST_LIFE + then, then)
    return (*sorted(listed.items()), *((months, Inspected.LINE) for months in after))


_LONGEST_LIFE = 1200
"""Months after which no vehicle is inspected any more: so that a search for a day to come ends."""
