"""Why a step of a complaint is not taken, and what can be done instead."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import EventKind, Level, Role, Staff, Work
from kcrm.queries.lookup import Thing, identifier

VERB = {
    EventKind.ACCEPTED: "accept",
    EventKind.CONTACTED: "contact",
    EventKind.ASSIGNED: "assign",
    EventKind.RESPONDED: "respond",
    EventKind.RESOLVED: "resolve",
    EventKind.RECALLED: "recall",
    EventKind.CLOSED: "close",
    EventKind.REOPENED: "reopen",
    EventKind.ESCALATED: "escalate",
    EventKind.NOTED: "note",
    EventKind.PAUSED: "pause",
    EventKind.RESUMED: "resume",
}
"""The command that takes each step."""


def not_possible(case: ComplaintCase, kind: EventKind, possible: Collection[EventKind]) -> RefusedError:
    """The complaint does not stand where this step could be taken."""
    paused = case.standing.paused is not None
    return RefusedError(
        N_("{number} is paused: “{verb}” is not possible now.") if paused else N_("{number} is {state}: “{verb}” is not possible now."),
        hint=N_("Available: kcrm complaint {verbs}"),
        number=identifier(Thing.COMPLAINT, case.complaint.id),
        state=case.standing.state,
        verb=VERB[kind],
        verbs="|".join(verb for each, verb in VERB.items() if each in possible),
    )


def in_future(moment: datetime, zone: ZoneInfo) -> RefusedError:
    """Nothing is written down before it happened."""
    return RefusedError(N_("{moment} is in the future."), moment=_shown(moment, zone))


def never_shown(clock: datetime, zone: ZoneInfo) -> RefusedError:
    """The clock was put forward over that time."""
    return RefusedError(N_("{moment} did not exist in {zone}: clocks went forward then."), moment=f"{clock:%Y-%m-%d %H:%M}", zone=zone.key)


def before_receipt(case: ComplaintCase, moment: datetime, zone: ZoneInfo) -> RefusedError:
    """Nothing is done about a complaint before it is heard."""
    return RefusedError(
        N_("{number} was received at {received}, after {moment}."),
        number=identifier(Thing.COMPLAINT, case.complaint.id),
        received=_shown(case.complaint.received_at, zone),
        moment=_shown(moment, zone),
    )


def before_previous(case: ComplaintCase, moment: datetime, zone: ZoneInfo) -> RefusedError:
    """The history is written in its order."""
    return RefusedError(
        N_("{number}: {moment} is before its latest step, “{step}” at {latest}."),
        hint=N_("To see them all: kcrm complaint show {number}"),
        number=identifier(Thing.COMPLAINT, case.complaint.id),
        moment=_shown(moment, zone),
        step=case.events[-1].kind,
        latest=_shown(case.events[-1].at, zone),
    )


def no_higher(case: ComplaintCase, level: Level | None) -> RefusedError:
    """There is nothing above, or the level named is none above."""
    number, stands = identifier(Thing.COMPLAINT, case.complaint.id), case.standing.level
    if level is None:
        return RefusedError(N_("{number} is already with the {stands}; there is no higher level."), number=number, stands=stands)
    return RefusedError(
        N_("{number} is with the {stands}, which is not below the {level}. A complaint only goes up."),
        number=number,
        stands=stands,
        level=level,
    )


def not_for_the_manufacturer(case: ComplaintCase) -> RefusedError:
    """The manufacturer is told only of what the general manager cannot solve."""
    return RefusedError(
        N_("{number} is with the {stands}; only the general manager passes a complaint on to the manufacturer."),
        hint=N_("First: kcrm complaint escalate {number} --to general_manager"),
        number=identifier(Thing.COMPLAINT, case.complaint.id),
        stands=case.standing.level,
    )


def not_on_a_clock(case: ComplaintCase, work: Work) -> RefusedError:
    """The policy that judges the complaint has no deadline for such work."""
    switch = "complaints.field_request" if work is Work.FIELD_REQUEST else "complaints.jobs"
    return RefusedError(
        N_("{number} is judged by version {version} of the policy, which has no deadline for “{work}”: --work would have no effect."),
        hint=N_("For complaints opened from then on: kcrm policy set {switch} yes"),
        number=identifier(Thing.COMPLAINT, case.complaint.id),
        version=case.complaint.policy_version_id,
        work=work,
        switch=switch,
    )


def beyond_authority(approver: Staff, goodwill_fen: int, able: Sequence[Role]) -> RefusedError:
    """More goodwill than who approved it may grant."""
    from decimal import Decimal  # noqa: PLC0415 - only where something is refused

    message = N_("Goodwill of {amount} yuan exceeds the limit of {name} ({role}). It can be approved by: {able}.")
    if not able:
        message = N_("Goodwill of {amount} yuan exceeds the limit of {name} ({role}) and of everyone here.")
    return RefusedError(
        message,
        hint=N_("To see who may grant how much: kcrm policy show complaints.goodwill"),
        amount=Decimal(goodwill_fen).scaleb(-2),
        name=approver.name,
        role=approver.role,
        able=able[0] if able else "",
    )


def has_left(member: Staff) -> RefusedError:
    """Who has left neither owns nor approves anything."""
    return RefusedError(N_("{name} ({number}) no longer works here."), name=member.name, number=member.employee_no)


def _shown(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
