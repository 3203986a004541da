"""`kcrm find X`: everything that it may mean; apart from `show`, which needs to know what each of them looks like."""

from __future__ import annotations

import typer

from kcrm.actions.selecting import find
from kcrm.actions.session import open_session
from kcrm.i18n import N_
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Listed, What
from kcrm.views.found import found_list


def register(app: App) -> None:
    """Declare `find`."""

    @app.verb("find", help=N_("List everything that a number, a phone, a plate or a name may mean."))
    def find_(ctx: typer.Context, what: What, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, found_list(find(session, what)), output)
