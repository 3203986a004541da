"""The KPIs that the desk publishes, one definition each.

Words are msgids: the rules only count and divide (`kcrm.rules.kpi`), the views say them in the current language. Where a document only
names a KPI, its formula is usual practice.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.kpis.desk import DESK
from kcrm.kpis.model import Definition, Direction, Group, Unit
from kcrm.kpis.workshop import WORKSHOP

__all__ = ["KPIS", "RADAR", "SERVICE", "Definition", "Direction", "Group", "Unit", "definition"]

SERVICE = (
    "total_visits",
    "paid_visits",
    "paid_maintenance",
    "paid_repair",
    "free_visits",
    "free_inspections",
    "free_repairs",
    "warranty_repairs",
)
"""The service indicators, in the order of their document."""

RADAR = (
    "rework_rate",
    "technician_productivity",
    "ordinary_file_share",
    "loyal_file_share",
    "staff_turnover",
    "level1_share",
    "level2_share",
    "appointment_rate",
    "process_execution_rate",
    "return_rate",
    "first_time_fix_rate",
    "on_time_handover",
    "csi",
    "ssi",
)
"""The spokes of the radar chart, clockwise from the top."""

KPIS: Mapping[str, Definition] = MappingProxyType({one.key: one for one in (*WORKSHOP, *DESK)})
"""Every KPI by its key, in the order in which they are listed."""


def definition(key: str) -> Definition:
    """The KPI with this key. Raises NotFoundError, with near keys."""
    found = KPIS.get(key.strip().lower().replace("-", "_"))
    if found is None:
        raise NotFoundError(
            N_("There is no KPI {key}."), hint=N_("To see them all: kcrm kpi list"), near=get_close_matches(key, KPIS), key=key
        )
    return found
