"""Prospects whose next contact is late, and whose matter that is (usual practice)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kcrm.actions.session import Session
from kcrm.model.prospects import Concerns
from kcrm.named import NamedTuple
from kcrm.queries.prospects import Late, late
from kcrm.rules.prospects.sharing import concerned, reassigned_on


class Overdue(NamedTuple):
    """days_late: since the day that counts. reassigned_on: when a colleague gets it, None for never."""

    prospect: Late
    days_late: int
    concerns: Concerns
    reassigned_on: date | None


def overdue(
    session: Session, among: Collection[int] | None = None, consultant_id: int | None = None, concerns: Concerns | None = None
) -> list[Overdue]:
    """Those that are so late that they concern somebody, the latest first. among: of these customers, None for any."""
    today, policy = session.today, session.policy.prospects
    return [
        each
        for prospect in late(session.connection, policy.overdue_consultant_days, today, policy)
        if (among is None or prospect.customer_id in among) and consultant_id in {None, prospect.consultant_id}
        if concerns in {None, (each := _overdue(session, prospect)).concerns}
    ]


def _overdue(session: Session, prospect: Late) -> Overdue:
    policy, days = session.policy.prospects, (session.today - prospect.due_on).days
    again_on = reassigned_on(prospect.due_on, prospect.had_since, policy) if prospect.consultant_id is not None else None
    return Overdue(prospect, days, concerned(days, policy), again_on)
