"""Keep a complaint that another system tells of: the record, and the steps it says were taken, as events at their times.

Rows come as `exchange` read them, under the keys of the import columns. A complaint is known again by its number, one without by who
complained when of what. What moves its clocks stays as it was first told: whose it is, when it was received, how grave it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.planning import Planner
from kcrm.actions.records import Kept
from kcrm.actions.references import ColumnError, References, Values
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import missing_for_new
from kcrm.i18n import N_
from kcrm.model import Cause, ComplaintChannel, ComplaintEvent, ComplaintSource, EventKind, NewComplaint, Severity
from kcrm.queries import complaints as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved
from kcrm.queries.register import Register
from kcrm.records import SheetKind

_STEPS: Final[Mapping[str, EventKind]] = {
    "accepted_at": EventKind.ACCEPTED,
    "contacted_at": EventKind.CONTACTED,
    "resolved_at": EventKind.RESOLVED,
    "closed_at": EventKind.CLOSED,
}
_ENDED: Final = frozenset({"resolved_at", "closed_at"})
_TOLD_ONCE: Final = ("received_at", "severity")
# the file's word counts
_TOLD_AGAIN: Final = ("description", "channel", "source", "outside_no", "reply_by_on", "platform")
# found out in the loop: a file only fills what is not known yet
_FOUND_OUT: Final = ("cause", "department", "vehicle_id", "order_id")


@dataclass(frozen=True, slots=True)
class ComplaintKeeper:
    """Keeps complaints in one open write."""

    desk: ComplaintDesk

    @classmethod
    def of(cls, session: Session, planner: Planner) -> ComplaintKeeper:
        """Of a session's open write. Nobody acts: a file does not say who took a step, and it was not whoever imports it."""
        return cls(replace(ComplaintDesk.of(session, planner), actor=None))

    def keep(self, values: Values) -> Kept:
        """Write down the complaint, or what is new of one that is known. Raises ColumnError."""
        values = {**values, "department": self.desk.department(_text(values["department"]))} if "department" in values else values
        references = self._references(values)
        customer_id = References(Register(self.desk.connection)).customer(values)
        row = self._known(values, customer_id)
        if row is None or row["cause"] != Cause.MALICIOUS:
            self._check_cause(values)
        if row is None:
            return Kept(self._receive(values, customer_id, references), Saved.NEW)
        if customer_id is not None and customer_id != row["customer_id"]:
            column = "customer_no" if values.get("customer_no") else "phone"
            reason = RefusedError(
                N_("{complaint} belongs to {customer}; a complaint cannot change its customer"),
                complaint=identifier(Thing.COMPLAINT, row["id"]),
                customer=identifier(Thing.CUSTOMER, row["customer_id"]),
            )
            raise ColumnError(column, values[column], reason)
        return self._bring_up(row, values, references)

    def _receive(self, values: Values, customer_id: int | None, references: Mapping[str, int]) -> int:
        lacking = missing_for_new(SheetKind.COMPLAINTS, values)
        if lacking or customer_id is None:
            needed = "; ".join(" / ".join(keys) for keys in lacking)
            raise ColumnError(lacking[0][0], "", UsageError(N_("A new record needs {needed}."), needed=needed))
        new = NewComplaint(
            customer_id=customer_id,
            severity=Severity(str(values["severity"])),
            description=str(values["description"]),
            received_at=_moment(values["received_at"]),
            cause=Cause(str(values["cause"])) if values.get("cause") else None,
            channel=ComplaintChannel(str(values["channel"])) if values.get("channel") else None,
            source=ComplaintSource(str(values["source"])) if values.get("source") else None,
            vehicle_id=references.get("vehicle_id"),
            order_id=references.get("order_id"),
            department=_text(values.get("department")),
            complaint_no=_text(values.get("complaint_no")),
            outside_no=_text(values.get("outside_no")),
            reply_by_on=_day(values.get("reply_by_on")),
            platform=_text(values.get("platform")),
            # whether somebody was spoken with in time is not asked of what was over when it was told, unless the file says it
            first_contact="contacted_at" in values or not _ENDED & values.keys(),
        )
        try:
            complaint_id = self.desk.receive(new, history=True)
        except RefusedError as error:
            # the order's vehicle is that of the row by now: what is left to refuse is the time
            raise ColumnError("received_at", self._shown(values["received_at"]), error) from error
        for key, kind in _steps(values):
            self._take(complaint_id, key, kind, values)
        return complaint_id

    def _bring_up(self, row: sqlite3.Row, values: Values, references: Mapping[str, int]) -> Kept:
        """What the file knows beyond the record; what contradicts it is left out with a warning."""
        complaint_id: int = row["id"]
        case = self.desk.case(complaint_id)
        warnings = [
            self._stays(key, values[key], getattr(case.complaint, key))
            for key in _TOLD_ONCE
            if key in values and values[key] != getattr(case.complaint, key)
        ]
        columns = {key: values[key] for key in _TOLD_AGAIN if key in values and values[key] != getattr(case.complaint, key)}
        found = {**values, **references}
        for key in _FOUND_OUT:
            present = getattr(case.complaint, key)
            if key in found and present is None:
                columns[key] = found[key]
        if columns:
            queries.change_complaint(self.desk.connection, complaint_id, columns)
        taken = False
        for key, kind in _steps(values):
            warning = self._catch_up(case, key, kind, values)
            taken |= warning is None and not _has(case, kind)
            warnings += [warning] if warning else []
            case = self.desk.case(complaint_id)
        return Kept(complaint_id, Saved.CHANGED if columns or taken else Saved.UNCHANGED, tuple(warnings))

    def _catch_up(self, case: ComplaintCase, key: str, kind: EventKind, values: Values) -> ColumnError | None:
        """Take a step that was taken elsewhere since, unless it was taken here too."""
        moment = _moment(values[key])
        at = [event.at for event in case.events if event.kind is kind]
        if at:
            return None if moment in at else self._stays(key, moment, at[-1])
        latest = case.events[-1]
        if moment < latest.at:
            reason = RefusedError(
                N_("is before its latest step here, “{step}” at {latest}; left out"), step=latest.kind, latest=self._shown(latest.at)
            )
            return ColumnError(key, self._shown(moment), reason)
        self._take(case.complaint.id, key, kind, values)
        return None

    def _take(self, complaint_id: int, key: str, kind: EventKind, values: Values) -> None:
        try:
            self.desk.take(complaint_id, ComplaintEvent(kind, _moment(values[key])), history=True)
        except RefusedError as error:
            raise ColumnError(key, self._shown(values[key]), error) from error

    # --- what the row refers to ---

    def _check_cause(self, values: Values) -> None:
        if values.get("cause") is Cause.MALICIOUS and "closed_at" not in values:
            reason = RefusedError(N_("is decided by a manager at closing; an open complaint cannot have it yet"))
            raise ColumnError("cause", Cause.MALICIOUS.value, reason)

    def _known(self, values: Values, customer_id: int | None) -> sqlite3.Row | None:
        connection, number = self.desk.connection, values.get("complaint_no")
        if number:
            return queries.row_by_number(connection, str(number))
        received_at = values.get("received_at")
        if customer_id is None or not isinstance(received_at, datetime):
            return None
        return queries.row_without_number(connection, customer_id, received_at, str(values.get("description")))

    def _references(self, values: Values) -> dict[str, int]:
        """The vehicle and the order, where the row names them."""
        references, found = References(Register(self.desk.connection)), dict[str, int]()
        vin = values.get("vin")
        vehicle_id = references.vehicle({"vin": vin})
        if vehicle_id is not None:
            found["vehicle_id"] = vehicle_id
        if order_no := values.get("order_no"):
            order = references.order(order_no)
            if found.setdefault("vehicle_id", order["vehicle_id"]) != order["vehicle_id"]:
                reason = RefusedError(N_("is not an order of vehicle {vin}"), vin=vin)
                raise ColumnError("order_no", order_no, reason)
            found["order_id"] = order["id"]
        return found

    def _stays(self, key: str, told: object, present: object) -> ColumnError:
        reason = RefusedError(N_("is already {present} here; kept"), present=self._shown(present))
        return ColumnError(key, self._shown(told), reason)

    def _shown(self, value: object) -> object:
        return f"{value.astimezone(self._zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value

    @property
    def _zone(self) -> ZoneInfo:
        return self.desk.policy.zone


def _steps(values: Values) -> list[tuple[str, EventKind]]:
    """The steps that a row tells of, in the order in which they were taken."""
    return sorted(((key, kind) for key, kind in _STEPS.items() if key in values), key=lambda step: _moment(values[step[0]]))


def _has(case: ComplaintCase, kind: EventKind) -> bool:
    return any(event.kind is kind for event in case.events)


def _moment(value: object) -> datetime:
    assert isinstance(value, datetime)
    return value.replace(microsecond=0)


def _day(value: object) -> date | None:
    assert value is None or isinstance(value, date)
    return value


def _text(value: object) -> str | None:
    return str(value) if value else None
