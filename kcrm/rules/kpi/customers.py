"""Who comes back: vehicles in use, return and churn, the first maintenance, the files of ordinary and loyal customers.

KPIs: Customer-service manager CRM training manual 2012; formulas of return, churn and first-maintenance return are usual practice.
"""

from __future__ import annotations

from datetime import date, timedelta

from kcrm.dates import Period, add_months
from kcrm.model.kpi import FileFacts, VehicleFacts
from kcrm.rules.kpi.values import KpiValue, kpi_value

_DAY = timedelta(days=1)


def return_window(period: Period, months: int) -> Period:
    """The so many months that end with the period's last day."""
    return Period(add_months(period.last, -months) + _DAY, period.last)


def delivered_for_first(period: Period, months: int) -> Period | None:
    """The days of delivery of the vehicles whose time for the first maintenance, so many months, ran out in the period; None for no day."""
    first = _first_delivery(period.first, months)
    last = _first_delivery(period.last + _DAY, months) - _DAY
    return Period(first, last) if first <= last else None


def _first_delivery(day: date, months: int) -> date:
    """The first day of delivery whose time runs out on this day or later; months of different lengths make it more than subtraction."""
    found = add_months(day, -months)
    while add_months(found, months) < day:
        found += _DAY
    return found


def vehicle_values(facts: VehicleFacts, period: Period) -> tuple[KpiValue, ...]:
    """Vehicles in use, return, churn and first-maintenance return."""
    return (
        kpi_value("vehicles_in_use", period, facts.sold - facts.scrapped),
        kpi_value("return_rate", period, facts.returned, facts.throughout),
        kpi_value("churn", period, facts.throughout - facts.returned, facts.throughout),
        kpi_value("first_maintenance_return_rate", period, facts.first_done, facts.first_due),
    )


def file_values(facts: FileFacts, period: Period) -> tuple[KpiValue, ...]:
    """The shares of ordinary and loyal customers in all files."""
    return (
        kpi_value("ordinary_file_share", period, facts.ordinary, facts.files),
        kpi_value("loyal_file_share", period, facts.loyal, facts.files),
    )


def points_value(earned: int | None, period: Period) -> KpiValue:
    """Points that customers earned; None where none are kept."""
    return kpi_value("points", period, earned)
