"""`kcrm export KIND`: the desk's records as a file that import takes."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.session import open_session
from kcrm.context import OutputFormat
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.queries.exports import exported, unnamed_customers
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Filters, Listed
from kcrm.text import some
from kcrm.views.exports import export_view


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
        kind: Annotated[SheetKind, typer.Argument(metavar="KIND", help=N_("Kind of rows."))],
        filters: Filters = None,
        *,
        output: Listed,
    ) -> None:
        if filters and kind is SheetKind.STAFF:
            raise UsageError(N_("A customer filter does not apply to staff."))
        # for a file, wherever it goes: what people read are the lists
        if output.format is None and output.to is None:
            output = output._replace(format=OutputFormat.CSV)
        output = output.for_programs()
        with open_session(app_context(ctx)) as session:
            chosen = chosen_customers(session, filters)
            emit(session.context, export_view(SheetKind(kind), exported(session.connection, kind, chosen)), output)
            unnamed = [identifier(Thing.CUSTOMER, number) for number in unnamed_customers(session.connection, kind, chosen)]
            if unnamed:
                notice(
                    _("Import cannot identify these customers without a customer number or a phone of their own: {customers}").format(
                        customers=some(unnamed)
                    )
                )
                notice(_("Give each a number first: kcrm customer edit {customer} --customer-no NUMBER").format(customer=unnamed[0]))
