"""`kcrm find X`: everything that it may mean; apart from `show`, which needs to know what each of them looks like."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.selecting import find, selectors
from kcrm.actions.session import open_session
from kcrm.i18n import N_
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Listed, What
from kcrm.views.found import found_list


def register(app: App) -> None:
    """Declare `find`."""

    @app.verb("find", help=N_("Find anything by number, phone, plate or name."))
    def find_(
        ctx: typer.Context,
        what: What,
        parts: Annotated[bool, typer.Option("--all", help=N_("Also match parts of names and plates."))] = False,
        *,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            found = find(session, what, parts=parts)
            emit(session.context, found_list(found, selectors(session, found)), output)
