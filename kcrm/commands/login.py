"""`login`, `logout`, `whoami`, `passwd`: who gives commands on this computer."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm import db
from kcrm.actions import logins, users
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.shell.console import notice
from kcrm.shell.grammar import App
from kcrm.shell.options import SHOWN
from kcrm.shell.passwords import PasswordFile, new_password, password, two_passwords
from kcrm.shell.verbs import Result
from kcrm.views.users import whoami_view

_Number = Annotated[str | None, typer.Argument(metavar="[EMPLOYEE_NO]", help=N_("Your employee number; by default KCRM_STAFF or kcrm me."))]


def register(app: App) -> None:
    """The four verbs."""

    @app.verb(
        "login",
        help=N_(
            "Log in, where there are users.\n\nA login lasts as many hours as the policy says, to midnight at most, on this computer and "
            "for this user of it. The password is asked for, or read from --password-file."
        ),
    )
    def login(context: AppContext, number: _Number = None, password_file: PasswordFile = None) -> None:
        who = number or context.staff_text
        if who is None:
            raise UsageError(N_("Who are you? kcrm login EMPLOYEE_NO"))
        entered = users.enter(context, who, password(context, password_file, _("Password of {number}:").format(number=who)))
        until = entered.until.strftime("%H:%M")
        notice(
            _("Logged in as {name} ({number}) until {time}.").format(name=entered.user.name, number=entered.user.employee_no, time=until)
        )
        if entered.user.must_change:
            notice(_("This password was set by somebody else. Set your own: kcrm passwd"))

    @app.verb("logout", help=N_("End your login on this computer."))
    def logout(context: AppContext) -> None:
        with db.opened(context.db_path) as connection:
            logins.log_out(connection, context.started_at)
        notice(_("Logged out."))

    @app.verb("whoami", help=N_("Show who is logged in, and what they may."), output=SHOWN)
    def whoami(session: Session) -> Result:
        said = [] if session.context.rights is not None else [_("There are no users: everybody may do everything.")]
        return Result(whoami_view(session.actor, session.context.rights), said)

    @app.verb(
        "passwd",
        help=N_("Set another password of your own.\n\nWith --password-file the first line is the present one, the second the new one."),
    )
    def passwd(session: Session, password_file: PasswordFile = None) -> None:
        rights = session.context.rights
        if rights is None or rights.staff_id is None:
            raise UsageError(N_("There are no users yet: everybody may do everything."))
        if password_file is not None:
            old, new = two_passwords(password_file)
        else:
            old = password(session.context, None, _("Present password:"))
            new = new_password(session.context, None, asked=True) or ""
        users.change_own_password(session, rights, old, new)
        notice(_("The password is changed; other logins of yours have ended."))
