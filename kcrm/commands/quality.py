"""`kcrm quality …`: how complete customers' files are."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.completeness import fields, files, overview
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.records.catalogue import counted_named
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, TABLED, WHOLLY_LISTED, CustomerFilters
from kcrm.shell.output import Output
from kcrm.views import View
from kcrm.views.quality import fields_view, files_view, overview_view


def register(app: App) -> None:
    """The noun `quality`."""
    noun = app.noun("quality", help=N_("How complete customers' files are, and what is missing."))

    @noun.verb(
        "show",
        help=N_(
            "Show how complete customers' files are: filled of what applies, whole, by group and by specialist.\n\nWhat cannot apply "
            "is not counted (a company has no birthday), what only fills a field is missing (13800138000), and what was asked and not "
            "known counts as filled for a while. What is counted, the policy says: kcrm policy show completeness"
        ),
        output=TABLED,
    )
    def show(session: Session, filters: CustomerFilters = None) -> View:
        return overview_view(overview(session, filters))

    @noun.verb(
        "list",
        help=N_("List customers with what their files lack, least complete first and most valuable first."),
        output=LISTED,
    )
    def list_(
        session: Session,
        filters: CustomerFilters = None,
        *,
        missing: Annotated[
            str | None, typer.Option("--missing", metavar="FIELD", help=N_("Only those that lack this field, such as birthday or 生日."))
        ] = None,
        output: Output,
    ) -> View:
        lacking = counted_named(missing) if missing is not None else None
        return files_view(files(session, filters, lacking, output.page(session.context.terminal)))

    @noun.verb("fields", help=N_("List the fields of the catalogue, and how often each is filled."), output=WHOLLY_LISTED)
    def fields_(session: Session, filters: CustomerFilters = None) -> View:
        return fields_view(fields(session, filters))
