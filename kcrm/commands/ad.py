"""`kcrm ad …`: what advertisements cost and which prospects they brought."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.model.events import Medium
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.records import add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, period, word

_DESK = plain_desk(SheetKind.ADVERTISEMENTS, Annotated[str, typer.Argument(metavar="AD", help=N_("The advertisement: AD3."))])


def register(app: App) -> None:
    """The noun `ad`."""
    noun = app.noun("ad", help=N_("Advertisements: what each costs and which prospects it brought."))
    add_list(
        noun,
        SheetKind.ADVERTISEMENTS,
        (
            Typed("medium", "--medium", "MEDIUM", N_("Filter by medium: web, print, radio, …"), word(Medium, "--medium")),
            Typed("during", "--period", "PERIOD", N_("Only those of these days."), period),
        ),
        help=N_("List advertisements, the latest first."),
        empty=N_("No such advertisements."),
    )
    add_show(noun, _DESK, help=N_("Show one advertisement."))
    add_writing(
        noun,
        _DESK,
        arguments=("medium", "code"),
        required=("from_on", "until_on"),
        add_help=N_("Note an advertisement, and the code by which its prospects are known."),
        edit_help=N_('Edit an advertisement; --field "" clears a field.'),
    )
