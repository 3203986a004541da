"""What was merged into a record, as its card shows it."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.queries.formers import FormerOne
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View

_FORMER = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("number", N_("Number"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("on", N_("Merged on"), Cell.DATE),
)


def formers_view(formers: Sequence[FormerOne], thing: Thing) -> View:
    """A row each, as they came."""
    return View(_("Merged into it"), _FORMER, [(identifier(thing, each.id), each.number, each.name, each.on) for each in formers])
