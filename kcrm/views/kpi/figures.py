"""Tables of KPIs: the same columns everywhere; people also see what a value is made of, a year ago, and its rank."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kcrm.actions.kpi.explained import Explained
from kcrm.dates import Period
from kcrm.i18n import N_, _, language
from kcrm.kpis import Direction, Group
from kcrm.model.personal import Personal
from kcrm.policy import as_text
from kcrm.rules.kpi import Definition, Figure, KpiValue, Scope, ScopeKind, Status, Unit, attainment
from kcrm.views import Audience, Cell, Column, Measured, Shape, View
from kcrm.views.kpi.labels import SCOPE, STATUS, STATUS_COLOURS, scope_words
from kcrm.views.values import measure_text

_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
_BAR = 10  # cells of a bar that reaches its target
_PLACES_OF_A_PART = 6
_THOUSAND, _LARGE = 1_000, 10_000  # yuan
MOST = Fraction(3, 2)
"""Bars and spokes end at one and a half times the target."""

CLOSED = N_("The month is closed: its published values stand; differences today are later corrections.")

_WHO = Column("scope_id", N_("Of whom"), audience=_PEOPLE)
_NAME = Column("key", N_("KPI"), audience=_PEOPLE)
_VALUE = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=_MACHINES),
    Column("numerator", N_("Numerator"), Cell.MEASURE, audience=_MACHINES),
    Column("denominator", N_("Denominator"), Cell.MEASURE, audience=_MACHINES),
    Column("numerator", N_("Made of"), Cell.IDENTIFIER, priority=3, audience=_PEOPLE),
    Column("period_from", N_("From"), Cell.DATE, audience=_MACHINES),
    Column("period_to", N_("Until"), Cell.DATE, audience=_MACHINES),
    Column("previous", N_("Before"), Cell.MEASURE, priority=2),
    Column("previous", N_("A year ago"), Cell.MEASURE, priority=4, audience=_PEOPLE),
    Column("target", N_("Target"), Cell.MEASURE, priority=1),
)
_BARS = Column("target", N_("Of target"), Cell.IDENTIFIER, audience=_PEOPLE)
_RANK = Column("status", N_("Rank"), Cell.COUNT, audience=_PEOPLE)
_JUDGED = (
    Column("status", N_("Status"), Cell.ENUM, labels=STATUS, colours=STATUS_COLOURS),
    Column("scope", N_("Scope"), Cell.ENUM, labels=SCOPE, audience=_MACHINES),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER, audience=_MACHINES),
)
_PRESENT = Column("value", N_("Today"), Cell.MEASURE, audience=_PEOPLE)

_LIST = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("name", N_("KPI"), audience=_MACHINES),
    Column("name", N_("KPI"), audience=_PEOPLE),
    Column("group", N_("Area"), Cell.ENUM, 2, labels=Group),
    Column("unit", N_("Unit"), Cell.ENUM, 1, labels=Unit),
    Column("direction", N_("Better"), Cell.ENUM, 1, labels=Direction),
    Column("target", N_("Target"), Cell.MEASURE),
)
_MORE = (
    Column("formula", N_("Formula"), audience=_MACHINES),
    Column("numerator", N_("Numerator"), audience=_MACHINES),
    Column("denominator", N_("Denominator"), audience=_MACHINES),
    Column("source", N_("Source"), audience=_MACHINES),
    Column("note", N_("Note"), audience=_MACHINES),
)
_EXPLAINED = (
    *_LIST,
    *_MORE,
    Column("formula", N_("Formula"), Cell.PROSE, audience=_PEOPLE),
    Column("numerator", N_("Numerator"), audience=_PEOPLE),
    Column("denominator", N_("Denominator"), audience=_PEOPLE),
    Column("note", N_("Note"), Cell.PROSE, audience=_PEOPLE),
    Column("source", N_("Source"), audience=_PEOPLE),
    Column("policy", N_("Policy"), Cell.TEXTS),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
    Column("period_from", N_("From"), Cell.DATE),
    Column("period_to", N_("Until"), Cell.DATE),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("made_of", N_("Made of"), Cell.IDENTIFIER),
    Column("rows", N_("Rows behind it")),
)


def naming(column: Column, scopes: Iterable[Scope]) -> Column:
    """The column of whom figures are, which tells names where they are persons'."""
    return column._replace(personal=Personal.NAME) if any(scope.kind is ScopeKind.PERSON for scope in scopes) else column


def figures_view(
    title: str,
    period: Period,
    figures: Iterable[Figure] | Iterable[tuple[Figure, int | None]],
    small_sample: int,
    *,
    bars: bool = False,
    notes: tuple[str, ...] = (),
) -> View:
    """A table of KPIs. figures: with their ranks where they are ranked. small_sample: fewer cases than that are marked."""
    rows = [each if isinstance(each, tuple) else (each, None) for each in figures]
    scoped = any(figure.scope.kind is not ScopeKind.WHOLE for figure, _rank in rows)
    corrected = any(figure.present is not None for figure, _rank in rows)
    ranked = any(rank is not None for _figure, rank in rows)
    columns = (
        *((naming(_WHO, (figure.scope for figure, _rank in rows)),) if scoped else ()),
        _NAME,
        *_VALUE,
        *((_BARS,) if bars else ()),
        *((_PRESENT,) if corrected else ()),
        *((_RANK,) if ranked else ()),
        *_JUDGED,
    )
    said = tuple(notes)
    if any(figure.status(small_sample) is Status.SMALL_SAMPLE for figure, _rank in rows):
        said += (_("Small sample: fewer than {count} cases; neither judged nor ranked.").format(count=small_sample),)
    if corrected:
        said += (_(CLOSED),)
    return View(
        titled(title, period),
        columns,
        [
            (
                *((scope_words(figure.scope),) if scoped else ()),
                _(figure.value.definition.name),
                *_cells(figure),
                *((bar(figure),) if bars else ()),
                *((_measured(figure.present),) if corrected else ()),
                *((rank,) if ranked else ()),
                figure.status(small_sample),
                figure.scope.kind,
                figure.scope.id,
            )
            for figure, rank in rows
        ],
        caption=True,
        notes=said,
        empty=_("Nothing to measure in this period."),
    )


def running_note(period: Period, today: date) -> tuple[str, ...]:
    """What is to be said of a period that is not over."""
    if period.last <= today:
        return ()
    return (_("The period lasts until {last}: these are the figures so far.").format(last=period.last),)


def list_view(targets: Iterable[tuple[Definition, Fraction | None]]) -> View:
    """Every KPI there is."""
    return View(_("KPIs"), (*_LIST, *_MORE), [(*_row(of, target), *_made_of(of)) for of, target in targets])


def explained_view(found: Explained, words: Sequence[str] = ()) -> View:
    """One KPI in words, to the rows behind it. words: the filter, as typed, of whose records count."""
    of, target = found.definition, found.target.value
    texts = (of.formula, of.numerator.words, of.denominator and of.denominator.words, of.note, of.source)
    value = found.figure.value if found.figure else None
    days = found.period
    row = (
        *_row(of, target),
        *_made_of(of),
        *(_(text) if text else None for text in texts),
        tuple(f"{entry.key} = {as_text(entry.value)}" for entry in found.policy),
        found.policy_version_id,
        days.first if days else None,
        days.last if days else None,
        _measured(value),
        (made_of(value) or None) if value else None,
        " ".join((rows_command(of, days), *map(shlex.quote, words))),
    )
    return View(_(of.name), _EXPLAINED, [row], shape=Shape.RECORD)


def rows_command(of: Definition, period: Period | None) -> str:
    """What to type to see what was counted."""
    days = "last-month" if period is None else period_option(period)
    return f"kcrm kpi rows {of.key} --period {days}"


def period_option(period: Period) -> str:
    """A period as it is typed: a month by its name."""
    is_month = period.first.day == 1 and period.first.month == period.last.month != (period.last + timedelta(days=1)).month
    return f"{period.first:%Y-%m}" if is_month and period.first.year == period.last.year else f"{period.first}..{period.last}"


def titled(title: str, period: Period) -> str:
    """The title of what is told of a period."""
    return _("{title}, {period}").format(title=title, period=period_words(period))


def period_words(period: Period) -> str:
    """A period as people read it; one day is named once."""
    if period.first == period.last:
        return period.first.isoformat()
    return _("{first} to {last}").format(first=period.first, last=period.last)


def value_words(value: KpiValue | None) -> str:
    """A value as people read it."""
    return number_words(value.value if value else None, value.unit if value else Unit.COUNT)


def number_words(number: Fraction | None, unit: Unit) -> str:
    """A number in a unit as people read it; that there is none is said."""
    if number is None:
        return _(STATUS[Status.NO_VALUE])
    return measure_text(Measured(number, unit))


def short_words(number: Fraction | None, unit: Unit) -> str:
    """A number as it is said: large amounts of money in the unit of the language, 11.3 万元."""
    if number is None or unit is not Unit.YUAN or abs(number) < _LARGE:
        return "–" if number is None else number_words(number, unit)
    # translators: Chinese counts in ten thousands
    parts, words = (_LARGE, "{amount} 万元") if language() == "zh" else (_THOUSAND, _("{amount}k yuan"))
    return words.format(amount=measure_text(Measured(number / parts, "")))


def reached(figure: Figure, value: KpiValue | None) -> Fraction | None:
    """How much of its target a value reaches, up to `MOST`; of what has no target in a percentage its hundredth."""
    return attainment(value.value if value else None, figure.target, figure.value.definition.direction, MOST)


def bar(figure: Figure) -> str:
    """A bar against the target, which ends at `|`: `#######...|` or, beyond it, `##########|##`."""
    share = reached(figure, figure.value)
    if share is None:
        return ""
    full = int(share * _BAR)  # rounded down, so that what is not reached never looks so
    return f"{'#' * min(full, _BAR)}{'.' * max(0, _BAR - full)}|{'#' * max(0, full - _BAR)}"


def _cells(figure: Figure) -> tuple[object, ...]:
    value = figure.value
    return (
        value.key,
        _measured(value),
        value.unit,
        *parts(value),
        made_of(value) or None,
        value.period.first,
        value.period.last,
        _measured(figure.previous),
        _measured(figure.year_ago),
        None if figure.target is None else Measured(figure.target, value.unit),
    )


def _measured(value: KpiValue | None) -> Measured | None:
    number = value.value if value else None
    return None if value is None or number is None else Measured(number, value.unit)


def parts(value: KpiValue) -> tuple[Measured | None, Measured | None]:
    """Numerator and denominator, each in its own unit."""
    definition = value.definition
    return _part(value.numerator, definition.numerator_unit), _part(value.denominator, definition.denominator_unit)


def _part(number: Fraction | None, unit: Unit) -> Measured | None:
    # with a ratio of three decimals nobody could reckon an amount of six digits again
    return None if number is None else Measured(number, unit, _PLACES_OF_A_PART if unit is Unit.RATIO else None)


def made_of(value: KpiValue) -> str:
    """`12 / 40`: what was divided; nothing where nothing is."""
    above, below = parts(value)
    if above is None or below is None:
        return ""
    return f"{measure_text(above)} / {measure_text(below)}"


def _row(of: Definition, target: Fraction | None) -> tuple[object, ...]:
    return (of.key, of.name, _(of.name), of.group, of.unit, of.direction, None if target is None else Measured(target, of.unit))


def _made_of(of: Definition) -> Sequence[str | None]:
    return (of.formula, of.numerator.words, of.denominator.words if of.denominator else None, of.source, of.note)
