"""What a plan changed, in numbers and in a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _, n_
from kcrm.model import CancelReason
from kcrm.policy import Policy
from kcrm.views import Cell, Column, Shape, View

if TYPE_CHECKING:
    from kcrm.actions.planning import PlanReport

_COLUMNS = (
    Column("customers", N_("Customers covered"), Cell.COUNT),
    Column("created", N_("Created"), Cell.COUNT),
    Column("reopened", N_("Reopened"), Cell.COUNT),
    Column("reassigned", N_("Reassigned"), Cell.COUNT),
    Column("lapsed", N_("Lapsed"), Cell.COUNT),
    Column("cancelled", N_("Cancelled"), Cell.COUNT),
)
_REASONS = (
    Column("reason", N_("Why"), Cell.ENUM, labels=CancelReason),
    Column("count", N_("How many"), Cell.COUNT),
)


def plan_view(report: PlanReport, policy: Policy, today: date) -> View:
    """The numbers of a plan; notes say what it could not know."""
    made = report.changes
    reasons = [(reason, report.cancelled[reason]) for reason in CancelReason if report.cancelled[reason]]
    return View(
        title=_("Plan of {date}").format(date=today.isoformat()),
        columns=_COLUMNS,
        rows=[(report.customers, made["create"], made["reopen"] + made["release"], made["reassign"], made["lapse"], made["cancel"])],
        shape=Shape.RECORD,
        notes=missing_festivals(policy, today),
        parts={"cancelled_by_reason": View(title=_("Cancelled, by reason"), columns=_REASONS, rows=reasons)},
    )


def missing_festivals(policy: Policy, today: date) -> tuple[str, ...]:
    """A sentence for each year within the horizon whose festival dates kcrm does not know."""
    years = policy.missing_festival_years(today, today + timedelta(days=policy.planning.horizon_days))
    text = _("This kcrm does not know the dates of the lunar festivals in {year}; update it to send their greetings.")
    return tuple(text.format(year=year) for year in years)


def consequences(report: PlanReport) -> str:
    """What a change meant for the list, in a sentence: 12 follow-ups created, 3 cancelled."""
    made = report.changes
    words = (
        (made["create"], n_("{count} follow-up created", "{count} follow-ups created", made["create"])),
        (made["reopen"] + made["release"], _("{count} reopened")),
        (made["reassign"], _("{count} reassigned")),
        (made["cancel"], _("{count} cancelled")),
        (made["lapse"], _("{count} lapsed")),
    )
    said = [text.format(count=count) for count, text in words if count]
    return _("The list: {changes}.").format(changes=_(", ").join(said)) if said else _("The list has not changed.")
