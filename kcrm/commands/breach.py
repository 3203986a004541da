"""`kcrm breach …`: what was done against the rules, the operation that shows it, and what was decided."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.manager import breaches
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.manager import Sanction
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun, WhyNeeded
from kcrm.shell.records import add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, one, period, word
from kcrm.views import View
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="BREACH", help=N_("The breach: BR3."))]
_What = Annotated[
    str,
    typer.Argument(metavar="SANCTION", help=N_("public_criticism, fault_slip, demotion, none, or unfounded: it was no breach.")),
]
_DESK = plain_desk(SheetKind.BREACHES, _Which)
_SANCTION = word(Sanction, "SANCTION")


def register(app: App) -> None:
    """The noun `breach`."""
    noun = app.noun("breach", help=N_("Breaches of rules: what shows them, and what was decided."))
    add_list(
        noun,
        SheetKind.BREACHES,
        (
            Typed("person", "--person", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("done", "--period", "PERIOD", N_("Filter by when it was done."), period),
            Typed("grave", "--grave", "", N_("Only grave ones.")),
            Typed("undecided", "--undecided", "", N_("Only those on which nobody has decided yet.")),
        ),
        help=N_("List breaches of rules, with the sanction proposed and the one decided."),
        empty=N_("No such breaches."),
    )
    add_show(noun, _DESK, help=N_("Show one breach."))
    add_writing(
        noun,
        _DESK,
        arguments=("person", "what"),
        only_added=("person",),
        add_help=N_("Note a breach of rules; it needs the operation, or the record, that shows it."),
        edit_help=N_('Edit a breach; what was decided on stays; --field "" clears a field.'),
    )

    @noun.verb("decide", help=N_("Decide what follows from a breach, as a head; the sanction proposed is only proposed."), output=PRINTED)
    def decide(session: Session, which: _Which, what: _What, *, reason: WhyNeeded, dry_run: DryRun = False) -> View:
        sanction = _SANCTION(session, what)
        assert isinstance(sanction, Sanction)
        number = select(session, which, Thing.BREACH)
        return record_card(SheetKind.BREACHES, breaches.decide(session, number, sanction, reason, dry_run=dry_run))
