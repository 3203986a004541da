"""The desk in words: the list's lines, the head, and the clocks that tick."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.actions.daylist import DayRow
from kcrm.i18n import _, n_
from kcrm.model import Kind, Priority
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.daylist import agreed_at
from kcrm.text import cells, pad
from kcrm.views.labels import label_of
from kcrm.views.tones import Tone, tone_of_word
from kcrm.views.values import joined

_MARK = 9  # cells before the name
NAME = 8
"""Cells of a name, where what follows it stands below each other."""
_HOUR = timedelta(hours=1)


class Line(NamedTuple):
    """A customer on the list.

    mark: why they stand there, a word; style: the colour that goes with it. plate: of the vehicle that it is about, empty where it is about
    none. about: what they are called for. till: the day after which that is of no use, empty where it always is.
    """

    customer_id: int
    mark: str
    style: str
    name: str
    plate: str
    about: str
    till: str


def in_one_line(width: int) -> bool:
    """Whether so many cells have room for mark, name, whatever they may be called for and till when."""
    return width >= _MARK + NAME + max(cells(label_of(kind)) for kind in Kind) + cells(_("by {day}").format(day=" 00-00"))


def list_lines(customers: Sequence[Sequence[DayRow]], skipped: Collection[int]) -> list[Line]:
    """A line for each customer, in their order. skipped: who was left out in this sitting."""
    return [_line(rows, skipped=rows[0].followup.customer_id in skipped) for rows in customers]


def _line(rows: Sequence[DayRow], *, skipped: bool) -> Line:
    first = rows[0]
    item = first.followup
    lapses = min((row.followup.lapses_on for row in rows if row.followup.lapses_on is not None), default=None)
    return Line(
        item.customer_id,
        pad(_("skipped") if skipped else _mark(rows), _MARK),
        Tone.FAINT if skipped else tone_of_word(first.priority),
        item.customer,
        next((row.followup.plate for row in rows if row.followup.plate), ""),
        joined(dict.fromkeys(label_of(row.followup.kind) for row in rows)),
        _("by {day}").format(day=f"{lapses:%m-%d}") if lapses is not None else "",
    )


def _mark(rows: Sequence[DayRow]) -> str:
    """The time that was agreed, how late it is, or how pressing."""
    agreed = [moment for row in rows if (moment := agreed_at(row.followup.call_on, row.followup.call_time)) is not None]
    if agreed:
        return f"{min(agreed):%H:%M}"
    late = max(row.days_overdue for row in rows)
    if late and rows[0].priority is not Priority.URGENT:
        return n_("{count} d late", "{count} d late", late).format(count=late)
    return label_of(rows[0].priority)


def head(store: str, now: datetime, left: int, width: int, caller: str | None, narrowed: str) -> str:
    """What stands above it all: whose desk, how many customers are left, to whom the list is narrowed, the clock."""
    count = n_("{count} customer left", "{count} customers left", left).format(count=left)
    words = [store, *([caller] if caller else []), count, *([_("only “{text}” (Esc: all)").format(text=narrowed)] if narrowed else [])]
    clock = f"{now:%Y-%m-%d %H:%M:%S}"
    text = "  ".join(words)
    return f"{text}{' ' * max(2, width - cells(text) - cells(clock))}{clock}"


def ticking_line(case: ComplaintCase, left: timedelta) -> str:
    """A deadline with what is left of it, or how late it is, to the second where it is near."""
    clock = case.standing.pressing
    assert clock is not None, "its clock ticks"
    words = _("{time} left") if left >= timedelta() else _("{time} late")
    return f"{identifier(Thing.COMPLAINT, case.complaint.id)} {label_of(clock.kind)} {words.format(time=_time(abs(left)))}"


def _time(left: timedelta) -> str:
    minutes, seconds = divmod(int(left.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if left < _HOUR:
        return f"{minutes}:{seconds:02}"
    days, hours = divmod(hours, 24)
    return (
        _("{days} d {hours} h").format(days=days, hours=hours)
        if days
        else _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    )
