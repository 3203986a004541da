"""What compacting the operations log freed."""

from __future__ import annotations

from kcrm.actions.compacting import Compacted
from kcrm.i18n import N_, _
from kcrm.views import Cell, Column, Shape, View

_COLUMNS = (
    Column("operations_before", N_("Operations before"), Cell.DATE),
    Column("operations", N_("Operations"), Cell.COUNT),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("bytes_before", N_("Bytes before"), Cell.COUNT),
    Column("bytes_after", N_("Bytes after"), Cell.COUNT),
)


def compacted_view(compacted: Compacted) -> View:
    """One record: how many operations lost their rows, and the size before and after."""
    row = (compacted.before, compacted.operations, compacted.rows, compacted.bytes_before, compacted.bytes_after)
    return View(_("Compacted"), _COLUMNS, [row], shape=Shape.RECORD)
