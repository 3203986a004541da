"""What a month's report has below target, and measures against it: those under way, and one for each line that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.actions.edits import Entry, kept_within, values_of
from kcrm.actions.manager.measures import with_check
from kcrm.actions.manager.origins import AboutFigure
from kcrm.actions.report import PeriodReport, asked_span, period_report
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.kpis import definition
from kcrm.model.manager import MeasureSource
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.rules.kpi import Figure
from kcrm.rules.kpi.spans import Step


class Below(NamedTuple):
    """A figure of the whole store below its target. running: the measures that are under way against it."""

    figure: Figure
    running: Sequence[Shown] = ()


def figures_below(session: Session, text: str, keys: Sequence[str] = ()) -> tuple[PeriodReport, list[Below]]:
    """What the report of this month has below target. keys: only these figures.

    Raises NotFoundError for a key that is not below target, or no key at all, UsageError for what is no month, or one that has not begun.
    """
    report = period_report(session, Step.MONTH, asked_span(session, Step.MONTH, text))
    wanted = [definition(key).key for key in keys]
    missed = {each.key: each for each in report.missed}
    for key in wanted:
        if key not in missed:
            raise NotFoundError(
                N_("{key} is not below its target in {month}."),
                hint=N_("To see what is: kcrm measure below --period {month}"),
                key=key,
                month=report.span,
            )
    return report, [Below(missed[key], report.against.get(key, ())) for key in (wanted or missed)]


def take_against(
    session: Session, found: Sequence[Below], month: str, titles: Mapping[str, str], texts: Mapping[str, str], *, dry_run: bool = False
) -> list[str]:
    """A measure against each figure that has none under way, in one operation; their numbers. titles: by key, in words.

    texts: of owner, due_on and the like, the same for all. Raises as `kcrm.actions.edits.add` does.
    """
    taken = []
    with session.write(dry_run=dry_run) as planner:
        for each in found:
            if each.running:
                continue
            about = str(AboutFigure(each.figure.key, month))
            own = with_check(session, {"title": titles[each.figure.key], "source": MeasureSource.KPI, "about": about, **texts})
            entry = Entry(SheetKind.MEASURES, own, lambda _session, number: identifier(Thing.MEASURE, number), dry_run)
            values = {key: value for key, value in values_of(session, entry).items() if value is not None}
            taken.append(kept_within(session, planner, entry, None, values).card)
    return taken
