"""A call is logged: what becomes of its follow-ups, of the phone, and what came up in it. All in one write."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from typing import TYPE_CHECKING

from kcrm.actions.calls import leads
from kcrm.actions.calls.report import CallReport, Logged, NoMore, check_report
from kcrm.actions.calls.targets import Target, still_open
from kcrm.actions.daylist import phone_to_dial
from kcrm.actions.planning import Planner
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.calls import Need, Prospect
from kcrm.i18n import N_, _
from kcrm.model import (
    COMINGS,
    RENEWED,
    Awaited,
    By,
    CallMatter,
    CallResult,
    Customer,
    Direction,
    FollowUp,
    Kind,
    Of,
    Outcome,
    PhoneState,
    ResultSaid,
    State,
)
from kcrm.model.appointments import Agreed, CameBy
from kcrm.queries import appointments, calls, customers, findings, followups, standings, vehicles
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import row_by_id, save
from kcrm.records import SheetKind, noun_of
from kcrm.rules.calls import SPOKEN, CallItem, Dialled, Effect, Fate, Number, effect, is_low
from kcrm.rules.topics import topics_in
from kcrm.surveys import words_in

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.complaints.loop import ComplaintDesk
    from kcrm.actions.records import RecordWriter


def log_call(session: Session, target: Target, report: CallReport, *, dry_run: bool = False) -> Logged:
    """Write down how a call went.

    Raises UsageError where the report does not hold together, RefusedError where an item was ended or called for in the meantime, or the
    call was before an item fell open.
    """
    check_report(report)
    with session.write(dry_run=dry_run) as planner:
        return record_call(session, planner, target, report)


def record_call(session: Session, planner: Planner, target: Target, report: CallReport) -> Logged:
    """The same, in an open write, for any call that was made or came in. Raises RefusedError, UsageError."""
    called_at = report.called_at or session.now
    items = still_open(session, target, report, called_at)
    return _Logging(session, planner, target.customer_id, report, called_at, items).written()


class _Logging:
    """One call being written; lives as long as its write."""

    def __init__(
        self, session: Session, planner: Planner, customer_id: int, report: CallReport, called_at: datetime, items: list[FollowUp]
    ) -> None:
        self.session, self.planner, self.report, self.called_at, self.items = session, planner, report, called_at, items
        self.connection: sqlite3.Connection = session.connection
        self.called = called_at.astimezone(session.policy.zone)
        self.customer = customers.customer_by_id(self.connection, customer_id)
        self.appointment_ids: list[int] = []

    def written(self) -> Logged:
        """Write it all, plan the customer, and read what there is then."""
        report = self.report
        numbers = [self._number(item) for item in self.items]
        call_id = self._call()
        message_ids = self._apply(self._effect(numbers), numbers, call_id)
        self._result(call_id)
        calls.add_answers(self.connection, call_id, report.answers)
        calls.came_up_in(self.connection, call_id, report.brought)
        new_owner_id, vehicle_id = self._next_owner() if report.next_owner else (None, None)
        self._learn()
        heard = leads.Heard(self.customer.id, self.session.today, call_id)
        self._contacts(call_id)
        prospect_id = self._referral(report.prospect, heard) if report.prospect else None
        opportunity_id = leads.add_opportunity(self.connection, report.opportunity, heard) if report.opportunity else None
        need_id = self._need(report.need, heard) if report.need else None
        settled, complaint = self._complaints(call_id) if self._concerns_complaints else ((), None)
        finding_id = self._finding(call_id) if report.finding is not None else None
        kinds = self._no_more()
        if report.away is not None:
            standings.add_away_reason(self.connection, self.customer.id, call_id, report.away, self.called.date())
        self.planner.plan_changed()
        scores = [score for score in (report.score, *(answer.rating for answer in report.answers)) if score is not None]
        return Logged(
            call=calls.call_by_id(self.connection, call_id),
            customer=customers.customer_by_id(self.connection, self.customer.id),
            items=tuple(followups.followup_by_id(self.connection, item.id) for item in self.items),
            messages=tuple(followups.followup_by_id(self.connection, each) for each in message_ids),
            answers=report.answers,
            refused_kinds=kinds,
            new_owner=customers.customer_by_id(self.connection, new_owner_id) if new_owner_id else None,
            vehicle_id=vehicle_id,
            prospect_id=prospect_id,
            opportunity_id=opportunity_id,
            need_id=need_id,
            low_score=is_low(scores, self.session.policy.calling),
            settled=settled,
            complaint=complaint,
            finding=findings.finding_by_id(self.connection, finding_id) if finding_id is not None else None,
            results={item.id: said.result for item in self.items if (said := report.result_of(item)) is not None},
            appointment_ids=tuple(self.appointment_ids),
            speaker_id=self._speaker_id,
            coming=next(iter(followups.open_of_customer(self.connection, self.customer.id)), None),
        )

    def _contacts(self, call_id: int) -> None:
        """Whoever was talked to about a buying intention was contacted by it; who could not be reached is tried again as often."""
        ended = [item for item in self.items if item.kind.row.of is Of.PROSPECT and not self._is_open(item)]
        if ended or self.report.steps:
            from kcrm.actions.prospects.ended import Talk, note_ended  # noqa: PLC0415 - few calls are about a prospect

            reached = self.report.outcome in {Outcome.ANSWERED, Outcome.MESSAGE_SENT}
            talk = Talk(self.called_at, reached, self.report.by, self.report.note, call_id, self.report.steps)
            note_ended(self.session, ended, talk)

    def _is_open(self, item: FollowUp) -> bool:
        return followups.followup_by_id(self.connection, item.id).state is State.OPEN

    def _referral(self, named: Prospect, heard: leads.Heard) -> int:
        try:
            return leads.add_referral(self.session, named, heard)
        except RefusedError as error:
            # nothing is written, of the call neither
            error.hint = N_("Log the call without --prospect; what was said of them: kcrm prospect contact {number} --note TEXT")
            raise

    def _need(self, named: Need, heard: leads.Heard) -> int:
        actor = self.session.actor
        vehicle_id = self._only_vehicle if named.what is Awaited.PART else None
        return leads.add_need(self.connection, named, heard, vehicle_id, actor.id if actor else None)

    @property
    def _concerns_complaints(self) -> bool:
        """Whether one is raised, or was to be asked about, or is told of: most calls do without all that handles them."""
        told = self.report.complaint is not None or self.report.satisfied is not None
        return told or any(item.kind is Kind.COMPLAINT_RECALL for item in self.items)

    def _complaints(self, call_id: int) -> tuple[tuple[ComplaintCase, ...], ComplaintCase | None]:
        """Those that were asked about, as they stand since, and the one that was raised."""
        from kcrm.actions.complaints.calls import CallMade, raise_complaint, settle  # noqa: PLC0415 - see above

        report, desk = self.report, self._complaint_desk()
        made = CallMade(
            call_id,
            self.customer.id,
            self.called_at,
            report.by,
            report.outcome,
            report.note,
            self.items,
            came_in=report.incoming is not None,
            vehicle_id=report.vehicle_id if report.next_owner is None else None,
        )
        settled = settle(desk, made, satisfied=report.satisfied)
        return settled, raise_complaint(desk, made, report.complaint) if report.complaint else None

    def _complaint_desk(self) -> ComplaintDesk:
        from kcrm.actions.complaints.loop import ComplaintDesk  # noqa: PLC0415 - see above

        return ComplaintDesk.of(self.session, self.planner)

    def _finding(self, call_id: int) -> int:
        from kcrm.actions.findings import About, record_finding  # noqa: PLC0415 - few calls bring one

        report = self.report
        assert report.finding is not None
        named = report.vehicle_id if report.next_owner is None else None
        about = About(self.customer.id, named or self._only_vehicle, call_id)
        return record_finding(self._complaint_desk(), report.finding, about, self.called.date())

    @property
    def _only_vehicle(self) -> int | None:
        """The one that the call was about, where it was about one."""
        about = {item.vehicle_id for item in self.items if item.vehicle_id is not None}
        return about.pop() if len(about) == 1 else None

    def _call(self) -> int:
        actor, incoming = self.session.actor, self.report.incoming
        dialled = (
            None
            if self.report.by in {By.WECHAT, By.VISIT} or incoming
            else phone_to_dial(self.items[0])
            if self.items
            else self.customer.phone
        )
        return calls.add_call(
            self.connection,
            calls.Call(
                customer_id=self.customer.id,
                staff_id=self.report.caller.staff_id if self.report.caller else actor.id if actor else None,
                called_at=self.called_at,
                called_on=self.called.date(),
                by=self.report.by,
                outcome=self.report.outcome,
                score=self.report.score,
                note=self.report.note,
                phone=incoming.phone if incoming else dialled,
                direction=Direction.IN if incoming else Direction.OUT,
                about=incoming.about if incoming else None,
                called_hour=self.called.hour if self.report.timed else None,
                topics=",".join(self._topics()) or None,
            ),
        )

    def _topics(self) -> tuple[str, ...]:
        if self.report.topics is not None:
            return self.report.topics
        return topics_in([self.report.note, *words_in(self.report.answers)], self.session.policy.surveys.topics)

    def _number(self, item: FollowUp) -> Number:
        """Whose phone was dialled for an item; of a call that came in, whose it came from."""
        if self.report.incoming is None:
            return number_of(item, self.customer)
        return Number.OWN if self._came_from_own else Number.CONTACT

    @property
    def _came_from_own(self) -> bool:
        incoming = self.report.incoming
        return incoming is not None and incoming.phone is not None and incoming.phone == self.customer.phone

    def _effect(self, numbers: list[Number]) -> Effect:
        dialled = Dialled(
            outcome=self.report.outcome,
            by=self.report.by,
            on=self.called.date(),
            again=self.report.again,
            messages_permitted=not self.customer.do_not_contact and self.customer.message_consent is not False,
            phone_state=self.customer.phone_state,
            new_phone=self.report.new_phone is not None,
        )
        items = [
            CallItem(
                item.id,
                item.channel,
                item.call_on,
                item.attempts,
                item.lapses_on,
                number,
                again_on=said.on if (said := self.report.result_of(item)) is not None and said.result is CallResult.LATER else None,
            )
            for item, number in zip(self.items, numbers, strict=True)
        ]
        return effect(dialled, items, self.session.today, self.session.policy.calling)

    def _apply(self, outcome: Effect, numbers: list[Number], call_id: int) -> list[int]:
        """Write what became of the items and of the phone; the numbers of the messages that took their place."""
        wrong = self.report.outcome is Outcome.WRONG_NUMBER
        messages = []
        # who means to buy is called again all the same: a message beside that would be a second contact; a company is written to once
        silent = {item.id for item in self.items if item.kind is Kind.PROSPECT_CONTACT or item.kind.row.by_letter}
        silent |= {item.id for item in [each for each in self.items if each.bundled][1:]}
        for fate in outcome.fates:
            # a wrong number is not dialled again, whosever it was said to be
            forgotten = {"contact_name": None, "contact_phone": None} if wrong else {}
            followups.change(self.connection, fate.item_id, **self._columns(fate), **forgotten)
            calls.add_outcome(self.connection, call_id, fate.item_id, fate.state)
            message_id = self._message(fate) if fate.message and fate.item_id not in silent else None
            if message_id is not None:
                messages.append(message_id)
        speaker_id = self._speaker_id
        if speaker_id is not None:
            self._write_phones(speaker_id, self._learnt_of_speaker(customers.customer_by_id(self.connection, speaker_id)))
        else:
            self._write_phones(self.customer.id, self._learnt_of_phones(outcome, second=Number.SECOND in numbers))
        return messages

    @property
    def _speaker_id(self) -> int | None:
        """Who speaks for the company, where they were dialled in its stead."""
        first = self.items[0] if self.items and self.report.incoming is None and self.report.by is By.PHONE else None
        if first is None or number_of(first, self.customer) is not Number.CONTACT:
            return None
        if first.contact_id is not None or first.kind.row.of is not Of.ACCOUNT:
            return first.contact_id
        from kcrm.queries.known_accounts import member_with_phone  # noqa: PLC0415 - few calls are about an account itself

        # what an account itself is called about knows its contact by name and phone alone
        return member_with_phone(self.connection, self.customer.id, first.contact_phone)

    def _learnt_of_speaker(self, speaker: Customer) -> dict[str, object]:
        """What the call taught of the phones of who speaks for the company."""
        if self.report.new_phone is not None:
            return {"phone": self.report.new_phone, "phone_state": PhoneState.OK}
        first = speaker.phone is not None and speaker.phone_state is not PhoneState.WRONG
        if self.report.outcome is Outcome.WRONG_NUMBER:
            return {"phone_state": PhoneState.WRONG} if first else {"phone2": None}
        return {"phone_state": PhoneState.OK} if first and self.report.outcome in SPOKEN else {}

    def _learnt_of_phones(self, outcome: Effect, *, second: bool) -> dict[str, object]:
        """What it taught of the customer's own. second: whether it was the other one that was dialled."""
        columns: dict[str, object] = {}
        phone_state = PhoneState.OK if self._came_from_own else outcome.phone_state
        if phone_state is not self.customer.phone_state:
            columns["phone_state"] = phone_state
        if self.report.outcome is Outcome.WRONG_NUMBER and second:
            columns["phone2"] = None
        if self.report.new_phone is not None:
            columns |= {"phone": self.report.new_phone, "phone_state": PhoneState.OK}
        return columns

    def _write_phones(self, customer_id: int, columns: dict[str, object]) -> None:
        row = customers.customer_row(self.connection, customer_id) if columns else None
        if columns.keys() & {"phone", "phone2"}:  # what a call taught of a phone stands against the next file
            self._writer().write(SheetKind.CUSTOMERS, row, columns)
        elif columns:
            save(self.connection, "customer", row, columns)

    def _columns(self, fate: Fate) -> dict[str, object]:
        return {
            "state": fate.state,
            "call_on": fate.call_on,
            "call_time": f"{fate.call_time:%H:%M}" if fate.call_time else None,
            "attempts": fate.attempts,
            "reason": None,
            "ended_at": None if fate.state is State.OPEN else self.called_at,
        }

    def _message(self, fate: Fate) -> int | None:
        return followups.message_in_place_of(
            self.connection,
            fate.item_id,
            self.session.today,
            at=self.session.now,
            policy_version_id=self.planner.policy_version_id,
        )

    def _next_owner(self) -> tuple[int, int]:
        """The vehicle is somebody else's from today on; the new owner's number and the vehicle's."""
        assert self.report.next_owner is not None
        vehicle_id = self._vehicle()
        owners = vehicles.owners_of(self.connection, vehicle_id)
        if not owners or owners[-1].customer_id != self.customer.id:
            raise RefusedError(
                N_("--next-owner: {vehicle} does not belong to {customer}."),
                hint=N_("To see whose it is: kcrm vehicle show {vehicle}"),
                vehicle=identifier(Thing.VEHICLE, vehicle_id),
                customer=self.customer.name,
            )
        kept = self._writer().keep(SheetKind.CUSTOMERS, {"name": self.report.next_owner.name, "phone": self.report.next_owner.phone})
        if kept.id == self.customer.id:
            raise RefusedError(N_("--next-owner: {customer} already owns it."), customer=self.customer.name)
        vehicles.hand_over(self.connection, vehicle_id, kept.id, self.session.today)
        return kept.id, vehicle_id

    def _result(self, call_id: int) -> None:
        """Store what the call came to with the follow-ups that it is a result of, and what follows for their vehicles."""
        self._check_results()
        for item in self.items:
            said = self.report.result_of(item)
            if said is None:
                continue
            calls.add_result(self.connection, call_id, item.id, said)
            if item.kind.row.of in {Of.EVENT, Of.APPOINTMENT} and said.result in COMINGS:
                self._answer(item, said.result)
            if item.vehicle_id is not None and (fields := _vehicle_fields(said, item.kind, self.called.date())):
                noun = noun_of(SheetKind.VEHICLES)
                self._write_learnt(SheetKind.VEHICLES, row_by_id(self.connection, noun, item.vehicle_id), fields)
        self._book()

    def _book(self) -> None:
        """Keep a bay for each vehicle that is to come at a time that was agreed; of a day alone none is kept. Raises RefusedError."""
        agreed: list[Agreed] = []
        for item in self.items:
            said = self.report.result_of(item)
            if said is None or said.result is not CallResult.BOOKED or said.on is None or said.at is None:
                continue
            before = appointments.kept_before(self.connection, item)
            if isinstance(vehicle_id := before.get("vehicle", item.vehicle_id), int):
                matter = str(before.get("what") or item.about or _(item.kind.label))
                agreed.append(Agreed(vehicle_id, datetime.combine(said.on, said.at, self.session.policy.zone), matter, before))
        for vehicle_id, said in self.report.booked:
            assert said.on is not None
            assert said.at is not None
            matter = self.report.note or _(CallMatter.APPOINTMENT.label)
            agreed.append(Agreed(vehicle_id, datetime.combine(said.on, said.at, self.session.policy.zone), matter))
        if agreed:
            from kcrm.actions.appointments import book  # noqa: PLC0415 - few calls end with one

            way = CameBy.CALL if self.report.incoming is None else CameBy.PHONE
            self.appointment_ids += book(self._writer(), self.customer.id, agreed, way)

    def _answer(self, item: FollowUp, result: CallResult) -> None:
        """Whether they come to the event or to the appointment that they were asked about."""
        from kcrm.actions.appointments import said_to_come  # noqa: PLC0415 - few calls are about either
        from kcrm.actions.events import answered  # noqa: PLC0415

        assert item.case is not None
        if item.kind.row.of is Of.APPOINTMENT:
            said_to_come(self._writer(), item.case, coming=result is CallResult.COMING, at=self.called_at)
            return
        answered(self._writer(), item.case, self.customer.id, coming=result is CallResult.COMING, on=self.called.date())

    def _check_results(self) -> None:
        """Whether each belongs to something that the call was about. Raises RefusedError."""
        named = {of.vehicle_id for of in self.report.each}
        rest = [item for item in self.items if item.vehicle_id not in named]
        said = [(self.report.result, rest)] if self.report.result is not None else []
        said += [(of.said, [item for item in self.items if item.vehicle_id == of.vehicle_id]) for of in self.report.each]
        for told, about in said:
            if not any(told.result in item.kind.row.results for item in about):
                raise RefusedError(
                    N_("“{result}” is not a result of {what}."),
                    result=told.result,
                    what=", ".join(identifier(Thing.FOLLOWUP, item.id) for item in about) or self.customer.name,
                )

    def _learn(self) -> None:
        for fact in self.report.learnt:
            self._write_learnt(fact.kind, row_by_id(self.connection, noun_of(fact.kind), fact.id), {fact.key: fact.value})

    def _write_learnt(self, kind: SheetKind, row: sqlite3.Row, fields: dict[str, object]) -> None:
        from kcrm.actions.edits import of_option  # noqa: PLC0415 - here and below: few calls change a record
        from kcrm.actions.references import ColumnError  # noqa: PLC0415

        try:
            self._writer().write(kind, row, fields)
        except ColumnError as error:
            raise of_option(error) from error

    def _vehicle(self) -> int:
        if self.report.vehicle_id is not None:
            return self.report.vehicle_id
        about = {item.vehicle_id for item in self.items if item.vehicle_id is not None}
        owned = about or {vehicle.id for vehicle in vehicles.vehicles_of(self.connection, self.customer.id)}
        if len(owned) != 1:
            raise UsageError(N_("--next-owner: which vehicle? Add --vehicle PLATE."))
        return owned.pop()

    def _no_more(self) -> tuple[Kind, ...]:
        match self.report.no_more:
            case NoMore.ALL:
                row = customers.customer_row(self.connection, self.customer.id)
                self._writer().write(SheetKind.CUSTOMERS, row, {"do_not_contact": True})
            case NoMore.KIND:
                kinds = tuple(sorted({item.kind for item in self.items}))
                calls.add_refusals(self.connection, self.customer.id, kinds, self.session.today)
                return kinds
        return ()

    def _writer(self) -> RecordWriter:
        from kcrm.actions.records import RecordWriter  # noqa: PLC0415
        from kcrm.model.consents import ConsentOrigin  # noqa: PLC0415
        from kcrm.queries.register import Register  # noqa: PLC0415

        by = self.session.actor.id if self.session.actor is not None else None
        now = self.session.now.replace(microsecond=0)
        return RecordWriter(
            Register(self.connection), self.session.today, self.session.policy.zone, by=by, now=now, way=ConsentOrigin.PHONE
        )


def _vehicle_fields(said: ResultSaid, kind: Kind, called_on: date) -> dict[str, object]:
    """What the result says of the vehicle: a new last day and its insurer, or that it is gone."""
    if said.result is CallResult.VEHICLE_SOLD:
        return {"sold_on": called_on}
    if said.result not in RENEWED:
        return {}
    insurer = "compulsory_insurer" if kind is Kind.COMPULSORY_EXPIRY else "commercial_insurer"
    told = {str(kind.row.base): said.on, insurer: said.insurer}
    return {key: value for key, value in told.items() if value is not None}


def number_of(item: FollowUp, customer: Customer) -> Number:
    """Whose phone is dialled for an item."""
    phone = phone_to_dial(item)
    if phone is None or phone == customer.phone:
        return Number.OWN
    return Number.SECOND if phone == customer.phone2 else Number.CONTACT
