"""Measures: what is below target, what is done about it, and what the figure has come to since."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.manager.below import Below
from kcrm.actions.manager.since import Since
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS
from kcrm.queries.records import Shown
from kcrm.records import SheetKind, noun_of
from kcrm.rules.kpi import Figure
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.figures import number_words, value_words
from kcrm.views.records import record_card, rows_of, value_in
from kcrm.views.values import joined

_BELOW = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("name", N_("KPI"), audience=Audience.PEOPLE, priority=1),
    Column("value", N_("Value"), Cell.MEASURE),
    Column("target", N_("Target"), Cell.MEASURE),
    Column("measures", N_("Under way"), Cell.TEXTS),
)
_SINCE = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("value", N_("Value"), Cell.MEASURE),
)


def below_view(month: str, found: Sequence[Below]) -> View:
    """The figures of a month below target, each with the measures that are under way against it."""
    readers = {
        "key": lambda each: each.figure.key,
        "name": lambda each: _(each.figure.value.definition.name),
        "value": lambda each: Measured(each.figure.value.value, each.figure.value.unit),
        "target": lambda each: Measured(each.figure.target, each.figure.value.unit),
        "measures": lambda each: [_number(row) for row in each.running] or None,
    }
    title = _("Below target in {month}").format(month=month)
    return View(title, _BELOW, rows_of(_BELOW, found, readers), empty=_("Every target was met."))


def measure_title(figure: Figure) -> str:
    """What a measure against a figure is called where nobody says it in words."""
    definition = figure.value.definition
    return _("{name}: {value}, target {target}").format(
        name=_(definition.name), value=value_words(figure.value), target=number_words(figure.target, definition.unit)
    )


def running_words(running: Sequence[Shown]) -> str:
    """The measures that are under way, with their days."""
    noun = noun_of(SheetKind.MEASURES)
    return joined(_("{measure} by {day}").format(measure=_number(row), day=value_in(noun, row, "due_on")) for row in running)


def since_words(since: Since) -> str:
    """The figure of the month for which a measure was taken, and of the latest month."""
    first, last = since.values[0], since.values[-1]
    name, then = _(KPIS[since.about.key].name), f"{first.period.first:%Y-%m}"
    if first.period == last.period:
        return _("{name}: {value} in {month}").format(name=name, value=value_words(first), month=then)
    return _("{name}: {value} in {month}, {now} in {later}").format(
        name=name, value=value_words(first), month=then, now=value_words(last), later=f"{last.period.first:%Y-%m}"
    )


def measure_view(facts: Shown, since: Since | None) -> View:
    """A measure, and how the figure went that it is to mend."""
    if since is None:
        return record_card(SheetKind.MEASURES, facts)
    rows = [(f"{each.period.first:%Y-%m}", None if each.value is None else Measured(each.value, each.unit)) for each in since.values]
    title = _(KPIS[since.about.key].name)
    return record_card(SheetKind.MEASURES, facts, {"figure": View(title, _SINCE, rows)})


def _number(row: Shown) -> str:
    return str(value_in(noun_of(SheetKind.MEASURES), row, "id"))
