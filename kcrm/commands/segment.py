"""`kcrm segment …`: customers by a filter that has a name."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.filters import segments
from kcrm.actions.filters.typed import filter_text
from kcrm.actions.session import Session
from kcrm.i18n import N_, _
from kcrm.queries.records import narrowed_records
from kcrm.records import SheetKind
from kcrm.records.customer import NOUN
from kcrm.shell.console import notice
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun
from kcrm.shell.output import Output
from kcrm.views import View
from kcrm.views.records import record_list
from kcrm.views.segments import segment_list, segment_record

_Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The segment's name."))]


def register(app: App) -> None:
    """The noun `segment`."""
    noun = app.noun("segment", help=N_("Segments: saved customer filters."))

    @noun.verb("list", help=N_("List segments and their size."), output=LISTED)
    def list_(session: Session) -> View:
        return segment_list(segments.counted(session))

    @noun.verb("show", help=N_("List the customers in a segment."), output=LISTED)
    def show(session: Session, name: _Name, output: Output) -> View:
        narrowed = segments.condition_of_segment(session, name)
        found, total = narrowed_records(session.connection, NOUN, {}, narrowed, output.page(session.context.terminal))
        return record_list(SheetKind.CUSTOMERS, found, total)

    @noun.verb(
        "save",
        help=N_(
            "Save a filter under a name, replacing any of the same name.\n\nA filter that names what only prospects have, as stage:quoted, "
            "is of prospects: it chooses their customers, and in lists of prospects those prospects. Wherever a filter may stand, "
            "segment:NAME may."
        ),
        output=PRINTED,
    )
    def save(
        session: Session,
        name: _Name,
        filters: Annotated[
            list[str],
            typer.Argument(metavar="FILTER", help=N_('The filter, as in class:A use:private model:"瑞虎*" last_visit:..-6m -phone:none.')),
        ],
        *,
        dry_run: DryRun = False,
    ) -> View:
        kept, _outcome = segments.save_segment(session, name, filter_text(filters), dry_run=dry_run)
        return segment_record(kept)

    @noun.verb("delete", help=N_("Delete a saved segment; its customers stay."))
    def delete(session: Session, name: _Name, *, dry_run: DryRun = False) -> None:
        segments.delete_segment(session, name, dry_run=dry_run)
        notice(_("Deleted the segment {name}.").format(name=name.strip()))
