"""Closed months and targets."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.kpi.months import Closing, Correction
from kcrm.actions.kpi.targets import Target
from kcrm.i18n import N_, _
from kcrm.queries.kpi.months import ClosedMonth
from kcrm.rules.kpi import KpiValue, Unit
from kcrm.views import Audience, Cell, Column, Measured, Shape, View
from kcrm.views.kpi.figures import made_of, naming, parts
from kcrm.views.kpi.labels import SCOPE, scope_words
from kcrm.views.values import POINTS

_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
_MONTHS = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("closed_at", N_("Month closed at"), Cell.INSTANT),
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("employee", N_("Employee")),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
)
_CLOSING = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("numbers", N_("Values frozen"), Cell.COUNT),
    Column("with_value", N_("Of these with a value"), Cell.COUNT),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
)
_OF_WHOM = Column("scope_id", N_("Of whom"), audience=_PEOPLE)
_CORRECTIONS = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("key", N_("KPI"), audience=_PEOPLE),
    Column("scope", N_("Scope"), Cell.ENUM, labels=SCOPE, audience=_MACHINES),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER, audience=_MACHINES),
    _OF_WHOM,
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=_MACHINES),
    Column("frozen", N_("Published"), Cell.MEASURE),
    Column("frozen_numerator", N_("Numerator"), Cell.MEASURE, audience=_MACHINES),
    Column("frozen_denominator", N_("Denominator"), Cell.MEASURE, audience=_MACHINES),
    Column("frozen_numerator", N_("Made of"), Cell.IDENTIFIER, 2, audience=_PEOPLE),
    Column("present", N_("Today"), Cell.MEASURE),
    Column("present_numerator", N_("Numerator"), Cell.MEASURE, audience=_MACHINES),
    Column("present_denominator", N_("Denominator"), Cell.MEASURE, audience=_MACHINES),
    Column("present_numerator", N_("Made of"), Cell.IDENTIFIER, 2, audience=_PEOPLE),
    Column("difference", N_("Difference"), Cell.MEASURE),
)
_TARGETS = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("key", N_("KPI"), audience=_PEOPLE),
    Column("target", N_("Target"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=_MACHINES),
    Column("own", N_("The store's own"), Cell.FLAG),
)


def closing_view(closing: Closing) -> View:
    """A month that was just closed."""
    row = (closing.month, closing.numbers, closing.with_value, closing.policy_version_id)
    return View(_("Closed month"), _CLOSING, [row], shape=Shape.RECORD)


def months_view(months: Sequence[ClosedMonth]) -> View:
    """The months that were closed."""
    rows = [(one.month, one.closed_at, one.closed_by_no, one.closed_by, one.policy_version_id) for one in months]
    return View(_("Closed months"), _MONTHS, rows, empty=_("No month has been closed yet."))


def corrections_view(month: ClosedMonth, corrections: Sequence[Correction]) -> View:
    """What would be another number today than was published."""
    rows = []
    for one in corrections:
        value, present, scope = one.figure.value, one.figure.present, one.figure.scope
        difference = None if one.difference is None else Measured(one.difference, POINTS if value.unit is Unit.PERCENT else value.unit)
        rows.append(
            (
                value.key,
                _(value.definition.name),
                scope.kind,
                scope.id,
                scope_words(scope),
                value.unit,
                *_told(value),
                *_told(present),
                difference,
            )
        )
    title = _("{month}: corrected since it was closed").format(month=month.month)
    columns = tuple(naming(column, (one.figure.scope for one in corrections)) if column == _OF_WHOM else column for column in _CORRECTIONS)
    return View(title, columns, rows, empty=_("No corrections: today's figures match the published ones."))


def targets_view(targets: Sequence[Target]) -> View:
    """What is aimed at."""
    return View(_("Targets"), _TARGETS, [_target(one) for one in targets])


def target_view(target: Target) -> View:
    """One target."""
    return View(_("Target"), _TARGETS, [_target(target)], shape=Shape.RECORD)


def _target(one: Target) -> tuple[object, ...]:
    unit = one.definition.unit
    value = None if one.value is None else Measured(one.value, unit)
    return (one.definition.key, _(one.definition.name), value, unit, one.own)


def _told(value: KpiValue | None) -> tuple[object, ...]:
    """A value, its numerator and denominator, and both as people read them; nothing of none."""
    if value is None:
        return (None,) * 4
    return (None if value.value is None else Measured(value.value, value.unit), *parts(value), made_of(value) or None)
