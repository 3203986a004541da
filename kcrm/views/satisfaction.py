"""Questionnaires as they were taken in, and what customers' answers come to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import MappingProxyType

from kcrm.actions.satisfaction import NPS, SatisfactionReport, SatisfactionRow
from kcrm.i18n import N_, _, n_
from kcrm.kpis import KPIS, Unit
from kcrm.rules.kpi import ScopeKind, Status
from kcrm.rules.satisfaction import Verdict
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.labels import SCOPE, STATUS, STATUS_COLOURS, scope_words
from kcrm.views.labels import QUESTION, SURVEY, Labels, label_of
from kcrm.views.tones import Tone
from kcrm.views.values import joined, rounded

VERDICT: Labels = MappingProxyType(
    {Verdict.DELIGHTED: N_("delighted"), Verdict.SATISFIED: N_("satisfied"), Verdict.DISAPPOINTED: N_("disappointed")}
)
_COLOURS: dict[str, str] = {Verdict.DELIGHTED: Tone.GOOD, Verdict.DISAPPOINTED: Tone.BAD}
_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
_REPORT = (
    Column("key", N_("Survey"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("key", N_("Survey"), audience=_PEOPLE),
    Column("scope_id", N_("Scope"), audience=_PEOPLE),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=_MACHINES),
    Column("numerator", N_("Numerator"), Cell.COUNT, audience=_MACHINES),
    Column("denominator", N_("Denominator"), Cell.COUNT, audience=_MACHINES),
    Column("numerator", N_("Made of"), priority=4, audience=_PEOPLE),
    Column("period_from", N_("From"), Cell.DATE, audience=_MACHINES),
    Column("period_to", N_("Until"), Cell.DATE, audience=_MACHINES),
    Column("rating", N_("Rating"), Cell.NUMBER),
    Column("answers", N_("Answers"), Cell.COUNT),
    Column("verdict", N_("Verdict"), Cell.ENUM, 2, labels=VERDICT, colours=_COLOURS),
    Column("previous", N_("Before"), Cell.MEASURE, 3),
    Column("target", N_("Target"), Cell.MEASURE, 3),
    Column("status", N_("Status"), Cell.ENUM, 1, labels=STATUS, colours=STATUS_COLOURS),
    Column("scope", N_("Scope"), Cell.ENUM, labels=SCOPE, audience=_MACHINES),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("lowest", N_("Lowest"), Cell.FLAG, 1),
    Column("rating_sum", N_("Sum of ratings"), Cell.COUNT, audience=_MACHINES),
    Column("delighted", N_("Delighted"), Cell.COUNT, 5),
    Column("satisfied", N_("Satisfied"), Cell.COUNT, 5),
    Column("disappointed", N_("Disappointed"), Cell.COUNT, 5),
    Column("promoters", N_("Promoters"), Cell.COUNT, audience=_MACHINES),
    Column("passives", N_("Passives"), Cell.COUNT, audience=_MACHINES),
    Column("detractors", N_("Detractors"), Cell.COUNT, audience=_MACHINES),
    Column("left_out", N_("Left out"), Cell.COUNT, 4),
)


def satisfaction_view(report: SatisfactionReport, small_sample: int) -> View:
    """The rows of a report; what must be known of them stands below. small_sample: answers from fewer calls and forms are not judged."""
    period = report.period
    return View(
        _("Satisfaction by {by}, {first} to {last}").format(by=label_of(report.by), first=period.first, last=period.last),
        _REPORT,
        [_row(each, small_sample, report) for each in report.rows],
        caption=True,
        notes=(*satisfaction_notes(report), *_small_note(report, small_sample)),
        empty=_("No survey answers in this period."),
    )


def _small_note(report: SatisfactionReport, least: int) -> tuple[str, ...]:
    if all(row.status(least) is not Status.SMALL_SAMPLE for row in report.rows):
        return ()
    return (_("Small sample: answers from fewer than {count} calls and forms; not judged.").format(count=least),)


def _row(row: SatisfactionRow, small_sample: int, report: SatisfactionReport) -> tuple[object, ...]:
    found, recommended = row.score, row.recommendation
    is_nps = row.key == NPS
    compared = (None, None, None) if is_nps or row.counts_yes else (found.delighted, found.satisfied, found.disappointed)
    net = (recommended.promoters, recommended.passives, recommended.detractors) if is_nps else (None, None, None)
    return (
        row.key,
        survey_name(row),
        f"{row.period.first:%Y-%m}" if row.period != report.period else scope_name(row),
        measured(row, row.value),
        row.unit,
        row.numerator,
        row.denominator,
        made_of(row),
        row.period.first,
        row.period.last,
        None if row.counts_yes else found.mean,
        found.count,
        row.verdict,
        measured(row, row.previous),
        measured(row, row.target),
        row.status(small_sample),
        row.scope.kind,
        row.scope.id,
        row.lowest,
        found.total,
        *compared,
        *net,
        row.left_out,
    )


def measured(row: SatisfactionRow, number: Fraction | None) -> Measured | None:
    """A number in the unit of the row's survey."""
    return None if number is None else Measured(number, row.unit)


def survey_name(row: SatisfactionRow) -> str:
    """The survey, as its KPI is called where it has one."""
    return _(KPIS[row.key].name) if row.key in KPIS else _(SURVEY[row.key])


def scope_name(row: SatisfactionRow) -> str:
    """Of what or whom a row is."""
    if row.scope.kind is ScopeKind.ASPECT:
        aspect = _(QUESTION[str(row.scope.id)])
        return aspect if row.asked else _("{aspect} (no longer asked)").format(aspect=aspect)
    if row.scope.kind is ScopeKind.TEAM and row.scope.id is None:
        return _("no team")
    if row.scope.kind is ScopeKind.PERSON and row.scope.id is None:
        return _("no one known")
    return scope_words(row.scope)


def made_of(row: SatisfactionRow) -> str | None:
    """What was divided; None where there is no value."""
    if row.value is None:
        return None
    if row.key == NPS:
        words = _("{promoters} would, {detractors} would not, of {count}")
        return words.format(
            promoters=row.recommendation.promoters, detractors=row.recommendation.detractors, count=row.recommendation.count
        )
    return f"{row.numerator} ÷ {row.denominator}"


def satisfaction_notes(report: SatisfactionReport) -> Iterator[str]:
    """The lowest aspect of each survey, and how many answers do not count."""
    by_survey: dict[str, list[SatisfactionRow]] = {}
    for row in report.rows:
        if row.lowest:
            by_survey.setdefault(row.key, []).append(row)
    for rows in by_survey.values():
        if rows[0].counts_yes:
            words, rating, places = _("Least often in {survey}: {aspects}, {rating}% of {count}."), rows[0].value, 1
        else:
            words, rating, places = _("Lowest in {survey}: {aspects}, rated {rating} by {count}."), rows[0].score.mean, 2
        yield words.format(
            survey=survey_name(rows[0]),
            aspects=joined(map(scope_name, rows)),
            rating=rounded(rating, places) if rating is not None else "",
            count=joined(row.score.count for row in rows),
        )
    left_out = sum(row.left_out for row in report.rows if row.scope.kind is ScopeKind.WHOLE and row.period == report.period)
    if left_out:
        yield n_(
            "{count} answer is left out: it was taken by the person it rates.",
            "{count} answers are left out: they were taken by the person they rate.",
            left_out,
        ).format(count=left_out)
