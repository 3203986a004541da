"""`kcrm user`: who may log in, and as what; tokens for scripts."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import users
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_, _
from kcrm.model import Role
from kcrm.model.access import UserState
from kcrm.queries import users as stored
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun, WhichStaff
from kcrm.shell.passwords import PasswordFile, new_password
from kcrm.shell.typed import word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.users import tokens_view, user_view, users_view

_Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("The post whose rights the user gets; by default their own."))]
_Token = Annotated[str, typer.Argument(metavar="NAME", help=N_("What the token is called, as in cron."))]


def register(app: App) -> None:
    """The nouns `user` and `user token`."""
    noun = app.noun("user", help=N_("Users: who may log in, and with the rights of which post."))

    @noun.verb(
        "add",
        help=N_(
            "Make a member of staff a user.\n\nThe first one gets the rights of a general manager, and from then on everybody must log "
            "in. Without --password-file the first is asked for a password; the others get one that they must change."
        ),
        output=PRINTED,
    )
    def add(session: Session, who: WhichStaff, role: _Role = None, password_file: PasswordFile = None, dry_run: DryRun = False) -> Result:
        first = not stored.has_users(session.connection)
        password = new_password(session.context, password_file, asked=first and not dry_run)
        made = users.add(session, select(session, who, Thing.STAFF), _role(session, role), password, dry_run=dry_run)
        said = [] if made.password is None else [_("The password, shown this once: {password}").format(password=made.password)]
        if made.recovery is not None:
            said += [
                _("From now on everybody must log in: kcrm login {number}").format(number=made.user.employee_no),
                _("The recovery code, shown this once: {code}").format(code=made.recovery),
                _("Write it down and keep it in the safe: a database is restored only with it."),
            ]
        return Result(user_view(made.user), said)

    @noun.verb("role", help=N_("Give a user the rights of another post."), output=PRINTED)
    def role_(
        session: Session,
        who: WhichStaff,
        role: Annotated[str, typer.Argument(metavar="ROLE", help=N_("The post, as in cs_manager."))],
        dry_run: DryRun = False,
    ) -> View:
        user = users.user_named(session, select(session, who, Thing.STAFF))
        return user_view(users.change(session, user, role=_role(session, role), dry_run=dry_run))

    @noun.verb("disable", help=N_("Disable a user: nobody can log in as them, and they are logged out."), output=PRINTED)
    def disable(session: Session, who: WhichStaff, dry_run: DryRun = False) -> View:
        user = users.user_named(session, select(session, who, Thing.STAFF))
        return user_view(users.change(session, user, state=UserState.DISABLED, dry_run=dry_run))

    @noun.verb("enable", help=N_("Enable a disabled user again."), output=PRINTED)
    def enable(session: Session, who: WhichStaff, dry_run: DryRun = False) -> View:
        user = users.user_named(session, select(session, who, Thing.STAFF))
        return user_view(users.change(session, user, state=UserState.ACTIVE, dry_run=dry_run))

    @noun.verb("reset", help=N_("Give a user a new password, which is shown once and which they must change."), output=PRINTED)
    def reset(session: Session, who: WhichStaff) -> Result:
        made = users.reset(session, users.user_named(session, select(session, who, Thing.STAFF)))
        return Result(user_view(made.user), [_("The password, shown this once: {password}").format(password=made.password)])

    @noun.verb("list", help=N_("List the users."), output=LISTED)
    def list_(session: Session) -> View:
        return users_view(stored.users(session.connection))

    _register_tokens(noun)


def _register_tokens(user: App) -> None:
    token = user.noun("token", help=N_("Tokens of scripts, which may do what kcrm cron prints."))

    @token.verb("add", help=N_("Make a token, shown once: the script sets it as KCRM_TOKEN."), output=PRINTED)
    def add_token(session: Session, name: _Token) -> Result:
        made = users.add_token(session, name)
        return Result(tokens_view(users.tokens(session)), [_("The token, shown this once: KCRM_TOKEN={token}").format(token=made)])

    @token.verb("list", help=N_("List the tokens that are good."), output=LISTED)
    def list_tokens(session: Session) -> View:
        return tokens_view(users.tokens(session))

    @token.verb("revoke", help=N_("Revoke a token: no script can use it any more."), output=PRINTED)
    def revoke_token(session: Session, name: _Token) -> View:
        users.revoke_token(session, name)
        return tokens_view(users.tokens(session))


def _role(session: Session, text: str | None) -> Role | None:
    return None if text is None else Role(str(word(Role, "--role")(session, text)))
