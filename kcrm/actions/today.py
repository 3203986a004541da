"""How the day stands: what is left, what is done, who is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

from kcrm.actions.daylist import DayRow, Wanted, in_order, placed_list, rows_of, shares_of
from kcrm.actions.session import Session
from kcrm.model import Channel, FollowUp, Outcome, Priority, Role, Staff
from kcrm.model.campaigns import UnderWay
from kcrm.named import NamedTuple
from kcrm.queries import complaints, daylist, followups, history
from kcrm.queries.daylist import Listed
from kcrm.queries.departments import all_departments
from kcrm.queries.desk import Store
from kcrm.queries.findings import Finding, WantedFindings, findings
from kcrm.queries.history import Called
from kcrm.queries.staff import all_staff
from kcrm.queries.tasks import ToDo
from kcrm.rules.daylist import Placed

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.fleets.morning import AccountsDay
    from kcrm.actions.warranty import Watched
    from kcrm.queries.prospects import DueContacts

_NEXT = 3
_DECIDING = frozenset({Role.CS_MANAGER, Role.GENERAL_MANAGER})


class Share(NamedTuple):
    """One caller's part of the day, in customers. employee_no, name: None for nobody. done: called today, whatever came of it.

    since_go_live: of the overdue ones those who have been since the first day.
    """

    employee_no: str | None
    name: str | None
    left: int
    done: int
    overdue: int
    since_go_live: int


class Agreed(NamedTuple):
    """A time agreed with a customer, for today, or for a day before and not kept. at: in the policy's zone, without it."""

    at: datetime
    row: DayRow


class Undecided(NamedTuple):
    """How many conflicts wait, about customers and about vehicles."""

    customers: int = 0
    vehicles: int = 0


class Day(NamedTuple):
    """The day of one member of staff, or where that is None of the whole desk.

    share: their numbers. urgent: their urgent customers. agreed: their agreed times, the earliest first. following: the first row of each
    of the next customers. messages: of the whole desk; own_messages: those that are the duty of who acts. team: everybody's numbers, the
    latest first. complaints: those that wait to be accepted or are past a deadline, of who acts those they own. called: today's calls by
    outcome; heard: how many complaints were written down today. findings: those that wait for an answer, of who acts theirs. visits: those
    to be made today, or before and not made; of who acts theirs. prospects: of a sales consultant their own calls to them, of a manager of
    sales all, of others None. conflicts: how many wait to be decided, of the whole desk and of who leads it. accounts: those that who acts
    looks after, of the whole desk and of who leads it all; None where there are none. tasks: what who acts has to do besides, by its day.
    watched: vehicles near a limit of the state's warranty duties, for who leads the desk or heads service.
    at: the moment, in the policy's zone, without it.
    """

    at: datetime

    on: date
    store: Store
    staff: Staff | None
    share: Share
    urgent: tuple[DayRow, ...]
    agreed: tuple[Agreed, ...]
    following: tuple[DayRow, ...]
    messages: int
    own_messages: int | None
    team: tuple[Share, ...]
    complaints: tuple[ComplaintCase, ...]
    called: Mapping[Outcome, int]
    heard: int
    findings: tuple[Finding, ...] = ()
    visits: tuple[FollowUp, ...] = ()
    prospects: DueContacts | None = None
    conflicts: Undecided = Undecided()
    accounts: AccountsDay | None = None
    tasks: tuple[ToDo, ...] = ()
    scores: int = 0
    campaigns: tuple[UnderWay, ...] = ()
    watched: tuple[Watched, ...] = ()


def day_of(session: Session) -> Day:
    """Today, for whoever acts: calls as `due` lists them and `next` works them."""
    actor, today = session.actor, session.today
    called = history.called_on(session.connection, today)
    own = [each for each in called if actor is None or each.employee_no == actor.employee_no]
    done = {each.customer_id for each in own}
    outcomes = Counter[Outcome]()
    for each in own:
        outcomes[each.outcome] += each.times
    counted = shares_of(session, today)
    theirs = counted if actor is None else {actor.id: counted[actor.id]} if actor.id in counted else {}
    left = sum(share.customers for share in theirs.values())
    urgent, following = _first_calls(session, Wanted(today, today, caller_id=actor.id if actor else None), left)
    number = actor.id if actor else None
    leads = actor is None or actor.role in _DECIDING
    manager = None if leads else number
    there = complaints.of_today(session.connection, today, number, manager)
    messages = Listed(today, today, Channel.MESSAGE)
    return Day(
        at=session.now.replace(tzinfo=None),
        on=today,
        store=session.store,
        staff=actor,
        share=_share(actor, theirs.values(), len(done)),
        urgent=tuple(rows_of(session, urgent, today)),
        following=tuple(rows_of(session, following, today)),
        agreed=_agreed(session, number),
        messages=daylist.count(session.connection, messages),
        own_messages=daylist.count(session.connection, messages, number) if number is not None else None,
        team=_team(counted, called, {member.id: member for member in all_staff(session.connection)}),
        complaints=_complaints(session, number) if there.complaints else (),
        called=dict(outcomes.most_common()),
        heard=there.heard,
        findings=tuple(findings(session.connection, WantedFindings(head_id=number))) if there.findings else (),
        prospects=_prospects(session),
        accounts=_accounts(session, manager) if there.accounts else None,
        tasks=_duties(session, actor) if there.tasks and actor is not None else (),
        scores=_scores(session),
        campaigns=_campaigns(session, manager) if there.campaigns else (),
        watched=_watched(session) if there.repaired and (leads or _heads_service(session, actor)) else (),
        conflicts=Undecided(there.of_customers, there.of_vehicles) if leads else Undecided(),
        visits=tuple(followups.open_visits(session.connection, today, number)) if there.visits else (),
    )


def _campaigns(session: Session, responsible: int | None) -> tuple[UnderWay, ...]:
    from kcrm.queries.campaigns import under_way  # noqa: PLC0415 - as below: most days there is none

    return tuple(under_way(session.connection, session.today, responsible))


def _heads_service(session: Session, actor: Staff | None) -> bool:
    if actor is None:
        return False
    departments = all_departments(session.connection)
    if actor.role is not Role.DEPARTMENT_HEAD and all(each.head_id != actor.id for each in departments.values()):
        return False
    from kcrm.actions.manager.house import service_heads, staff_here  # noqa: PLC0415 - most are no heads

    return actor.id in service_heads(staff_here(session.connection, session.today), departments)


def _watched(session: Session) -> tuple[Watched, ...]:
    from kcrm.actions.warranty import watched  # noqa: PLC0415 - as above

    return tuple(watched(session))


def _scores(session: Session) -> int:
    """How many use scores of last month are to be approved by whoever acts."""
    if session.actor is None or session.today.day > session.policy.crmuse.due_day:
        return 0
    from kcrm.actions.manager.crmuse import unapproved  # noqa: PLC0415 - as below: only in the first days of a month

    return unapproved(session)


def _prospects(session: Session) -> DueContacts | None:
    actor = session.actor
    if actor is None or actor.role not in {Role.SALES_CONSULTANT, Role.SALES_MANAGER, Role.GENERAL_MANAGER}:
        return None
    from kcrm.queries.prospects import due_contacts  # noqa: PLC0415 - nobody else looks at prospects first

    own = actor.id if actor.role is Role.SALES_CONSULTANT else None
    return due_contacts(session.connection, own, session.today, session.policy.prospects)


def _accounts(session: Session, manager_id: int | None) -> AccountsDay:
    from kcrm.actions.fleets.morning import accounts_day  # noqa: PLC0415 - who looks after no account has no need of it

    return accounts_day(session, manager_id)


def _agreed(session: Session, caller_id: int | None) -> tuple[Agreed, ...]:
    today = session.today
    customers = daylist.customers_with_agreement(session.connection, Listed(today, today, Channel.CALL))
    if not customers:
        return ()
    placed = placed_list(session, Wanted(today, today, caller_id=caller_id), customers)
    firsts = {each.item.customer_id: each for each in reversed(placed) if each.item.agreed is not None}
    rows = rows_of(session, list(firsts.values()), today)
    found = [Agreed(each.item.agreed, row) for each, row in zip(firsts.values(), rows, strict=True) if each.item.agreed is not None]
    return tuple(sorted(found, key=lambda each: (each.at, each.row.followup.id)))


def _duties(session: Session, actor: Staff) -> tuple[ToDo, ...]:
    from kcrm.actions.manager.duties import duties_of  # noqa: PLC0415 - on most mornings of most desks nothing is to be done besides

    return duties_of(session, actor)


def _complaints(session: Session, owner_id: int | None) -> tuple[ComplaintCase, ...]:
    from kcrm.actions.complaints.cases import pressing_cases  # noqa: PLC0415 - on most mornings of most desks nothing is open

    return tuple(pressing_cases(session.connection, session.now, session.store.go_live_on, owner_id))


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


def _team(counted: Mapping[int | None, daylist.Share], called: Iterable[Called], staff: Mapping[int, Staff]) -> tuple[Share, ...]:
    """Everybody who has calls left, most overdue first."""
    customers = {(each.employee_no, each.customer_id) for each in called}
    numbers = [number for number, _customer in customers]
    shares = []
    for caller_id, share in counted.items():
        caller = staff[caller_id] if caller_id is not None else None
        done = numbers.count(caller.employee_no if caller else None)
        shares.append(_share(caller, [share], done))
    return tuple(sorted(shares, key=lambda share: (-share.overdue, -share.left, share.employee_no or "")))


def _share(caller: Staff | None, counted: Collection[daylist.Share], done: int) -> Share:
    number, name = (caller.employee_no, caller.name) if caller else (None, None)
    left, overdue, since = (sum(getattr(share, key) for share in counted) for key in ("customers", "overdue", "since_go_live"))
    return Share(number, name, left, done, overdue, since)
