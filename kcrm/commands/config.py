"""`kcrm config` and `kcrm me`: what need not be said with every command."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from kcrm.actions.selecting import select, shown
from kcrm.actions.session import open_session
from kcrm.config import SETTINGS, Setting, config_file, read_config, setting_named, source_of, with_config, write_setting
from kcrm.context import AppContext
from kcrm.errors import NotFoundError, UsageError
from kcrm.i18n import N_, _
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.console import notice
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, WHOLLY_LISTED
from kcrm.shell.verbs import Result
from kcrm.text import safe
from kcrm.views import View
from kcrm.views.config import Said, config_view
from kcrm.views.records import record_card

_Key = Annotated[
    str | None,
    typer.Argument(metavar="KEY", help=N_("A setting: database, language, staff, format, theme, pager, sendmail_path or mail_from.")),
]
_Value = Annotated[str | None, typer.Argument(metavar="VALUE", help=N_("The new value."))]
_Unset = Annotated[bool, typer.Option("--unset", help=N_("Remove the setting from the file."))]
_Me = Annotated[str | None, typer.Argument(metavar="STAFF", help=N_("Your employee number, name or pinyin."))]


def register(app: App) -> None:
    """The verbs `config` and `me`."""

    @app.verb(
        "config",
        help=N_("Show the settings and where each comes from, or change one.\n\nWith KEY VALUE it is saved in the config file."),
        output=WHOLLY_LISTED,
    )
    def config(context: AppContext, key: _Key = None, value: _Value = None, unset: _Unset = False) -> Result | None:
        if key is not None and (value is not None or unset):
            if value is not None and unset:
                raise UsageError(N_("Give either a value or --unset."))
            notice(_("Saved in {file}.").format(file=safe(str(write_setting(os.environ, key, value)))))
            return None
        if unset:
            raise UsageError(N_("--unset needs a setting: kcrm config KEY --unset."))
        wanted = SETTINGS.values() if key is None else (setting_named(key),)
        said = _("The config file is {file}.").format(file=safe(str(config_file(os.environ) or "–")))
        return Result(config_view(_said(context, wanted)), [said])

    @app.verb(
        "me",
        help=N_("Set who you are, so that no command needs --as.\n\nIt is saved in the config file. Without an argument, show who acts."),
        output=PRINTED,
    )
    def me(context: AppContext, who: _Me = None) -> View:
        # one who is kept and does not exist must not stand in the way of setting another
        with open_session(context if who is None else context.replace(staff_text=None)) as session:
            number = select(session, who, Thing.STAFF) if who is not None else session.actor.id if session.actor is not None else None
            if number is None:
                raise NotFoundError(N_("No member of staff is set."), hint=N_("To set who you are: kcrm me EMPLOYEE_NO"))
            found = shown(session, SheetKind.STAFF, number)
            if who is not None:
                path = write_setting(os.environ, "staff", str(found[0]))
                notice(_("Saved in {file}.").format(file=safe(str(path))))
            return record_card(SheetKind.STAFF, found)


def _said(context: AppContext, settings: Iterable[Setting]) -> Iterator[Said]:
    """Each setting in effect; an option of this very command line is the one that counts."""
    in_file, environ = read_config(config_file(os.environ)), with_config(os.environ)
    given = {
        "database": str(context.db_path),
        "language": context.language,
        "staff": context.staff_text,
        "format": context.terminal.format,
        "theme": context.terminal.theme,
        "sendmail_path": context.sendmail_path or None,
        "mail_from": context.mail_from or None,
    }
    for each in settings:
        source = source_of(each, context.words, os.environ, in_file)
        yield Said(each.key, each.label, given.get(each.key, environ.get(each.variable)), source, each.variable)
