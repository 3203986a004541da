"""Complaints for tests of their rules: one received at a moment, and its steps."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from kcrm.model import Complaint, ComplaintChannel, ComplaintEvent, ComplaintState, EventKind, Level, Severity
from kcrm.policy import Policy
from kcrm.policy_values import Hours
from kcrm.rules.complaints.deadlines import Terms
from kcrm.rules.worktime import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`2026-06-15 08:30`, with or without seconds, in the store's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def terms(zone: ZoneInfo = SHANGHAI, days: dict[str, str] | None = None, **values: str) -> Terms:
    """The default policy with some values of `complaints` as they would be typed; days: single days with their hours."""
    policy = Policy.default()
    for key, text in values.items():
        policy = policy.with_value(f"complaints.{key.replace('__', '.')}", text)
    own = {date.fromisoformat(day): tuple(map(Hours.parse, text.split(","))) if text else () for day, text in (days or {}).items()}
    return Terms(policy.complaints, WorkCalendar(zone, policy.complaints.week.days, own))


def complaint(
    received_at: datetime,
    severity: Severity = Severity.MINOR,
    reply_by_on: date | None = None,
    channel: ComplaintChannel | None = None,
    *,
    first_contact: bool = False,
) -> Complaint:
    """A complaint as it was when it was opened."""
    unknown = dict.fromkeys(Complaint._fields)
    known = {
        "id": 1,
        "customer_id": 1,
        "customer": "张伟",
        "received_at": received_at,
        "received_on": received_at.date(),
        "opened_at": received_at,
        "severity": severity,
        "description": "异响",
        "reply_by_on": reply_by_on,
        "state": ComplaintState.RECEIVED,
        "level": Level.SPECIALIST,
        "paused": False,
        "channel": channel,
        "first_contact": first_contact,
        "policy_version_id": 1,
    }
    return Complaint(**unknown | known)


def history(*steps: tuple[EventKind, datetime] | tuple[EventKind, datetime, dict[str, object]]) -> tuple[ComplaintEvent, ...]:
    """The steps in their order: kind, when, and what else is known of it."""
    return tuple(
        ComplaintEvent(id=number, complaint_id=1, kind=step[0], at=step[1], recorded_at=step[1], **(step[2] if len(step) > 2 else {}))
        for number, step in enumerate(steps, start=1)
    )
