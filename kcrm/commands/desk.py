"""`desk`: the list, the card and the keys on a full screen."""

from __future__ import annotations

import typer

from kcrm.actions.callers import chosen_caller
from kcrm.actions.session import open_session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import CalledBy, Mine


def register(app: App) -> None:
    """Declare `desk`."""

    @app.verb("desk", help=N_("Work the list on a full screen.\n\nThe keys are those of kcrm next; it needs the extra kcrm[desk]."))
    def desk(ctx: typer.Context, *, mine: Mine = False, staff: CalledBy = None) -> None:
        context = app_context(ctx)
        terminal = context.terminal
        if not (terminal.stdin_tty and terminal.stdout_tty):
            raise RefusedError(N_("kcrm desk needs a terminal."), hint=N_("Elsewhere: kcrm due, kcrm next -o json"))
        try:
            from kcrm.desk.app import Desk  # noqa: PLC0415 - an extra, and slow to load
        except ModuleNotFoundError as missing:
            if missing.name is None or missing.name.partition(".")[0] != "textual":
                raise
            raise RefusedError(
                N_("kcrm desk needs Textual, which is not installed."),
                hint=N_("To install it: pip install 'kcrm[desk]'. Without it: kcrm next"),
            ) from missing
        with open_session(context) as session:
            caller = chosen_caller(session, staff, mine=mine)
        Desk(context, caller).run()
