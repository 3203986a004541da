"""The day's list: who is to be called, by whom, in which order, and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby

from kcrm.actions.session import Session
from kcrm.db import explain
from kcrm.errors import DatabaseError, KcrmError
from kcrm.model import AssignedBy, Channel, DueBy, FollowUp, Kind, PhoneState, Priority, Role
from kcrm.named import NamedTuple
from kcrm.queries import absences, appointments, complaints, daylist, followups, lookup, planning, staff
from kcrm.queries.complaints import OpenComplaint
from kcrm.queries.daylist import Listed, OpenItem, Share, Sums
from kcrm.rules.absences import Away, StandIns
from kcrm.rules.daylist import DayItem, Placed, agreed_at, arrange, is_grave
from kcrm.rules.followups.assignment import Roster

OPEN_COMPLAINT = "open_complaint"
"""The reason that names a complaint of the customer's that is not closed: open_complaint=K5."""

AGREED = "call_time"
"""The reason that names the time agreed with a customer who was busy: call_time=15:00."""

RELEASED = "released_on"
"""The reason that names the day on which a prospect goes back to the pool unless somebody is in contact before: released_on=2026-06-18."""

LEVEL = "level"
"""The reason that names the level of a prospect who is to be contacted: level=A."""

WHOSE = "whose"
"""The reason that names whose a contact is that is late: whose=X1 方东."""

_AT_ONCE = 16
"""So many rows are read first where nobody knows how many will be wanted."""


class Wanted(NamedTuple):
    """Which part of the list.

    day: the day it is reckoned for. until: open items to be called on that day or before. caller_id: only the customers this person calls.
    channel: None for all; also: another one beside it. customer_id: only this customer. customer_ids: only these, None for any.
    """

    day: date
    until: date
    channel: Channel | None = Channel.CALL
    kinds: frozenset[Kind] = frozenset()
    overdue: bool = False
    caller_id: int | None = None
    customer_id: int | None = None
    customer_ids: frozenset[int] | None = None
    also: Channel | None = None

    def listed(self, now: datetime) -> Listed:
        """The follow-ups that have a place on this list, whoever asks. now: aware, in the policy's zone."""
        return Listed(self.day, self.until, self.channel, self.also, _moment_of(self.day, now).time())


def _moment_of(day: date, now: datetime) -> datetime:
    """The moment that a list is reckoned for, without its zone: now on its own day, the first moment of any other."""
    return now.replace(tzinfo=None) if day == now.date() else datetime.combine(day, time())


class DayRow(NamedTuple):
    """One follow-up at its place in the day. phone: the one to dial, None where there is none that works; caller: who dials it."""

    followup: FollowUp
    priority: Priority
    days_overdue: int
    phone: str | None
    caller_no: str | None
    caller: str | None
    reasons: tuple[str, ...]


def day_list(session: Session, wanted: Wanted) -> list[DayRow]:
    """The open follow-ups wanted, one customer's together, most pressing first; without what will have lapsed by that day."""
    customer_ids = {wanted.customer_id} if wanted.customer_id is not None else None
    return rows_of(session, placed_list(session, wanted, customer_ids), wanted.day)


def placed_list(session: Session, wanted: Wanted, customer_ids: Collection[int] | None = None) -> list[Placed]:
    """The same list, of these customers or of all, as far as its order and its sums need it; `rows_of` has the rest."""
    return _placed(session, wanted, pressing_customers(session, wanted.day), stand_ins(session, wanted.day), customer_ids)


def rows_of(session: Session, placed: Sequence[Placed], day: date) -> list[DayRow]:
    """These, of the list of that day, with all that is shown of them."""
    return _rows(session, placed, pressing_customers(session, day), day)


def day_page(session: Session, wanted: Wanted, first: int) -> tuple[list[DayRow], Sums]:
    """The first so many rows of the day's list, and the sums of it all; of a long list only the most pressing customers are looked at."""
    if first and wanted == Wanted(wanted.day, wanted.until, wanted.channel, also=wanted.also) and not stand_ins(session, wanted.day).needed:
        page: list[Placed] = []
        for group in in_order(session, wanted, first):
            page += group
            if len(page) >= first:
                break
        listed = wanted.listed(session.now)._replace(go_live_on=session.store.go_live_on)
        return rows_of(session, page[:first], wanted.day), daylist.sums(session.connection, listed)
    rows = day_list(session, wanted)
    return rows[:first], sums_of(rows, session.store.go_live_on)


def in_order(session: Session, wanted: Wanted, at_once: int = _AT_ONCE) -> Iterator[tuple[Placed, ...]]:
    """What is wanted of one customer after the other, the most pressing first.

    Of a long list no more is looked at than is asked for: `at_once` rows, then eight times as many, and so on.
    """
    pressing, present, listed = pressing_customers(session, wanted.day), stand_ins(session, wanted.day), wanted.listed(session.now)
    ahead = {*pressing, *daylist.promised_customers(session.connection, listed)}
    opening, given = session.policy.calling.hours[0].first, set[int]()
    assignees = None if wanted.caller_id is None else {wanted.caller_id, *present.away}
    if assignees is not None and _sells(session, wanted):
        # who has which level decides, so that all of theirs is looked at; one consultant has no more than can be called
        placed = _placed(session, wanted, pressing, present, daylist.customers_of(session.connection, listed, assignees))
        yield from _by_customer(placed)
        return
    while True:
        first = daylist.first_customers(session.connection, listed, at_once, opening, assignees)
        placed = _placed(session, wanted, pressing, present, {*first, *ahead} - given)
        yield from _by_customer(placed)
        if len(first) < at_once:
            return
        given.update(first, ahead)
        at_once *= 8


def callers_ahead(session: Session) -> Mapping[int, int | None]:
    """Who makes each call and visit that is open, on its day, or today where that is over; by the follow-up."""
    today, days = session.today, dict[date, list[DayItem]]()
    pressing, present = pressing_customers(session, today), stand_ins(session, today)
    for item in daylist.open_items(session.connection, Wanted(today, date.max, also=Channel.VISIT).listed(session.now)):
        days.setdefault(max(item.call_on, today), []).append(_day_item(item, pressing.get(item.customer_id)))
    return {
        placed.item.id: placed.caller_id
        for day, items in days.items()
        for placed in arrange(items, _moment_of(day, session.now), session.policy, present)
    }


def shares_of(session: Session, day: date) -> dict[int | None, Share]:
    """How many customers are whose to call on a day, by the caller."""
    present, opening = stand_ins(session, day), session.policy.calling.hours[0].first
    found: dict[int | None, Share] = {}
    listed = Wanted(day, day).listed(session.now)._replace(go_live_on=session.store.go_live_on)
    for each in daylist.shares(session.connection, listed, opening, present.away):
        caller = each.caller_id
        if caller is not None and each.customer_id is not None:
            caller = present.caller(caller, each.customer_id, day)
        before = found.get(caller, Share(caller, None, 0, 0, 0))
        found[caller] = Share(
            caller,
            None,
            before.customers + each.customers,
            before.overdue + each.overdue,
            before.since_go_live + each.since_go_live,
        )
    return found


def sums_of(rows: Sequence[DayRow], go_live_on: date) -> Sums:
    """How many rows, and how many of them want attention."""
    return Sums(
        followups=len(rows),
        customers=len({row.followup.customer_id for row in rows}),
        overdue=sum(row.days_overdue > 0 for row in rows),
        since_go_live=sum(row.days_overdue > 0 and row.followup.due_on == go_live_on for row in rows),
        unassigned=sum(row.caller_no is None for row in rows),
        no_phone=sum(row.phone is None for row in rows),
    )


def _placed(
    session: Session, wanted: Wanted, pressing: Mapping[int, Pressing], present: StandIns, customer_ids: Collection[int] | None
) -> list[Placed]:
    """What is wanted of these customers' or everybody's follow-ups, in the order of the day."""
    items = {item.id: item for item in daylist.open_items(session.connection, wanted.listed(session.now), customer_ids)}
    day_items = (_day_item(item, pressing.get(item.customer_id)) for item in items.values())
    arranged = arrange(day_items, _moment_of(wanted.day, session.now), session.policy, present)
    placed = [placed for placed in arranged if _is_wanted(items[placed.item.id], placed, wanted)]
    contacts = [each.item.id for each in placed if items[each.item.id].kind is Kind.PROSPECT_CONTACT]
    if not contacts or not _sells(session, wanted):
        return placed
    from kcrm.queries.prospects import contacts as contacts_of  # noqa: PLC0415 - most lists have none
    from kcrm.rules.prospects.order import by_level  # noqa: PLC0415

    levels = contacts_of(session.connection, contacts, wanted.day, session.policy.prospects)
    return list(chain.from_iterable(by_level(_by_customer(placed), levels)))


def _sells(session: Session, wanted: Wanted) -> bool:
    """Whether the list is one person's whose calls to prospects are the most of it: it goes by level."""
    if wanted.caller_id is None:
        return False
    role = staff.staff_by_id(session.connection, wanted.caller_id).role
    return role in {session.policy.followups[Kind.PROSPECT_CONTACT].by, Role.SALES_MANAGER}


def _by_customer(placed: Iterable[Placed]) -> Iterator[tuple[Placed, ...]]:
    return (tuple(group) for _customer, group in groupby(placed, key=lambda each: each.item.customer_id))


def _rows(session: Session, arranged: Sequence[Placed], pressing: Mapping[int, Pressing], day: date) -> list[DayRow]:
    found = followups.followups_by_id(session.connection, (placed.item.id for placed in arranged))
    names = {member.id: member for member in staff.all_staff(session.connection)}
    contacts, released = _contacts(session, found.values(), day), _released(session, found.values())
    rows = []
    for placed in arranged:
        item = found[placed.item.id]
        caller = names.get(placed.caller_id) if placed.caller_id is not None else None
        phone = phone_to_dial(item)
        rows.append(
            DayRow(
                followup=item,
                priority=placed.priority,
                days_overdue=placed.days_overdue,
                phone=phone,
                caller_no=caller.employee_no if caller else None,
                caller=caller.name if caller else None,
                reasons=(
                    *reasons_of(item, phone),
                    *contacts.get(item.id, ()),
                    *_of_prospect(item, placed.days_overdue, released),
                    *(pressing[item.customer_id].reasons if item.customer_id in pressing else ()),
                ),
            )
        )
    return rows


def _contacts(session: Session, items: Iterable[FollowUp], day: date) -> Mapping[int, tuple[str, ...]]:
    """By the item, of a next contact of a prospect whether it is the first one, and the level that they have that day."""
    wanted = [item.id for item in items if item.kind is Kind.PROSPECT_CONTACT]
    if not wanted:
        return {}
    from kcrm.queries.prospects import contacts  # noqa: PLC0415 - most lists have none

    found = contacts(session.connection, wanted, day, session.policy.prospects)
    return {number: (*(["first_contact"] if is_first else []), f"{LEVEL}={level}") for number, (level, is_first) in found.items()}


def _released(session: Session, items: Iterable[FollowUp]) -> Mapping[str, date]:
    """By its case, when a prospect that is to be contacted goes back to the pool."""
    cases = [item.case for item in items if item.kind is Kind.PROSPECT_CONTACT and item.case is not None]
    if not cases or not session.policy.prospects.idle_release:
        return {}
    from kcrm.queries.prospects import release_days  # noqa: PLC0415 - most lists have none

    return release_days(session.connection, cases, session.today, session.policy.prospects)


def _of_prospect(item: FollowUp, days_overdue: int, released: Mapping[str, date]) -> Iterator[str]:
    """Nobody's prospect is taken away without a warning, and what is late names whose it is."""
    if item.kind is Kind.PROSPECT_CONTACT:
        if days_overdue > 0 and item.assignee is not None:
            yield f"{WHOSE}={item.assignee_no} {item.assignee}"
        if (day := released.get(item.case or "")) is not None:
            yield f"{RELEASED}={day.isoformat()}"


def stand_ins(session: Session, first: date) -> StandIns:
    """Who calls for whom on that day and after."""
    known = absences.absences_from(session.connection, first)
    roster = Roster(planning.staff_members(session.connection))
    return StandIns(roster, (Away(each.staff_id, each.from_on, each.until_on, each.cover_id) for each in known))


class Pressing(NamedTuple):
    """Why a customer heads the list; grave: only such go before those whose agreed time has come."""

    reasons: tuple[str, ...]
    grave: bool


def pressing_customers(session: Session, day: date) -> Mapping[int, Pressing]:
    """Who heads the list, and why: frequent complainers and urgent problems first (Customer-care department plan)."""
    policy = session.policy.complaints
    since = day - timedelta(days=policy.repeated_days)
    often = complaints.frequent_complainers(session.connection, since, policy.repeated_count)
    opened: dict[int, list[OpenComplaint]] = {customer_id: [] for customer_id in often}
    for each in complaints.open_complaints(session.connection):
        opened.setdefault(each.customer_id, []).append(each)
    return {
        customer_id: Pressing(
            (
                *(f"{OPEN_COMPLAINT}={lookup.identifier(lookup.Thing.COMPLAINT, each.id)}" for each in theirs),
                *(["frequent_complainer"] if customer_id in often else []),
            ),
            customer_id in often
            or any(is_grave(each.severity, each.channel, policy.public_channels, repeated=each.repeated) for each in theirs),
        )
        for customer_id, theirs in opened.items()
    }


def ensure_planned(session: Session) -> KcrmError | None:
    """Make today's plan where no cron did; the reason why it could not be made, for a notice, else None."""
    planned_on = planning.planned_on(session.connection)
    if planned_on is not None and planned_on >= session.today and not _is_anybody_missed(session):
        return None
    try:
        with session.write(automatic=True) as planner:
            planner.plan_due()
    except DatabaseError as error:
        return error
    except sqlite3.Error as error:
        return explain(error, session.context.db_path)
    return None


def _is_anybody_missed(session: Session) -> bool:
    """Whether somebody should have come to the workshop meanwhile, of whom it is yet to be found that they did not."""
    lapse = timedelta(days=session.policy.followups[Kind.NO_SHOW_CALL].lapse_days)
    late = timedelta(minutes=session.policy.workshop.call_minutes)
    return appointments.is_anybody_awaited(session.connection, session.now - lapse, session.now - late)


def phone_to_dial(item: FollowUp) -> str | None:
    """Whoever brought the car, else the customer's phone that is not known to be wrong."""
    if item.contact_phone and not item.contact_refuses:
        return item.contact_phone
    return item.phone2 if item.phone_state is PhoneState.WRONG or not item.phone else item.phone


def one_call(items: Sequence[FollowUp]) -> list[FollowUp]:
    """What of a customer's follow-ups is said in one call, in their order: all; of a company what is said to whoever is dialled.

    That is who speaks for all its vehicles, where anything is told together, else who brought the vehicle of the first.
    """
    if not items or not items[0].of_company:
        return list(items)
    first = next((item for item in items if item.bundled), items[0])
    return [item for item in items if phone_to_dial(item) == phone_to_dial(first)]


def reasons_of(item: FollowUp, phone: str | None) -> tuple[str, ...]:
    """Why it stands on the list: the base fact with its date, then what is particular about it."""
    marks: Iterable[tuple[str, bool]] = (
        (item.due_by, item.due_by is not DueBy.INTERVAL),
        ("unassigned", item.assigned_by is AssignedBy.NOBODY),
        ("no_usable_phone", phone is None),
        ("doubtful_phone", phone is not None and phone == item.phone and item.phone_state is PhoneState.DOUBTFUL),
        ("called_contact", phone is not None and phone == item.contact_phone and not item.contact_refuses),
    )
    agreed = (f"{AGREED}={item.call_time}",) if item.call_time else ()
    return (f"{item.base}={item.base_on.isoformat()}", *agreed, *(mark for mark, holds in marks if holds))


def _day_item(item: OpenItem, pressing: Pressing | None) -> DayItem:
    return DayItem(
        id=item.id,
        customer_id=item.customer_id,
        customer_no=item.customer_no,
        customer_class=item.customer_class,
        channel=item.channel,
        due_on=item.due_on,
        call_on=item.call_on,
        urgent=pressing is not None,
        grave=pressing is not None and pressing.grave,
        window_start=time.fromisoformat(item.contact_window[:5]) if item.contact_window else None,
        assignee_id=item.assignee_id,
        agreed=agreed_at(item.call_on, item.call_time),
    )


def _is_wanted(item: OpenItem, placed: Placed, wanted: Wanted) -> bool:
    return (
        (not wanted.kinds or item.kind in wanted.kinds)
        and (not wanted.overdue or placed.days_overdue > 0)
        and (wanted.caller_id is None or placed.caller_id == wanted.caller_id)
        and (wanted.customer_ids is None or item.customer_id in wanted.customer_ids)
    )
