"""What figures are made of, said in plain Python: what SQL counts is held against it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from kcrm.dates import add_months
from kcrm.model import OrderType, State
from kcrm.model.kpi import FIRST_TYPES

REPAIR_TYPES = (OrderType.PAID_REPAIR, OrderType.WARRANTY_REPAIR, OrderType.FREE_REPAIR)
CALLBACK = 8


@dataclass(frozen=True)
class OrderDay:
    """What of an order makes it part of a visit."""

    vehicle_id: int
    opened_on: date
    type: OrderType


def visit_types(orders, excluded):
    """The type that each visit counts by, by vehicle and day."""
    types = defaultdict(set)
    for order in orders:
        if order.type in FIRST_TYPES and order.type not in excluded:
            types[order.vehicle_id, order.opened_on].add(order.type)
    return {visit: next(one for one in FIRST_TYPES if one in found) for visit, found in types.items()}


def service_counts(orders, excluded):
    """The eight service indicators, in the order of their document."""
    types = list(visit_types(orders, excluded).values())
    count = types.count
    paid = count(OrderType.PAID_MAINTENANCE) + count(OrderType.PAID_REPAIR)
    repairs = count(OrderType.FREE_REPAIR) + count(OrderType.WARRANTY_REPAIR)
    free = count(OrderType.FREE_INSPECTION) + repairs
    return {
        "total_visits": paid + free,
        "paid_visits": paid,
        "paid_maintenance": count(OrderType.PAID_MAINTENANCE),
        "paid_repair": count(OrderType.PAID_REPAIR),
        "free_visits": free,
        "free_inspections": count(OrderType.FREE_INSPECTION),
        "free_repairs": repairs,
        "warranty_repairs": count(OrderType.WARRANTY_REPAIR),
    }


def steps_done(steps, *, called_back):
    """How many of the eight steps an order has seen; called_back: None where no follow-up was planned, so that the sheet's word counts."""
    done = {int(step) for step in steps.split(",")} if steps else set()
    if called_back is not None:
        done = done - {CALLBACK} | ({CALLBACK} if called_back else set())
    return len(done)


@dataclass(frozen=True)
class CallFact:
    """One follow-up by telephone that fell due; score: of the call that ended it."""

    due_on: date
    state: State
    ended_on: date | None = None
    tried: bool = False
    reached: bool = False
    score: int | None = None


def call_counts(facts, today):
    """What became of the calls, as numerator and denominator of each KPI."""
    planned = [fact for fact in facts if fact.state is not State.CANCELLED and (fact.due_on <= today or fact.state is not State.OPEN)]
    done = [fact for fact in planned if fact.state is State.DONE]
    tried = [fact for fact in planned if fact.tried or fact.state is State.DONE]
    scores = [fact.score for fact in planned if fact.score is not None]
    return {
        "calls_planned": (len(planned), None),
        "calls_done": (len(done), None),
        "calls_on_time": (sum(fact.ended_on is not None and fact.ended_on <= fact.due_on for fact in done), len(planned)),
        "calls_reached": (sum(fact.reached for fact in planned), len(tried)),
        "call_coverage": (len(tried), len(planned)),
        "calls_lapsed": (sum(fact.state is State.LAPSED and not fact.tried for fact in planned), None),
        "call_score": (sum(scores), len(scores)),
    }


def first_maintenance(vehicles, maintenance, period, months, today):
    """Whose time ran out in the period, and of these who had come by then.

    vehicles: delivered and scrapped, by number; maintenance: vehicle and day of each maintenance.
    """
    due = {
        number: (delivered, add_months(delivered, months))
        for number, (delivered, scrapped) in vehicles.items()
        if delivered is not None and (scrapped is None or scrapped > add_months(delivered, months))
    }
    judged = {number: days for number, days in due.items() if days[1] in period and days[1] <= today}
    came = {number for number, day in maintenance if number in judged and judged[number][0] <= day <= judged[number][1]}
    return len(came), len(judged)
