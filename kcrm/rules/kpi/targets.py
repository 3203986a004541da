"""What is aimed at: the dealership's own target for a KPI, else the policy's."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kcrm.kpis import KPIS, Unit
from kcrm.policy_sections import KpiPolicy

_HUNDRED = 100


def target_of(key: str, own: Mapping[str, Fraction], policy: KpiPolicy) -> Fraction | None:
    """The target of a KPI in its unit; None where neither the dealership nor the policy sets one."""
    if key in own:
        return own[key]
    percent = policy.targets.get(key)
    if percent is None:
        return None
    return Fraction(percent) if KPIS[key].unit is Unit.PERCENT else Fraction(percent, _HUNDRED)
