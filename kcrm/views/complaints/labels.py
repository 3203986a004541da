"""What people read for each word of the vocabulary of complaints; as in `kcrm.views.labels`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kcrm.i18n import N_
from kcrm.model import (
    Cause,
    ClockKind,
    ClockState,
    ComplaintChannel,
    ComplaintSource,
    ComplaintState,
    EventKind,
    Finding,
    Level,
    Reason,
    Repeated,
    Severity,
    Work,
    words,
)

Labels = Mapping[str, str]

SEVERITY: Labels = words.labels(Severity)

CAUSE: Labels = words.labels(Cause)

COMPLAINT_CHANNEL: Labels = words.labels(ComplaintChannel)

COMPLAINT_SOURCE: Labels = words.labels(ComplaintSource)

COMPLAINT_STATE: Labels = MappingProxyType(
    {
        ComplaintState.RECEIVED: N_("received"),
        ComplaintState.ACCEPTED: N_("accepted"),
        ComplaintState.ASSIGNED: N_("assigned"),
        ComplaintState.RESPONDED: N_("solution offered"),
        ComplaintState.REOPENED: N_("reopened"),
        ComplaintState.RESOLVED: N_("resolved"),
        ComplaintState.RECALLED: N_("customer satisfied"),
        ComplaintState.CLOSED: N_("closed"),
    }
)

LEVEL: Labels = MappingProxyType(
    {
        Level.SPECIALIST: N_("specialist"),
        Level.CS_MANAGER: N_("customer-service manager"),
        Level.DEPARTMENT_HEAD: N_("department head"),
        Level.GENERAL_MANAGER: N_("general manager"),
        Level.MANUFACTURER: N_("manufacturer"),
    }
)

EVENT_KIND: Labels = MappingProxyType(
    {
        EventKind.OPENED: N_("received"),
        EventKind.ACCEPTED: N_("accepted"),
        EventKind.CONTACTED: N_("customer contacted"),
        EventKind.ASSIGNED: N_("assigned"),
        EventKind.RESPONDED: N_("solution offered"),
        EventKind.RESOLVED: N_("resolved"),
        EventKind.RECALLED: N_("customer called again"),
        EventKind.CLOSED: N_("closed"),
        EventKind.REOPENED: N_("reopened"),
        EventKind.ESCALATED: N_("moved up"),
        EventKind.NOTED: N_("note"),
        EventKind.PAUSED: N_("paused"),
        EventKind.RESUMED: N_("resumed"),
        EventKind.HANDED_OVER: N_("handed over"),
    }
)

FINDING: Labels = MappingProxyType(
    {
        Finding.VALID: N_("valid"),
        Finding.COMMUNICATION: N_("a matter of communication"),
        Finding.MALICIOUS: N_("malicious"),
    }
)

CLOCK_KIND: Labels = MappingProxyType(
    {
        ClockKind.ACCEPT: N_("accept"),
        ClockKind.CONTACT: N_("first contact"),
        ClockKind.RESOLVE: N_("resolve"),
        ClockKind.ESCALATION: N_("act at this level"),
        ClockKind.FIELD_REQUEST: N_("field request"),
        ClockKind.JOB: N_("repair job"),
        ClockKind.REPLY: N_("reply to the outside body"),
    }
)

CLOCK_STATE: Labels = MappingProxyType(
    {
        ClockState.MISSED: N_("missed"),
        ClockState.AT_RISK: N_("at risk"),
        ClockState.RUNNING: N_("running"),
        ClockState.PAUSED: N_("paused"),
        ClockState.MET_LATE: N_("met late"),
        ClockState.MET: N_("met"),
    }
)

WORK: Labels = MappingProxyType(
    {
        Work.FIELD_REQUEST: N_("field request"),
        Work.SMALL_JOB: N_("small job"),
        Work.MEDIUM_JOB: N_("medium job"),
        Work.LARGE_JOB: N_("large job"),
    }
)

REASON: Labels = MappingProxyType(
    {
        Reason.WAITING_CUSTOMER: N_("waiting for the customer"),
        Reason.WAITING_PARTS: N_("waiting for parts"),
        Reason.PUBLIC_CHANNEL: N_("came by a public channel"),
        Reason.REPEATED: N_("repeated"),
    }
)

WAITING: Labels = MappingProxyType({reason: REASON[reason] for reason in (Reason.WAITING_CUSTOMER, Reason.WAITING_PARTS)})
"""Why a person may pause a complaint."""

REPEATED: Labels = MappingProxyType(
    {
        Repeated.CUSTOMER: N_("the customer has complained so often"),
        Repeated.CAUSE: N_("the vehicle gave the same cause so often"),
    }
)

OF_COMPLAINTS: Mapping[type[StrEnum], Labels] = {
    ClockKind: CLOCK_KIND,
    ClockState: CLOCK_STATE,
    ComplaintState: COMPLAINT_STATE,
    EventKind: EVENT_KIND,
    Finding: FINDING,
    Level: LEVEL,
    Reason: REASON,
    Repeated: REPEATED,
    Work: WORK,
}
"""The labels of each enum."""
