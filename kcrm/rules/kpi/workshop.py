"""What the workshop's orders say of its work: rework, productivity, appointments, the service process, handovers, the average ticket.

KPIs and the eight steps of the service process: Customer-service manager CRM training manual 2012; first-time fix and on-time handover are
named by the Customer-care department plan. Where only the name is given, the formula is usual practice.
"""

from __future__ import annotations

from fractions import Fraction

from kcrm.dates import Period
from kcrm.model.kpi import WorkshopFacts
from kcrm.rules.kpi.values import KpiValue, kpi_value

STEPS = 8
"""Appointment, reception, pre-check, repair order, repair, quality check, handover, callback."""
CALLBACK = 8
"""The step that the desk does itself."""
_CENTIHOURS = 100
_FEN = 100


def steps_done(steps: str | None, *, called_back: bool | None) -> int:
    """How many of the eight steps an order has seen. steps: their numbers, `1,2,4`.

    called_back: whether its follow-up was made; None where none was ever planned, so that the order's own word counts.
    """
    done = {int(step) for step in steps.split(",")} if steps else set()
    if called_back is not None:
        done = done - {CALLBACK} | ({CALLBACK} if called_back else set())
    return len(done)


def workshop_values(facts: WorkshopFacts, period: Period) -> tuple[KpiValue, ...]:
    """The workshop's KPIs, in the order of their definitions."""
    visits = facts.visits
    return (
        kpi_value("rework_rate", period, facts.came_back, visits.total_visits),
        kpi_value(
            "technician_productivity",
            period,
            Fraction(facts.standard_centihours, _CENTIHOURS),
            Fraction(facts.actual_centihours, _CENTIHOURS),
            facts.timed,
        ),
        kpi_value("appointment_rate", period, facts.by_appointment, visits.total_visits),
        kpi_value("process_execution_rate", period, facts.steps_done, STEPS * facts.closed, facts.closed),
        kpi_value("first_time_fix_rate", period, visits.repair_visits - facts.repairs_back, visits.repair_visits),
        kpi_value("on_time_handover", period, facts.in_time, facts.with_promise),
        kpi_value("average_ticket", period, Fraction(facts.paid_fen, _FEN), visits.paid_visits),
    )
