"""`kcrm fields [KIND]`: the data dictionary."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.records import ALL_VIEWS, IN_KINDS, VIEW_NAMES, SheetKind, in_kind_named, noun_of
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
            "required and personal fields are marked. views are those of kcrm sql."
        ),
        output=WHOLLY_LISTED,
    )
    def fields(
        kind: Annotated[
            str | None, typer.Argument(metavar="RECORD", help=N_("Filter by kind of record, as in import; or views, v_orders …"))
        ] = None,
    ) -> View:
        if kind is not None and kind in {ALL_VIEWS, *VIEW_NAMES}:
            from kcrm.records.readable import readable_views  # noqa: PLC0415 - as below
            from kcrm.views.sql import dictionary_view  # noqa: PLC0415

            return dictionary_view(each for each in readable_views() if kind in {ALL_VIEWS, each.name})
        from kcrm.records.call import NOUN  # noqa: PLC0415 - as of any declaration, loaded for its own kind

        kinds = IN_KINDS if kind is None else (in_kind_named(kind),)
        return fields_view(noun_of(each) if isinstance(each, SheetKind) else NOUN for each in kinds)
