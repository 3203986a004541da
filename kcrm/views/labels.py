"""What people read for each word of the vocabulary; machines read the word itself.

Each table maps an enum's values to msgids, in the order in which lists are sorted. Words are those of the dealership's glossary
("The domain: a dealership's customer-service desk").
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kcrm.i18n import N_, _
from kcrm.model import (
    Action,
    AssignedBy,
    BaseFact,
    By,
    CallMatter,
    CancelReason,
    Channel,
    CustomerKind,
    Direction,
    DueBy,
    Energy,
    Gender,
    Kind,
    OrderType,
    Outcome,
    Payer,
    PhoneState,
    Priority,
    Purpose,
    Role,
    State,
    Team,
    Use,
    words,
)
from kcrm.model.words import Word
from kcrm.views.classification import labels as class_labels
from kcrm.views.complaints.labels import OF_COMPLAINTS

Labels = Mapping[str, str]

ROLE: Labels = words.labels(Role)

CUSTOMER_KIND: Labels = words.labels(CustomerKind)

GENDER: Labels = words.labels(Gender)

PHONE_STATE: Labels = words.labels(PhoneState)

USE: Labels = words.labels(Use)

ENERGY: Labels = words.labels(Energy)

ORDER_TYPE: Labels = words.labels(OrderType)

TEAM: Labels = words.labels(Team)

PAYER: Labels = words.labels(Payer)

CALL_MATTER: Labels = words.labels(CallMatter)
DIRECTION: Labels = words.labels(Direction)
KIND: Labels = MappingProxyType({kind: kind.row.label for kind in Kind})

CHANNEL: Labels = MappingProxyType({Channel.CALL: N_("call"), Channel.MESSAGE: N_("message")})

PRIORITY: Labels = MappingProxyType(
    {
        Priority.URGENT: N_("urgent"),
        Priority.AGREED: N_("agreed"),
        Priority.OVERDUE: N_("overdue"),
        Priority.TODAY: N_("today"),
        Priority.UPCOMING: N_("upcoming"),
    }
)

STATE: Labels = MappingProxyType(
    {
        State.OPEN: N_("open"),
        State.DONE: N_("done"),
        State.UNREACHABLE: N_("unreachable"),
        State.SKIPPED: N_("skipped"),
        State.CANCELLED: N_("cancelled"),
        State.LAPSED: N_("lapsed"),
    }
)

DUE_BY: Labels = MappingProxyType(
    {
        DueBy.INTERVAL: N_("by interval"),
        DueBy.MILEAGE: N_("by estimated mileage"),
        DueBy.GO_LIVE: N_("due on go-live"),
        DueBy.UNREACHED: N_("in place of calls that reached nobody"),
        DueBy.BACKLOG: N_("taken from the backlog"),
        DueBy.BY_HAND: N_("added by hand"),
    }
)

ASSIGNED_BY: Labels = MappingProxyType(
    {
        AssignedBy.VEHICLE: N_("the vehicle's own consultant or advisor"),
        AssignedBy.ROLE: N_("somebody else in the role"),
        AssignedBy.MANAGER: N_("the manager stands in"),
        AssignedBy.SPECIALIST: N_("the customer's specialist"),
        AssignedBy.BY_HAND: N_("assigned by hand"),
        AssignedBy.NOBODY: N_("nobody employed in the role"),
    }
)

CANCEL_REASON: Labels = MappingProxyType(
    {
        CancelReason.BASE_CHANGED: N_("the date it was reckoned from has changed"),
        CancelReason.MAINTENANCE_DONE: N_("maintenance was done"),
        CancelReason.CAME_BACK: N_("the customer came back"),
        CancelReason.NEW_OWNER: N_("the vehicle has a new owner"),
        CancelReason.SOLD: N_("the vehicle was sold"),
        CancelReason.SCRAPPED: N_("the vehicle was scrapped"),
        CancelReason.DO_NOT_CONTACT: N_("the customer wants no contact"),
        CancelReason.NO_CONSENT: N_("the customer does not consent"),
        CancelReason.DELIVERED: N_("the vehicle was delivered"),
        CancelReason.REFUSED: N_("wants no more of these"),
        CancelReason.POLICY: N_("the policy no longer asks for it"),
        CancelReason.SETTLED: N_("the complaint is settled or was taken up again"),
        CancelReason.CAP: N_("the phone has had its messages of the day"),
    }
)

BASE_FACT: Labels = MappingProxyType(
    {
        BaseFact.DELIVERED_ON: N_("delivery"),
        BaseFact.PLANNED_DELIVERY_ON: N_("planned delivery"),
        BaseFact.CLOSED_ON: N_("order closed"),
        BaseFact.LAST_MAINTENANCE_ON: N_("last maintenance"),
        BaseFact.LAST_VISIT_ON: N_("last visit"),
        BaseFact.OWNED_FROM: N_("new owner since"),
        BaseFact.INSURANCE_EXPIRES_ON: N_("insurance expiry"),
        BaseFact.INSPECTION_DUE_ON: N_("annual inspection due"),
        BaseFact.INSPECTION_EXPECTED_ON: N_("annual inspection, by the table"),
        BaseFact.REGISTERED_ON: N_("first registration"),
        BaseFact.LICENCE_EXPIRES_ON: N_("driving licence expiry"),
        BaseFact.WARRANTY_UNTIL: N_("warranty end"),
        BaseFact.BIRTHDAY: N_("birthday"),
        BaseFact.FESTIVAL: N_("festival"),
        BaseFact.RESOLVED_ON: N_("complaint resolved"),
        BaseFact.BY_HAND: N_("added by hand"),
    }
)

OUTCOME: Labels = words.labels(Outcome)

ACTION: Labels = MappingProxyType(
    {
        Action.ADDED: N_("added"),
        Action.SNOOZED: N_("put off"),
        Action.SKIPPED: N_("left out"),
        Action.ASSIGNED: N_("given to somebody"),
    }
)

BY: Labels = MappingProxyType({By.PHONE: N_("by phone"), By.MESSAGE: N_("by message"), By.WECHAT: N_("by WeChat")})

PURPOSE: Labels = MappingProxyType(
    {
        Purpose.SCRIPT: N_("call script"),
        Purpose.MESSAGE: N_("short message"),
        Purpose.SITUATION: N_("special situation"),
        Purpose.QUESTION: N_("survey question"),
    }
)

SURVEY: Labels = MappingProxyType(
    {
        "ssi": N_("satisfaction with the purchase (SSI)"),
        "csi": N_("satisfaction with service (CSI)"),
        "new_owner": N_("new-owner survey"),
        "recommend": N_("recommendation"),
    }
)

QUESTION: Labels = MappingProxyType(
    {
        "ssi.delivery": N_("delivery"),
        "ssi.salesperson": N_("salesperson"),
        "ssi.facility": N_("facility"),
        "ssi.deal": N_("deal"),
        "ssi.delivery_time": N_("delivery time"),
        "ssi.paperwork": N_("paperwork"),
        "ssi.start_of_sale": N_("start of sale"),
        "csi.problems_met": N_("problems met"),
        "csi.convenience": N_("convenience"),
        "csi.handover": N_("handover"),
        "csi.work_quality": N_("work quality"),
        "csi.time_on_site": N_("time on site"),
        "csi.advisor": N_("advisor"),
        "csi.start_of_service": N_("start of service"),
        "new_owner.driving": N_("how the car drives"),
        "new_owner.service_needed": N_("service needed"),
        "new_owner.own": N_("the store's own question"),
        "new_owner.notes": N_("detailed notes"),
        "recommend.recommend": N_("would recommend the store"),
    }
)

SITUATION: Labels = MappingProxyType(
    {
        "friend_buys": N_("a friend wants to buy"),
        "privacy": N_("worried about privacy"),
        "out_of_warranty": N_("why the store, once out of warranty"),
        "too_many_calls": N_("too many calls"),
        "silent": N_("the line is silent"),
        "bad_line": N_("a bad line"),
        "waiting": N_("had to wait too long"),
    }
)

_OF: Mapping[type[StrEnum], Labels] = {
    Action: ACTION,
    AssignedBy: ASSIGNED_BY,
    BaseFact: BASE_FACT,
    CancelReason: CANCEL_REASON,
    Channel: CHANNEL,
    By: BY,
    DueBy: DUE_BY,
    Kind: KIND,
    Priority: PRIORITY,
    Purpose: PURPOSE,
    State: STATE,
    **OF_COMPLAINTS,
    **class_labels.LABELS,
}


def labels_of(enum: type[StrEnum]) -> Labels:
    """The labels of an enum's members, msgids; none where it has no labels."""
    return words.labels(enum) if issubclass(enum, Word) else _OF.get(enum, {})


def label_of(member: StrEnum) -> str:
    """The word as people read it, in the current language; an enum without labels says its value."""
    if isinstance(member, Word):
        return _(member.label)
    labels = labels_of(type(member))
    return _(labels[member]) if member in labels else member.value
