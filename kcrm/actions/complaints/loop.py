"""The steps of a complaint: each is checked against where it stands, written as an event, and brings the record up to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from kcrm.actions.complaints import refusals
from kcrm.actions.complaints.cases import ComplaintCase, Judge, complaint_case
from kcrm.actions.contacts import Stranger, add_contact
from kcrm.actions.departments import department_named
from kcrm.actions.planning import Planner
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import load_pinyin
from kcrm.model import (
    Cause,
    ComplaintEvent,
    ComplaintState,
    EventKind,
    Finding,
    Level,
    NewComplaint,
    Reason,
    Role,
    Staff,
)
from kcrm.model.access import Permission
from kcrm.policy import Policy
from kcrm.queries import complaints as queries
from kcrm.queries import customers, staff
from kcrm.queries.departments import all_departments
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.planning import staff_members
from kcrm.queries.records import Saved, row_by_id
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of
from kcrm.rules.complaints.deadlines import has_deadline
from kcrm.rules.complaints.levels import (
    MANAGERS,
    Case,
    House,
    Kin,
    Place,
    is_higher,
    may_grant,
    next_level,
    place_at,
    repetition,
    start_level,
    who_may_grant,
)
from kcrm.rules.complaints.standing import possible
from kcrm.rules.followups.assignment import Roster
from kcrm.rules.worktime import is_shown

_LATEST: Final = 2**63  # the number of a complaint that has none yet
_REASK = frozenset({"unreachable", "cancelled", "skipped"})


@dataclass(frozen=True, slots=True)
class ComplaintDesk:
    """Complaints in one open write: by this policy, at this moment. actor: who acts, None where nobody was named."""

    connection: sqlite3.Connection
    policy: Policy
    policy_version_id: int
    now: datetime
    actor: Staff | None
    _judge: Judge = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # one for all cases: reading a policy version takes longer than taking a step
        object.__setattr__(self, "_judge", Judge(self.connection))

    @classmethod
    def of(cls, session: Session, planner: Planner) -> ComplaintDesk:
        """Of a session's open write."""
        return cls(planner.connection, planner.policy, planner.policy_version_id, session.now.replace(microsecond=0), session.actor)

    def case(self, complaint_id: int) -> ComplaintCase:
        """A complaint as it stands now."""
        return complaint_case(self.connection, self.now, complaint_id, self._judge)

    def receive(self, new: NewComplaint, *, spoken: bool = False, history: bool = False) -> int:
        """Write down a complaint; its number. What staff record themselves is accepted by it.

        spoken: it was heard from whoever complained, so that the first contact is made. history: it is told of, not raised now, so that any
        cause may stand. Raises RefusedError.
        """
        received_at = self._moment(new.received_at)
        if received_at > self.now:
            raise refusals.in_future(received_at, self.policy.zone)
        if new.cause is Cause.MALICIOUS and not history:
            raise RefusedError(
                N_("A complaint cannot be opened as malicious; a manager decides that when closing it."),
                hint=N_("When it is resolved: kcrm complaint close K5 --cause malicious --finding malicious --as MANAGER"),
            )
        if new.complaint_no is not None and (other := queries.row_by_number(self.connection, new.complaint_no)) is not None:
            raise RefusedError(
                N_("{number} already has the number {complaint_no}."),
                hint=N_("To see it: kcrm complaint show {number}"),
                number=identifier(Thing.COMPLAINT, other["id"]),
                complaint_no=new.complaint_no,
            )
        new = new._replace(department=self.department(new.department))
        vehicle_id = self._vehicle_of(new)
        level, reason = self._start(new, vehicle_id, received_at)
        place = place_at(level, self._case(new.customer_id, new.department), self.house())
        complaint_id = queries.add_complaint(
            self.connection,
            new._asdict()
            | {
                "vehicle_id": vehicle_id,
                "received_at": received_at,
                "received_on": received_at.astimezone(self.policy.zone).date(),
                "opened_at": self.now,
                "level": place.level,
                "owner_id": place.owner_id,
                "policy_version_id": self.policy_version_id,
            },
        )
        opened = ComplaintEvent(
            EventKind.OPENED,
            received_at,
            level=place.level,
            owner_id=place.owner_id,
            reason=reason,
            cause=new.cause,
            department=new.department,
            call_id=new.call_id,
        )
        self._write(complaint_id, opened)
        if spoken:
            self.take(complaint_id, ComplaintEvent(EventKind.CONTACTED, received_at, call_id=new.call_id))
        elif self.actor is not None and not history:
            self.take(complaint_id, ComplaintEvent(EventKind.ACCEPTED, self.now))
        return complaint_id

    def correct(self, complaint_id: int, given: Mapping[str, object], note: str | None) -> Saved:
        """Correct what is recorded of a complaint, as `edit_complaint` says."""
        case = self.case(complaint_id)
        columns = dict(given)
        if columns.get("severity", case.complaint.severity) is not case.complaint.severity and case.standing.state is ComplaintState.CLOSED:
            raise RefusedError(
                N_("{complaint} is closed; its severity can no longer change."),
                hint=N_("If it comes up again: kcrm complaint reopen {complaint} --note TEXT"),
                complaint=identifier(Thing.COMPLAINT, complaint_id),
            )
        order_id = columns.get("order_id", case.complaint.order_id)
        if isinstance(order_id, int) and columns.keys() & {"order_id", "vehicle_id"}:
            order = row_by_id(self.connection, noun_of(SheetKind.ORDERS), order_id)
            self._check_order(order, columns.get("vehicle_id"))
            columns["vehicle_id"] = order["vehicle_id"]
        outcome = queries.change_complaint(self.connection, complaint_id, columns)
        if outcome is not Saved.UNCHANGED and note is not None:
            self.take(complaint_id, ComplaintEvent(EventKind.NOTED, self.now, note=note))
        return outcome

    def _check_order(self, order: sqlite3.Row, vehicle_id: object) -> None:
        if vehicle_id is not None and vehicle_id != order["vehicle_id"]:
            assert isinstance(vehicle_id, int)
            raise RefusedError(
                N_("{order} is not an order of {vehicle}."),
                order=identifier(Thing.ORDER, order["id"]),
                vehicle=identifier(Thing.VEHICLE, vehicle_id),
            )

    def take(self, complaint_id: int, step: ComplaintEvent, *, history: bool = False) -> None:
        """Take a step.

        history: it was taken before this desk kept complaints, so that only its time is checked, and who took it is not known. Raises
        RefusedError where it is not possible now, at that time, or for who acts; UsageError where it lacks something.
        """
        case, step = self.case(complaint_id), step._replace(at=self._moment(step.at))
        step = step._replace(department=self.department(step.department), secondary_department=self.department(step.secondary_department))
        self._check_time(case, step.at)
        if step.goodwill_fen is not None:
            step = step._replace(goodwill_by_id=self._approver_id(step))
        if not history:
            self._check(case, step)
        self._write(complaint_id, self._placed(case, step, history=history), history=history)
        self._bring_up(complaint_id)
        if step.kind is EventKind.RECALLED and not history:
            self._after_recall(complaint_id, step)

    def successor_of(self, case: ComplaintCase) -> int | None:
        """Who would own a complaint at its level, were its owner gone."""
        return place_at(case.standing.level, self._case(case.complaint.customer_id, case.complaint.department), self.house()).owner_id

    def house(self) -> House:
        """Who works here today."""
        departments = {member.id: member.department for member in staff.all_staff(self.connection)}
        return House(Roster(staff_members(self.connection)), departments, self.now.date(), all_departments(self.connection))

    # --- checks ---

    def _moment(self, given: datetime | None) -> datetime:
        """The instant that is meant, to the second; of a time that the clock showed twice the first, unless an offset says which."""
        if given is not None and given.tzinfo is self.policy.zone and not is_shown(given.replace(tzinfo=None, fold=0), self.policy.zone):
            raise refusals.never_shown(given, self.policy.zone)
        return (given or self.now).replace(microsecond=0)

    def _check_time(self, case: ComplaintCase, moment: datetime) -> None:
        if moment > self.now:
            raise refusals.in_future(moment, self.policy.zone)
        if moment < case.complaint.received_at:
            raise refusals.before_receipt(case, moment, self.policy.zone)
        if moment < case.events[-1].at:
            raise refusals.before_previous(case, moment, self.policy.zone)

    def _check(self, case: ComplaintCase, step: ComplaintEvent) -> None:
        """What the state of the complaint and who acts permit."""
        steps = possible(case.standing.state, paused=case.standing.paused is not None)
        if step.kind not in steps:
            raise refusals.not_possible(case, step.kind, steps)
        self._check_findings(step)
        self._check_goodwill(step)
        if step.work is not None and not has_deadline(step.work, self._judge.policy_of(case.complaint).complaints):
            raise refusals.not_on_a_clock(case, step.work)
        if step.kind is EventKind.CLOSED:
            self._check_close(case, step)
        if step.kind is EventKind.RECALLED:
            self._check_recaller(case)

    def _check_findings(self, step: ComplaintEvent) -> None:
        """Only a manager finds that a complaint is malicious."""
        if (step.finding is Finding.MALICIOUS or step.cause is Cause.MALICIOUS) and not self._is_manager():
            raise RefusedError(
                N_("Only a manager (customer service, department, general) can find a complaint malicious."),
                hint=N_("Set who decides with --as EMPLOYEE_NO"),
            )

    def _is_manager(self) -> bool:
        """Whether who acts is one."""
        return self.actor is not None and self.actor.role in MANAGERS

    def _check_goodwill(self, step: ComplaintEvent) -> None:
        """Who approves it has the authority, and worked here then."""
        if step.goodwill_fen is None:
            return
        if step.goodwill_by_id is None:
            raise UsageError(N_("--goodwill needs an approver: add --approved-by EMPLOYEE_NO, or --as for yourself."))
        approver = staff.staff_by_id(self.connection, step.goodwill_by_id)
        if not self.house().roster.employed(approver.id, step.at.astimezone(self.policy.zone).date()):
            raise refusals.has_left(approver)
        if not may_grant(approver.role, step.goodwill_fen, self.policy.complaints):
            raise refusals.beyond_authority(approver, step.goodwill_fen, who_may_grant(step.goodwill_fen, self.policy.complaints))

    def _approver_id(self, step: ComplaintEvent) -> int | None:
        return step.goodwill_by_id or (self.actor.id if self.actor else None)

    def _check_close(self, case: ComplaintCase, step: ComplaintEvent) -> None:
        """Only the customer ends a complaint; a manager may where the customer cannot be asked, or only wants to harm."""
        number, complaint = identifier(Thing.COMPLAINT, case.complaint.id), case.complaint
        finding = step.finding or complaint.finding
        if (step.cause or complaint.cause) is None or finding is None:
            raise RefusedError(
                N_("{number} needs a cause and a finding to be closed."),
                hint=N_("As in: kcrm complaint close {number} --cause service --finding valid"),
                number=number,
            )
        if case.standing.state is ComplaintState.RECALLED:
            return
        if not (self._is_manager() and step.note and (finding is Finding.MALICIOUS or self._cannot_be_asked(case))):
            raise RefusedError(
                N_("{number}: the customer has not confirmed that it is settled. Ask them first and record the answer."),
                hint=N_(
                    "As in: kcrm complaint recall {number} --satisfied yes. If the customer is malicious or cannot be "
                    "reached, a manager closes it with --note."
                ),
                number=number,
            )

    def _check_recaller(self, case: ComplaintCase) -> None:
        """Nobody measures their own work, where there is a colleague to do it."""
        resolver = next((event.staff_id for event in reversed(case.events) if event.kind is EventKind.RESOLVED), None)
        others = set(self.house().roster.in_role(Role.CS_SPECIALIST, self.now.date())) - {resolver}
        if self.actor is not None and self.actor.id == resolver and others:
            raise RefusedError(
                N_("{number} was resolved by {name}; a colleague must ask the customer."),
                number=identifier(Thing.COMPLAINT, case.complaint.id),
                name=self.actor.name,
            )

    def _cannot_be_asked(self, case: ComplaintCase) -> bool:
        customer = customers.customer_by_id(self.connection, case.complaint.customer_id)
        resolved = [event for event in case.events if event.kind is EventKind.RESOLVED]
        asked = queries.recall_state(self.connection, resolved[-1].id) if resolved else None
        return customer.do_not_contact or customer.call_consent is False or asked in _REASK

    # --- what a step changes ---

    def _placed(self, case: ComplaintCase, step: ComplaintEvent, *, history: bool) -> ComplaintEvent:
        """The step with whose the complaint is from now on, and at which level."""
        complaint, house = case.complaint, self.house()
        department = step.department or complaint.department
        about = self._case(complaint.customer_id, department)
        match step.kind:
            case EventKind.ACCEPTED | EventKind.CONTACTED if case.standing.state is ComplaintState.RECEIVED:
                return step if history else step._replace(owner_id=self._taker(case, about, house))
            case EventKind.ASSIGNED:
                return self._assigned(step, house, department)
            case EventKind.ESCALATED:
                place = self._escalated(case, step, about, house)
                informed = None if department is None or place.level is Level.DEPARTMENT_HEAD else house.head_of(department)
                told = None if informed == place.owner_id else informed
                return step._replace(level=place.level, owner_id=place.owner_id, informed_id=told)
            case EventKind.REOPENED | EventKind.HANDED_OVER:
                place = place_at(case.standing.level, about, house)
                return step._replace(level=place.level, owner_id=place.owner_id)
            case _:
                return step

    def _taker(self, case: ComplaintCase, about: Case, house: House) -> int | None:
        """Who accepts a complaint at the first level and is a specialist owns it from then on."""
        taker = self.actor.id if self.actor is not None else None
        if taker is None or case.standing.level is not Level.SPECIALIST:
            return None
        return taker if place_at(Level.SPECIALIST, about._replace(specialist_id=taker), house).owner_id == taker else None

    def _assigned(self, step: ComplaintEvent, house: House, department: str | None) -> ComplaintEvent:
        if step.owner_id is None:
            return step._replace(department=department, owner_id=house.head_of(department) if department else None)
        member = staff.staff_by_id(self.connection, step.owner_id)
        if not house.roster.employed(step.owner_id, house.today):
            raise refusals.has_left(member)
        return step._replace(department=step.department or member.department or department)

    def _escalated(self, case: ComplaintCase, step: ComplaintEvent, about: Case, house: House) -> Place:
        level = step.level or next_level(case.standing.level)
        if level is None or not is_higher(level, case.standing.level):
            raise refusals.no_higher(case, level)
        if level is Level.MANUFACTURER and case.standing.level is not Level.GENERAL_MANAGER:
            raise refusals.not_for_the_manufacturer(case)
        return place_at(level, about, house)

    def _after_recall(self, complaint_id: int, recall: ComplaintEvent) -> None:
        """A satisfied customer closes the complaint as soon as cause and finding are known; one who is not takes it up again."""
        case = self.case(complaint_id)
        if not recall.satisfied:
            self.take(complaint_id, ComplaintEvent(EventKind.REOPENED, recall.at))
        elif case.complaint.cause is not None and case.complaint.finding is not None:
            self.take(complaint_id, ComplaintEvent(EventKind.CLOSED, recall.at))

    # --- writing ---

    def department(self, text: str | None) -> str | None:
        """The department of this name or code, which is made where nobody named it before."""
        return None if text is None else department_named(Register(self.connection), text, dissolved=True)

    def _write(self, complaint_id: int, step: ComplaintEvent, *, history: bool = False) -> None:
        actor_id = self.actor.id if self.actor is not None and not history else None
        queries.add_event(self.connection, step._replace(complaint_id=complaint_id, recorded_at=self.now, staff_id=actor_id))

    def _bring_up(self, complaint_id: int) -> None:
        """The record as its events now say."""
        case = self.case(complaint_id)
        latest = case.events[-1]
        columns: dict[str, object] = {
            "state": case.standing.state,
            "level": case.standing.level,
            "owner_id": case.standing.owner_id,
            "paused": case.standing.paused is not None,
        }
        found = {
            name: getattr(latest, name)
            for name in ("department", "secondary_department", "cause", "finding", "goodwill_fen", "goodwill_by_id")
        }
        columns |= {name: value for name, value in found.items() if value is not None}
        queries.change_complaint(self.connection, complaint_id, columns)

    # --- what is known beside ---

    def _case(self, customer_id: int, department: str | None) -> Case:
        specialist_id = customers.customer_row(self.connection, customer_id)["specialist_id"]
        return Case(customer_id, specialist_id, department)

    def _vehicle_of(self, new: NewComplaint) -> int | None:
        if new.order_id is None:
            return new.vehicle_id
        order = row_by_id(self.connection, noun_of(SheetKind.ORDERS), new.order_id)
        self._check_order(order, new.vehicle_id)
        vehicle_id: int = order["vehicle_id"]
        return vehicle_id

    def _start(self, new: NewComplaint, vehicle_id: int | None, received_at: datetime) -> tuple[Level, Reason | None]:
        own = Kin(_LATEST, new.customer_id, vehicle_id, new.cause, received_at)
        kin = queries.kin_of(self.connection, [new.customer_id], [vehicle_id] if vehicle_id is not None else [])
        others = [Kin(row.id, row.customer_id, row.vehicle_id, row.cause, row.received_at) for row in kin]
        return start_level(new.channel, repetition(own, others, self.policy.complaints), self.policy.complaints)


def open_complaint(
    session: Session, new: NewComplaint, *, of: Stranger | None = None, spoken: bool = False, dry_run: bool = False
) -> ComplaintCase:
    """Write down a complaint that is raised now or was a while ago. Raises RefusedError.

    of: somebody who is not known yet; a contact is made, whose the complaint is then. spoken: as of `ComplaintDesk.receive`.
    """
    if of is not None:
        load_pinyin()
    with session.write(dry_run=dry_run) as planner:
        desk = ComplaintDesk.of(session, planner)
        if of is not None:
            writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
            new = new._replace(customer_id=add_contact(writer, of, "complaint"))
        planner.plan_changed()  # a customer who is new here has a specialist then
        complaint_id = desk.receive(new, spoken=spoken)
        planner.plan_changed()
        return desk.case(complaint_id)


def take_step(session: Session, complaint_id: int, step: ComplaintEvent, *, dry_run: bool = False) -> ComplaintCase:
    """Take a step in a complaint's loop. Raises RefusedError, UsageError."""
    with session.write(dry_run=dry_run) as planner:
        desk = ComplaintDesk.of(session, planner)
        if step.goodwill_fen is not None and session.context.rights is not None:
            from kcrm.actions.rights import use_granted  # noqa: PLC0415 - most desks have no users

            approves = session.actor is not None and step.goodwill_by_id in {None, session.actor.id}
            use_granted(session, Permission.GOODWILL, identifier(Thing.COMPLAINT, complaint_id), own=approves)
        desk.take(complaint_id, step)
        planner.plan_changed()
        return desk.case(complaint_id)


def edit_complaint(
    session: Session, complaint_id: int, given: Mapping[str, object], note: str | None = None, *, dry_run: bool = False
) -> tuple[ComplaintCase, Saved]:
    """Correct what is recorded of a complaint; what became of it.

    given: what an outside body calls it (`outside_no`) and wants (`reply_by_on`), `platform`, `severity`, `vehicle_id`, `order_id`, whose
    vehicle it is then. note: why, which stands in its history; deadlines are reckoned anew by another severity. Raises RefusedError for an
    order of another vehicle, or a complaint that is closed and is to weigh otherwise.
    """
    with session.write(dry_run=dry_run) as planner:
        desk = ComplaintDesk.of(session, planner)
        outcome = desk.correct(complaint_id, given, note)
        planner.plan_changed()
        return desk.case(complaint_id), outcome
