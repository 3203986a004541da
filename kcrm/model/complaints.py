"""Complaints and the steps in their history, as they are stored and shown."""

from __future__ import annotations

from datetime import date, datetime

from kcrm.model.vocabulary import (
    Cause,
    ClockKind,
    ComplaintChannel,
    ComplaintSource,
    ComplaintState,
    EventKind,
    Finding,
    Level,
    Reason,
    Severity,
    Work,
)
from kcrm.named import NamedTuple


class Complaint(NamedTuple):
    """A complaint as it stands after its latest event. Instants aware; goodwill in fen.

    opened_at: when it was entered, by the command's clock. owner: who has to move it on, None only where nobody works here who could.
    department: at fault directly, secondary_department: in the second place. outside_no, reply_by_on: what the outside body that took it up
    calls it, and by when it wants a reply. platform: where in public it was written. first_contact: whether a first contact with whoever
    complained is on a clock.
    """

    id: int
    complaint_no: str | None
    customer_id: int
    customer_no: str | None
    customer: str
    phone: str | None
    vehicle_id: int | None
    vin: str | None
    plate: str | None
    model: str | None
    order_id: int | None
    order_no: str | None
    call_id: int | None
    received_at: datetime
    received_on: date
    opened_at: datetime
    severity: Severity
    cause: Cause | None
    channel: ComplaintChannel | None
    source: ComplaintSource | None
    description: str
    outside_no: str | None
    reply_by_on: date | None
    platform: str | None
    state: ComplaintState
    level: Level
    owner_id: int | None
    owner_no: str | None
    owner: str | None
    paused: bool
    department: str | None
    secondary_department: str | None
    finding: Finding | None
    goodwill_fen: int | None
    goodwill_by_no: str | None
    goodwill_by: str | None
    policy_version_id: int
    first_contact: bool


class NewComplaint(NamedTuple):
    """A complaint as it was heard. received_at: None for now. call_id: in which call it came up. The rest as of a `Complaint`."""

    customer_id: int
    severity: Severity
    description: str
    received_at: datetime | None = None
    cause: Cause | None = None
    channel: ComplaintChannel | None = None
    source: ComplaintSource | None = None
    vehicle_id: int | None = None
    order_id: int | None = None
    department: str | None = None
    complaint_no: str | None = None
    outside_no: str | None = None
    reply_by_on: date | None = None
    platform: str | None = None
    call_id: int | None = None
    first_contact: bool = True


class ComplaintEvent(NamedTuple):
    """One step, stored or to be taken. at: when; recorded_at: when it was written down. staff: who took it, None where nobody was named.

    level, owner: from this step on; of one to be taken who is to own it, and to which level it goes, None for one up. informed: told in
    parallel. clock: missed, so that the sweep moved the complaint up. work: that begins with it. reason: of a pause or of a start above the
    specialist. satisfied: of a re-call. goodwill_by: who approved, of one to be taken None for who acts. What the record holds of staff
    besides their ids, and the ids of the step itself, is empty until it is stored.
    """

    kind: EventKind
    at: datetime
    id: int = 0
    complaint_id: int = 0
    recorded_at: datetime | None = None
    staff_id: int | None = None
    staff_no: str | None = None
    staff: str | None = None
    level: Level | None = None
    owner_id: int | None = None
    owner_no: str | None = None
    owner: str | None = None
    informed_id: int | None = None
    informed_no: str | None = None
    informed: str | None = None
    clock: ClockKind | None = None
    work: Work | None = None
    reason: Reason | None = None
    department: str | None = None
    secondary_department: str | None = None
    cause: Cause | None = None
    finding: Finding | None = None
    satisfied: bool | None = None
    goodwill_fen: int | None = None
    goodwill_by_id: int | None = None
    goodwill_by_no: str | None = None
    goodwill_by: str | None = None
    followup_id: int | None = None
    call_id: int | None = None
    note: str | None = None


class WorkDay(NamedTuple):
    """A day whose hours are not those of its weekday. hours: `09:00-12:00,13:00-17:00`, empty for closed."""

    day: date
    hours: str
    name: str | None
    set_at: datetime
