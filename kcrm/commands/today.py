"""Bare `kcrm`: today on one screen."""

from __future__ import annotations

from kcrm.context import AppContext
from kcrm.i18n import N_, _
from kcrm.render import emit
from kcrm.views import Cell, Column, Shape, View

_COLUMNS = (
    Column("today", N_("Today"), Cell.DATE),
    Column("database", N_("Database")),
)


def show_today(context: AppContext) -> None:
    """The business date and where the data is; what to type next goes to stderr."""
    path = context.db_path
    hint = _("See what kcrm can do: kcrm --help") if path.exists() else _("There is no database yet. Make one: kcrm init")
    emit(context, View(_("Today"), _COLUMNS, [(context.today, str(path))], shape=Shape.RECORD, notes=(hint,)))
