"""Satisfaction in the monthly report: the scores of the store, then each survey by aspect with its lowest."""

from __future__ import annotations

from collections.abc import Iterator

from kcrm.actions.report import PeriodReport
from kcrm.actions.satisfaction import SatisfactionRow
from kcrm.i18n import _
from kcrm.rules.kpi import ScopeKind, Status
from kcrm.views import Cell, Column
from kcrm.views.kpi.labels import STATUS
from kcrm.views.report.cells import kpi_grid, sourced
from kcrm.views.report.model import Grid, Heading, Section, Shown, Tone
from kcrm.views.satisfaction import VERDICT, made_of, measured, satisfaction_notes, scope_name, survey_name

_VALUE = Column("value", "", Cell.MEASURE)
_RATING = Column("rating", "", Cell.NUMBER)
_ANSWERS = Column("answers", "", Cell.COUNT)
_PREVIOUS = Column("previous", "", Cell.MEASURE)


def satisfaction_section(report: PeriodReport) -> Section | None:
    """What customers said, in calls and on paper; None where nobody was asked."""
    if not report.aspects.rows:
        return None
    store, survey = (f"kcrm {words} --period {report.span}" for words in ("kpi store", "survey report"))
    notes = [_("Rating ÷ expectation: over 1 customers are delighted, at 1 satisfied, under 1 disappointed.")]
    notes += satisfaction_notes(report.aspects)
    if report.closed_at is not None:
        notes.append(_("By aspect as of now; a closed month freezes its key figures only."))
    grids = (kpi_grid(_("In all"), report.satisfaction, store, report.small_sample), *_by_aspect(report, survey))
    return Section(_("Satisfaction"), notes=tuple(notes), grids=grids, commands=(store, survey))


def _by_aspect(report: PeriodReport, command: str) -> Iterator[Grid]:
    """A grid a survey; whether they would recommend the store is one question and has none."""
    found: dict[str, list[SatisfactionRow]] = {}
    for row in report.aspects.rows:
        if row.scope.kind is ScopeKind.ASPECT:
            found.setdefault(row.key, []).append(row)
    headings = (
        Heading(_("Aspect")),
        Heading(_("Value"), to_the_right=True),
        Heading(_("Rating"), to_the_right=True),
        Heading(_("Answers"), to_the_right=True),
        Heading(_("Before"), to_the_right=True, wide_only=True),
        Heading(_("Verdict")),
    )
    for rows in found.values():
        yield Grid(survey_name(rows[0]), headings, tuple(_cells(row, command, report.small_sample) for row in rows))


def _cells(row: SatisfactionRow, command: str, small_sample: int) -> tuple[Shown, ...]:
    status = row.status(small_sample)
    said = "" if status in {Status.MET, Status.NO_TARGET} else _(STATUS[status])
    under = "; ".join(filter(None, (made_of(row), said)))
    known = {"key": row.key, "scope": str(row.scope.kind), "scope_id": row.scope.id}
    tone = Tone.BAD if status is Status.MISSED else Tone.PLAIN
    return (
        Shown(scope_name(row), _("rated lowest") if row.lowest else ""),
        sourced(_VALUE, measured(row, row.value), command, known, under=under, tone=tone),
        sourced(_RATING, row.score.mean, command, known),
        sourced(_ANSWERS, row.score.count, command, known),
        sourced(_PREVIOUS, measured(row, row.previous), command, known),
        Shown(_(VERDICT[row.verdict]) if row.verdict else ""),
    )
