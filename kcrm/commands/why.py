"""`why`: the reason behind one follow-up."""

from __future__ import annotations

import typer

from kcrm.actions.selecting import select
from kcrm.actions.session import open_session
from kcrm.actions.why import explain_followup
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Tabled, WhichFollowUp
from kcrm.views.why import why_view


def register(app: App) -> None:
    """Declare `why`."""

    @app.verb("why", help=N_("Why a follow-up is on the list: its rule and document, its dates, whose it is, and every change since."))
    def why(
        ctx: typer.Context,
        followup: WhichFollowUp,
        *,
        output: Tabled,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            explanation = explain_followup(session, select(session, followup, Thing.FOLLOWUP))
            emit(session.context, why_view(explanation), output)
