"""`desk`: the list, the card and the keys on a full screen."""

from __future__ import annotations

from kcrm.actions.callers import chosen_caller
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.access import Permission
from kcrm.progress import watched_by
from kcrm.shell.grammar import App
from kcrm.shell.opening import seated
from kcrm.shell.options import CalledBy, Mine


def register(app: App) -> None:
    """Declare `desk`."""

    @app.verb("desk", help=N_("Work the list in full screen.\n\nSame keys as kcrm next; needs the extra kcrm[desk]."))
    def desk(context: AppContext, *, mine: Mine = False, staff: CalledBy = None) -> None:
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
            context = seated(session, context, caller)
            if session.context.rights is not None and not context.in_full:
                raise RefusedError(
                    N_("The desk shows phones that you may not see: it needs the permission {permission}."),
                    hint=N_("Your own list: kcrm desk --mine"),
                    permission=Permission.SEE_PHONE.value,
                )
        screen = Desk(context, caller)
        with watched_by(None):  # the screen is another's
            screen.run()
        if screen.failure is not None:
            raise screen.failure
