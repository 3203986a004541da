"""A report of one's own, filled: what stands in each section for a period, by the very actions that the commands answer with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.kpi.figures import asked_period, figures, least_cases, table_of_store
from kcrm.actions.kpi.show import Course, course_of
from kcrm.actions.reports.planned import DAYS, KeyMeant, Placed, Planned, PlannedSection, planned, within
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.i18n import N_
from kcrm.model.cell import Cell
from kcrm.named import NamedTuple
from kcrm.queries.kpi.counting import counting_together
from kcrm.queries.records import Shown
from kcrm.queries.reports import Readable, StoredReport, count_rows, grouped, list_rows
from kcrm.rules.crosstable import Axis, CrossTable, Part, Tally, Value, cross_table
from kcrm.rules.kpi import Figure, ScopeKind
from kcrm.rules.kpi.spans import name_of


class FilledSection(NamedTuple):
    """A section with what stands in it; what it does not tell is None.

    figures: with the table of `kcrm kpi` that tells each. course: by a part. rows, total: of a list the first, and how many there are.
    cross: with all its parts; axes: how they stand.
    """

    planned: PlannedSection
    figures: Sequence[tuple[str, Figure]] | None = None
    course: Course | None = None
    rows: Sequence[Shown] | None = None
    total: int = 0
    cross: CrossTable | None = None
    axes: tuple[Axis, Axis] = (Axis(), Axis())


class FilledReport(NamedTuple):
    """A whole report. small: fewer cases than that are marked. least: so many values tell what is usual."""

    name: str
    planned: Planned
    period: Period
    store: str
    today: date
    made_at: datetime
    small: int
    least: int
    sections: tuple[FilledSection, ...]


def filled_report(session: Session, stored: StoredReport, period: str | None, key_meant: KeyMeant) -> FilledReport:
    """The report of a period as typed, else of that which it declares, else of last month; once today's plan is made.

    Raises RefusedError where what it names is no more, or where it would tell of persons whom policy does not let reports name.
    """
    wanted = planned(session, stored.text, stored.name, key_meant)
    days = asked_period(session, period or wanted.declared.period or _USUAL)
    keep_verdicts(session)
    small = least_cases(session, days)

    def fill() -> tuple[FilledSection, ...]:
        return tuple(_filled(session, each, days) for each in wanted.sections)

    sections = counting_together(fill, N_("Counting the figures of the report"))
    return FilledReport(
        stored.name, wanted, days, session.store.name, session.today, session.now, small, session.policy.kpi.limits_least, sections
    )


_USUAL: Final = "last-month"


def _filled(session: Session, section: PlannedSection, period: Period) -> FilledSection:
    if section.by is not None:
        return FilledSection(section, course=course_of(session, section.kpis, section.by, period))
    if section.kpis:
        return FilledSection(section, figures=tuple(_figures(session, section.kpis, period)))
    if section.records is None:
        return FilledSection(section)
    condition, values = within(session, section.records, period)
    of = section.records.of
    if section.rows is None or section.across is None:
        limit = section.declared.limit
        rows = list_rows(session.connection, of, condition, values, keys=section.columns, sort=section.sort, limit=limit)
        total = count_rows(session.connection, of, condition, values) if limit else len(rows)
        return FilledSection(section, rows=rows, total=total)
    found = grouped(
        session.connection,
        of,
        condition,
        values,
        rows=section.rows.key,
        across=section.across.key,
        known=section.known,
        added=section.added,
    )
    read_rows, read_across = (partial(_value, session, of, place) for place in (section.rows, section.across))
    parts = (Part(read_rows(each.rows), read_across(each.across), Tally(each.cases, each.amount)) for each in found)
    axes = _axis(of, section.rows), _axis(of, section.across)
    return FilledSection(section, cross=cross_table(parts, *axes), axes=axes)


def _figures(session: Session, keys: Sequence[str], period: Period) -> Iterator[tuple[str, Figure]]:
    tables = {key: table for key in keys if (table := table_of_store(key)) is not None}
    told: dict[str, tuple[str, Figure]] = {}
    for table in dict.fromkeys(tables.values()):
        own = [key for key, each in tables.items() if each is table]
        for figure in figures(session, table, period, keys=own):
            if figure.scope.kind is ScopeKind.WHOLE:
                told[figure.key] = (table.name, figure)
    return (told[key] for key in keys if key in told)


def _value(session: Session, of: Readable, place: Placed, kept: str | int | None) -> Value:
    """What stands there, as its type shows it; of days the name of the day, week, month, quarter or year."""
    if kept is None:
        return None
    value = of.fields[place.key].type.load(kept)
    if place.step is None:
        return _hashable(value)
    day = value.astimezone(session.now.tzinfo).date() if isinstance(value, datetime) else value
    assert isinstance(day, date)
    return name_of(day, place.step)


def _hashable(value: object) -> Value:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def _axis(of: Readable, place: Placed) -> Axis:
    field = of.fields[place.key].type
    if field.words is not None and field.cell is Cell.ENUM:
        return Axis(tuple(field.words))
    return Axis(by_value=place.step is not None or field.cell in {Cell.FLAG, Cell.COUNT, *DAYS}, latest=place.step is not None)
