"""Keep a prospect that another system tells of: the record, and the stage that it says was reached, as steps.

Rows come as `exchange` read them. A file brings a prospect forward and ends it; it takes up none again, and takes no level down. What it
says of one that is new happened on the day of registration, unless it says when; of one that is known, today.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from kcrm.actions.prospects import refusals
from kcrm.actions.prospects.known import ENDS, known_row, told_stage
from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.prospects.shares import Shares
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, RefusedError, UsageError
from kcrm.exchange.columns import missing_for_new
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.model.prospects import InvalidReason, LostReason, ProspectEvent, ProspectLevel, ProspectSource, ProspectStep, Stage
from kcrm.queries import prospects as queries
from kcrm.queries import vehicles
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, row_by_id
from kcrm.queries.staff import all_staff
from kcrm.records import SheetKind, noun_of
from kcrm.rules.prospects.levels import is_higher
from kcrm.rules.prospects.stages import allowed, is_further, stage_after
from kcrm.rules.staff import has_left

_STEP: Final[Mapping[Stage, ProspectStep]] = {
    Stage.CONTACTED: ProspectStep.CONTACTED,
    Stage.VISITED: ProspectStep.VISITED,
    Stage.TEST_DRIVE: ProspectStep.TEST_DRIVE,
    Stage.QUOTED: ProspectStep.QUOTED,
    Stage.ORDERED: ProspectStep.ORDERED,
    Stage.DELIVERED: ProspectStep.DELIVERED,
    Stage.LOST: ProspectStep.LOST,
    Stage.INVALID: ProspectStep.INVALID,
}
_OF_STEPS: Final = frozenset({"stage", "test_drive", "lost_on", "lost_reason", "lost_to", "invalid_reason", "vin", "delivered_on"})
_OF_CUSTOMER: Final = frozenset({"name", "phone"})
_DATED: Final = {Stage.LOST: "lost_on", Stage.DELIVERED: "delivered_on"}
"""The columns that say when a stage was reached."""
_Steps = Iterator[tuple[str, ProspectEvent]]


@dataclass(slots=True)
class ProspectKeeper:
    """Keeps the prospects of one file in one open write. logged: what steps those that are new have taken is told by another.

    told: by number the line that told of a prospect. later: whom a row names that no row had told of yet, by line and number.
    """

    desk: ProspectDesk
    shares: Shares
    staff: Mapping[int, Staff]
    logged: bool = False
    told: dict[int, int] = field(default_factory=dict)
    later: list[tuple[int, int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, session: Session, writer: RecordWriter, *, logged: bool = False) -> ProspectKeeper:
        """Of a session's open write. Nobody acts: a file does not say who took a step, and it was not whoever imports it."""
        desk = replace(ProspectDesk.of(session, writer), actor=None)
        return cls(desk, Shares(desk), {member.id: member for member in all_staff(desk.connection)}, logged)

    @property
    def writer(self) -> RecordWriter:
        return self.desk.writer

    def keep(self, values: Values) -> Kept:
        """Write down the prospect, or what is new of one that is known. Raises ColumnError."""
        line, warnings = self.writer.register.number, list[ColumnError]()
        row = known_row(self.writer.references, values)
        given = self._read(values, row, warnings)
        if row is None:
            number, outcome = self._register(given, warnings), Saved.NEW
        else:
            number, outcome = int(row["id"]), self._bring_up(row, given, warnings)
            if outcome is Saved.CHANGED and number in self.told:
                reason = RefusedError(N_("line {line} tells something else of {prospect}"), line=self.told[number], prospect=_named(number))
                raise ColumnError("phone", values.get("phone"), reason)
        self.told[number] = line
        if values.get("referred_by") is not None and "referred_by" not in given:
            self.later.append((line, number, str(values["referred_by"])))
        return Kept(number, outcome, tuple(warnings))

    def finish(self) -> Iterator[tuple[int, ColumnError]]:
        """Name whom a row further down told of; by line whom none did."""
        for line, number, text in self.later:
            try:
                referrer = self._referrer(text)
            except ColumnError as error:
                yield line, error
            else:
                if row_by_id(self.desk.connection, noun_of(SheetKind.PROSPECTS), number) is not None:
                    queries.change(self.desk.connection, number, {"referred_by_id": referrer})

    # --- what a row says ---

    def _read(self, values: Values, row: sqlite3.Row | None, warnings: list[ColumnError]) -> dict[str, object]:
        """The values with ids for whom they name; who is not known is left out with a warning, a referrer until the end of the file."""
        given = {**values}
        for key, find in (
            ("consultant", partial(self.writer.references.staff, column="consultant")),
            ("taker", partial(self.writer.references.staff, column="taker")),
            ("referred_by", self._referrer),
        ):
            if given.get(key) is not None:
                try:
                    given[key] = find(str(given[key]))
                except ColumnError as error:
                    del given[key]
                    if key != "referred_by":
                        warnings.append(error)
        days = given.pop("within_days", None)
        if isinstance(days, int) and given.get("intended_on") is None:
            given["intended_on"] = self._registered_on(given, row) + timedelta(days=days)
        since = self._registered_on(given, row)
        if since > self.desk.today:
            raise ColumnError("registered_on", since, RefusedError(N_("is in the future")))
        for key in _DATED.values():
            day = given.get(key)
            if isinstance(day, date) and not since <= day <= self.desk.today:
                reason = RefusedError(N_("is before they were registered ({day})"), day=since)
                raise ColumnError(key, day, reason if day < since else RefusedError(N_("is in the future")))
        return given

    def _registered_on(self, given: Values, row: sqlite3.Row | None) -> date:
        day = given.get("registered_on") or (date.fromisoformat(row["registered_on"]) if row is not None else self.desk.today)
        assert isinstance(day, date)
        return day

    def _referrer(self, text: str) -> int:
        """The customer who named them, by number, phone or a name that only one has. Raises ColumnError."""
        register, references = self.writer.register, self.writer.references
        for column, found in (
            ("customer_no", register.find("customer", "customer_no", text) or references.numbered_before("customer", text)),
            ("phone", references.at_phone(text, None)),
            ("name", register.find("customer", "name", text)),
        ):
            if len(found) == 1:
                return int(found[0]["id"])
            if found:
                reason = N_("several customers have this phone; field left empty")
                if column == "name":
                    reason = N_("several customers have this name; field left empty")
                raise ColumnError("referred_by", text, RefusedError(reason))
        raise ColumnError("referred_by", text, RefusedError(N_("no such customer; field left empty")))

    def _step(self, stage: Stage, given: Values, at: datetime) -> ProspectEvent:
        """The step by which a stage is reached, on the day that the file says, else at that moment."""
        day = given.get(_DATED.get(stage, ""))
        step = ProspectEvent(_STEP[stage], self.desk.noon(day) if isinstance(day, date) else at)
        if stage is Stage.LOST:
            rival = given.get("lost_to")
            reason = str(given.get("lost_reason") or LostReason.OTHER)
            return step._replace(reason=reason, rival=None if rival is None else str(rival))
        if stage is Stage.INVALID:
            return step._replace(reason=str(given.get("invalid_reason") or InvalidReason.UNREACHABLE))
        return step

    # --- one that is new ---

    def _register(self, given: dict[str, object], warnings: list[ColumnError]) -> int:
        lacking = missing_for_new(SheetKind.PROSPECTS, given)
        if lacking:
            needed = "; ".join(" / ".join(keys) for keys in lacking)
            raise ColumnError(lacking[0][0], "", UsageError(N_("A new record needs {needed}."), needed=needed))
        known = self.writer.references.at_phone(str(given["phone"]), str(given["name"]))
        customer_id = self._customer(given, warnings)
        stage, registered_on = told_stage(given), self._registered_on(given, None)
        if stage not in ENDS:
            for other in self.writer.register.find("prospect", "customer_id", customer_id) if known else ():
                if other["stage"] not in ENDS:
                    error = refusals.open_already(self.desk.prospect(other["id"]))
                    raise ColumnError("phone", given["phone"], error)
            self._find_consultant(given, warnings)
        at = self.desk.now if registered_on == self.desk.today else self.desk.noon(registered_on)
        steps = () if self.logged else self._taken(stage, given, at, customer_id)
        prospect = self.desk.write_down({key: value for key, value in given.items() if key not in _OF_STEPS}, customer_id, steps)
        self.shares.note(prospect, new_on=registered_on)
        self.writer.made_customers[Saved.NEW] += not known
        return prospect.id

    def _taken(self, stage: Stage | None, given: Values, at: datetime, customer_id: int) -> Iterator[ProspectEvent]:
        """The steps by which somebody new came to a stage."""
        if given.get("test_drive") and stage is not Stage.TEST_DRIVE:
            yield ProspectEvent(ProspectStep.TEST_DRIVE, at)
        came = stage is Stage.VISITED and given["source"] == ProspectSource.WALK_IN and at == self.desk.now  # which says it already
        if stage not in {None, Stage.REGISTERED} and not came:
            assert stage is not None
            step = self._step(stage, given, at)
            yield step if stage is not Stage.DELIVERED else step._replace(vehicle_id=self._vehicle(customer_id, given))
            if stage is Stage.LOST:  # before anybody here knew of them: it was settled elsewhere
                yield ProspectEvent(ProspectStep.LOSS_CONFIRMED, step.at)

    def _customer(self, given: Values, warnings: list[ColumnError]) -> int:
        try:
            customer_id, name = self.desk.customer_of(given)
        except AmbiguousError as error:
            reason = RefusedError(N_("several customers have this phone; give the name as it stands there"))
            raise ColumnError("phone", given["phone"], reason) from error
        if name != given["name"]:
            told = RefusedError(
                N_("the phone belongs to {customer} {name}; the name stays"), customer=identifier(Thing.CUSTOMER, customer_id), name=name
            )
            warnings.append(ColumnError("name", given["name"], told))
        return customer_id

    def _find_consultant(self, given: dict[str, object], warnings: list[ColumnError]) -> None:
        """Who is said, if they still work here, else whose turn it is."""
        consultant_id = given.get("consultant")
        if isinstance(consultant_id, int) and has_left(self.staff[consultant_id], self.desk.today):
            warnings.append(self._left(consultant_id))
            consultant_id = None
        given["consultant"] = consultant_id or self.shares.consultant_for(self.desk.level_of(given))

    def _left(self, consultant_id: int) -> ColumnError:
        number = self.staff[consultant_id].employee_no
        return ColumnError("consultant", number, RefusedError(N_("no longer works here; left to a colleague")))

    # --- one that is known ---

    def _bring_up(self, row: sqlite3.Row, given: dict[str, object], warnings: list[ColumnError]) -> Saved:
        """Write what is new, and take the steps that follow from it."""
        steps = [*self._moved(row, given, warnings), *self._stages(row, given, warnings)]
        record = {key: value for key, value in given.items() if key not in _OF_STEPS and key not in _OF_CUSTOMER}
        outcome = self.writer.save(SheetKind.PROSPECTS, row, record, told_on=None).outcome if record else Saved.UNCHANGED
        if not steps:
            return outcome
        number = int(row["id"])
        before = self.desk.prospect(number)
        self.shares.note(before, -1)
        for key, step in steps:
            try:
                self.desk.write_step(self.desk.prospect(number), step)
            except RefusedError as error:
                raise ColumnError(key, given.get(key), error) from error
        after = self.desk.prospect(number)
        self.shares.note(after, new_on=self.desk.today if after.consultant_id != before.consultant_id else None)
        self.writer.register.forget("prospect", dict(row))
        self.writer.register.forget("prospect_event", {"prospect_id": number})
        return Saved.CHANGED

    def _moved(self, row: sqlite3.Row, given: dict[str, object], warnings: list[ColumnError]) -> _Steps:
        """Another consultant, intended day or level, as long as somebody is to be contacted; what becomes a step is no value any more."""
        stage, floor = Stage(row["stage"]), ProspectLevel(row["floor"]) if row["floor"] else None
        to_id = given.pop("consultant", row["consultant_id"])
        assert to_id is None or isinstance(to_id, int)
        if to_id != row["consultant_id"] and allowed(stage, ProspectStep.REASSIGNED):
            if to_id is not None and has_left(self.staff[to_id], self.desk.today):
                warnings.append(self._left(to_id))
            else:
                yield "consultant", ProspectEvent(ProspectStep.REASSIGNED, self.desk.now, to_id=to_id)
        if not allowed(stage, ProspectStep.LEVEL_CHANGED):
            return
        known = date.fromisoformat(row["intended_on"]) if row["intended_on"] else None
        day, said = given.pop("intended_on", known), given.pop("level", floor)
        assert day is None or isinstance(day, date)
        wanted = None if said is None else ProspectLevel(str(said))
        if wanted is not None and floor is not None and is_higher(floor, wanted):
            reason = RefusedError(
                N_("is lower than here ({level}); kcrm prospect edit {prospect} lowers it"), level=floor, prospect=_named(row["id"])
            )
            warnings.append(ColumnError("level", wanted, reason))
            wanted = floor
        if (day, wanted) != (known, floor):
            yield (
                "intended_on" if day != known else "level",
                ProspectEvent(ProspectStep.LEVEL_CHANGED, self.desk.now, intended_on=day, floor=wanted),
            )

    def _stages(self, row: sqlite3.Row, given: Values, warnings: list[ColumnError]) -> _Steps:
        """The steps by which the stage becomes what the file says."""
        stage, told, now = Stage(row["stage"]), told_stage(given), self.desk.now
        events = (
            self.writer.register.find("prospect_event", "prospect_id", row["id"]) if given.get("test_drive") or told is Stage.LOST else ()
        )
        driven = any(event["kind"] == ProspectStep.TEST_DRIVE and not event["declined"] for event in events)
        if given.get("test_drive") and not driven and allowed(stage, ProspectStep.TEST_DRIVE):
            yield "test_drive", ProspectEvent(ProspectStep.TEST_DRIVE, now)
            stage = stage_after(stage, ProspectStep.TEST_DRIVE)
        if told is stage is Stage.LOST:
            warnings += _lost_otherwise(row, events, given)
        if told is None or told is stage:
            return
        if stage in ENDS:
            if told in ENDS or stage is not Stage.DELIVERED:
                reason = N_("{prospect} stays {stage}; kcrm prospect reopen takes it up again")
                if stage is Stage.DELIVERED:
                    reason = N_("{prospect} stays {stage}")
                warnings.append(ColumnError("stage", told, RefusedError(reason, prospect=_named(row["id"]), stage=stage)))
            return
        if not is_further(told, stage):
            return
        step = self._step(told, given, now)
        if stage is Stage.ORDERED and told in {Stage.LOST, Stage.INVALID}:
            yield "stage", ProspectEvent(ProspectStep.ORDER_CANCELLED, step.at, reason=step.reason)
        if told is Stage.DELIVERED:
            step = step._replace(vehicle_id=self._vehicle(row["customer_id"], {"delivered_on": self.desk.today, **given}, row))
        yield "stage", step

    # --- what was delivered ---

    def _vehicle(self, customer_id: int, given: Values, row: sqlite3.Row | None = None) -> int:
        """The vehicle of a delivery: theirs where it is nobody's; one that was sold on stays where it is."""
        register, vin = self.writer.register, given.get("vin")
        if vin is None:
            return self._delivered(customer_id, self._registered_on(given, row))
        seller, model = (given.get("consultant"), None) if row is None else (row["consultant_id"], row["model"])
        learnt = {"delivered_on": given.get("delivered_on"), "model": given.get("model") or model, "sales_consultant_id": seller}
        found = register.find("vehicle", "vin", str(vin))
        if found:
            learnt = {key: value for key, value in learnt.items() if found[0][key] is None and value is not None}
            number = self.writer.save(SheetKind.VEHICLES, found[0], learnt, told_on=None).id if learnt else int(found[0]["id"])
        else:
            number = self.writer.save(SheetKind.VEHICLES, None, {"vin": vin, **learnt}, told_on=None).id
        if not (found and register.find("ownership", "vehicle_id", number)):
            vehicles.hand_over(register.connection, number, customer_id, None)
            register.forget("ownership", {"vehicle_id": number})
        return number

    def _delivered(self, customer_id: int, since: date) -> int:
        owned = vehicles.vehicles_of(self.desk.connection, customer_id)
        found = [each.id for each in owned if each.delivered_on is not None and each.delivered_on >= since]
        if len(found) != 1:
            raise ColumnError("vin", "", RefusedError(N_("which vehicle was delivered? Give its VIN in the column vin (成交车架号).")))
        return found[0]


def _named(number: int) -> str:
    return identifier(Thing.PROSPECT, number)


def _lost_otherwise(row: sqlite3.Row, events: Sequence[sqlite3.Row], given: Values) -> Iterator[ColumnError]:
    """What a file says of a loss other than was said of it; what a specialist heard since is another matter."""
    told = [event for event in events if event["kind"] == ProspectStep.LOST]
    for key, column in (("lost_reason", "reason"), ("lost_to", "rival"), ("lost_on", "day")):
        value = given.get(key)
        if told and value is not None and str(value) not in {told[-1][column], row[key]}:
            reason = RefusedError(N_("{prospect} is lost already; kcrm prospect check {prospect} corrects it"), prospect=_named(row["id"]))
            yield ColumnError(key, value, reason)
