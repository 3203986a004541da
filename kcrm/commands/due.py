"""`due`: this morning's list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import BOM, COLUMNS, FORMAT, HEADINGS, LIMIT, REVEALED, SORT, CalledBy, Filters, Kinds, Mine
from kcrm.shell.output import Output
from kcrm.shell.splitting import CallsSplit

if TYPE_CHECKING:
    from kcrm.actions.session import Session

_OUTPUT = (FORMAT, LIMIT, SORT, COLUMNS, HEADINGS, BOM, *REVEALED)  # --to has a help of its own


def register(app: App) -> None:
    """Declare `due`."""

    @app.verb("due", help=N_("Today's list: whom to call, by whom, in which order and why."), output=_OUTPUT)
    def due(
        session: Session,
        filters: Filters = None,
        *,
        on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("That day's list instead of today's."))] = None,
        until: Annotated[
            str | None, typer.Option("--until", metavar="DATE", help=N_("Also list what falls due by then: 7d, fri, 3月4日."))
        ] = None,
        overdue: Annotated[bool, typer.Option("--overdue", help=N_("Only overdue ones."))] = False,
        staff: CalledBy = None,
        mine: Mine = False,
        kind: Kinds = None,
        channel: Annotated[
            str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("Only calls, only messages, or only visits."))
        ] = None,
        everything: Annotated[bool, typer.Option("--all", help=N_("Calls, visits and messages, without a limit."))] = False,
        check: Annotated[bool, typer.Option("--check", help=N_("Exit with code 10 if anything is listed."))] = False,
        quiet_if_empty: Annotated[bool, typer.Option("--quiet-if-empty", help=N_("Print nothing if nothing is listed."))] = False,
        split: Annotated[
            CallsSplit | None,
            typer.Option(
                "--split",
                metavar="BY",
                help=N_("Write one file per caller into the folder of --to, named by employee number; in Chinese by name, number and day."),
            ),
        ] = None,
        mail: Annotated[
            bool,
            typer.Option(
                "--mail", help=N_("Mail each caller their list, through the program of kcrm config sendmail_path (sendmail, msmtp).")
            ),
        ] = False,
        tried: Annotated[bool, typer.Option("--dry-run", "-n", help=N_("With --mail: show who would get what; nothing is sent."))] = False,
        to: Annotated[
            Path | None, typer.Option("--to", metavar="FILE", help=N_("Write to this file, or with --split to this folder."))
        ] = None,
        sheet: Annotated[
            Path | None,
            typer.Option(
                "--sheet",
                metavar="FILE",
                help=N_(
                    "Write a workbook in which callers fill in how each call went, with what to say; import calls takes it in. With "
                    "--split one per person, into this folder."
                ),
            ),
        ] = None,
        output: Output,
    ) -> None:
        from kcrm.shell.daylist import Asked, list_day  # noqa: PLC0415 - neither help nor the Tab key need what lists

        asked = Asked(
            *(filters, on, until, overdue, staff, mine, kind, channel, everything, check, quiet_if_empty, split is not None, to),
            *(mail, tried, sheet),
        )
        list_day(session, asked, output)
