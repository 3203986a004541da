"""How the level of a prospect and the day of their next contact come about, and by which values of the policy."""

from __future__ import annotations

from datetime import date

from kcrm.actions.session import Session
from kcrm.actions.why import Explanation, explain_followup
from kcrm.model import BaseFact, Kind
from kcrm.model.prospects import Prospect
from kcrm.named import NamedTuple
from kcrm.policy import PolicyEntry
from kcrm.queries import followups
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.prospects import prospect_by_id
from kcrm.rules.prospects.levels import Judged, interval, is_contacted, level
from kcrm.rules.why import deciding


class ExplainedProspect(NamedTuple):
    """judged, every_days: today's level and after how many days it is contacted again; None of who is not contacted again and again.

    next: the next contact as `why` tells it; None where none is planned yet. version: of the policy that holds now, with the `entries` that
    decide.
    """

    prospect: Prospect
    on: date
    judged: Judged | None
    every_days: int | None
    next: Explanation | None
    version: int
    entries: tuple[PolicyEntry, ...]


def explain_prospect(session: Session, number: int) -> ExplainedProspect:
    """Everything that decides when this prospect, who exists, is contacted next."""
    prospect, policy = prospect_by_id(session.connection, number), session.policy
    case = identifier(Thing.PROSPECT, number)
    coming = next(
        (
            each.id
            for each in followups.open_of_customer(session.connection, prospect.customer_id)
            if (each.kind, each.case) == (Kind.PROSPECT_CONTACT, case)
        ),
        None,
    )
    judged = level(prospect.intended_on, session.today, policy.prospects, prospect.floor) if is_contacted(prospect.stage) else None
    wanted = deciding(Kind.PROSPECT_CONTACT, BaseFact.CONTACTED_ON)
    return ExplainedProspect(
        prospect,
        session.today,
        judged,
        interval(judged.level, policy.prospects) if judged is not None else None,
        explain_followup(session, coming) if coming is not None else None,
        session.policy_version_id,
        tuple(entry for prefix in wanted for entry in policy.entries() if entry.key.startswith(prefix)) if judged is not None else (),
    )
