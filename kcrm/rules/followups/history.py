"""How much of the past a plan needs: what fell due before go-live, and is not stored, concerns nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kcrm.model import NeededHistory, Of, PlannedItem, State
from kcrm.policy_sections import KindPolicy
from kcrm.rules.followups.assignment import Desk

_DAYS_A_MONTH = 31  # at most


def needed_history(desk: Desk, items: Iterable[PlannedItem]) -> NeededHistory:
    """What the follow-ups of these customers, of whom all that are stored are given, are planned from: rather more than less."""
    rules = [(kind.row, rule) for kind, rule in desk.policy.followups.items()]
    return NeededHistory(
        orders_since=_before(desk.go_live_on, max(_longest(rule) for row, rule in rules if row.of is Of.ORDER)),
        maintained_since=_before(desk.go_live_on, max(_longest(rule) for _row, rule in rules if rule.km)),
        kept=frozenset(
            (item.key.vehicle_id, item.key.base_on)
            for item in items
            if item.key.vehicle_id is not None and item.state in (State.OPEN, State.CANCELLED)
        ),
    )


def _longest(rule: KindPolicy) -> int:
    """Days from a base date to the due date, at most."""
    return max(rule.months, *(row.months for row in rule.intervals), 0) * _DAYS_A_MONTH + rule.days


def _before(day: date, days: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - days))
