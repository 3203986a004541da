"""What people read for the words of classes and segments; as in `kcrm.views.labels`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kcrm.i18n import N_
from kcrm.model import (
    AwayReason,
    CustomerClass,
    Grade,
    Lifecycle,
    Loyalty,
    ModelClass,
    MovePart,
    OpportunityState,
    RelationshipLevel,
    RelationType,
    ValueType,
)

Labels = Mapping[str, str]

CUSTOMER_CLASS: Labels = MappingProxyType({CustomerClass.A: N_("A"), CustomerClass.B: N_("B"), CustomerClass.C: N_("C")})

LIFECYCLE: Labels = MappingProxyType(
    {
        Lifecycle.ACTIVE: N_("active"),
        Lifecycle.NEW: N_("new customer"),
        Lifecycle.DORMANT: N_("dormant"),
        Lifecycle.LOST: N_("lost"),
        Lifecycle.SOLD: N_("vehicle sold"),
        Lifecycle.SCRAPPED: N_("vehicle scrapped"),
    }
)

MOVE_PART: Labels = MappingProxyType(
    {
        MovePart.CB: N_("present business"),
        MovePart.AV_P: N_("opportunities"),
        MovePart.LAST_VISIT: N_("latest visit"),
        MovePart.PAID: N_("amount paid ever"),
        MovePart.OTHERS: N_("the others moved"),
        MovePart.POLICY: N_("the policy of classes"),
    }
)

OPPORTUNITY_STATE: Labels = MappingProxyType(
    {
        OpportunityState.OPEN: N_("pending"),
        OpportunityState.WON: N_("won"),
        OpportunityState.LOST: N_("lost opportunity"),
        OpportunityState.EXPIRED: N_("expired"),
    }
)

AWAY_REASON: Labels = MappingProxyType(
    {
        AwayReason.PRICE: N_("too expensive"),
        AwayReason.SERVICE: N_("unhappy with the service"),
        AwayReason.REPAIR: N_("unhappy with the repair"),
        AwayReason.WAITING: N_("long waiting"),
        AwayReason.DISTANCE: N_("too far"),
        AwayReason.OTHER_WORKSHOP: N_("goes to another workshop"),
        AwayReason.OUT_OF_WARRANTY: N_("out of warranty"),
        AwayReason.LITTLE_DRIVEN: N_("drives little"),
        AwayReason.MOVED: N_("moved away"),
        AwayReason.VEHICLE_GONE: N_("has the vehicle no more"),
        AwayReason.OTHER: N_("another reason"),
    }
)

VALUE_TYPE: Labels = MappingProxyType({ValueType.RELATIONSHIP: N_("relationship"), ValueType.COST: N_("cost"), ValueType.TIME: N_("time")})

RELATION_TYPE: Labels = MappingProxyType(
    {
        RelationType.PARTNER: N_("partner"),
        RelationType.OPINION: N_("opinion leader"),
        RelationType.COST: N_("cost"),
        RelationType.SERVICE: N_("service"),
    }
)

RELATIONSHIP_LEVEL: Labels = MappingProxyType(
    {
        RelationshipLevel.BASIC: N_("basic"),
        RelationshipLevel.REACTIVE: N_("reactive"),
        RelationshipLevel.ACCOUNTABLE: N_("accountable"),
        RelationshipLevel.PROACTIVE: N_("proactive"),
        RelationshipLevel.PARTNERSHIP: N_("partnership"),
    }
)

GRADE: Labels = MappingProxyType({Grade.IMPORTANT: N_("important"), Grade.ORDINARY: N_("ordinary"), Grade.POTENTIAL: N_("potential")})

LOYALTY: Labels = MappingProxyType({Loyalty.LOYAL: N_("loyal"), Loyalty.FLEXIBLE: N_("flexible"), Loyalty.LOST: N_("lost")})

MODEL_CLASS: Labels = MappingProxyType({ModelClass.PREMIUM: N_("premium"), ModelClass.ECONOMY: N_("economy")})

LABELS: Mapping[type, Labels] = {
    AwayReason: AWAY_REASON,
    CustomerClass: CUSTOMER_CLASS,
    Grade: GRADE,
    Lifecycle: LIFECYCLE,
    Loyalty: LOYALTY,
    ModelClass: MODEL_CLASS,
    MovePart: MOVE_PART,
    OpportunityState: OPPORTUNITY_STATE,
    RelationType: RELATION_TYPE,
    RelationshipLevel: RELATIONSHIP_LEVEL,
    ValueType: VALUE_TYPE,
}
