"""`kcrm meeting …`: what was talked about, and what was decided."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.manager.meetings import decide, meeting_card
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.manager import MeetingKind
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, period, word
from kcrm.shell.verbs import Result
from kcrm.views.meetings import meeting_view

_Which = Annotated[str, typer.Argument(metavar="MEETING", help=N_("The meeting: D3."))]
_DESK = Desk(SheetKind.MEETINGS, _Which, meeting_card, meeting_view)
_TASKS = plain_desk(SheetKind.TASKS, _Which)


def register(app: App) -> None:
    """The noun `meeting`."""
    noun = app.noun("meeting", help=N_("Meetings: what was said, and what was decided."))
    add_list(
        noun,
        SheetKind.MEETINGS,
        (
            Typed("kind", "--kind", "KIND", N_("Filter by kind: daily, weekly, monthly, quality, other."), word(MeetingKind, "--kind")),
            Typed("held", "--held", "PERIOD", N_("Filter by when it was."), period),
        ),
        help=N_("List meetings, the latest first, with what was decided and is still to do."),
        empty=N_("No such meetings."),
    )
    add_show(noun, _DESK, help=N_("Show a meeting, with what was decided and what came of it."))
    add_writing(
        noun,
        _DESK,
        arguments=("held_on",),
        add_help=N_("Record a meeting."),
        edit_help=N_('Edit a meeting; --field "" clears a field.'),
    )

    @noun.verb("decide", help=N_("Record a decision: it becomes a task, and goes to the head of the department."), output=PRINTED)
    def decide_(
        session: Session,
        which: _Which,
        title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("What is to be done."))],
        receiver: Annotated[str, typer.Argument(metavar="STAFF", help=N_("Who is to do it."))],
        *,
        due: Annotated[str | None, typer.Option("--due-on", "--due", metavar="DATE", help=N_("By when."))] = None,
        about: Annotated[str | None, typer.Option("--about", metavar="TEXT", help=N_("What it is about: K5, C12, a number."))] = None,
        dry_run: DryRun = False,
    ) -> Result:
        texts = {"title": title, "receiver": receiver, "due_on": due, "about": about}
        number = select(session, which, Thing.MEETING)
        given = {key: text for key, text in texts.items() if text is not None}
        return entered_result(decide(session, number, given, _TASKS.read, dry_run=dry_run), _TASKS.view)
