"""`next`: the list worked one customer after the other."""

from __future__ import annotations

import typer

from kcrm.actions.callers import chosen_caller
from kcrm.actions.seat.turn import Nobody, next_turn
from kcrm.actions.session import Session, open_session
from kcrm.context import AppContext
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.render import emit, write_text
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.opening import plan_today
from kcrm.shell.options import CalledBy, Mine, Qr, Shown
from kcrm.shell.output import Output
from kcrm.views.seat.card import nobody_left, nothing_view, turn_view


def register(app: App) -> None:
    """Declare `next`."""

    @app.verb("next", help=N_("Work through the list, one customer at a time.\n\nWith a script, and a key for each outcome."))
    def next_(
        ctx: typer.Context,
        *,
        mine: Mine = False,
        staff: CalledBy = None,
        qr: Qr = False,
        output: Shown,
    ) -> None:
        context = app_context(ctx)
        with open_session(context) as session:
            caller = chosen_caller(session, staff, mine=mine)
            plan_today(session)
            if not _at_the_keyboard(context, output):
                _show_first(session, caller, output, qr=qr)
                return
        from kcrm.shell.sitting import Sitting  # noqa: PLC0415 - elsewhere nothing is asked or written

        Sitting(context, caller, qr=qr).work()


def _at_the_keyboard(context: AppContext, output: Output) -> bool:
    terminal = context.terminal
    return terminal.stdin_tty and terminal.stdout_tty and terminal.stderr_tty and output.format is None and output.to is None


def _show_first(session: Session, caller: Staff | None, output: Output, *, qr: bool) -> None:
    turn = next_turn(session, caller.id if caller else None)
    if isinstance(turn, Nobody):
        emit(session.context, nothing_view(), output)
        notice(nobody_left(turn, worked=False))
        return
    code = ""
    if qr:
        from kcrm.shell.qr import dialling_code  # noqa: PLC0415 - few want one

        code = dialling_code(session.context, turn.phone, turn.customer.name)
    emit(session.context, turn_view(turn, session.policy), output)
    write_text(code)
