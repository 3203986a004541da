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
    words,
)

Labels = Mapping[str, str]

CUSTOMER_CLASS: Labels = words.labels(CustomerClass)

LIFECYCLE: Labels = words.labels(Lifecycle)

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

OPPORTUNITY_STATE: Labels = words.labels(OpportunityState)

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

VALUE_TYPE: Labels = words.labels(ValueType)

RELATION_TYPE: Labels = words.labels(RelationType)

RELATIONSHIP_LEVEL: Labels = words.labels(RelationshipLevel)

GRADE: Labels = words.labels(Grade)

LOYALTY: Labels = words.labels(Loyalty)

MODEL_CLASS: Labels = words.labels(ModelClass)

LABELS: Mapping[type, Labels] = {
    AwayReason: AWAY_REASON,
    MovePart: MOVE_PART,
}
