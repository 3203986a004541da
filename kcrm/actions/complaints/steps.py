"""What is said of a complaint: as it was heard, and each step that is to be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kcrm.model import (
    Cause,
    ClockKind,
    ComplaintChannel,
    ComplaintSource,
    EventKind,
    Finding,
    Level,
    Reason,
    Severity,
    Work,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """A complaint as it was heard. received_at: None for now. reply_by_on: the manufacturer's date. call_id: in which call it came up."""

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
    call_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that is to be taken. at: None for now.

    to_id: who is to own it. level: of an escalation, None for one up. work: that begins with it. satisfied: of a re-call. clock: missed, by
    which the sweep moves it up. goodwill_by_id: who approved, None for who acts. history: it was taken before this desk kept complaints, so
    that only its time is checked.
    """

    kind: EventKind
    at: datetime | None = None
    note: str | None = None
    to_id: int | None = None
    department: str | None = None
    secondary_department: str | None = None
    level: Level | None = None
    work: Work | None = None
    reason: Reason | None = None
    cause: Cause | None = None
    finding: Finding | None = None
    satisfied: bool | None = None
    goodwill_fen: int | None = None
    goodwill_by_id: int | None = None
    clock: ClockKind | None = None
    followup_id: int | None = None
    call_id: int | None = None
    history: bool = False
