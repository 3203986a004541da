"""What a command that shows or works the day does before anything else."""

from __future__ import annotations

from kcrm.actions.daylist import ensure_planned
from kcrm.actions.session import Session
from kcrm.i18n import _
from kcrm.shell.console import warn
from kcrm.views.errors import in_words


def plan_today(session: Session) -> None:
    """Today's plan where it was not made yet; people are told what the list may lack."""
    failure = ensure_planned(session)
    if failure is not None:
        warn(_("Could not make today's plan; the list may be incomplete: {reason}").format(reason=in_words(failure)))
