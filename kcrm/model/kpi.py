"""What figures are counted by and what counting comes to."""

from __future__ import annotations

from datetime import date, datetime

from kcrm.model.vocabulary import OrderType
from kcrm.named import NamedTuple

FIRST_TYPES = (
    OrderType.PAID_REPAIR,
    OrderType.PAID_MAINTENANCE,
    OrderType.WARRANTY_REPAIR,
    OrderType.FREE_REPAIR,
    OrderType.FREE_INSPECTION,
)
"""A visit with orders of several types counts by the one that stands first here; other types are no visit (usual practice)."""

PAID_TYPES = (OrderType.PAID_REPAIR, OrderType.PAID_MAINTENANCE)
"""Orders that somebody pays for."""


class Bounds(NamedTuple):
    """The days that a period's figures look at; first and last are the period's.

    policy_version_id: by which they are judged, of a group's stores as their rows name it. today, now: of the count. window_first: since
    when a vehicle must have come back. active_after: after which day a visit makes a member of the club an active one. year_before: the day
    before the year that ends with the period. due: each day of delivery whose time for the first maintenance ran out in the period, up to
    today, with the day on which it did. level_h to level_c: until which intended day a prospect has that level today. received_seconds:
    within which a visitor is to be received. verify: each day of delivery whose time for verifying the vehicle's facts ran out in the
    period, with the last day of it, which is over.
    """

    first: date
    last: date
    policy_version_id: int | str
    today: date
    now: datetime
    window_first: date
    active_after: date
    year_before: date
    level_h: date
    level_a: date
    level_b: date
    level_c: date
    received_seconds: int
    due: tuple[tuple[date, date], ...] = ()
    verify: tuple[tuple[date, date], ...] = ()


class Counted(NamedTuple):
    """What the rows of a KPI sum up to; None where the KPI has no such side, or nothing of the kind is recorded.

    Money in fen, hours in hundredths.
    """

    numerator: int | None = None
    denominator: int | None = None
    cases: int | None = None
