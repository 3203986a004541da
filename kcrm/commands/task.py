"""`kcrm task …`: what somebody is asked to do, and what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.manager import tasks
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.manager import TASKS_TO_DO, TaskState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun, WhyNeeded
from kcrm.shell.records import States, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_DEPARTMENT, Typed, one, period
from kcrm.views import View
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="TASK", help=N_("The task: T3."))]
_Result = Annotated[str | None, typer.Option("--result", metavar="TEXT", help=N_("What came of it."))]
_ME = frozenset({"me", "我"})
_DESK = plain_desk(SheetKind.TASKS, _Which)


def register(app: App) -> None:
    """The noun `task`."""
    noun = app.noun("task", help=N_("Tasks: who does what until when.\n\nOne without a day is a message."))
    add_list(
        noun,
        SheetKind.TASKS,
        (
            Typed("receiver", "--for", "NO", N_("Filter by who does it, by employee number or name; me for who acts."), _staff),
            Typed("giver", "--from", "NO", N_("Filter by who gave it, by employee number or name; me for who acts."), _staff),
            OF_DEPARTMENT._replace(help=N_("Filter by the department of who does it, with those that belong to it.")),
            Typed("meeting", "--meeting", "MEETING", N_("Filter by the meeting that decided it."), one(Thing.MEETING)),
            Typed("due", "--due", "PERIOD", N_("Filter by when it is due."), period),
            Typed("late", "--late", "", N_("Only those whose day has gone by.")),
            Typed("at_risk", "--at-risk", "", N_("Only those that are due soon (policy tasks.at_risk_days).")),
        ),
        help=N_("List tasks: those still to do, or those in another state."),
        states=States(TaskState, TASKS_TO_DO, N_("Filter by state: open, accepted, done, returned or cancelled.")),
        empty=N_("No such tasks."),
    )
    add_show(noun, _DESK, help=N_("Show one task."))
    add_writing(
        noun,
        _DESK,
        arguments=("title", "receiver"),
        only_added=("receiver", "giver"),
        add_help=N_("Give somebody a task; to another department it goes by way of its head."),
        edit_help=N_('Edit a task; --field "" clears a field.'),
    )
    _register_steps(noun)


def _register_steps(noun: App) -> None:
    @noun.verb("accept", help=N_("Take on a task that is yours."), output=PRINTED)
    def accept(session: Session, which: _Which, *, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.TASKS, tasks.accept(session, _number(session, which), dry_run=dry_run))

    @noun.verb("done", help=N_("Say that a task that is yours is done."), output=PRINTED)
    def done(session: Session, which: _Which, *, result: _Result = None, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.TASKS, tasks.finish(session, _number(session, which), result, dry_run=dry_run))

    @noun.verb("return", help=N_("Return a task that you gave and that is not done well: it is to be done again."), output=PRINTED)
    def return_(session: Session, which: _Which, *, reason: WhyNeeded, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.TASKS, tasks.give_back(session, _number(session, which), reason, dry_run=dry_run))

    @noun.verb("cancel", help=N_("Cancel a task that you gave."), output=PRINTED)
    def cancel(session: Session, which: _Which, *, reason: WhyNeeded, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.TASKS, tasks.cancel(session, _number(session, which), reason, dry_run=dry_run))

    @noun.verb("hand", help=N_("Hand on a task that came to you as a head, to whom it is meant for or to another."), output=PRINTED)
    def hand(
        session: Session,
        which: _Which,
        who: Annotated[str | None, typer.Argument(metavar="[NO]", help=N_("Who is to do it, by employee number or name."))] = None,
        *,
        dry_run: DryRun = False,
    ) -> View:
        to = select(session, who, Thing.STAFF) if who is not None else None
        return record_card(SheetKind.TASKS, tasks.hand_on(session, _number(session, which), to, dry_run=dry_run))


def _staff(session: Session, text: str) -> int:
    """Whoever is meant; `me` is who acts. Raises UsageError where nobody has said who acts."""
    if text.strip().casefold() in _ME:
        return tasks.acting(session).id
    return select(session, text, Thing.STAFF)


def _number(session: Session, which: str) -> int:
    return select(session, which, Thing.TASK)
