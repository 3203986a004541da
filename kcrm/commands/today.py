"""Bare `kcrm`: today on one screen."""

from __future__ import annotations

from kcrm.actions.daylist import Wanted, day_list, ensure_planned
from kcrm.actions.session import open_session
from kcrm.console import notice
from kcrm.context import AppContext
from kcrm.i18n import _
from kcrm.render import emit
from kcrm.views.today import start_view, today_view
from kcrm.views.words import in_words


def show_today(context: AppContext) -> None:
    """What there is to do today; where there is no database yet, what to type first."""
    if not context.db_path.exists():
        emit(context, start_view(context.today, context.db_path))
        return
    with open_session(context) as session:
        failure = ensure_planned(session)
        if failure is not None:
            notice(_("Today's plan could not be made, so the list may lack what is new: {reason}").format(reason=in_words(failure)))
        rows = day_list(session, Wanted(day=session.today, until=session.today, channel=None))
        emit(session.context, today_view(rows, session.store.name, session.today))
