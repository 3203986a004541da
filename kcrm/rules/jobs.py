"""Jobs on a clock: by when each kind is done, and how it stands (Customer-service manager CRM training manual 2012).

A request on site has 72 hours, a small job 5, a medium one 15 and a large one 30 calendar days, what is urgent and what can be booked 72
hours. They are judged by the engine that judges complaints, without needing one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from kcrm.model.jobs import JobFacts, JobKind
from kcrm.policy import Policy
from kcrm.rules.clocks import Amount, Counting, Judged, Run, judged
from kcrm.rules.worktime import WorkCalendar


def amount_of(kind: JobKind, policy: Policy) -> Amount | None:
    """How long there is for a job; None where jobs are on no clock."""
    jobs, complaints = policy.jobs, policy.complaints
    if not jobs.enabled:
        return None
    amounts: Mapping[JobKind, Amount] = {
        JobKind.FIELD_REQUEST: Amount(hours=complaints.field_request_hours),
        JobKind.SMALL: Amount(days=complaints.small_job_days),
        JobKind.MEDIUM: Amount(days=complaints.medium_job_days),
        JobKind.LARGE: Amount(days=complaints.large_job_days),
        JobKind.URGENT: Amount(hours=jobs.urgent_hours),
        JobKind.BOOKABLE: Amount(hours=jobs.bookable_hours),
    }
    return amounts[kind]


def due_of(kind: JobKind, asked_at: datetime, policy: Policy, zone: ZoneInfo) -> datetime | None:
    """By when it is done: days to the same second of the calendar, hours by the clock. None where jobs are on no clock."""
    amount = amount_of(kind, policy)
    if amount is None:
        return None
    return amount.after(asked_at, Counting(policy.complaints.at_risk_percent, WorkCalendar(zone, ((),) * 7)))


def clock(job: JobFacts, at_risk_percent: int, now: datetime) -> Judged | None:
    """How its clock stands at an instant; None where it has none."""
    if job.due_at is None:
        return None
    return judged(Run(job.asked_at, Amount(), job.done_at, fixed=job.due_at), Counting(at_risk_percent), now)
