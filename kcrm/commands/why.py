"""`why`: the reason behind one follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import TABLED, WhichFollowUp

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.views import View


def register(app: App) -> None:
    """Declare `why`."""

    @app.verb(
        "why",
        help=N_("Explain a call, complaint, contact, conflict or credit.\n\nShows rule and source, dates, assignee and every change."),
        output=TABLED,
    )
    def why(
        session: Session,
        followup: WhichFollowUp,
    ) -> View:
        from kcrm.actions.selecting import select_of  # noqa: PLC0415 - neither help nor the Tab key need what tells
        from kcrm.queries.lookup import Thing  # noqa: PLC0415

        cases = (Thing.COMPLAINT, Thing.PROSPECT, Thing.CONFLICT, Thing.CREDIT_ASSESSMENT, Thing.CHECKLIST_RUN)
        found = select_of(session, followup, (Thing.FOLLOWUP, *cases))
        if found.thing is Thing.COMPLAINT:
            from kcrm.shell.cards import complaint_card  # noqa: PLC0415 - one of them is told, and the others not loaded

            return complaint_card(session, found.id)
        if found.thing is Thing.PROSPECT:
            from kcrm.actions.prospects.why import explain_prospect  # noqa: PLC0415
            from kcrm.views.why_prospect import why_prospect  # noqa: PLC0415

            return why_prospect(explain_prospect(session, found.id))
        if found.thing is Thing.CONFLICT:
            from kcrm.actions.why_conflict import explain_conflict  # noqa: PLC0415
            from kcrm.views.why_conflict import why_conflict  # noqa: PLC0415

            return why_conflict(explain_conflict(session, found.id))
        if found.thing is Thing.CREDIT_ASSESSMENT:
            from kcrm.actions.why_credit import explain_credit  # noqa: PLC0415
            from kcrm.views.why_credit import why_credit  # noqa: PLC0415

            return why_credit(explain_credit(session, found.id))
        if found.thing is Thing.CHECKLIST_RUN:
            from kcrm.actions.manager.checklists import run_card  # noqa: PLC0415
            from kcrm.views.checklists import run_view  # noqa: PLC0415

            return run_view(run_card(session, found.id))
        from kcrm.actions.why import explain_followup  # noqa: PLC0415
        from kcrm.views.why import why_view  # noqa: PLC0415

        return why_view(explain_followup(session, found.id), session.context.shown_in)
