"""The numbers of complaints as rows: what it is, its value, and what it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction

from kcrm.dates import Period
from kcrm.enums import StrEnum
from kcrm.i18n import N_, _
from kcrm.model import Cause, ClockKind
from kcrm.model.words import Word
from kcrm.rules.complaints.report import Ratio, Report
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import Labels
from kcrm.views.values import rounded


class Indicator(Word):
    """What is measured."""

    PER_100_VISITS = "per_100_visits", N_("complaints per 100 visits")
    ACCEPT_ON_TIME = "accept_on_time", N_("accepted on time")
    CONTACT_ON_TIME = "contact_on_time", N_("first contact on time")
    RESOLVE_ON_TIME = "resolve_on_time", N_("resolved on time")
    ESCALATION_ON_TIME = "escalation_on_time", N_("dealt with on time at its level")
    FIELD_REQUEST_ON_TIME = "field_request_on_time", N_("field requests on time")
    JOB_ON_TIME = "job_on_time", N_("repair jobs on time")
    REPLY_ON_TIME = "reply_on_time", N_("outside body answered on time")
    HOURS_MEDIAN = "hours_to_resolve_median", N_("time to resolve, median")
    HOURS_90TH = "hours_to_resolve_p90", N_("time to resolve, 90 % within")
    RECALLED = "recalled", N_("customers called again")
    SATISFIED = "satisfied_after_recall", N_("satisfied when called again")
    REOPENED = "reopened", N_("reopened")
    REPEATED = "repeated", N_("repeated")
    SHARE = "share_of_complaints", N_("share of complaints")


class Unit(StrEnum):
    """What a value counts."""

    PERCENT = "percent"
    PER_100 = "per_100"
    HOURS = "hours"


_UNIT: Labels = {Unit.PERCENT: "%", Unit.PER_100: N_("per 100"), Unit.HOURS: N_("hours")}
_ON_TIME: Mapping[ClockKind, Indicator] = {kind: Indicator(f"{kind}_on_time") for kind in ClockKind}
_COLUMNS = (
    Column("indicator", N_("Number"), Cell.ENUM, labels=Indicator),
    Column("cause", N_("Cause"), Cell.ENUM, 1, labels=Cause),
    Column("department", N_("Department at fault"), priority=1),
    Column("value", N_("Value"), Cell.NUMBER, audience=Audience.MACHINES),
    Column("unit", N_("Unit"), Cell.ENUM, labels=_UNIT, audience=Audience.MACHINES),
    Column("value", N_("Value"), audience=Audience.PEOPLE),
    Column("numerator", N_("Count"), Cell.COUNT),
    Column("denominator", N_("Of"), Cell.COUNT),
)
_HOUR = timedelta(hours=1)
_NOTHING = "–"


def report_view(report: Report, period: Period) -> View:
    """One row a number; at the end one for each cause and department."""
    title = _("Complaints received {first} to {last}").format(first=period.first, last=period.last)
    return View(title, _COLUMNS, list(_rows(report)), caption=True)


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    yield _row(Indicator.PER_100_VISITS, report.per_visits, unit=Unit.PER_100)
    for kind, ratio in report.on_time.items():
        yield _row(_ON_TIME[kind], ratio)
    yield _hours(Indicator.HOURS_MEDIAN, report.median, report.settled)
    yield _hours(Indicator.HOURS_90TH, report.ninetieth, report.settled)
    yield _row(Indicator.RECALLED, report.recalled)
    yield _row(Indicator.SATISFIED, report.satisfied)
    yield _row(Indicator.REOPENED, report.reopened)
    yield _row(Indicator.REPEATED, report.repeated)
    for share in report.shares:
        yield _row(Indicator.SHARE, share.ratio, share.cause, share.department)


def _row(indicator: Indicator, ratio: Ratio, *about: object, unit: Unit = Unit.PERCENT) -> tuple[object, ...]:
    cause, department = about or (None, None)
    return (indicator, cause, department, ratio.value, unit, _shown(ratio.value, unit), ratio.numerator, ratio.denominator)


def _hours(indicator: Indicator, took: timedelta | None, settled: int) -> tuple[object, ...]:
    value = Fraction(took // timedelta(seconds=1), _HOUR // timedelta(seconds=1)) if took is not None else None
    return (indicator, None, None, value, Unit.HOURS, _shown(value, Unit.HOURS), None, settled)


def _shown(value: Fraction | None, unit: Unit) -> str:
    if value is None:
        return _NOTHING
    match unit:
        case Unit.PERCENT:
            return f"{rounded(value, 1)}%"
        case Unit.HOURS:
            return _("{hours} h").format(hours=rounded(value, 1))
        case Unit.PER_100:
            return rounded(value, 2)
