"""The story that `why` tells of an assessment of credit: scores, grade, limit and days, who answers for it, and whether it counts now."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kcrm.actions.why_credit import ExplainedCredit
from kcrm.i18n import N_, _
from kcrm.model.fleets import CreditFacet, CreditMeasure, CreditReview, CreditStands
from kcrm.queries.changes import Change
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.credit import ASSESSED, LIMIT_OF, assessed_row, how_to_approve, limit_of
from kcrm.views.policy import rule_view
from kcrm.views.records import single

_SCORED = frozenset(CreditFacet)
_MADE = tuple(column._replace(audience=Audience.MACHINES) if column.key in _SCORED else column for column in ASSESSED)
_WHY = (
    Column("points", N_("Points"), Cell.EXACT),
    Column("mean_month", N_("Paid in a mean month"), Cell.MONEY),
    Column("months", N_("Months of the mean"), Cell.COUNT),
    Column("by_grade", N_("Limit by the grade"), Cell.MONEY),
    Column("stands", N_("What it is worth"), Cell.ENUM, labels=CreditStands),
    Column("replaced_by", N_("Replaced by"), Cell.IDENTIFIER),
    Column("limit_today", N_("Limit that holds today"), Cell.MONEY),
    *LIMIT_OF,
    Column("review", N_("Assess anew because"), Cell.ENUM, labels=CreditReview),
    Column("review_on", N_("Assess anew by"), Cell.DATE),
    Column("measure", N_("Measure"), Cell.ENUM, labels=CreditMeasure),
)
_WEIGHED = (
    Column("facet", N_("Score"), Cell.ENUM, labels=CreditFacet),
    Column("score", N_("Given"), Cell.NUMBER),
    Column("percent", N_("Weight in %"), Cell.COUNT),
    Column("points", N_("Points"), Cell.EXACT),
)
_CHANGES = (
    Column("operation", N_("Operation"), Cell.IDENTIFIER),
    Column("at", N_("At"), Cell.INSTANT),
    Column("approved", N_("Approved"), Cell.FLAG, audience=Audience.MACHINES),
    Column("what", N_("What happened"), audience=Audience.PEOPLE),
    Column("staff", N_("Who"), audience=Audience.MACHINES),
    Column("system_user", N_("System user"), audience=Audience.MACHINES),
    Column("who", N_("Who"), priority=1, audience=Audience.PEOPLE),
    Column("command", N_("Command"), priority=2),
)


def why_credit(why: ExplainedCredit) -> View:
    """One assessment with what it rests on, what it is worth now, and each operation that had to do with it."""
    counts = why.stands is CreditStands.COUNTS
    row = (
        *assessed_row(why.assessed),
        *(_exactly(why.points), int(why.mean), why.months, why.by_grade, why.stands),
        identifier(Thing.CREDIT_ASSESSMENT, why.replaced_by) if why.replaced_by is not None else None,
        *((why.account.standing.limit, *limit_of(why.account)) if counts else (None,) * (1 + len(LIMIT_OF))),
        *((why.account.review, why.account.review_on, why.account.standing.measure) if counts else (None,) * 3),
    )
    parts = {
        "scores": View(_("Scores"), _WEIGHED, [(each.facet, each.score, each.percent, _exactly(each.points)) for each in why.weighed]),
        "rule": rule_view(why.version, why.entries),
        "changes": View(_("What happened to it"), _CHANGES, list(_changes(why))),
    }
    notes = (how_to_approve(why.assessed),) if why.stands is CreditStands.WAITS else ()
    return single(_("Why"), (*_MADE, *_WHY), row, parts)._replace(notes=notes)


def _exactly(points: Fraction | None) -> Decimal | None:
    """To the last of their four decimals: 79.9975 is not 80."""
    return None if points is None else Decimal(points.numerator) / points.denominator


def _changes(why: ExplainedCredit) -> Iterator[tuple[object, ...]]:
    """Of each change whether it was approved after it."""
    approved = False
    for change in why.changes:
        approved = next((column.after is not None for column in change.columns if column.name == "approved_on"), approved)
        who = change.staff or change.system_user
        yield (f"O{change.operation}", change.at, approved, _what(change), change.staff, change.system_user, who, change.command)


def _what(change: Change) -> str:
    if change.action == "insert":
        return _("assessed")
    after = {column.name: column.after for column in change.columns}
    if "approved_on" in after:
        return _("approved") if after["approved_on"] is not None else _("approval taken back")
    return _("changed")
