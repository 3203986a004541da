"""Plain facts that KPIs are made of: what queries count and `kcrm.rules.kpi` divides. Money in fen, times in hundredths of an hour."""

from __future__ import annotations

from dataclasses import dataclass

from kcrm.model.vocabulary import OrderType

FIRST_TYPES = (
    OrderType.PAID_REPAIR,
    OrderType.PAID_MAINTENANCE,
    OrderType.WARRANTY_REPAIR,
    OrderType.FREE_REPAIR,
    OrderType.FREE_INSPECTION,
)
"""A visit with orders of several types counts by the one that stands first here; other types are no visit (usual practice)."""

REPAIR_TYPES = (OrderType.PAID_REPAIR, OrderType.WARRANTY_REPAIR, OrderType.FREE_REPAIR)
"""Orders to have something mended, whoever pays."""

PAID_TYPES = (OrderType.PAID_REPAIR, OrderType.PAID_MAINTENANCE)
"""Orders that somebody pays for."""


@dataclass(frozen=True, slots=True)
class ServiceCounts:
    """How many visits of each type; the service indicators follow from them. free_repairs_by_store: without the warranty repairs."""

    paid_repair: int = 0
    paid_maintenance: int = 0
    warranty_repairs: int = 0
    free_repairs_by_store: int = 0
    free_inspections: int = 0

    @property
    def paid_visits(self) -> int:
        return self.paid_maintenance + self.paid_repair

    @property
    def free_repairs(self) -> int:
        """Warranty repairs are among them."""
        return self.free_repairs_by_store + self.warranty_repairs

    @property
    def free_visits(self) -> int:
        return self.free_inspections + self.free_repairs

    @property
    def total_visits(self) -> int:
        return self.paid_visits + self.free_visits

    @property
    def repair_visits(self) -> int:
        """Visits to have something mended, whoever pays."""
        return self.paid_repair + self.free_repairs


@dataclass(frozen=True, slots=True)
class WorkshopFacts:
    """What was counted of the orders opened in a period, of a store, a team or a person.

    visits: by type. by_appointment: visits with an order by appointment. came_back: visits with an order that mends again what an
    order closed before had mended; repairs_back: of the visits that count as repairs those with such an order, wherever the first one
    was done. timed: orders that state both times; standard_centihours, actual_centihours: theirs.
    closed: orders of visits handed over, and steps_done the steps done of these. with_promise, in_time: of the same those with a promised
    time, and those handed over by it.
    paid_fen: of the paid orders, whoever pays.
    """

    visits: ServiceCounts
    by_appointment: int = 0
    came_back: int = 0
    repairs_back: int = 0
    timed: int = 0
    standard_centihours: int = 0
    actual_centihours: int = 0
    closed: int = 0
    steps_done: int = 0
    with_promise: int = 0
    in_time: int = 0
    paid_fen: int = 0


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """What was counted of the vehicles, of the store, an advisor or a team. sold, scrapped: up to the period's last day.

    throughout: in use on every day of the return window; returned: of these, with a visit in it. first_due: whose time for the first
    maintenance ran out in the period; first_done: of these, that had come for it by the period's end.
    """

    sold: int = 0
    scrapped: int = 0
    throughout: int = 0
    returned: int = 0
    first_due: int = 0
    first_done: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Customer files; ordinary and loyal None where customers are not graded."""

    files: int
    ordinary: int | None = None
    loyal: int | None = None


@dataclass(frozen=True, slots=True)
class ProspectCounts:
    """Prospects registered in a period. bought: of these, those to whom a vehicle was delivered by the period's last day."""

    registered: int = 0
    bought: int = 0


@dataclass(frozen=True, slots=True)
class CallCounts:
    """What was counted of follow-ups by telephone. scores: how many of the calls that ended one have a score; score_sum: their sum."""

    planned: int = 0
    done: int = 0
    on_time: int = 0
    tried: int = 0
    reached: int = 0
    lapsed: int = 0
    score_sum: int = 0
    scores: int = 0


@dataclass(frozen=True, slots=True)
class ComplaintCounts:
    """Complaints received in a period. decided: their deadlines that are met or missed; in_time: those met.

    recalled: complaints with a re-call; satisfied: by the last one.
    """

    received: int = 0
    decided: int = 0
    in_time: int = 0
    recalled: int = 0
    satisfied: int = 0
