"""The showroom register as it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.lookup import Thing
from kcrm.queries.visitors import Visitor
from kcrm.rules.prospects.showroom import is_received_in_time
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.records import Reader, number_of, rows_of

_COLUMNS = (
    Column("came_at", N_("Came"), Cell.INSTANT),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 3, personal=Personal.PHONE),
    Column("prospect_id", N_("Prospect"), Cell.IDENTIFIER, 1),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 7),
    Column("met_at", N_("Met at"), Cell.INSTANT, 2),
    Column("in_time", N_("In time"), Cell.FLAG, 1),
    Column("staff_no", N_("Staff no."), Cell.IDENTIFIER, 8),
    Column("staff", N_("Staff"), priority=2),
    Column("party", N_("Party"), Cell.COUNT, 4),
    Column("again", N_("Been here"), Cell.FLAG, 4),
    Column("drive_offered", N_("Test drive offered"), Cell.FLAG, 5),
    Column("contact_left", N_("Contact left"), Cell.FLAG, 6),
    Column("note", N_("Note"), Cell.PROSE, 6, personal=Personal.NOTE),
)


def visitors_view(found: Iterable[Visitor], policy: ProspectsPolicy) -> View:
    """Lines of the register, in the order given."""
    return View(_("Showroom register"), _COLUMNS, _rows(found, policy), empty=_("Nobody came."))


def visitor_view(found: Visitor, policy: ProspectsPolicy) -> View:
    """One line."""
    return View(_("Visit"), _COLUMNS, _rows([found], policy), shape=Shape.RECORD)


def _rows(found: Iterable[Visitor], policy: ProspectsPolicy) -> list[tuple[object, ...]]:
    readers: Mapping[str, Reader] = {
        "prospect_id": number_of(Thing.PROSPECT, "prospect_id"),
        "in_time": lambda each: is_received_in_time(each.came_at, each.met_at, policy),
    }
    return rows_of(_COLUMNS, list(found), readers)
