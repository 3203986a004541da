"""The verb `merge`, which customers and vehicles have."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from kcrm.actions.merging import Wanted, merge
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.records import Desk, selecting
from kcrm.views import View
from kcrm.views.merging import merged_view


def add_merge(group: App, desk: Desk[Any], *, help: str) -> None:  # noqa: A002
    """`merge WHICH OTHER`."""

    @group.verb("merge", help=help, output=PRINTED)
    @selecting(desk)
    def merge_(
        session: Session,
        which: str,
        other: Annotated[str, typer.Argument(metavar="OTHER", help=N_("The other one."))],
        *,
        keep: Annotated[str | None, typer.Option("--keep", metavar="WHICH", help=N_("Which of the two stays."))] = None,
        take: Annotated[
            list[str] | None, typer.Option("--take", metavar="FIELD", help=N_("Believe the other one in this field; repeatable."))
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=N_("Also where they do not look like one."))] = False,
        dry_run: DryRun = False,
    ) -> View:
        numbers = [select(session, each, desk.thing) for each in (which, other)]
        kept = select(session, keep, desk.thing) if keep is not None else None
        wanted = Wanted(numbers[0], numbers[1], kept, take or (), force)
        return merged_view(merge(session, desk.thing, wanted, dry_run=dry_run))
