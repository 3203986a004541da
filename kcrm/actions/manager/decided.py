"""What was decided for a month and before, and what came of it: tasks of meetings, and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.manager.since import Since, figure_since
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.named import NamedTuple
from kcrm.queries.records import Shown, listed_records
from kcrm.records import SheetKind, noun_of

# Decided by the end of the month, and still to do when it began, or decided in it.
_TASKS = (
    "task.meeting_id IS NOT NULL AND task.state <> 'cancelled' AND task.given_on <= :last"
    " AND (task.done_on IS NULL OR task.done_on >= :first OR task.given_on >= :first)"
)
_MEASURES = "measure.taken_on <= :last AND (measure.checked_on IS NULL OR measure.checked_on >= :first OR measure.taken_on >= :first)"


class Decided(NamedTuple):
    """Decisions of meetings, which are tasks, and measures; as they stand now. named: whether it is told whose they are.

    since: by the place of a measure what the figure that it is to mend has come to by the end of the month.
    """

    tasks: Sequence[Shown]
    measures: Sequence[Shown]
    named: bool
    since: Mapping[int, Since]


def decided(session: Session, period: Period) -> Decided:
    """What was still to do when the period began, and what was decided in it."""
    given = {**session.given, "first": period.first.isoformat(), "last": period.last.isoformat()}
    tasks, measures = (
        list(listed_records(session.connection, noun_of(kind), condition, given, None)[0])
        for kind, condition in ((SheetKind.TASKS, _TASKS), (SheetKind.MEASURES, _MEASURES))
    )
    since = {place: told for place, measure in enumerate(measures) if (told := figure_since(session, measure, period)) is not None}
    return Decided(tasks, measures, session.policy.kpi.names_in_reports, since)
