"""KPIs that can be believed: each value carries what it was made of.

One module a subject, each a few pure functions from plain facts to `KpiValue`s; definitions and words stand in `kcrm.kpis`.
"""

from kcrm.kpis import KPIS, RADAR, SERVICE, Definition, Direction, Group, Unit, definition
from kcrm.rules.kpi.values import (
    WHOLE,
    Figure,
    KpiValue,
    Scope,
    ScopeKind,
    Status,
    attainment,
    in_rank_order,
    is_met,
    kpi_value,
    period_before,
    ranks,
    year_before,
)

__all__ = [
    "KPIS",
    "RADAR",
    "SERVICE",
    "WHOLE",
    "Definition",
    "Direction",
    "Figure",
    "Group",
    "KpiValue",
    "Scope",
    "ScopeKind",
    "Status",
    "Unit",
    "attainment",
    "definition",
    "in_rank_order",
    "is_met",
    "kpi_value",
    "period_before",
    "ranks",
    "year_before",
]
