"""How the day stands: what is left, what is done, who is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from kcrm.actions.daylist import DayRow, Wanted, in_order, rows_of, shares_of
from kcrm.actions.session import Session
from kcrm.model import Channel, Priority, Staff
from kcrm.named import NamedTuple
from kcrm.queries import complaints, daylist, history
from kcrm.queries.daylist import Listed
from kcrm.queries.staff import all_staff
from kcrm.rules.daylist import Placed

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase

_NEXT = 3


class Share(NamedTuple):
    """One caller's part of the day, in customers. employee_no, name: None for nobody. done: called today, whatever came of it."""

    employee_no: str | None
    name: str | None
    left: int
    done: int
    overdue: int


class Day(NamedTuple):
    """The day of one member of staff, or where that is None of the whole desk.

    share: their numbers. urgent: their urgent customers. following: the first row of each of the next customers. messages: of the whole
    desk. team: everybody's numbers, the latest first. late: the complaints past a deadline, of who acts those they own.
    """

    on: date
    store: str
    staff: Staff | None
    share: Share
    urgent: tuple[DayRow, ...]
    following: tuple[DayRow, ...]
    messages: int
    team: tuple[Share, ...]
    late: tuple[ComplaintCase, ...]


def day_of(session: Session) -> Day:
    """Today, for whoever acts: calls as `due` lists them and `next` works them."""
    actor, today = session.actor, session.today
    called = history.called_on(session.connection, today)
    done = {customer for number, customer in called if actor is None or number == actor.employee_no}
    counted = shares_of(session, today)
    theirs = counted if actor is None else {actor.id: counted[actor.id]} if actor.id in counted else {}
    left, overdue = sum(share.customers for share in theirs.values()), sum(share.overdue for share in theirs.values())
    urgent, following = _first_calls(session, Wanted(today, today, caller_id=actor.id if actor else None), left)
    return Day(
        on=today,
        store=session.store.name,
        staff=actor,
        share=_share(actor, left, len(done), overdue),
        urgent=tuple(rows_of(session, urgent, today)),
        following=tuple(rows_of(session, following, today)),
        messages=daylist.count(session.connection, Listed(today, today, Channel.MESSAGE)),
        team=_team(counted, called, {member.id: member for member in all_staff(session.connection)}),
        late=_late(session),
    )


def _late(session: Session) -> tuple[ComplaintCase, ...]:
    if not complaints.any_open(session.connection):
        return ()
    from kcrm.actions.complaints.cases import late_cases  # noqa: PLC0415 - on most mornings of most desks nothing is open

    return tuple(late_cases(session.connection, session.now, session.store.go_live_on, session.actor.id if session.actor else None))


def _first_calls(session: Session, wanted: Wanted, left: int) -> tuple[list[Placed], list[Placed]]:
    """The first call of each urgent customer, and of each of the next few; urgent ones head the list. left: how many customers it has."""
    urgent: list[Placed] = []
    following: list[Placed] = []
    for first, *_more in islice(in_order(session, wanted), left):
        if first.priority is Priority.URGENT:
            urgent.append(first)
        if len(following) < _NEXT:
            following.append(first)
        elif first.priority is not Priority.URGENT:
            break
    return urgent, following


def _team(
    counted: Mapping[int | None, daylist.Share], called: Iterable[tuple[str | None, int]], staff: Mapping[int, Staff]
) -> tuple[Share, ...]:
    """Everybody who has calls left, most overdue first."""
    numbers = [number for number, _customer in called]
    shares = []
    for caller_id, share in counted.items():
        caller = staff[caller_id] if caller_id is not None else None
        done = numbers.count(caller.employee_no if caller else None)
        shares.append(_share(caller, share.customers, done, share.overdue))
    return tuple(sorted(shares, key=lambda share: (-share.overdue, -share.left, share.employee_no or "")))


def _share(caller: Staff | None, left: int, done: int, overdue: int) -> Share:
    number, name = (caller.employee_no, caller.name) if caller else (None, None)
    return Share(number, name, left, done, overdue)
