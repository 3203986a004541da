"""Keep a prospect that another system tells of: the record, and the stage that it says was reached, as steps of the day it was told.

Rows come as `exchange` read them. A prospect is known again by its number, one without by the phone of one that is open. A file brings a
prospect forward and ends it; it takes up none again, and takes no level down that the store set by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from kcrm.actions.prospects import refusals
from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.actions.session import Session
from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.columns import missing_for_new
from kcrm.i18n import N_
from kcrm.model.prospects import InvalidReason, LostReason, ProspectEvent, ProspectStep, Stage
from kcrm.queries import customers
from kcrm.queries import prospects as queries
from kcrm.queries.records import Saved, row_by_id
from kcrm.records import SheetKind, noun_of
from kcrm.rules.prospects.stages import is_further

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
_OF_STEPS: Final = frozenset({"stage", "test_drive", "lost_on", "lost_reason", "lost_to", "invalid_reason", "vin"})
_OF_CUSTOMER: Final = frozenset({"name", "phone"})


@dataclass(frozen=True, slots=True)
class ProspectKeeper:
    """Keeps prospects in one open write."""

    desk: ProspectDesk

    @classmethod
    def of(cls, session: Session, writer: RecordWriter) -> ProspectKeeper:
        """Of a session's open write. Nobody acts: a file does not say who took a step, and it was not whoever imports it."""
        return cls(replace(ProspectDesk.of(session, writer), actor=None))

    def keep(self, values: Values) -> Kept:
        """Write down the prospect, or what is new of one that is known. Raises ColumnError."""
        row, warnings = self._known(values), []
        try:
            referrer = self._referrer(values)
        except ColumnError as error:
            warnings, referrer = [error], {}
        given = {**{key: value for key, value in values.items() if key != "referred_by"}, **referrer}
        given |= self._within(given, row)
        record = {key: value for key, value in given.items() if key not in _OF_STEPS and key != "within_days"}
        if row is None:
            lacking = missing_for_new(SheetKind.PROSPECTS, values)
            if lacking:
                needed = "; ".join(" / ".join(keys) for keys in lacking)
                raise ColumnError(lacking[0][0], "", UsageError(N_("A new record needs {needed}."), needed=needed))
            number, outcome = self._register(record), Saved.NEW
        else:
            number = int(row["id"])
            outcome = self._correct(row, {key: value for key, value in record.items() if key not in _OF_CUSTOMER})
        if self._bring_up(number, given) and outcome is Saved.UNCHANGED:
            outcome = Saved.CHANGED
        return Kept(number, outcome, tuple(warnings))

    def _known(self, values: Values) -> sqlite3.Row | None:
        noun, number = noun_of(SheetKind.PROSPECTS), values.get("prospect_no")
        found = self.desk.writer.register.find(noun.table, noun.number, str(number)) if number else []
        if found:
            return found[0]
        phone = values.get("phone")
        for customer in customers.rows_by_phone(self.desk.connection, str(phone)) if phone else ():
            for known in queries.open_of_customer(self.desk.connection, customer["id"]):
                row = row_by_id(self.desk.connection, noun, known.id)
                if not number or row["prospect_no"] is None:
                    return row
        return None

    def _register(self, record: Values) -> int:
        try:
            return self.desk.register(record, told=True)
        except KcrmError as error:
            if isinstance(error, ColumnError):
                raise
            raise ColumnError("phone", record.get("phone"), error) from error

    def _correct(self, row: sqlite3.Row, record: dict[str, object]) -> Saved:
        if record.get("level") is not None and row["floor"] is not None:
            del record["level"]  # what the store set by hand stays
        try:
            return self.desk.correct(row["id"], record, told=True)
        except KcrmError as error:
            if isinstance(error, ColumnError):
                raise
            column = "intended_on" if "intended_on" in record else "level"
            raise ColumnError(column, record.get(column), error) from error

    def _referrer(self, values: Values) -> dict[str, int]:
        """The customer who named them, by number, phone or a name that only one has."""
        text = values.get("referred_by")
        if text is None:
            return {}
        connection = self.desk.connection
        numbered = customers.id_of_number(connection, str(text))
        found = [numbered] if numbered is not None else [row["id"] for row in customers.rows_by_phone(connection, str(text))]
        found = found or customers.ids_by_name(connection, str(text))
        if len(found) == 1:
            return {"referred_by": found[0]}
        reason = N_("several customers have this name; field left empty") if found else N_("no such customer; field left empty")
        raise ColumnError("referred_by", text, RefusedError(reason))

    def _within(self, values: Values, row: sqlite3.Row | None) -> dict[str, object]:
        """So many days from the registration, where no day is said."""
        days = values.get("within_days")
        if not isinstance(days, int) or values.get("intended_on") is not None:
            return {}
        since = values.get("registered_on") or (date.fromisoformat(row["registered_on"]) if row is not None else self.desk.today)
        assert isinstance(since, date)
        return {"intended_on": since + timedelta(days=days)}

    # --- the stage that a file tells ---

    def _bring_up(self, number: int, values: Values) -> bool:
        """Take the steps by which the stage becomes what the file says; whether there were any. Raises ColumnError."""
        taken = False
        for key, step in self._steps(number, values):
            try:
                self.desk.take(number, step)
            except RefusedError as error:
                raise ColumnError(key, values.get(key), error) from error
            taken = True
        return taken

    def _steps(self, number: int, values: Values) -> Iterator[tuple[str, ProspectEvent]]:
        prospect = self.desk.prospect(number)
        if values.get("test_drive") and is_further(Stage.TEST_DRIVE, prospect.stage):
            yield "test_drive", ProspectEvent(ProspectStep.TEST_DRIVE, self.desk.now)
        stage = Stage(str(values["stage"])) if values.get("stage") else Stage.LOST if values.get("lost_reason") else None
        stage = Stage.INVALID if stage is None and values.get("invalid_reason") else stage
        if stage is None or stage is prospect.stage:
            return
        if prospect.stage in {Stage.LOST, Stage.INVALID}:
            raise ColumnError("stage", stage, refusals.no_such_stage(stage))
        if not is_further(stage, prospect.stage):
            return
        yield "stage", self._step(stage, values)

    def _step(self, stage: Stage, values: Values) -> ProspectEvent:
        step = ProspectEvent(_STEP[stage], self.desk.now)
        match stage:
            case Stage.LOST:
                reason = values.get("lost_reason") or LostReason.OTHER
                rival = values.get("lost_to")
                return step._replace(at=self._noon(values.get("lost_on")), reason=str(reason), rival=None if rival is None else str(rival))
            case Stage.INVALID:
                return step._replace(reason=str(values.get("invalid_reason") or InvalidReason.UNREACHABLE))
            case Stage.DELIVERED if (vin := values.get("vin")) is not None:
                return step._replace(vehicle_id=self.desk.writer.keep(SheetKind.VEHICLES, {"vin": vin}).id)
        return step

    def _noon(self, day: object) -> datetime:
        """Of a day of which no time is known; now at the latest."""
        return min(datetime.combine(day, time(12), self.desk.policy.zone), self.desk.now) if isinstance(day, date) else self.desk.now
