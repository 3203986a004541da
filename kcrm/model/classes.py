"""The words of customer classes and segments."""

from __future__ import annotations

from enum import StrEnum


class Lifecycle(StrEnum):
    """How alive a customer or vehicle is, liveliest first."""

    ACTIVE = "active"
    NEW = "new"
    DORMANT = "dormant"
    LOST = "lost"
    SOLD = "sold"
    SCRAPPED = "scrapped"


class MovePart(StrEnum):
    """Which part of a customer's standing moved them to another class."""

    CB = "cb"  # what they paid of late
    AV_P = "av_p"  # what may come
    LAST_VISIT = "last_visit"  # equal value, another latest visit
    PAID = "paid"  # equal value and visit, another amount paid ever
    OTHERS = "others"  # nothing of their own: the others moved, or there are more or fewer of them
    POLICY = "policy"  # the percentages of the classes


class OpportunityState(StrEnum):
    """Of an opportunity; expired is one left open after its day, which is not stored."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    EXPIRED = "expired"


class AwayReason(StrEnum):
    """Why a customer has stayed away, as they say it."""

    PRICE = "price"
    SERVICE = "service"
    REPAIR = "repair"
    WAITING = "waiting"
    DISTANCE = "distance"
    OTHER_WORKSHOP = "other_workshop"
    OUT_OF_WARRANTY = "out_of_warranty"
    LITTLE_DRIVEN = "little_driven"
    MOVED = "moved"
    VEHICLE_GONE = "vehicle_gone"
    OTHER = "other"


class ValueType(StrEnum):
    """What a customer values (Principles and methods of customer relationship management)."""

    RELATIONSHIP = "relationship"
    COST = "cost"
    TIME = "time"


class RelationType(StrEnum):
    """What a relation rests on (Customer-service manager CRM training manual 2012, in the place of its former A, B, C)."""

    PARTNER = "partner"
    OPINION = "opinion"
    COST = "cost"
    SERVICE = "service"


class RelationshipLevel(StrEnum):
    """How closely the store keeps in touch (Customer callbacks and complaint handling)."""

    BASIC = "basic"
    REACTIVE = "reactive"
    ACCOUNTABLE = "accountable"
    PROACTIVE = "proactive"
    PARTNERSHIP = "partnership"


class Grade(StrEnum):
    """How important a customer is judged to be (Evaluating customers and prospects)."""

    IMPORTANT = "important"
    ORDINARY = "ordinary"
    POTENTIAL = "potential"


class Loyalty(StrEnum):
    """(Principles and methods of customer relationship management)."""

    LOYAL = "loyal"
    FLEXIBLE = "flexible"
    LOST = "lost"


class ModelClass(StrEnum):
    """Of a vehicle (Principles and methods of customer relationship management: model class and hobby together)."""

    PREMIUM = "premium"
    ECONOMY = "economy"
