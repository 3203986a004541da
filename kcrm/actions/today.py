"""How the day stands: what is left, what is done, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kcrm.actions.daylist import DayRow, Wanted, day_list
from kcrm.actions.session import Session
from kcrm.model import Channel, Priority, Staff
from kcrm.queries import history

_NEXT = 3


@dataclass(frozen=True, slots=True)
class Share:
    """One caller's part of the day, in customers. employee_no, name: None for nobody. done: called today, whatever came of it."""

    employee_no: str | None
    name: str | None
    left: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Day:
    """The day of one member of staff, or where that is None of the whole desk.

    share: their numbers. urgent: their urgent customers. following: the first row of each of the next customers. messages: of the whole
    desk. team: everybody's numbers, the latest first.
    """

    on: date
    store: str
    staff: Staff | None
    share: Share
    urgent: tuple[DayRow, ...]
    following: tuple[DayRow, ...]
    messages: int
    team: tuple[Share, ...]


def day_of(session: Session) -> Day:
    """Today, for whoever acts."""
    rows = day_list(session, Wanted(day=session.today, until=session.today, channel=None))
    calls = [row for row in rows if row.followup.channel is Channel.CALL]
    called = history.called_on(session.connection, session.today)
    actor = session.actor
    mine = calls if actor is None else [row for row in calls if row.caller_no == actor.employee_no]
    done = {customer for number, customer in called if actor is None or number == actor.employee_no}
    first = _first_of_each(mine)
    return Day(
        on=session.today,
        store=session.store.name,
        staff=actor,
        share=_share(actor.employee_no if actor else None, actor.name if actor else None, mine, len(done)),
        urgent=tuple(row for row in first if row.priority is Priority.URGENT),
        following=first[:_NEXT],
        messages=len(rows) - len(calls),
        team=_team(calls, called),
    )


def _team(calls: Sequence[DayRow], called: Iterable[tuple[str | None, int]]) -> tuple[Share, ...]:
    """Everybody who has calls left, most overdue first."""
    theirs: dict[str | None, list[DayRow]] = {}
    for row in calls:
        theirs.setdefault(row.caller_no, []).append(row)
    numbers = [number for number, _customer in called]
    shares = [_share(number, rows[0].caller, rows, numbers.count(number)) for number, rows in theirs.items()]
    return tuple(sorted(shares, key=lambda share: (-share.overdue, -share.left, share.employee_no or "")))


def _share(employee_no: str | None, name: str | None, rows: Sequence[DayRow], done: int) -> Share:
    customers = {row.followup.customer_id for row in rows}
    overdue = {row.followup.customer_id for row in rows if row.days_overdue}
    return Share(employee_no, name, len(customers), done, len(overdue))


def _first_of_each(rows: Sequence[DayRow]) -> tuple[DayRow, ...]:
    first: dict[int, DayRow] = {}
    for row in rows:
        first.setdefault(row.followup.customer_id, row)
    return tuple(first.values())
