"""The fronts of the desk's figures: what each tells, and what to type for it."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.i18n import N_, _
from kcrm.views import Audience, Cell, Column, View

_FRONT: Mapping[str, str] = {
    "tables": N_("KPI tables"),
    "kpis": N_("Single KPIs"),
    "survey": N_("Surveys"),
    "complaints": N_("Complaints"),
    "month": N_("Monthly report"),
}
_VERBS: Mapping[str, tuple[str, ...]] = {
    "tables": (
        "service",
        "radar",
        "store",
        "team",
        "person",
        "calls",
        "complaints",
        "sales",
        "fleet",
        "campaigns",
        "points",
        "rescues",
        "work",
        "recalls",
        "bays",
        "club",
        "quality",
        "desk",
        "profit",
        "breakeven",
        "plan",
    ),
    "kpis": ("list", "explain KEY", "rows KEY", "show KEY --by month"),
}
ELSEWHERE = (
    ("survey", "kcrm survey report --period last-month", N_("What customers said, in calls and on paper.")),
    (
        "complaints",
        "kcrm complaint report --period last-month",
        N_("Show the figures of complaints received in a period, with numerator and denominator."),
    ),
    (
        "month",
        "kcrm report month last-month --html FILE",
        N_(
            "The monthly report: headline figures, missed targets, visits, radar, teams, satisfaction, "
            "complaints, calls, sales, company accounts, the manager's desk, data quality, classes, money."
        ),
    ),
)
"""What other nouns tell in figures, each in the words of its own help, which a test holds it to."""
_COLUMNS = (
    Column("front", N_("Group"), Cell.ENUM, labels=_FRONT, audience=Audience.MACHINES),
    Column("command", N_("Type this"), Cell.IDENTIFIER),
    Column("what", N_("What it shows")),
)


def fronts_view(verbs: Mapping[str, str]) -> View:
    """verbs: those of `kpi`, each with its help in the current language."""
    own = [(front, f"kcrm kpi {verb}", verbs[verb.split()[0]]) for front, several in _VERBS.items() for verb in several]
    return View(_("Figures"), _COLUMNS, [*own, *((front, command, _(what)) for front, command, what in ELSEWHERE)])
