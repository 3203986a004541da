"""`kcrm undo`: reverse the latest operation, or any."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.actions.undo import Undone, UndoRefusedError, colleague_of, operation_number, target_of, undo
from kcrm.context import OutputFormat
from kcrm.i18n import N_, _
from kcrm.queries.operations import Operation
from kcrm.render import render
from kcrm.shell.console import confirm, warn
from kcrm.shell.grammar import App
from kcrm.shell.options import SHOWN, DryRun, Yes
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.views import View
from kcrm.views.operations import obstacle_reason, undone_view

FEW = 10  # changed records of each kind that people are shown
_OBSTACLES = 20  # of these the first are told


def register(app: App) -> None:
    """The verb `undo`."""

    @app.verb("undo", help=N_("Undo your latest operation, or the one named.\n\nUndoing an undo redoes it."), output=SHOWN)
    def undo_(
        session: Session,
        which: Annotated[
            str | None, typer.Argument(metavar="[OPERATION]", help=N_("The operation's number, such as O9; your latest by default."))
        ] = None,
        force: Annotated[
            bool, typer.Option("--force", help=N_("Skip rows that changed since, with what they refer to, and undo the rest."))
        ] = False,
        dry_run: DryRun = False,
        yes: Yes = False,
        *,
        output: Output,
    ) -> View:
        target = target_of(session, None if which is None else operation_number(which))
        whole = output.chosen(session.context.terminal) in MACHINE_FORMATS
        if not (dry_run or yes):
            _preview(session, _undo(session, target, force=force, dry_run=True, shown=FEW))
        colleague = colleague_of(session, target)
        question = _("Undo {operation}?") if colleague is None else _("{operation} is {name}’s, not yours. Undo it?")
        confirm(session.context, question.format(operation=f"O{target.id}", name=colleague), yes=yes or dry_run)
        undone = _undo(session, target, force=force, dry_run=dry_run, shown=None if whole else FEW)
        if colleague is not None and (yes or dry_run):
            warn(_("{operation} was done by {name}.").format(operation=f"O{target.id}", name=colleague))
        return undone_view(undone, session.context, whole=whole)


def _preview(session: Session, undone: Undone) -> None:
    """What would change, for the person who is asked."""
    view = undone_view(undone, session.context)
    for line in render(view, OutputFormat.PLAIN, session.context).splitlines():
        warn(line)


def _undo(session: Session, target: Operation, *, force: bool, dry_run: bool, shown: int | None) -> Undone:
    try:
        return undo(session, target, force=force, dry_run=dry_run, shown=shown)
    except UndoRefusedError as error:
        for obstacle in error.obstacles[:_OBSTACLES]:
            warn(obstacle_reason(obstacle))
        if len(error.obstacles) > _OBSTACLES:
            warn(_("… and {count} more.").format(count=len(error.obstacles) - _OBSTACLES))
        raise
