"""How the day stands: what is left, what is done, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kcrm.actions.daylist import DayRow, Wanted, placed_list, rows_of
from kcrm.actions.session import Session
from kcrm.model import Channel, Priority, Staff
from kcrm.queries import history
from kcrm.queries.staff import all_staff
from kcrm.rules.daylist import Placed

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
    placed = placed_list(session, Wanted(day=session.today, until=session.today, channel=None))
    calls = [each for each in placed if each.item.channel is Channel.CALL]
    called = history.called_on(session.connection, session.today)
    actor = session.actor
    mine = calls if actor is None else [each for each in calls if each.caller_id == actor.id]
    done = {customer for number, customer in called if actor is None or number == actor.employee_no}
    first = _first_of_each(mine)
    urgent = [each for each in first if each.priority is Priority.URGENT]
    return Day(
        on=session.today,
        store=session.store.name,
        staff=actor,
        share=_share(actor, mine, len(done)),
        urgent=tuple(rows_of(session, urgent, session.today)),
        following=tuple(rows_of(session, first[:_NEXT], session.today)),
        messages=len(placed) - len(calls),
        team=_team(calls, called, {member.id: member for member in all_staff(session.connection)}),
    )


def _team(calls: Sequence[Placed], called: Iterable[tuple[str | None, int]], staff: Mapping[int, Staff]) -> tuple[Share, ...]:
    """Everybody who has calls left, most overdue first."""
    theirs: dict[int | None, list[Placed]] = {}
    for each in calls:
        theirs.setdefault(each.caller_id, []).append(each)
    numbers = [number for number, _customer in called]
    shares = []
    for caller_id, placed in theirs.items():
        caller = staff[caller_id] if caller_id is not None else None
        shares.append(_share(caller, placed, numbers.count(caller.employee_no if caller else None)))
    return tuple(sorted(shares, key=lambda share: (-share.overdue, -share.left, share.employee_no or "")))


def _share(caller: Staff | None, placed: Sequence[Placed], done: int) -> Share:
    customers = {each.item.customer_id for each in placed}
    overdue = {each.item.customer_id for each in placed if each.days_overdue}
    number, name = (caller.employee_no, caller.name) if caller else (None, None)
    return Share(number, name, len(customers), done, len(overdue))


def _first_of_each(placed: Sequence[Placed]) -> list[Placed]:
    first: dict[int, Placed] = {}
    for each in placed:
        first.setdefault(each.item.customer_id, each)
    return list(first.values())
