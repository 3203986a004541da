"""Bare `kcrm`: today on one screen of 80 by 24."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kcrm.actions.daylist import DayRow, sums_of
from kcrm.i18n import N_, _, n_
from kcrm.model import Channel
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.daylist import counts, weekday
from kcrm.views.labels import KIND, PRIORITY

_CALLERS = 6  # lines that the screen has for them
_FIRST = 3

_TODAY = (
    Column("today", N_("Today")),
    Column("store", N_("Store")),
    Column("calls", N_("Calls")),
    Column("messages", N_("Messages")),
)
_PER_CALLER = (
    Column("caller", N_("Caller")),
    Column("caller_no", N_("Caller's no."), Cell.IDENTIFIER, priority=1),
    Column("calls", N_("Follow-ups"), Cell.COUNT),
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("overdue", N_("Overdue"), Cell.COUNT),
)
_CALL = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("priority", N_("When"), Cell.ENUM, labels=PRIORITY),
    Column("kind", N_("What"), Cell.ENUM, labels=KIND),
    Column("customer", N_("Customer")),
    Column("phone", N_("Phone"), Cell.IDENTIFIER),
    Column("caller", N_("Caller"), priority=1),
)
_BEFORE = (
    Column("today", N_("Today"), Cell.DATE),
    Column("database", N_("Database")),
)
_START = (
    Column("step", N_("To")),
    Column("command", N_("Type")),
)


def today_view(rows: Sequence[DayRow], store: str, day: date) -> View:
    """What there is to do today, by whom, and the first calls. rows: calls and messages."""
    calls = [row for row in rows if row.followup.channel is Channel.CALL]
    messages = len(rows) - len(calls)
    said = _(", ").join(counts(sums_of(calls))) if calls else _("none")
    return View(
        title=_("Today"),
        columns=_TODAY,
        rows=[
            (
                _("{weekday} {date}").format(weekday=weekday(day), date=day.isoformat()),
                store,
                said,
                n_("{count} message", "{count} messages", messages).format(count=messages) if messages else _("none"),
            )
        ],
        shape=Shape.RECORD,
        notes=(_("The whole list: kcrm due. Why one of them: kcrm why {number}").format(number=_number(calls[0])),)
        if calls
        else (_("What comes next: kcrm due --until 7d"),),
        parts={
            "callers": View(_("Who calls"), _PER_CALLER, _per_caller(calls)),
            "first": View(_("First"), _CALL, [_call(row) for row in calls[:_FIRST]]),
        },
    )


def start_view(day: date, database: Path) -> View:
    """What to type where there is no database yet."""
    steps = (
        (_("look around in a made-up dealership"), "kcrm demo"),
        (_("make your own database"), _("kcrm init --store NAME")),
        (_("take in the staff, then the rest"), _("kcrm import staff FILE")),
        (_("see today's list"), "kcrm due"),
    )
    return View(
        title=_("Today"),
        columns=_BEFORE,
        rows=[(day, str(database))],
        shape=Shape.RECORD,
        notes=(_("There is no database yet. Make one: kcrm init"),),
        parts={"start": View(_("To begin"), _START, steps)},
    )


def _per_caller(calls: Sequence[DayRow]) -> list[tuple[object, ...]]:
    """Who has most to call first; the last line sums up those for whom there is no room."""
    by_caller: dict[str | None, list[DayRow]] = {}
    for row in calls:
        by_caller.setdefault(row.caller_no, []).append(row)
    ordered = sorted(by_caller.values(), key=len, reverse=True)
    named, others = (ordered, []) if len(ordered) <= _CALLERS else (ordered[: _CALLERS - 1], ordered[_CALLERS - 1 :])
    lines: list[tuple[object, ...]] = [(theirs[0].caller or _("nobody"), theirs[0].caller_no, *_numbers(theirs)) for theirs in named]
    if others:
        together = [row for theirs in others for row in theirs]
        lines.append((n_("{count} other", "{count} others", len(others)).format(count=len(others)), None, *_numbers(together)))
    return lines


def _numbers(rows: Sequence[DayRow]) -> tuple[int, int, int]:
    return len(rows), len({row.followup.customer_id for row in rows}), sum(row.days_overdue > 0 for row in rows)


def _number(row: DayRow) -> str:
    return identifier(Thing.FOLLOWUP, row.followup.id)


def _call(row: DayRow) -> tuple[object, ...]:
    item = row.followup
    return (_number(row), row.priority, item.kind, item.customer, row.phone or _("none usable"), row.caller or _("nobody"))
