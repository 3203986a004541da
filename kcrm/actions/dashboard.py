"""The dashboard: how the day stands, and the figures of each subject in the months up to this one, with what is usual of each.

They are the very numbers of `kcrm`, `kcrm kpi show`, `kcrm kpi team` and `kcrm kpi person`, asked for together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.kpi.figures import figure_of_store, figures
from kcrm.actions.kpi.show import Course, Series, asked_course_period, course_of
from kcrm.actions.kpi.tables import PERSON_TABLE, TEAM_TABLE
from kcrm.actions.session import Session
from kcrm.actions.today import Day, day_of
from kcrm.i18n import N_
from kcrm.kpis import KPIS, shown_in
from kcrm.model.parts import By
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.queries.kpi.counting import counting_together
from kcrm.rules.kpi import Figure, ScopeKind
from kcrm.rules.kpi.spans import Step, step_of


class Topic(Word):
    """What a page is about, in the order in which pages stand."""

    TODAY = "today", N_("Today")
    COMPLAINTS = "complaints", N_("Complaints")
    CALLS = "calls", N_("Calls")
    WORKSHOP = "workshop", N_("Workshop")
    SALES = "sales", N_("Sales")
    MONEY = "money", N_("Money")
    PEOPLE = "people", N_("People")


_KEYS: Final[Mapping[Topic, tuple[str, ...]]] = {
    Topic.TODAY: shown_in("summary"),
    Topic.COMPLAINTS: shown_in("complaints"),
    Topic.CALLS: shown_in("calls"),
    Topic.WORKSHOP: tuple(key for place in ("service", "workshop", "bays", "rescues", "work") for key in shown_in(place)),
    Topic.SALES: shown_in("sales"),
    Topic.MONEY: tuple(dict.fromkeys((*shown_in("profit"), *shown_in("breakeven")))),
    Topic.PEOPLE: shown_in("people"),
}


class Board(NamedTuple):
    """A page. series: month by month, those of which anything is recorded. present: what is always today's, and has no months."""

    topic: Topic
    series: tuple[Series, ...]
    present: tuple[Figure, ...] = ()


class Dashboard(NamedTuple):
    """All of it. at: the moment, in the policy's zone. course: the months and how they are judged, without its series.

    day: of the whole desk, None where that page is not asked for. teams, people: their figures of this month; people only where
    policy lets them be named.
    """

    store: str
    at: datetime
    course: Course
    boards: tuple[Board, ...]
    day: Day | None
    teams: tuple[Figure, ...]
    people: tuple[Figure, ...]

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def month(self) -> str:
        """The month that is not over, as commands take it: `2026-10`."""
        return f"{self.course.period.last:%Y-%m}"

    @property
    def named(self) -> int:
        """How many people it names."""
        return len({one.scope.id for one in self.people})


def dashboard(session: Session, topics: Collection[Topic]) -> Dashboard:
    """The pages of these topics, once today's plan is made."""
    keep_verdicts(session)
    # whoever makes it: everybody reads it
    day = day_of(session._replace(actor=None)) if Topic.TODAY in topics else None
    return counting_together(lambda: _dashboard(session, topics, day), N_("Counting the figures"))


def _dashboard(session: Session, topics: Collection[Topic], day: Day | None) -> Dashboard:
    told = {topic: _keys(topic, topics) for topic in Topic if topic in topics}
    keys = tuple(dict.fromkeys(key for several in told.values() for key in several))
    course = course_of(session, [key for key in keys if not KPIS[key].of_today], By.MONTH, asked_course_period(session, By.MONTH, None))
    series = {each.key: each for each in course.series if _is_recorded(each)}
    month = step_of(session.today, Step.MONTH)
    present = {key: figure_of_store(session, key, month) for key in keys if KPIS[key].of_today}
    has_people = Topic.PEOPLE in topics
    return Dashboard(
        store=session.store.name,
        at=session.now,
        course=course._replace(series=()),
        boards=tuple(
            Board(
                topic,
                tuple(series[key] for key in several if key in series),
                tuple(one for key in several if (one := present.get(key)) is not None and one.value.value),
            )
            for topic, several in told.items()
        ),
        day=day,
        teams=tuple(_there(figures(session, TEAM_TABLE, month, beside=False))) if has_people else (),
        people=tuple(_there(figures(session, PERSON_TABLE, month, beside=False)))
        if has_people and session.policy.kpi.names_in_reports
        else (),
    )


def _keys(topic: Topic, topics: Collection[Topic]) -> tuple[str, ...]:
    """Where there is no page of money, no other tells of it."""
    return tuple(key for key in _KEYS[topic] if Topic.MONEY in topics or key not in _KEYS[Topic.MONEY])


def _is_recorded(each: Series) -> bool:
    """Whether there is anything but nothing in any month."""
    return any(row.figure.value.value or row.figure.value.denominator for row in each.rows)


def _there(found: Collection[Figure]) -> list[Figure]:
    """All of a KPI of which anybody has anything; nothing of the others."""
    known = {one.key for one in found if one.value.value or one.value.denominator}
    return [one for one in found if one.key in known and one.scope.kind is not ScopeKind.WHOLE]
