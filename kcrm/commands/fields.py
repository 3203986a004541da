"""`kcrm fields [KIND]`: the data dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.records import IN_KINDS, SheetKind, in_kind_named, noun_of
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
        kind: Annotated[str | None, typer.Argument(metavar="RECORD", help=N_("Filter by kind of record, as in import."))] = None,
    ) -> View:
        from kcrm.records.call import NOUN  # noqa: PLC0415 - as of any declaration, loaded for its own kind

        kinds = IN_KINDS if kind is None else (in_kind_named(kind),)
        return fields_view(noun_of(each) if isinstance(each, SheetKind) else NOUN for each in kinds)
