"""`kcrm fields [KIND]`: the data dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.records import SheetKind, noun_of
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import WhollyListed
from kcrm.views.fields import fields_view


def register(app: App) -> None:
    """The verb `fields`."""

    @app.verb(
        "fields",
        help=N_(
            "What each record holds: keys, headings, types, allowed values.\n\n"
            "Headings are those of files; what is needed and what is personal is said, too."
        ),
    )
    def fields(
        ctx: typer.Context,
        kind: Annotated[SheetKind | None, typer.Argument(metavar="KIND", help=N_("Filter by kind of record, as in import."))] = None,
        *,
        output: WhollyListed,
    ) -> None:
        emit(app_context(ctx), fields_view(noun_of(SheetKind(each)) for each in ([kind] if kind is not None else SheetKind)), output)
