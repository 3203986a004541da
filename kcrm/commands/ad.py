"""`kcrm ad …`: what advertisements cost and which prospects they brought."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.model.events import Medium
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED
from kcrm.shell.records import add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, period, word
from kcrm.views import View

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

    @noun.verb(
        "quality",
        help=N_(
            "Show what each medium brought: prospects, levels H and A, sales and their cost.\n\n"
            "A prospect comes of an advertisement whose code is their platform, while it lasts and for 30 days after (policy club.ad_days)."
        ),
        output=LISTED,
    )
    def quality(
        session: Session,
        *,
        over: Annotated[
            str, typer.Option("--period", metavar="PERIOD", help=N_("Prospects registered then: 2026, 2026-Q2, …"))
        ] = "this-year",
        by_code: Annotated[bool, typer.Option("--by-code", help=N_("Each code by itself."))] = False,
    ) -> View:
        from kcrm.actions.ads import quality_in  # noqa: PLC0415 - here and below: lists need none
        from kcrm.views.ads import quality_list  # noqa: PLC0415

        return quality_list(quality_in(session, parse_period(over, session.today), by_code=by_code), by_code=by_code)
