"""How an assessment of credit came about, and whether it is the one that counts now."""

from __future__ import annotations

from fractions import Fraction

from kcrm.actions.fleets.credit import AccountCredit, credits_of, revenue_of
from kcrm.actions.fleets.receivables import account_of
from kcrm.actions.session import Session
from kcrm.model.fleets import CreditFacet, CreditGrade, CreditStands, Scores
from kcrm.named import NamedTuple
from kcrm.policy import Policy, PolicyEntry
from kcrm.queries import credit, desk
from kcrm.queries.changes import Change, changes_of
from kcrm.queries.credit import Assessed
from kcrm.rules.fleets.credit import graded, limit_of, mean_month, months_counted, stands_as, who_may_approve

_DECIDING = ("fleets.weights", "fleets.a_points", "fleets.b_points", "fleets.mean_months", "fleets.assess_months")
_HUNDRED = 100


class Weighed(NamedTuple):
    """A score with what it weighs in percent, and what it adds to the points. score, points: None where nobody said."""

    facet: CreditFacet
    score: Fraction | None
    percent: int
    points: Fraction | None


class ExplainedCredit(NamedTuple):
    """An assessment with all that it rests on.

    weighed: its scores; points: what they come to, None where one is missing. months, mean: over how many months the account paid how much
    in a mean one, in fen, by the orders known now; by_grade: the limit of the grade by that. stands: what it is worth beside the others;
    replaced_by: the one that counts in its place. account: how the account stands today. version: of the policy it was made under, with
    the entries that decided. changes: oldest first, as far as they are kept.
    """

    assessed: Assessed
    weighed: tuple[Weighed, ...]
    points: Fraction | None
    months: int
    mean: Fraction
    by_grade: int
    stands: CreditStands
    replaced_by: int | None
    account: AccountCredit
    version: int
    entries: tuple[PolicyEntry, ...]
    changes: tuple[Change, ...]


def explain_credit(session: Session, number: int) -> ExplainedCredit:
    """Everything that is known about one assessment, which exists. NotFoundError where its company is no account any more."""
    found = credit.assessed_by_id(session.connection, number)
    changes = tuple(changes_of(session.connection, "credit_assessment", number))
    version = desk.policy_version_at(session.connection, changes[0].operation) if changes else None
    version = session.policy_version_id if version is None else version
    whole = Policy.from_snapshot(desk.policy_of_version(session.connection, version))
    policy = whole.fleets
    row = account_of(session, found.customer_id)
    (account,) = credits_of(session, [row])
    scores = {facet: None if (said := getattr(found, facet)) is None else Fraction(said, _HUNDRED) for facet in CreditFacet}
    mean = mean_month(revenue_of(session, row), row.since_on, policy, found.day)
    stands = stands_as(number, [each.id for each in account.history if each.approved_on is not None])
    able = (f"fleets.credit.{role}" for role in who_may_approve(found.limit_fen, policy))
    keys = {*_DECIDING, f"fleets.{found.grade.lower()}_months", *able}
    return ExplainedCredit(
        assessed=found,
        weighed=tuple(
            Weighed(facet, score, each.percent, None if score is None else score * each.percent / _HUNDRED)
            for each in policy.weights
            for facet, score in scores.items()
            if facet == each.facet
        ),
        points=graded(Scores(**scores), policy, formal=found.grade is not CreditGrade.D).score,
        months=months_counted(row.since_on, policy, found.day),
        mean=mean,
        by_grade=limit_of(found.grade, mean, policy),
        stands=stands,
        replaced_by=account.approved.id if account.approved is not None and stands is CreditStands.REPLACED else None,
        account=account,
        version=version,
        entries=tuple(entry for entry in whole.entries() if entry.key in keys),
        changes=changes,
    )
