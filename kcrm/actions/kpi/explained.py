"""One KPI explained to the end: its formula, its document, what of the policy decides, what it comes to."""

from __future__ import annotations

from dataclasses import dataclass

from kcrm.actions.kpi.figures import closed_as, figure_of_store, judged_as
from kcrm.actions.kpi.targets import Target, target_of_kpi
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.kpis import Definition
from kcrm.policy import PolicyEntry
from kcrm.rules.kpi import Figure

_SMALL_SAMPLE = "kpi.small_sample"


@dataclass(frozen=True, slots=True)
class Explained:
    """A KPI with what decides it. policy: by the version, which of a closed month is that by which it was closed.

    target: in force now. period, figure: what it comes to there, where that was asked.
    """

    definition: Definition
    policy: tuple[PolicyEntry, ...]
    policy_version_id: int
    target: Target
    period: Period | None
    figure: Figure | None


def explained(session: Session, definition: Definition, period: Period | None, among: frozenset[int] | None = None) -> Explained:
    """One KPI, with what it comes to in a period if that is asked. among: only of what belongs to these customers."""
    month = closed_as(session, period) if period is not None else None
    judged = session if month is None else judged_as(session, month)
    return Explained(
        definition,
        tuple(judged.policy.entry(key) for key in (*definition.policy, *_target_key(judged, definition), _SMALL_SAMPLE)),
        judged.policy_version_id,
        target_of_kpi(session, definition.key),
        period,
        figure_of_store(session, definition.key, period, among) if period is not None else None,
    )


def _target_key(session: Session, definition: Definition) -> tuple[str, ...]:
    return (f"kpi.targets.{definition.key}",) if definition.key in session.policy.kpi.targets else ()
