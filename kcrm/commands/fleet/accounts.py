"""`kcrm fleet list`, `show`, `due`, `add`, `edit`, `close`: the accounts."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.fleets.account import account_card
from kcrm.actions.fleets.coming import coming
from kcrm.actions.fleets.reassigning import reassign
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date, parse_period
from kcrm.i18n import N_
from kcrm.model.fleets import AccountKind, AccountState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun, OfPeriod, WhyNeeded
from kcrm.shell.records import States, add_list, add_writing, edited, plain_desk
from kcrm.shell.typed import Typed, one, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.fleet_account import AccountView, account_record, account_view
from kcrm.views.fleet_coming import coming_view
from kcrm.views.records import record_list
from kcrm.views.vocabulary import meant

Which = Annotated[str, typer.Argument(metavar="ACCOUNT", help=N_("The company: C12, its number, name, or a plate of its cars."))]
_DESK = plain_desk(SheetKind.FLEETS, Which)


def register_accounts(noun: App) -> None:
    """The verbs that list, show, make and close accounts."""
    add_list(
        noun,
        SheetKind.FLEETS,
        (
            Typed("manager", "--manager", "NO", N_("Filter by account manager, by employee number or name."), one(Thing.STAFF)),
            Typed("kind", "--kind", "KIND", N_("Filter by kind: company, insurer, manufacturer."), word(AccountKind, "--kind")),
            Typed("owing", "--owing", "", N_("Only those that owe something.")),
        ),
        help=N_("List accounts: those that are not closed, or those in another state."),
        states=States(AccountState, (AccountState.ACTIVE, AccountState.DORMANT), N_("Filter by state: active, dormant or closed.")),
        empty=N_("No such accounts."),
    )

    @noun.verb("show", help=N_("Show an account: all of its views that are not empty, or one."), output=LISTED)
    def show(
        session: Session,
        which: Which,
        *,
        view: Annotated[
            str | None,
            typer.Option("--view", metavar="VIEW", help=N_("basics, members, key_members, contracts, products, arrears, receivables, …")),
        ] = None,
    ) -> View:
        wanted = meant(AccountView, view, "--view") if view is not None else None
        number = select(session, which, Thing.FLEET)
        card = account_card(session, number)
        return (account_record(card) if wanted is None else account_view(card, wanted))._replace(of=(Thing.FLEET, number))

    @noun.verb("due", help=N_("List what is due for an account's vehicles in a period: planned, and to come."), output=LISTED)
    def due(session: Session, which: Which, *, period: OfPeriod = "next-month") -> View:
        return coming_view(coming(session, select(session, which, Thing.FLEET), parse_period(period, session.today, past=False)))

    add_writing(
        noun,
        _DESK,
        arguments=("who",),
        only_added=("who",),
        add_help=N_("Make a company an account."),
        edit_help=N_('Edit an account; --field "" clears a field.'),
    )

    @noun.verb("close", help=N_("Close an account that owes nothing."), output=PRINTED)
    def close(
        session: Session,
        which: Which,
        *,
        reason: WhyNeeded,
        dry_run: DryRun = False,
    ) -> Result:
        return edited(session, _DESK, which, {"state": AccountState.CLOSED.value, "closed_reason": reason}, dry_run=dry_run)

    @noun.verb("reassign", help=N_("Give accounts to another manager; whose they were stays known."), output=PRINTED)
    def reassign_(
        session: Session,
        words: Annotated[
            list[str],
            typer.Argument(metavar="[C12|FILTER]... NO", help=N_("The accounts, or customers by filters; then who gets them.")),
        ],
        *,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("Since when; today unless said."))] = "today",
        reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        day = parse_date(on, session.today, past=True)
        return record_list(SheetKind.FLEETS, reassign(session, words, day, said(reason), dry_run=dry_run))
