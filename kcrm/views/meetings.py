"""A meeting, with what was decided in it and what came of that."""

from __future__ import annotations

from kcrm.actions.manager.meetings import MeetingCard
from kcrm.i18n import _
from kcrm.records import SheetKind
from kcrm.views import View
from kcrm.views.records import record_card, record_part


def meeting_view(card: MeetingCard) -> View:
    """All that is known of it, and its decisions in the order of their days."""
    keys = ("id", "title", "receiver", "meant_for", "due_on", "state", "done_on", "result")
    return record_card(SheetKind.MEETINGS, card.facts, {"decisions": record_part(SheetKind.TASKS, _("Decisions"), keys, card.tasks)})
