"""KPIs that can be believed: each value carries what it was made of.

Which days are looked at, what is made of what was counted, how it is judged; definitions and words stand in `kcrm.kpis`.
"""

from kcrm.kpis import KPIS, Definition, Direction, Group, Unit, definition
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
