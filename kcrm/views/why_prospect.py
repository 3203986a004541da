"""The story that `why` tells of a prospect: the level, and when they are contacted next."""

from __future__ import annotations

from kcrm.actions.prospects.refusals import whose
from kcrm.actions.prospects.why import ExplainedProspect
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.prospects import ProspectLevel, Stage
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.levels import level_in_words
from kcrm.views.policy import rule_view
from kcrm.views.records import single
from kcrm.views.why import because_in_words, shifts_part

_WHY = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("stage", N_("Stage"), Cell.ENUM, labels=Stage),
    Column("consultant_no", N_("Consultant no."), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("consultant", N_("Consultant"), audience=Audience.MACHINES),
    Column("belongs", N_("Consultant"), audience=Audience.PEOPLE),
    Column("level", N_("Buying level"), Cell.ENUM, labels=ProspectLevel),
    Column("because", N_("Why"), audience=Audience.MACHINES),
    Column("because", N_("Why"), audience=Audience.PEOPLE),
    Column("intended_on", N_("Intends to buy"), Cell.DATE),
    Column("by_hand", N_("Level set by hand"), Cell.ENUM, labels=ProspectLevel),
    Column("every_days", N_("Days between contacts"), Cell.COUNT),
    Column("contacted_on", N_("Last contact"), Cell.DATE),
    Column("next", N_("Next contact"), Cell.IDENTIFIER),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("call_time", N_("Agreed time")),
    Column("called_because", N_("Called because"), audience=Audience.MACHINES),
    Column("called_because", N_("Called because"), audience=Audience.PEOPLE),
)


def why_prospect(why: ExplainedProspect) -> View:
    """One prospect with the level, the next contact, how its day came about, and the values that decide."""
    prospect, judged = why.prospect, why.judged
    item = why.next.followup if why.next is not None else None
    row = (
        identifier(Thing.PROSPECT, prospect.id),
        prospect.customer,
        prospect.stage,
        prospect.consultant_no,
        prospect.consultant,
        whose(prospect),
        *((judged.level, judged.because, level_in_words(judged)) if judged is not None else (None, None, _none_asked())),
        *(prospect.intended_on, prospect.floor, why.every_days, prospect.contacted_on),
        *((identifier(Thing.FOLLOWUP, item.id), item.due_on, item.call_on, item.call_time) if item is not None else (None,) * 4),
        *((why.next.because, because_in_words(why.next)) if why.next is not None else (None, None)),
    )
    shifts = {"shifts": shifts_part(why.next)} if why.next is not None else {}
    return single(_("Why"), _WHY, row, {**shifts, "rule": rule_view(why.version, why.entries)})


def _none_asked() -> str:
    return _("at this stage nobody is contacted by level")
