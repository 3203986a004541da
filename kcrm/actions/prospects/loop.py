"""A prospect's loop in one open write: registered as a buying intention of a customer, then step by step; every step is an event.

What the record holds beside its declared fields (stage, last contact, loss) is what the latest steps say. Conversion of a prospect is a
delivery to the customer whose it is: nothing is copied (Principles and methods of customer relationship management).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from kcrm.actions.complaints.cases import Judge
from kcrm.actions.prospects import refusals
from kcrm.actions.records import RecordWriter
from kcrm.actions.references import Values
from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, UsageError
from kcrm.i18n import N_
from kcrm.model import AssignedBy, CustomerKind, Role, Staff, State
from kcrm.model.prospects import CONTACTS, Prospect, ProspectEvent, ProspectLevel, ProspectSource, ProspectStep, Stage
from kcrm.policy import Policy
from kcrm.queries import followups, vehicles
from kcrm.queries import prospects as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, row_by_id
from kcrm.queries.register import Register
from kcrm.records import SheetKind, noun_of
from kcrm.rules.prospects.levels import first_contact, is_higher, level
from kcrm.rules.prospects.sharing import Load, pick_consultant
from kcrm.rules.prospects.stages import allowed, skipped, stage_after

SELLERS = (Role.SALES_CONSULTANT,)
"""The posts among which leads are shared out."""
MANAGERS = frozenset({Role.SALES_MANAGER, Role.GENERAL_MANAGER})
"""Who approves discounts and confirms losses."""
_STARTED = {ProspectSource.WALK_IN: ProspectStep.VISITED}
"""Sources in which somebody was already talked to."""
_WITHOUT_A_DAY = frozenset({ProspectStep.TEST_DRIVE, ProspectStep.QUOTED})
"""Contacts with which nobody says when to call next."""


@dataclass(frozen=True, slots=True)
class ProspectDesk:
    """Prospects in one open write: by this policy, at this moment. actor: who acts, None where nobody was named."""

    policy: Policy
    now: datetime
    actor: Staff | None
    writer: RecordWriter
    _first_due: dict[tuple[ProspectSource, datetime], datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, writer: RecordWriter | None = None) -> ProspectDesk:
        """Of a session's open write."""
        writer = writer or RecordWriter(Register(session.connection), session.today, session.policy.zone)
        return cls(session.policy, session.now.replace(microsecond=0), session.actor, writer)

    @classmethod
    def planning(cls, connection: sqlite3.Connection, policy: Policy, now: datetime) -> ProspectDesk:
        """Of planning, which acts for nobody."""
        return cls(policy, now.replace(microsecond=0), None, RecordWriter(Register(connection), now.date(), policy.zone))

    @property
    def connection(self) -> sqlite3.Connection:
        """The database, with everything stored that was saved: of a file's rows, records wait to be stored together."""
        return self.writer.register.connection

    @property
    def today(self) -> date:
        """The business date."""
        return self.now.date()

    def prospect(self, number: int) -> Prospect:
        """A prospect as it stands now."""
        return queries.prospect_by_id(self.connection, number)

    # --- registered ---

    def register(self, values: Values, *, at: datetime | None = None) -> int:
        """Write down a new buying intention, of a customer who is found by phone or made; its number.

        values: by the keys of the declaration, references as ids. at: when they came to us, now or on an earlier day, where that is known.
        Raises RefusedError where the phone is that of an open one, or the level contradicts the day, AmbiguousError where several customers
        share the phone.
        """
        customer_id, _name = self.customer_of(values)
        for other in queries.open_of_customer(self.connection, customer_id):
            raise refusals.open_already(other)
        self._check_level(*_day_and_floor(values))
        if values.get("consultant") is None:
            values = {**values, "consultant": self.consultant_for(self.level_of(values))}
        came: tuple[ProspectEvent, ...] = ()
        if at is None and (day := values.get("registered_on", self.today)) != self.today:
            assert isinstance(day, date)
            came = _started(ProspectSource(str(values["source"])), self.noon(day))
        return self.write_down(values, customer_id, came, at=at).id

    def write_down(self, values: Values, customer_id: int, steps: Iterable[ProspectEvent] = (), *, at: datetime | None = None) -> Prospect:
        """Store a new buying intention of this customer with the steps that it has taken already; how it stands then.

        steps: permitted one after the other, of deliveries with the vehicle. at: as of `register`. Raises RefusedError where a step is not.
        """
        source = ProspectSource(str(values["source"]))
        registered_on = values.get("registered_on") or (self.today if at is None else at.astimezone(self.policy.zone).date())
        assert isinstance(registered_on, date)
        columns = {**values, "customer_id": customer_id, "registered_on": registered_on}
        if at is None and registered_on == self.today:
            at = self.now
        if at is not None:
            columns |= {"registered_at": at, "first_due_at": self._first_contact(source, at)}
            steps = (*_started(source, at), *steps)
        consultant_id = columns.get("consultant")
        assert consultant_id is None or isinstance(consultant_id, int)
        before = _new(columns, source, registered_on, consultant_id)
        registered_at = at or self.noon(registered_on)  # nobody knows the time
        events = [ProspectEvent(ProspectStep.REGISTERED, registered_at, stage=Stage.REGISTERED, to_id=consultant_id)]
        for step in steps:
            event, left = self._following(before, step)
            columns |= left
            before = before._replace(**{name: value for name, value in left.items() if name in Prospect._fields})
            events.append(event)
        number = self.writer.save(SheetKind.PROSPECTS, None, columns, told_on=None).id
        for event in events:
            said = {key: value for key, value in self._stored(number, event)._asdict().items() if value is not None and key != "id"}
            self.writer.register.save("prospect_event", None, said)
        return before._replace(id=number)

    def _first_contact(self, source: ProspectSource, at: datetime) -> datetime:
        """By when somebody who came to us then is contacted; worked out once, as a file has many of them."""
        if (source, at) not in self._first_due:
            calendar = Judge(self.connection).calendar(self.policy, self.now)
            self._first_due[source, at] = first_contact(source, at, calendar, self.policy.prospects)
        return self._first_due[source, at]

    def correct(self, number: int, values: Values, reason: str | None = None) -> Saved:
        """Write what is corrected of a prospect; what became of it. Another intended day or level is a step, and a new base.

        Raises UsageError where a level set by hand falls and no reason is given, RefusedError where it contradicts the day.
        """
        row = row_by_id(self.connection, noun_of(SheetKind.PROSPECTS), number)
        day = date.fromisoformat(row["intended_on"]) if row["intended_on"] else None
        floor = ProspectLevel(row["floor"]) if row["floor"] else None
        new_day, new_floor = _day_and_floor({"intended_on": day, "level": floor, **values})
        self._check_level(new_day, new_floor)
        rest = {key: value for key, value in values.items() if key not in {"intended_on", "level"}}
        outcome = self.writer.save(SheetKind.PROSPECTS, row, rest, told_on=None).outcome if rest else Saved.UNCHANGED
        if (new_day, new_floor) == (day, floor):
            return outcome
        before = level(day, self.today, self.policy.prospects, floor)
        after = level(new_day, self.today, self.policy.prospects, new_floor)
        if new_day == day and is_higher(before.level, after.level) and reason is None:
            raise UsageError(N_("From {before} down to {after}: say why with --reason."), before=before.level, after=after.level)
        self.take(number, ProspectEvent(ProspectStep.LEVEL_CHANGED, self.now, intended_on=new_day, floor=new_floor, note=reason))
        return Saved.CHANGED

    def _check_level(self, intended_on: date | None, floor: ProspectLevel | None) -> None:
        by_day = level(intended_on, self.today, self.policy.prospects).level
        if intended_on is not None and intended_on >= self.today and floor is not None and is_higher(by_day, floor):
            raise refusals.below_the_day(floor, by_day, intended_on)

    def consultant_for(self, of_level: ProspectLevel) -> int | None:
        """Who gets a lead of this level: the consultant at work who has fewest; None where none is, so that the sales manager calls."""
        return pick_consultant(self.loads(of_level))

    def loads(self, of_level: ProspectLevel) -> list[Load]:
        """What each consultant at work has, and of that level."""
        return [Load(*each) for each in queries.loads(self.connection, SELLERS, of_level, self.today, self.policy.prospects)]

    def customer_of(self, values: Values) -> tuple[int, str]:
        """Whose phone it is, with their name; of several the one of that name. Somebody new is a potential customer, who counts in no file.

        Whoever rang without saying their name stands under their phone, and is named now.
        """
        name, phone = str(values["name"]), str(values["phone"])
        same = self.writer.references.at_phone(phone, name)
        chosen = [row for row in same if row["name"] == name] or same
        if len(chosen) > 1:
            raise AmbiguousError(
                N_("{phone} is the phone of {count} customers:"),
                candidates=[(identifier(Thing.CUSTOMER, row["id"]), row["name"]) for row in chosen],
                hint=N_("Give the name as it stands there."),
                phone=phone,
                count=len(chosen),
            )
        for row in chosen:
            if row["contact_only"] and row["name"] == row["phone"]:
                return self.writer.save(SheetKind.CUSTOMERS, row, {"name": name}, told_on=None).id, name
            return int(row["id"]), str(row["name"])
        made = {"name": name, "phone": phone, "kind": CustomerKind.PERSON, "contact_only": True}
        return self.writer.save(SheetKind.CUSTOMERS, None, made, told_on=None).id, name

    def level_of(self, values: Mapping[str, object]) -> ProspectLevel:
        """The level today of what a record says of day and level."""
        intended_on, floor = _day_and_floor(values)
        return level(intended_on, self.today, self.policy.prospects, floor).level

    # --- step by step ---

    def take(self, number: int, step: ProspectEvent) -> int:
        """Take a step; the number of its event. Raises RefusedError where the stage does not permit it."""
        before = self.prospect(number)
        vehicle_id = self._vehicle(before, step) if allowed(before.stage, step.kind) else None
        return self.write_step(before, step if vehicle_id is None else step._replace(vehicle_id=vehicle_id))

    def write_step(self, before: Prospect, step: ProspectEvent) -> int:
        """Store a step and what follows from it, of a delivery without the vehicle; the number of its event. Raises as `take` does."""
        event, left = self._following(before, step)
        event_id = queries.add_event(self.connection, self._stored(before.id, event))
        queries.change(self.connection, before.id, left)
        if step.kind in CONTACTS:
            for followup_id in queries.calls_settled_by_contact(self.connection, before, self.today):
                followups.change(self.connection, followup_id, state=State.DONE, ended_at=step.at, reason=None)
        if step.kind is ProspectStep.LOSS_CHECKED:
            for followup_id in queries.checks_of_loss(self.connection, before):
                followups.change(self.connection, followup_id, state=State.DONE, ended_at=step.at, reason=None)
        if step.kind is ProspectStep.REASSIGNED:
            self._hand_over(before, step.to_id)
        return event_id

    def _following(self, before: Prospect, step: ProspectEvent) -> tuple[ProspectEvent, dict[str, Any]]:
        """The step with what follows from the stage, and the columns that it leaves behind."""
        if not allowed(before.stage, step.kind):
            raise refusals.not_allowed(before, step.kind)
        if step.kind is ProspectStep.REOPENED:
            for other in queries.open_of_customer(self.connection, before.customer_id):
                raise refusals.open_already(other)
        step = step._replace(day=self._day(step))
        back = queries.stage_before(self.connection, before.id, before.stage) if before.id and step.kind is ProspectStep.REOPENED else None
        reached = ProspectStep.CONTACTED if step.declined else step.kind  # who did not want to drive was talked to
        stage = stage_after(before.stage, reached, back)
        left_out = ",".join(skipped(before.stage, reached)) or None
        vehicle = {} if step.vehicle_id is None else {"vehicle_id": step.vehicle_id}
        left = {"stage": stage, **_left_by(step, stage), **vehicle, **self._contact(before, step)}
        return step._replace(stage=stage, skipped=left_out), left

    def deliver(self, number: int, vehicle_id: int, on: date) -> None:
        """They own a vehicle that was delivered on that day: another system told of it."""
        self.take(number, ProspectEvent(ProspectStep.DELIVERED, self.noon(on), vehicle_id=vehicle_id))

    def _contact(self, before: Prospect, step: ProspectEvent) -> Mapping[str, object]:
        """Any step but a change of hands ends what was agreed; a contact may bring another day.

        A test drive or a quote says nothing of the next call: what was agreed for a later day stays.
        """
        if step.kind not in CONTACTS:
            return {} if step.kind in {ProspectStep.REASSIGNED, ProspectStep.LEVEL_CHANGED} else {"agreed_on": None, "agreed_time": None}
        day = max(self._day(step), before.contacted_on or date.min)
        if step.kind in _WITHOUT_A_DAY and before.agreed_on is not None and before.agreed_on > day:
            return {"contacted_on": day}
        return {"contacted_on": day, "agreed_on": step.agreed_on, "agreed_time": step.agreed_time}

    def _hand_over(self, prospect: Prospect, to_id: int | None) -> None:
        """What is the consultant's duty goes along; of nobody's prospect planning finds who calls."""
        queries.change(self.connection, prospect.id, {"consultant_id": to_id})
        step = AssignedBy.NOBODY if to_id is None else AssignedBy.PROSPECT
        for followup_id in queries.open_calls(self.connection, prospect):
            followups.hand_to(self.connection, followup_id, to_id, step, self.today)

    def _vehicle(self, prospect: Prospect, step: ProspectEvent) -> int | None:
        """The vehicle of a delivery, which is the customer's from then on."""
        if step.kind is not ProspectStep.DELIVERED:
            return None
        vehicle_id = step.vehicle_id
        if vehicle_id is None:
            since = prospect.registered_on - timedelta(days=1)
            owned = [
                each
                for each in vehicles.vehicles_of(self.connection, prospect.customer_id)
                if (each.delivered_on or date.min) > since and queries.bought(self.connection, prospect.customer_id, each.id) is None
            ]
            if len(owned) != 1:
                raise refusals.no_vehicle(prospect)
            return owned[0].id
        by = queries.bought(self.connection, prospect.customer_id, vehicle_id)
        if by is not None:
            raise refusals.delivered_already(prospect, vehicles.vehicle_by_id(self.connection, vehicle_id), by)
        noun, day = noun_of(SheetKind.VEHICLES), self._day(step)
        row = row_by_id(self.connection, noun, vehicle_id)
        learnt = {"delivered_on": day, "sales_consultant_id": prospect.consultant_id, "model": step.model or prospect.model}
        self.writer.save(
            SheetKind.VEHICLES, row, {key: value for key, value in learnt.items() if row[key] is None and value is not None}, told_on=None
        )
        owners = vehicles.owners_of(self.connection, vehicle_id)
        if row["delivered_on"] is not None and owners and owners[-1].until_on is None and owners[-1].customer_id != prospect.customer_id:
            raise refusals.somebody_elses(prospect, vehicles.vehicle_by_id(self.connection, vehicle_id), owners[-1])
        if not owners or owners[-1].customer_id != prospect.customer_id:
            vehicles.hand_over(self.connection, vehicle_id, prospect.customer_id, day if owners else None)
        return vehicle_id

    def _stored(self, number: int, step: ProspectEvent) -> ProspectEvent:
        """A step of this prospect with who took it and when it was written down."""
        return step._replace(
            prospect_id=number,
            day=self._day(step),
            recorded_at=self.now,
            staff_id=step.staff_id or (self.actor.id if self.actor is not None else None),
        )

    def noon(self, day: date) -> datetime:
        """Of a day of which no time is known; now at the latest."""
        return min(datetime.combine(day, time(12), self.policy.zone), self.now)

    def _day(self, step: ProspectEvent) -> date:
        return step.at.astimezone(self.policy.zone).date()


def _started(source: ProspectSource, at: datetime) -> tuple[ProspectEvent, ...]:
    """The step that being registered is: who walked in came to the showroom."""
    return (ProspectEvent(_STARTED[source], at),) if source in _STARTED else ()


def _new(columns: Mapping[str, object], source: ProspectSource, registered_on: date, consultant_id: int | None) -> Prospect:
    """What is known of one that is not stored yet, as far as its steps ask."""
    intended_on, floor = _day_and_floor(columns)
    known: dict[str, Any] = {
        **dict.fromkeys(Prospect._fields),
        **{key: columns.get(key) for key in ("customer_id", "phone", "model")},
        "id": 0,
        "customer": columns.get("name"),
        "stage": Stage.REGISTERED,
        "source": source,
        "registered_on": registered_on,
        "consultant_id": consultant_id,
        "intended_on": intended_on,
        "floor": floor,
    }
    return Prospect(**known)


def _day_and_floor(values: Mapping[str, object]) -> tuple[date | None, ProspectLevel | None]:
    """The intended day and the level set by hand among a record's values."""
    intended_on, floor = values.get("intended_on"), values.get("level")
    assert intended_on is None or isinstance(intended_on, date)
    return intended_on, None if floor is None else ProspectLevel(str(floor))


def _left_by(step: ProspectEvent, stage: Stage) -> dict[str, object]:
    """What the record holds of the latest loss, of why it is invalid, and of the level, after a step."""
    ended: dict[str, object] = dict.fromkeys(("lost_on", "lost_reason", "lost_to", "invalid_on", "invalid_reason", "again_on"))
    said: dict[str, object] = {} if step.intended_on is None else {"intended_on": step.intended_on}
    match step.kind:
        case ProspectStep.LOST:
            return ended | {"lost_on": step.day, "lost_reason": step.reason, "lost_to": step.rival}
        case ProspectStep.INVALID:
            return ended | {"invalid_on": step.day, "invalid_reason": step.reason, "again_on": step.again_on}
        case ProspectStep.LOSS_CHECKED if step.reason is not None:
            return {"lost_reason": step.reason, "lost_to": step.rival}
        case ProspectStep.LEVEL_CHANGED:
            return {"intended_on": step.intended_on, "floor": step.floor}
    return (ended if stage not in {Stage.LOST, Stage.INVALID} else {}) | said
