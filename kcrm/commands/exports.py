"""`kcrm export KIND`: the desk's records as a file that import takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.session import open_session
from kcrm.context import AppContext, OutputFormat
from kcrm.dates import Period
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.queries.exports import exported, unnamed_customers
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.surveys import given_answers
from kcrm.records import SheetKind, kind_named
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Filters, Listed
from kcrm.shell.output import Output
from kcrm.text import some
from kcrm.views.exports import export_view
from kcrm.views.surveys import given_view

_ALL, _ANSWERS = "all", "answers"


def register(app: App) -> None:
    """The verb `export`."""

    @app.verb(
        "export",
        help=N_(
            "Export records as CSV, with the columns that import takes.\n\nImporting them elsewhere gives the same "
            "records; importing them here changes nothing. For everything, plans and calls included, make a "
            "backup: kcrm db backup."
        ),
    )
    def export(
        ctx: typer.Context,
        what: Annotated[
            str,
            typer.Argument(
                metavar="KIND|all",
                help=N_(
                    "Kind of rows, as in import, or answers, which stay here; all writes a file of each kind into the folder of --to, "
                    "which import takes again."
                ),
            ),
        ],
        filters: Filters = None,
        *,
        output: Listed,
    ) -> None:
        if what == _ALL:
            _export_all(app_context(ctx), filters, output)
            return
        kind = kind_named(what) if what != _ANSWERS else None
        if filters and kind is SheetKind.STAFF:
            raise UsageError(N_("A customer filter does not apply to staff."))
        # for a file, wherever it goes: what people read are the lists
        if output.format is None and output.to is None:
            output = output._replace(format=OutputFormat.CSV)
        output = output.for_programs()
        with open_session(app_context(ctx)) as session:
            chosen = chosen_customers(session, filters)
            if kind is None:
                emit(session.context, given_view(given_answers(session.connection, Period(date.min, date.max), None, chosen)), output)
                return
            emit(session.context, export_view(kind, exported(session.connection, kind, chosen)), output)
            unnamed = [identifier(Thing.CUSTOMER, number) for number in unnamed_customers(session.connection, kind, chosen)]
            if unnamed:
                notice(
                    _("Import cannot identify these customers without a customer number or a phone of their own: {customers}").format(
                        customers=some(unnamed)
                    )
                )
                notice(_("Give each a number first: kcrm customer edit {customer} --customer-no NUMBER").format(customer=unnamed[0]))


def _export_all(context: AppContext, filters: list[str] | None, output: Output) -> None:
    """A file of each kind, without plans and calls; of staff nobody is left out."""
    if output.to is None:
        raise UsageError(N_("kcrm export all writes a file of each kind: give a folder with --to DIR."))
    if output.to.exists() and not output.to.is_dir():
        raise UsageError(N_("--to {path} is a file; kcrm export all needs a folder."), path=output.to)
    chosen = output.format or OutputFormat.CSV
    output.to.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_session(context) as session:
        among = chosen_customers(session, filters)
        for kind in SheetKind:
            view = export_view(kind, exported(session.connection, kind, None if kind is SheetKind.STAFF else among))
            emit(session.context, view, output.for_programs()._replace(format=chosen, to=output.to / f"{kind}.{chosen}"))
