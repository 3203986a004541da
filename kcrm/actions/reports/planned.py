"""A declared report laid beside what there is: which figures, records, fields and conditions it means, or at which line it names none."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from kcrm.actions.filters.conditions import check_not_guessed, problem_words
from kcrm.actions.given import reckoned_by
from kcrm.actions.kpi.figures import table_of_store
from kcrm.actions.kpi.show import asked_keys, refusal, ways_of
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_period
from kcrm.db import instant
from kcrm.errors import ExitCode, KcrmError, PlacedError, RefusedError, UsageError
from kcrm.i18n import N_, Language, _, use_language
from kcrm.model.cell import Cell
from kcrm.model.filters import FilterProblem, Span, Term
from kcrm.model.parts import By
from kcrm.model.personal import REACHED
from kcrm.model.reports import Content, Declared, Fault, Misdeclared, ReportSection
from kcrm.named import NamedTuple
from kcrm.queries.filters import condition_on
from kcrm.queries.records import owned
from kcrm.queries.reports import Readable, filter_columns, readable
from kcrm.queries.sources.declared import source_of
from kcrm.records import Field, SheetKind, noun_of
from kcrm.records.types import STAFF
from kcrm.rules.filters import Field as Filtered
from kcrm.rules.filters import Holds, terms_of
from kcrm.rules.kpi.spans import Step
from kcrm.rules.reports import read_declaration

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition

Value = TypeVar("Value")
KeyMeant = Callable[[str], str]
"""The key of the KPI that a text names in any language."""
ADDED_UP: Final = frozenset({Cell.MONEY, Cell.COUNT, Cell.NUMBER})
DAYS: Final = frozenset({Cell.DATE, Cell.INSTANT})
_HOLDS: Final[Mapping[Cell, Holds]] = {
    Cell.ENUM: Holds.WORD,
    Cell.FLAG: Holds.FLAG,
    Cell.COUNT: Holds.NUMBER,
    **dict.fromkeys(DAYS, Holds.DAY),
    # all of them are kept in hundredths of what is typed
    **dict.fromkeys((Cell.MONEY, Cell.NUMBER, Cell.PERCENT), Holds.AMOUNT),
}
_FAULTS: Final[Mapping[Fault, str]] = {
    Fault.SYNTAX: N_("this is not TOML: {value}"),
    Fault.BEYOND: N_("this is nested too deeply, or a number is too long"),
    Fault.UNKNOWN: N_("there is no key {key} here. There are: {offered}"),
    Fault.MISSING: N_("{key} is missing"),
    Fault.TYPE: N_("{key} is not what it should be. Expected: {offered}"),
    Fault.TWO: N_("{key} and {value} cannot stand in one section"),
    Fault.ALONE: N_("{key} goes with {offered}, which is missing"),
    Fault.EMPTY: N_("{key} is empty"),
}
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_AT: Final = N_("{name}, line {line}: {reason}")


class Placed(NamedTuple):
    """A field of a cross table. step: of days the days, weeks, months, quarters or years by which they are told together."""

    key: str
    step: Step | None = None


class Records(NamedTuple):
    """What a list or cross table reads. condition: in SQL, without the period, with its values. days: the key of the field, or ""."""

    kind: SheetKind
    of: Readable
    condition: str
    values: Mapping[str, object]
    days: str


class PlannedSection(NamedTuple):
    """A section whose words are understood. kpis, by: as for `kcrm kpi show`. columns, sort: keys. rows, across: of a cross table."""

    declared: ReportSection
    kpis: tuple[str, ...] = ()
    by: By | None = None
    records: Records | None = None
    columns: tuple[str, ...] = ()
    sort: str = ""
    rows: Placed | None = None
    across: Placed | None = None
    added: str = ""
    known: str = ""


class Planned(NamedTuple):
    """A report that can be filled."""

    declared: Declared
    sections: tuple[PlannedSection, ...]


def planned(session: Session, text: str, name: str, key_meant: KeyMeant) -> Planned:
    """The report that a declaration means. name: of what it was read from.

    Raises RefusedError, or an error with its exit code, that names the line and says what is wrong there, with near names; also where it
    would tell figures of persons whom policy does not let reports name.
    """
    try:
        declared = read_declaration(text)
    except Misdeclared as fault:
        reason = RefusedError(_FAULTS[fault.fault], key=fault.key, value=fault.value, offered=", ".join(fault.offered))
        raise RefusedError(_AT, near=fault.near, name=name, line=fault.line, reason=reason) from fault
    reader = _Reader(session, name, key_meant)
    if declared.period:
        _Place(name, declared.lines.get("period", 1)).of(partial(parse_period, declared.period, session.today))
    return Planned(declared, tuple(map(reader.section, declared.sections)))


class _MarkedError(PlacedError):
    """A filter that cannot be read, in what is refused as a whole."""

    exit_code = ExitCode.REFUSED


class _Place(NamedTuple):
    """Where in which declaration something stands."""

    name: str
    line: int

    def of(self, read: Callable[[], Value]) -> Value:
        """What is read there; what is wrong with it is told with the place."""
        try:
            return read()
        except PlacedError as error:
            raise _MarkedError(
                _AT, text=error.text, place=error.place, near=error.near, name=self.name, line=self.line, reason=_without_place(error)
            ) from error
        except KcrmError as error:
            raise self.error(error) from error

    def error(self, reason: KcrmError) -> RefusedError:
        """The reason, with the place."""
        return RefusedError(_AT, near=reason.near, name=self.name, line=self.line, reason=reason)


def _without_place(error: PlacedError) -> UsageError:
    found = UsageError(error.message)
    found.fields = error.fields
    return found


class _Reader(NamedTuple):
    """Reads the sections of one declaration."""

    session: Session
    name: str
    key_meant: KeyMeant

    def section(self, of: ReportSection) -> PlannedSection:
        match of.content:
            case Content.KPIS:
                return self._figures(of)
            case Content.LIST:
                return self._list(of)
            case Content.CROSS:
                return self._cross(of)
            case _:
                return PlannedSection(of)

    def _at(self, of: ReportSection, key: str) -> _Place:
        return _Place(self.name, of.lines.get(key, of.line))

    def _figures(self, of: ReportSection) -> PlannedSection:
        place = self._at(of, "kpis")
        keys = tuple(dict.fromkeys(key for each in of.kpis for key in place.of(partial(self._asked, each))))
        if not of.by:
            parted = [key for key in keys if table_of_store(key) is None]
            if len(parted) == len(keys):
                raise place.error(UsageError(N_('{key} is told of parts only: add by, as in by = "team".'), key=parted[0]))
            return PlannedSection(of, kpis=tuple(key for key in keys if key not in parted))
        by = self._at(of, "by").of(partial(_by, of.by))
        if not any(by in ways_of(key) for key in keys):
            raise self._at(of, "by").error(refusal(keys, by))
        if by is By.PERSON:
            self._check_names(of, "by")
        return PlannedSection(of, kpis=keys, by=by)

    def _asked(self, text: str) -> tuple[str, ...]:
        return asked_keys(self.key_meant(text))

    def _list(self, of: ReportSection) -> PlannedSection:
        records = self._records(of)
        place = self._at(of, "columns")
        columns = tuple(place.of(partial(_key, records.of, each)) for each in of.columns) or tuple(
            key for key, field in records.of.fields.items() if not field.shown or field.shown <= _SHOWN
        )
        sign = "-" if of.sort.startswith("-") else ""
        sort = self._at(of, "sort").of(partial(_key, records.of, of.sort.removeprefix("-"))) if of.sort else ""
        return PlannedSection(of, records=records, columns=columns, sort=f"{sign}{sort}")

    def _cross(self, of: ReportSection) -> PlannedSection:
        records = self._records(of)
        rows, across = (
            self._at(of, key).of(partial(_placed, records.of, text)) for key, text in (("rows", of.rows), ("across", of.across))
        )
        if records.of.fields[across.key].personal in REACHED:  # lists are masked, headings are not
            raise self._at(of, "across").error(UsageError(N_("{field} reaches somebody: put it into rows."), field=across.key))
        for key, place in (("rows", rows), ("across", across)):
            if _is_of_staff(records, place.key):
                self._check_names(of, key)
        added = self._at(of, "sum").of(partial(_added, records.of, of.added)) if of.added else ""
        known = self._at(of, "count").of(partial(_key, records.of, of.known)) if of.known else added
        return PlannedSection(of, records=records, rows=rows, across=across, added=added, known=known)

    def _check_names(self, of: ReportSection, key: str) -> None:
        """A report goes to many hands, so that figures of persons are the policy's to allow, as in the monthly report."""
        if not self.session.policy.kpi.names_in_reports:
            raise RefusedError(
                N_("{name}, line {line}: by the policy reports name no persons."),
                hint=N_("To let them: kcrm policy set kpi.names_in_reports yes"),
                name=self.name,
                line=of.lines.get(key, of.line),
            )

    def _records(self, of: ReportSection) -> Records:
        kind = self._at(of, of.content).of(partial(_kind, of.kind))
        found = readable(noun_of(kind), source_of(kind))
        days = self._at(of, "days").of(partial(_day, found, of.days)) if of.days else ""
        values: dict[str, object] = {**reckoned_by(self.session, kind)}
        conditions = []
        if of.customers:
            chosen = self._at(of, "customers").of(partial(self._customers, kind, of.customers))
            values |= chosen.values
            conditions.append(owned(found.noun, found.source, chosen))
        if of.filter:
            terms = self._at(of, "filter").of(partial(self._terms, found, of.filter))
            conditions.append(condition_on(terms, filter_columns(found, begins(self.session)), values))
        return Records(kind, found, " AND ".join(conditions) or "true", values, days)

    def _customers(self, kind: SheetKind, text: str) -> Condition:
        from kcrm.actions.filters.typed import typed_condition  # noqa: PLC0415 - few reports choose customers

        if not source_of(kind).chosen:
            raise UsageError(N_("{kind} belong to no customers; leave customers out."), kind=kind)
        try:
            words = shlex.split(text)
        except ValueError:  # a quote that is not closed, which the filter itself tells
            words = [text]
        return typed_condition(self.session, words, of_prospects=kind is SheetKind.PROSPECTS)

    def _terms(self, of: Readable, text: str) -> Sequence[Term]:
        try:
            terms = terms_of(text, self.session.today, _filtered(of))
        except FilterProblem as problem:
            raise problem_words(problem) from problem
        if self.session.context.rights is not None and not self.session.context.in_full:
            check_not_guessed(terms, of.fields)
        return terms


def within(session: Session, records: Records, period: Period) -> tuple[str, Mapping[str, object]]:
    """The condition of the records of a period, and its values; of those that no day is said of, whatever the period."""
    if not records.days:
        return records.condition, records.values
    values = dict(records.values)
    term = Term(records.days, (Span(period.first, period.last),), negated=False)
    of_period = condition_on([term], filter_columns(records.of, begins(session)), values)
    return f"({records.condition}) AND {of_period}", values


def begins(session: Session) -> Callable[[date], str]:
    """What the instant is kept as at which a business day begins."""
    return lambda day: instant(datetime.combine(day, time(), session.now.tzinfo))


_SHOWN = 2  # the priority up to which a list shows fields, unless it names them: a page is narrower than a screen


def _by(text: str) -> By:
    typed = text.strip().casefold()
    for each in By:
        if typed in {each, *each.words}:
            return each
    near = get_close_matches(typed, list(By))
    raise UsageError(N_("There is no part {part}. There are: {parts}."), near=near, part=text, parts=", ".join(By))


def _kind(text: str) -> SheetKind:
    """The kind of record that is named by key, or by what its lists are called in either language. Raises UsageError with near names."""
    typed = text.casefold()
    names = {each.value: each for each in SheetKind}
    if typed not in names:
        for tongue in _LANGUAGES:
            with use_language(tongue):
                names |= {_(noun_of(each).titles).casefold(): each for each in SheetKind}
    if typed not in names:
        raise UsageError(
            N_("There are no records called {value}. There are: {kinds}."),
            near=get_close_matches(typed, names),
            value=text,
            kinds=", ".join(SheetKind),
        )
    return names[typed]


def _names(of: Readable) -> Mapping[str, str]:
    return {alias.casefold(): key for key, field in of.fields.items() for alias in (key, *field.headings)}


def _key(of: Readable, text: str) -> str:
    """The key of the field that is named by key or heading. Raises UsageError with near names."""
    names = _names(of)
    key = names.get(text.strip().casefold())
    if key is None:
        raise UsageError(
            N_("There is no field {field} of {kind}. There are: {fields}."),
            near=get_close_matches(text.strip().casefold(), names),
            field=text,
            kind=of.noun.kind,
            fields=", ".join(of.fields),
        )
    return key


def _day(of: Readable, text: str) -> str:
    return _key_among(of, text, DAYS, N_("{field} is not a day. Days are: {fields}."))


def _added(of: Readable, text: str) -> str:
    return _key_among(of, text, ADDED_UP, N_("{field} cannot be added up. What can: {fields}."))


def _key_among(of: Readable, text: str, cells: Collection[Cell], otherwise: str) -> str:
    """The key of a field whose values are of these kinds. Raises UsageError that says otherwise, naming those that are."""
    key = _key(of, text)
    if of.fields[key].type.cell not in cells:
        known = [name for name, field in of.fields.items() if field.type.cell in cells]
        raise UsageError(otherwise, field=key, fields=", ".join(known) or "–")
    return key


def _placed(of: Readable, text: str) -> Placed:
    """`type`, or of days `opened_at:week`; by the month unless it is said."""
    name, colon, told = text.replace("：", ":").partition(":")
    key = _key(of, name)
    is_day = of.fields[key].type.cell in DAYS
    if not colon:
        return Placed(key, Step.MONTH if is_day else None)
    step = told.strip().casefold()
    if not is_day:
        raise UsageError(N_("{field} cannot be told by {step}: it is no day."), field=key, step=told)
    if step not in set(Step):
        raise UsageError(
            N_("{field} cannot be told by {step}. Of days there are: {steps}."),
            near=get_close_matches(step, list(Step)),
            field=key,
            step=told,
            steps=", ".join(f"{key}:{each}" for each in Step),
        )
    return Placed(key, Step(step))


def _is_of_staff(records: Records, key: str) -> bool:
    """Whether a field says who of the staff it was: `advisor` and its number `advisor_no`; of staff themselves what they are known by."""
    fields = records.of.fields
    if records.kind is SheetKind.STAFF:
        return key == records.of.noun.number or fields[key].personal is not None
    names = {each.key for each in (*records.of.noun.fields, *fields.values()) if each.type.refers == STAFF.refers}
    return key in names or key.removesuffix("_no") in names


def _filtered(of: Readable) -> Mapping[str, Filtered]:
    return {key: _field(key, field) for key, field in of.fields.items()}


def _field(key: str, field: Field) -> Filtered:
    return Filtered(_HOLDS.get(field.type.cell, Holds.TEXT), (key, *field.headings), field.type.words)
