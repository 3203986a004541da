"""Where prospects stand, and who may become one: board, funnel, hints."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.prospects.hints import hints
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.prospects import FunnelBy
from kcrm.queries.lookup import Thing
from kcrm.queries.selling import board, furthest
from kcrm.rules.prospects.funnel import funnel
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, TABLED, Filters
from kcrm.views import View
from kcrm.views.hints import hint_list
from kcrm.views.selling import board_view, funnel_by_view, funnel_view
from kcrm.views.vocabulary import meant


def register_selling(noun: App) -> None:
    """The verbs that show many prospects at once."""

    @noun.verb("board", help=N_("Show on one screen where prospects stand: by stage, who buys soonest first."), output=TABLED)
    def board_(
        session: Session,
        filters: Filters = None,
        *,
        consultant: Annotated[
            str | None, typer.Option("--consultant", metavar="NO", help=N_("Filter by consultant, by employee number or name."))
        ] = None,
    ) -> View:
        staff_id = select(session, consultant, Thing.STAFF) if consultant is not None else None
        cards = board(session.connection, session.today, session.policy.prospects, chosen_customers(session, filters, of_prospects=True))
        return board_view([card for card in cards if staff_id in {None, card.consultant_id}], session.today)

    @noun.verb(
        "hints",
        help=N_("List own customers likely to buy again, and why: their car's age, a loan that ends …"),
        output=LISTED,
    )
    def hints_(session: Session, filters: Filters = None) -> View:
        return hint_list(hints(session.connection, session.policy.prospects, session.today, chosen_customers(session, filters)))

    @noun.verb(
        "funnel",
        help=N_(
            "Show how far those came who were registered in a period.\n\nA stage counts whoever came at least so far until today, whatever "
            "they left out; whoever was lost, or took an order back, had come as far."
        ),
        output=LISTED,
    )
    def funnel_(
        session: Session,
        *,
        period: Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("When registered: 2026-06, last-month, 2026-Q2, A..B."))],
        by: Annotated[str | None, typer.Option("--by", metavar="WHAT", help=N_("One row for each source, consultant or model."))] = None,
    ) -> View:
        days = asked_period(session, period)
        apart = meant(FunnelBy, by, "--by") if by is not None else None
        found = furthest(session.connection, days.first, days.last, apart)
        if apart is None:
            return funnel_view(funnel(found.get(None, {})), days)
        return funnel_by_view({value: funnel(counts) for value, counts in found.items()}, apart, days)
