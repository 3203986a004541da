"""The figures that measures are to mend: which are under way against them, and what they have come to since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kcrm.actions.kpi.figures import table_of_store, values_of_months
from kcrm.actions.manager.origins import AboutFigure, figure_about
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.dates import Period, add_months
from kcrm.model.manager import MeasureState
from kcrm.named import NamedTuple
from kcrm.queries.measures import about_figures
from kcrm.queries.records import Shown
from kcrm.records import SheetKind, noun_of
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.kpi import KpiValue, ScopeKind

_MONTHS = 12  # of a figure's way since a measure was taken


class Since(NamedTuple):
    """The figure that a measure is to mend, by month: the one for which it was taken, and those since that are over, the latest last."""

    about: AboutFigure
    values: Sequence[KpiValue]


def running_against(session: Session) -> Mapping[str, Sequence[Shown]]:
    """By figure the measures that are not checked yet."""
    found: dict[str, list[Shown]] = {}
    for number, about in about_figures(session.connection, (MeasureState.OPEN, MeasureState.DONE)):
        figure = figure_about(about)
        if figure is not None:
            found.setdefault(figure.key, []).append(shown(session, SheetKind.MEASURES, number))
    return found


def figure_since(session: Session, measure: Shown, until: Period | None = None) -> Since | None:
    """How the figure went that a measure is to mend; None of a measure against anything else.

    until: the last month that is told; the last that is over unless said.
    """
    noun = noun_of(SheetKind.MEASURES)
    row: dict[str, Any] = dict(zip((field.key for field in noun.listed), measure, strict=True))
    about = figure_about(row["about"])
    table = table_of_store(about.key) if about is not None else None
    if about is None or table is None:
        return None
    last = until.first if until is not None else add_months(session.today.replace(day=1), -1)
    begun = date.fromisoformat(f"{about.month}-01") if about.month is not None else add_months(row["taken_on"].replace(day=1), -1)
    firsts = [begun, *(first for back in reversed(range(_MONTHS)) if (first := add_months(last, -back)) > begun)]
    periods = [Period(first, add_months(first, 1) - ONE_DAY) for first in firsts]
    told = values_of_months(session, table, periods, (about.key,))
    return Since(about, [one.value for month in told for one in month if one.scope.kind is ScopeKind.WHOLE])
