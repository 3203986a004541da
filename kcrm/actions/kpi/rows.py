"""The rows behind a figure: what was counted, as it is now."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.kpi.costs import check_costs
from kcrm.actions.kpi.figures import closed_as, judged_as
from kcrm.actions.kpi.given import given_tables
from kcrm.actions.kpi.tables import bounds
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.enums import StrEnum
from kcrm.kpis import KPIS, Definition, Unit
from kcrm.model.kpi import Bounds
from kcrm.queries.kpi.rows import CountedRow, rows_behind

_LESS = "-"


class KpiSide(StrEnum):
    """Above and below the line of a division."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class OfKpi:
    """A row with the KPI that counts it: the one asked for, or one that it is made of. units: of both of its amounts."""

    row: CountedRow
    key: str
    units: tuple[Unit, Unit]


@dataclass(frozen=True, slots=True)
class RowsBehind:
    """The rows behind a figure, by day. closed: the month that the period is, where it was closed: what was published then may differ."""

    definition: Definition
    period: Period
    rows: tuple[OfKpi, ...]
    closed: str | None


def rows_of_kpi(
    session: Session, definition: Definition, period: Period, side: KpiSide | None = None, owners: Collection[int] | None = None
) -> RowsBehind:
    """What was counted in a period, by the policy that it is judged by.

    side: only what counts there; owners: only of these customers.

    Raises RefusedError for costs that whoever asks may not see.
    """
    check_costs(session, [definition.key])
    keep_verdicts(session)
    month = closed_as(session, period)
    judged = session if month is None else judged_as(session, month)
    (days,) = bounds(judged, [period])
    found = list(_rows(judged, definition, side, days, owners))
    found.sort(key=lambda each: each.row.day)
    return RowsBehind(definition, period, tuple(found), month.month if month else None)


def _rows(session: Session, definition: Definition, side: KpiSide | None, days: Bounds, owners: Collection[int] | None) -> Iterator[OfKpi]:
    wanted = {
        KpiSide.NUMERATOR: definition.numerator if side is not KpiSide.DENOMINATOR else None,
        KpiSide.DENOMINATOR: definition.denominator if side is not KpiSide.NUMERATOR else None,
    }
    units = (definition.numerator_unit, definition.denominator_unit)
    for name in dict.fromkeys(each.facts for each in wanted.values() if each is not None and each.facts is not None):
        above, below = (each if each is not None and each.facts == name else None for each in wanted.values())
        given = partial(given_tables, session)
        for row in rows_behind(session.connection, name, above, below, days, owners, given):
            yield OfKpi(row, definition.key, units)
    for place, each in wanted.items():
        for part in each.of if each is not None else ():
            yield from _of_part(session, part, place, days, owners)


def _of_part(session: Session, part: str, place: KpiSide, days: Bounds, owners: Collection[int] | None) -> Iterator[OfKpi]:
    """The rows of another KPI that stands on one side of this one; what is taken off counts less than nothing."""
    sign = -1 if part.startswith(_LESS) else 1
    of = KPIS[part.removeprefix(_LESS)]
    for each in _rows(session, of, KpiSide.NUMERATOR, days, owners):
        amount, unit = sign * each.row.in_numerator, each.units[0]
        above = place is KpiSide.NUMERATOR
        row = replace(each.row, in_numerator=amount if above else 0, in_denominator=0 if above else amount)
        yield OfKpi(row, each.key, (unit, unit))
