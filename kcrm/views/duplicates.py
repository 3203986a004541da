"""Who may be entered twice, and why."""

from __future__ import annotations

from kcrm.actions.duplicates import Duplicates
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.quality import Likeness, Sameness
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View
from kcrm.views.tones import Tone

_COLUMNS = (
    Column("sameness", N_("Verdict"), Cell.ENUM, labels=Sameness, colours={Sameness.CERTAIN: Tone.BAD, Sameness.PERHAPS: Tone.CAREFUL}),
    Column("points", N_("Points"), Cell.COUNT),
    Column("one", N_("First"), Cell.IDENTIFIER),
    Column("one_name", N_("Name"), personal=Personal.NAME),
    Column("other", N_("Second"), Cell.IDENTIFIER),
    Column("other_name", N_("Name"), personal=Personal.NAME),
    Column("phones", N_("Phone"), Cell.TEXTS, 2, personal=Personal.PHONE),
    Column("reasons", N_("Why"), Cell.ENUMS, 1, labels=Likeness),
)


def duplicates_view(found: Duplicates) -> View:
    """A row a pair; beneath it phones that were made up."""
    rows = [
        (
            pair.verdict.sameness,
            pair.verdict.points,
            identifier(Thing.CUSTOMER, pair.one.id),
            pair.one.name,
            identifier(Thing.CUSTOMER, pair.other.id),
            pair.other.name,
            tuple(sorted(pair.one.phones & pair.other.phones)),
            tuple(pair.verdict.reasons),
        )
        for pair in found.found
    ]
    notes = tuple(
        _("{phone} stands with {count} customers: it tells of nobody.").format(phone=phone, count=count) for phone, count in found.made_up
    )
    return View(_("Customers who may be entered twice"), _COLUMNS, rows, notes=notes, empty=_("Nobody seems to be entered twice."))
