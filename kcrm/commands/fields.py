"""`kcrm fields [KIND]`: the data dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.records import SheetKind, noun_of
from kcrm.shell.grammar import App
from kcrm.shell.options import WHOLLY_LISTED
from kcrm.views import View
from kcrm.views.fields import fields_view


def register(app: App) -> None:
    """The verb `fields`."""

    @app.verb(
        "fields",
        help=N_(
            "List each record's fields: keys, headings, types, values.\n\nHeadings are those of files; "
            "required and personal fields are marked."
        ),
        output=WHOLLY_LISTED,
    )
    def fields(
        kind: Annotated[SheetKind | None, typer.Argument(metavar="KIND", help=N_("Filter by kind of record, as in import."))] = None,
    ) -> View:
        return fields_view(noun_of(SheetKind(each)) for each in ([kind] if kind is not None else SheetKind))
