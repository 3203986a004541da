"""What people do to follow-ups by hand: put off, skip, give to somebody else, add. Each with its reason, all in one write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from kcrm.actions.planning import Planner
from kcrm.actions.refusals import ended_already
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Action, AssignedBy, Channel, Customer, CustomerFacts, FollowUp, Kind, Of, Staff, State
from kcrm.named import NamedTuple
from kcrm.queries import customer_facts, customers, followups, planning
from kcrm.queries.followups import ByHand, Event
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.calls import Again
from kcrm.rules.followups.assignment import Assignment, Roster, assigned, managed
from kcrm.rules.followups.bases import consent_to
from kcrm.rules.staff import employed, has_left


class NewFollowUp(NamedTuple):
    """A follow-up to add. assignee: None for whom the policy gives the kind to; vehicle_id: None for the customer as such.

    about: of a kind without words of its own what it is about, which also says why, where no reason is given. place: of a visit.
    """

    customer_id: int
    kind: Kind
    due: Again
    reason: str | None
    vehicle_id: int | None = None
    assignee: Staff | None = None
    channel: Channel = Channel.CALL
    about: str | None = None
    place: str | None = None


def snooze(session: Session, followup_ids: Sequence[int], until: Again, reason: str, *, dry_run: bool = False) -> list[FollowUp]:
    """Call for these on another day; their deadline stays.

    Raises RefusedError for one that is ended, or that would lapse before.
    """

    def put_off(item: FollowUp) -> Event:
        if item.lapses_on is not None and until.on > item.lapses_on:
            raise RefusedError(
                N_("{number} lapses after {last}; it cannot be postponed to {day}."),
                hint=N_("To skip it: kcrm followup skip {number} --reason TEXT"),
                number=identifier(Thing.FOLLOWUP, item.id),
                last=item.lapses_on,
                day=until.on,
            )
        followups.change(session.connection, item.id, call_on=until.on, call_time=_clock(until), bundle_on=None)
        return _event(session, item, Action.SNOOZED, reason, call_on=until.on)

    return _to_each(session, followup_ids, reason, put_off, dry_run=dry_run)


def put_off(session: Session, items: Sequence[FollowUp], until: Again, reason: str) -> None:
    """Within a write: call for these on another day, with a step each in their history."""
    for item in items:
        followups.change(session.connection, item.id, call_on=until.on, call_time=_clock(until), bundle_on=None)
        followups.note(session.connection, _event(session, item, Action.SNOOZED, reason, call_on=until.on))


def skip(session: Session, followup_ids: Sequence[int], reason: str, *, dry_run: bool = False) -> list[FollowUp]:
    """End these without a call. Raises RefusedError for one that is ended."""

    def leave_out(item: FollowUp) -> Event:
        followups.change(session.connection, item.id, state=State.SKIPPED, reason=reason.strip(), ended_at=session.now)
        if item.kind.row.of is Of.PROSPECT:
            from kcrm.actions.prospects.ended import Talk, note_ended  # noqa: PLC0415 - few are about a prospect

            note_ended(session, [item], Talk(session.now, reached=False, note=reason.strip()))
        return _event(session, item, Action.SKIPPED, reason)

    return _to_each(session, followup_ids, reason, leave_out, dry_run=dry_run)


def assign(session: Session, followup_ids: Sequence[int], to: Staff, reason: str, *, dry_run: bool = False) -> list[FollowUp]:
    """Make these somebody's duty. Raises RefusedError for one that is ended, or for somebody who has left."""
    check_employed(to, session.today)

    def give(item: FollowUp) -> Event:
        followups.hand_to(session.connection, item.id, to.id, AssignedBy.BY_HAND, session.today)
        return _event(session, item, Action.ASSIGNED, reason, assignee_id=to.id)

    return _to_each(session, followup_ids, reason, give, dry_run=dry_run)


def add(session: Session, new: NewFollowUp, *, dry_run: bool = False) -> FollowUp:
    """Add a follow-up that no rule asks for.

    Raises UsageError where words or a place are wanting or out of place, RefusedError where the customer wants none, does not own the
    vehicle, or has the same already.
    """
    _check_words(new)
    reason = new.reason or new.about or ""
    _check_reason(reason)
    if new.assignee is not None:
        check_employed(new.assignee, session.today)
    with session.write(dry_run=dry_run) as planner:
        if new.kind.row.of is Of.HAND and not planner.policy.followups[new.kind].enabled:
            raise RefusedError(N_("The policy has follow-ups of this kind switched off: followups.{key}.enabled."), key=str(new.kind))
        customer = customers.customer_by_id(session.connection, new.customer_id)
        facts = _facts(planner, new.customer_id)
        _check_wanted(customer, facts, new)
        by_hand = _by_hand(session, planner, facts, new)
        same = followups.same_by_hand(session.connection, by_hand)
        if same is not None:
            raise RefusedError(
                N_("{number} already exists: {kind} for {customer} on {day}."),
                number=identifier(Thing.FOLLOWUP, same),
                kind=new.kind,
                customer=customer.name,
                day=new.due.on,
            )
        number = followups.add(session.connection, by_hand, at=session.now, policy_version_id=planner.policy_version_id)
        followups.note(
            session.connection,
            Event(number, session.now, _actor_id(session), Action.ADDED, reason.strip(), new.due.on, by_hand.assignee_id),
        )
        planner.plan([new.customer_id])
        return followups.followup_by_id(session.connection, number)


def check_employed(member: Staff, on: date) -> None:
    """Whether somebody works here on that day. Raises RefusedError."""
    if has_left(member, on):
        raise RefusedError(N_("{number} {name} left on {day}."), number=member.employee_no, name=member.name, day=member.left_on)
    if not employed(member, on):
        raise RefusedError(N_("{number} {name} starts on {day}."), number=member.employee_no, name=member.name, day=member.joined_on)


def _to_each(
    session: Session, followup_ids: Sequence[int], reason: str, act: Callable[[FollowUp], Event], *, dry_run: bool
) -> list[FollowUp]:
    """Do one thing to each, which must be open, and note it."""
    _check_reason(reason)
    numbers = list(dict.fromkeys(followup_ids))
    with session.write(dry_run=dry_run) as planner:
        for number in numbers:
            item = followups.followup_by_id(session.connection, number)
            if item.state is not State.OPEN:
                raise ended_already(session, item)
            followups.note(session.connection, act(item))
        planner.plan(sorted({followups.followup_by_id(session.connection, number).customer_id for number in numbers}))
        return [followups.followup_by_id(session.connection, number) for number in numbers]


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise UsageError(N_("--reason must not be empty."))


def _check_words(new: NewFollowUp) -> None:
    if new.kind.row.of is Of.HAND and new.about is None:
        raise UsageError(N_("“{kind}”: what is it about? Add --about TEXT."), kind=new.kind)
    if new.kind.row.of is not Of.HAND and new.about is not None:
        raise UsageError(
            N_("--about goes with the kind “{other}”; “{kind}” already says what it is about."), other=Kind.OTHER, kind=new.kind
        )
    if (new.channel is Channel.VISIT) != (new.place is not None):
        raise UsageError(N_("A visit needs a place, and only a visit has one: --channel visit --place TEXT."))


def _check_wanted(customer: Customer, facts: CustomerFacts, new: NewFollowUp) -> None:
    if facts.do_not_contact:
        raise RefusedError(N_("{customer} wants no contact."), customer=customer.name)
    if consent_to(new.channel, facts) is False:
        raise RefusedError(N_("{customer} does not consent to a {channel}."), customer=customer.name, channel=new.channel)
    if new.kind in facts.refused_kinds:
        raise RefusedError(N_("{customer} wants no more calls of this kind: {kind}."), customer=customer.name, kind=new.kind)
    if new.vehicle_id is not None and new.vehicle_id not in {vehicle.id for vehicle in facts.vehicles}:
        raise RefusedError(
            N_("{vehicle} does not belong to {customer}."),
            hint=N_("To see whose it is: kcrm vehicle show {vehicle}"),
            vehicle=identifier(Thing.VEHICLE, new.vehicle_id),
            customer=customer.name,
        )


def _by_hand(session: Session, planner: Planner, facts: CustomerFacts, new: NewFollowUp) -> ByHand:
    whose: Assignment
    if new.assignee is not None:
        whose = (new.assignee.id, AssignedBy.BY_HAND)
    else:
        vehicle = next((each for each in facts.vehicles if each.id == new.vehicle_id), None)
        roster = Roster(planning.staff_members(session.connection))
        by = planner.policy.followups[new.kind].by
        of_account = new.kind.row.of is Of.ACCOUNT
        whose = managed(by, facts, roster, session.today) if of_account else assigned(by, facts, vehicle, roster, session.today)
    return ByHand(new.kind, new.channel, new.customer_id, new.vehicle_id, new.due.on, _clock(new.due), *whose, new.about, new.place)


def _facts(planner: Planner, customer_id: int) -> CustomerFacts:
    policy = planner.policy
    maintenance, no_visit = policy.maintenance.types, policy.visits.excluded_types
    return customer_facts.facts_of(planner.connection, [customer_id], maintenance=maintenance, no_visit=no_visit, zone=policy.zone)[0]


def _event(
    session: Session, item: FollowUp, action: Action, reason: str, *, call_on: date | None = None, assignee_id: int | None = None
) -> Event:
    return Event(item.id, session.now, _actor_id(session), action, reason.strip(), call_on, assignee_id)


def _actor_id(session: Session) -> int | None:
    return session.actor.id if session.actor else None


def _clock(moment: Again) -> str | None:
    return f"{moment.at:%H:%M}" if moment.at else None
