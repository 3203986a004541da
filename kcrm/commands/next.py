"""`next`: the list worked one customer after the other."""

from __future__ import annotations

from kcrm.actions.callers import chosen_caller
from kcrm.actions.seat.turn import Nobody, next_turn
from kcrm.actions.session import Session, open_session
from kcrm.context import AppContext
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.progress import watched_by
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.opening import opened, plan_today, seated
from kcrm.shell.options import SHOWN, CalledBy, Mine, Qr
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result, show
from kcrm.views.seat.card import nobody_left, nothing_view, turn_view


def register(app: App) -> None:
    """Declare `next`."""

    @app.verb("next", help=N_("Work through the list, one customer at a time.\n\nWith a script, and a key for each outcome."), output=SHOWN)
    def next_(
        context: AppContext,
        *,
        mine: Mine = False,
        staff: CalledBy = None,
        qr: Qr = False,
        output: Output,
    ) -> None:
        with open_session(context) as session:
            caller = chosen_caller(session, staff, mine=mine)
            plan_today(session)
            if not _at_the_keyboard(context, output):
                open_list = opened(session, caller)
                show(open_list.context, _first(open_list, caller, qr=qr), output)
                return
            context = seated(session, context, caller)
        from kcrm.shell.sitting import Sitting  # noqa: PLC0415 - elsewhere nothing is asked or written

        with watched_by(None):  # between two keys nobody waits
            Sitting(context, caller, qr=qr).work()


def _at_the_keyboard(context: AppContext, output: Output) -> bool:
    terminal = context.terminal
    return terminal.stdin_tty and terminal.stdout_tty and terminal.stderr_tty and output.format is None and output.to is None


def _first(session: Session, caller: Staff | None, *, qr: bool) -> Result:
    turn = next_turn(session, caller.id if caller else None)
    if isinstance(turn, Nobody):
        return Result(nothing_view(), [nobody_left(turn, worked=False)])
    code = ""
    if qr:
        from kcrm.shell.qr import check_dialled, dialling_code  # noqa: PLC0415 - few want one

        check_dialled(session.context, turn.customer.id)
        code = dialling_code(session.context, turn.phone, turn.customer.name)
    return Result(turn_view(turn, session.policy, keys=False)._replace(of=(Thing.CUSTOMER, turn.customer.id)), below=code)
