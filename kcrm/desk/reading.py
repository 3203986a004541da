"""What the desk shows, read at once, on a thread of its own: the list, whose turn it is, and the clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from kcrm.actions.complaints.cases import ComplaintCase, complaint_cases
from kcrm.actions.daylist import DayRow, Wanted, ensure_planned, in_order, placed_list, rows_of
from kcrm.actions.seat.asking import Names
from kcrm.actions.seat.turn import Nobody, Turn
from kcrm.actions.seat.working import Working
from kcrm.actions.selecting import find
from kcrm.actions.session import Session, open_session
from kcrm.context import AppContext
from kcrm.errors import KcrmError
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.completion import customers_beginning, plates_beginning
from kcrm.queries.customers import customer_by_id
from kcrm.queries.lookup import Thing
from kcrm.queries.related import related

LISTED = 200
"""So many customers of the day are on the list at once; `/` finds the others."""

_AT_ONCE = 256
_CLOCKS = 3


class Ticking(NamedTuple):
    """A deadline of an open complaint that runs. left: when it was read; negative where it is over."""

    case: ComplaintCase
    left: timedelta


class Seen(NamedTuple):
    """One reading. customers: what is due for each, the most pressing first. at: aware, in the policy's zone. failure: of today's plan."""

    turn: Turn | Nobody
    customers: tuple[tuple[DayRow, ...], ...]
    clocks: tuple[Ticking, ...]
    policy: Policy
    store: str
    at: datetime
    failure: KcrmError | None = None

    @property
    def customer_id(self) -> int | None:
        """Whose card it is."""
        return self.turn.customer.id if isinstance(self.turn, Turn) else None


def read_desk(context: AppContext, working: Working, customer_id: int | None, narrowed: str, *, first: bool = False) -> Seen:
    """The desk as it is now.

    customer_id: whose card is wanted, None for whoever is next. narrowed: only customers whom this may mean, and the card of one of them.
    first: plan the day before.
    """
    with open_session(context.at_present()) as session:
        failure = ensure_planned(session) if first else None
        customers = _customers(session, working, narrowed)
        among = [rows[0].followup.customer_id for rows in customers]
        if narrowed and among and customer_id not in among:
            customer_id = among[0]
        return Seen(
            turn=working.next(session) if customer_id is None else working.turn_of(session, customer_id),
            customers=customers,
            clocks=_clocks(session),
            policy=session.policy,
            store=session.store.name,
            at=session.now,
            failure=failure,
        )


def read_card(context: AppContext, working: Working, customer_id: int, before: Seen) -> Seen:
    """The same with the card of another customer; the list stays as it was read before."""
    with open_session(context.at_present()) as session:
        return before._replace(turn=working.turn_of(session, customer_id, before.turn))


def stamp(database: Path) -> tuple[int, ...]:
    """Another one wherever somebody has written."""
    files = (database, database.with_name(f"{database.name}-wal"))
    return tuple(number for file in files if file.exists() for number in (file.stat().st_mtime_ns, file.stat().st_size))


def begun(context: AppContext, names: Names, text: str) -> str | None:
    """What of that kind begins so: a customer's name or a plate, or a name with its phone."""
    with open_session(context.at_present()) as session:
        connection = session.connection
        people = [each for each in customers_beginning(connection, text.split(",", maxsplit=1)[0]) if each.text]
        if names is Names.PERSON:
            phones = ((each.text, customer_by_id(connection, each.number).phone) for each in people)
            found = [f"{name}, {phone}" for name, phone in phones if phone]
        else:
            found = [each.text for each in (*people, *plates_beginning(connection, text))]
    return next((each for each in found if each.startswith(text)), None)


def _customers(session: Session, working: Working, narrowed: str) -> tuple[tuple[DayRow, ...], ...]:
    wanted = Wanted(day=session.today, until=session.today, caller_id=working.caller_id)
    if narrowed:
        meant = _meant(session, narrowed)
        groups: dict[int, list[DayRow]] = {}
        for row in rows_of(session, placed_list(session, wanted, meant), session.today) if meant else ():
            groups.setdefault(row.followup.customer_id, []).append(row)
        return tuple(map(tuple, groups.values()))
    placed = list(islice(in_order(session, wanted, _AT_ONCE), LISTED))
    rows = iter(rows_of(session, [each for group in placed for each in group], session.today))
    return tuple(tuple(islice(rows, len(group))) for group in placed)


def _meant(session: Session, text: str) -> set[int]:
    found = find(session, text, parts=True)
    return {each.id for each in related(session.connection, found, Thing.CUSTOMER)} | {
        each.id for each in found if each.thing is Thing.CUSTOMER
    }


def _clocks(session: Session) -> tuple[Ticking, ...]:
    """The most pressing deadlines of whoever acts, of everybody's where nobody does."""
    wanted = WantedComplaints(open=True, owner_id=session.actor.id if session.actor else None)
    cases: Sequence[ComplaintCase] = complaint_cases(session.connection, session.now, wanted)
    running = ((case, case.standing.pressing) for case in cases)
    return tuple(Ticking(case, clock.left) for case, clock in islice(((each, of) for each, of in running if of is not None), _CLOCKS))
