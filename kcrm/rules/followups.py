"""Which follow-ups a customer has: the one pure rule behind every plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kcrm.model import AssignedBy, CancelReason, CustomerFacts, FollowUpDraft, PlannedItem
from kcrm.rules.assignment import Desk, Roster

__all__ = ["Cancel", "Change", "Create", "CustomerPlan", "Desk", "Lapse", "Reassign", "Reopen", "Roster", "plan_backlog", "plan_customer"]


@dataclass(frozen=True, slots=True)
class Create:
    draft: FollowUpDraft


@dataclass(frozen=True, slots=True)
class Cancel:
    item_id: int
    reason: CancelReason


@dataclass(frozen=True, slots=True)
class Lapse:
    item_id: int


@dataclass(frozen=True, slots=True)
class Reopen:
    """What the planner cancelled is wanted again, under the same number.

    draft: assignee, order and contact as they are now; `due_on` and `lapses_on` are the stored item's, which never move.
    """

    item_id: int
    draft: FollowUpDraft


@dataclass(frozen=True, slots=True)
class Reassign:
    item_id: int
    assignee_id: int | None
    assigned_by: AssignedBy


Change = Create | Cancel | Lapse | Reopen | Reassign


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """next_on: while no fact changes, planning this customer before that day changes nothing; None for never again."""

    changes: tuple[Change, ...]
    next_on: date | None


def plan_customer(facts: CustomerFacts, items: Sequence[PlannedItem], desk: Desk, today: date) -> CustomerPlan:
    """What has to change so that the customer has exactly the follow-ups that the facts call for."""
    raise NotImplementedError


def plan_backlog(facts: CustomerFacts, items: Sequence[PlannedItem], desk: Desk, today: date) -> tuple[Create, ...]:
    """The dormant and lost that were crossed before go-live and not taken up yet, due today."""
    raise NotImplementedError
