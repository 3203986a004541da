"""`kcrm segment …`: customers by a filter that has a name."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.filters import segments
from kcrm.actions.filters.typed import filter_text
from kcrm.actions.session import open_session
from kcrm.i18n import N_, _
from kcrm.queries.customers import WantedCustomers, listed_customers
from kcrm.records import SheetKind
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Listed, Printed
from kcrm.shell.outcome import tell_dry_run
from kcrm.views.records import record_list
from kcrm.views.segments import segment_list, segment_record

_Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The segment's name."))]


def register(app: App) -> None:
    """The noun `segment`."""
    noun = app.noun("segment", help=N_("Segments: saved customer filters."))

    @noun.verb("list", help=N_("List segments and their size."))
    def list_(ctx: typer.Context, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, segment_list(segments.counted(session)), output)

    @noun.verb("show", help=N_("List the customers in a segment."))
    def show(ctx: typer.Context, name: _Name, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            narrowed = segments.condition_of_segment(session, name)
            found, total = listed_customers(session.connection, WantedCustomers(), output.page(session.context.terminal), narrowed)
            emit(session.context, record_list(SheetKind.CUSTOMERS, found, total), output)

    @noun.verb("save", help=N_("Save a filter under a name, replacing one of that name."))
    def save(
        ctx: typer.Context,
        name: _Name,
        filters: Annotated[
            list[str],
            typer.Argument(metavar="FILTER", help=N_('The filter, as in class:A use:private model:"瑞虎*" last_visit:..-6m -phone:none.')),
        ],
        *,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            kept, _outcome = segments.save_segment(session, name, filter_text(filters), dry_run=dry_run)
            emit(session.context, segment_record(kept), output)
            tell_dry_run(dry_run=dry_run)

    @noun.verb("delete", help=N_("Delete a saved segment; its customers stay."))
    def delete(ctx: typer.Context, name: _Name, *, dry_run: DryRun = False) -> None:
        with open_session(app_context(ctx)) as session:
            segments.delete_segment(session, name, dry_run=dry_run)
            notice(_("Deleted the segment {name}.").format(name=name.strip()))
            tell_dry_run(dry_run=dry_run)
