"""Segments and how many are in them."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.filters.segments import Counted
from kcrm.i18n import N_, _
from kcrm.views import Cell, Column, View
from kcrm.views.records import single

_COLUMNS = (
    Column("name", N_("Segment")),
    Column("filter", N_("Filter")),
    Column("customers", N_("Customers"), Cell.COUNT),
    Column("built_in", N_("Comes with kcrm"), Cell.FLAG, 2),
    Column("saved_on", N_("Saved"), Cell.DATE, 1),
)


def segment_list(found: Sequence[Counted]) -> View:
    """Every segment; notes name those whose filter cannot be read any more."""
    broken = [each.segment.name for each in found if each.customers is None]
    text = _("The filter of {name} is no longer valid. To save it again: kcrm segment save {name} FILTER…")
    return View(_("Segments"), _COLUMNS, [_row(each) for each in found], notes=tuple(text.format(name=name) for name in broken))


def segment_record(found: Counted) -> View:
    """One of them."""
    return single(_("Segment"), _COLUMNS, _row(found))


def _row(found: Counted) -> tuple[object, ...]:
    segment = found.segment
    return segment.name, segment.filter, found.customers, segment.saved_on is None, segment.saved_on
