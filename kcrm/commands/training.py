"""`kcrm training …`: who was trained in what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.manager.trainings import hold
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.records import add_editing, add_list, add_show, plain_desk
from kcrm.shell.typed import Typed, of_field, one, period
from kcrm.views import View
from kcrm.views.records import record_list

_Which = Annotated[str, typer.Argument(metavar="TRAINING", help=N_("The training of one person: TR3."))]
_Present = Annotated[
    list[str],
    typer.Argument(metavar="STAFF[=MARK]...", help=N_("Who was present, with their mark of 100 if there is one: YG04=92.")),
]
_DESK = plain_desk(SheetKind.TRAININGS, _Which)


def register(app: App) -> None:
    """The noun `training`."""
    noun = app.noun("training", help=N_("Trainings: who was trained in what, and who knows it best."))
    add_list(
        noun,
        SheetKind.TRAININGS,
        (
            Typed("person", "--person", "NO", N_("Filter by who was present, by employee number or name."), one(Thing.STAFF)),
            Typed("topic", "--topic", "TOPIC", N_("Filter by what it was about."), of_field(SheetKind.TRAININGS, "topic")),
            Typed("held", "--held", "PERIOD", N_("Filter by when it was."), period),
        ),
        help=N_("List trainings, the latest first."),
        empty=N_("No such trainings."),
    )
    add_show(noun, _DESK, help=N_("Show the training of one person."))

    @noun.verb("add", help=N_("Record a training of one or several people."), output=PRINTED)
    @with_fields(noun_of(SheetKind.TRAININGS), arguments=("topic",), but=("person", "mark"))
    def add_(session: Session, texts: Mapping[str, str], present: _Present, dry_run: DryRun = False) -> View:
        kept = hold(session, texts, present, dry_run=dry_run)
        return record_list(SheetKind.TRAININGS, kept, len(kept))

    add_editing(noun, _DESK, help=N_('Edit the training of one person; --field "" clears a field.'))
