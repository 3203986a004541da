"""`kcrm points …`: what customers have earned, what they get for it, and what expires."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kcrm.i18n import N_, _
from kcrm.model.points import PointsKind
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters, WhichCustomer, WhyNeeded
from kcrm.shell.records import add_list
from kcrm.shell.typed import OF_CUSTOMER, Typed, period, word
from kcrm.shell.verbs import Result

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.shell.output import Output
    from kcrm.views import View

_Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=N_("The last day, where it has one."))]


def register(app: App) -> None:
    """The noun `points`."""
    noun = app.noun("points", help=N_("Points: what customers earn, what they buy, what expires."))

    @noun.verb("show", help=N_("Show what a customer has, until when, for what, and their vouchers."), output=SHOWN)
    def show(session: Session, who: WhichCustomer) -> View:
        from kcrm.actions.points import card  # noqa: PLC0415 - here and below: help and the Tab key load no room
        from kcrm.actions.selecting import select  # noqa: PLC0415
        from kcrm.queries.lookup import Thing  # noqa: PLC0415
        from kcrm.views.points import points_view  # noqa: PLC0415

        number = select(session, who, Thing.CUSTOMER)
        return points_view(card(session, number))._replace(of=(Thing.CUSTOMER, number))

    @noun.verb("balances", help=N_("List who has how many points, most first, and what they are worth."), output=LISTED)
    def balances(session: Session, filters: Filters = None, *, output: Output) -> View:
        from kcrm.actions.points import balances as found  # noqa: PLC0415
        from kcrm.views.points import balances_view  # noqa: PLC0415

        return balances_view(*found(session, filters, output.page(session.context.terminal)))

    add_list(
        noun,
        SheetKind.POINTS,
        (
            OF_CUSTOMER,
            Typed("kind", "--kind", "KIND", N_("Filter by kind: opening, earned, redeemed, …"), word(PointsKind, "--kind")),
            Typed("booked", "--period", "PERIOD", N_("Only those of these days."), period),
            Typed("expires", "--expires", "PERIOD", N_("Only those whose last day is one of these."), period),
        ),
        help=N_("List the rows of the points, latest first."),
        empty=N_("No such points."),
    )
    _register_steps(noun)


def _register_steps(noun: App) -> None:
    @noun.verb("earn", help=N_("Give points for a referral that bought, or for a complaint that helped."), output=PRINTED)
    def earn(
        session: Session,
        who: WhichCustomer,
        what: Annotated[str, typer.Argument(metavar="CASE", help=N_("The complaint (K5), or the prospect whom they referred (L7)."))],
        dry_run: DryRun = False,
    ) -> View:
        from kcrm.actions.redeeming import earn as give  # noqa: PLC0415
        from kcrm.actions.selecting import select, select_of  # noqa: PLC0415
        from kcrm.queries.lookup import Thing  # noqa: PLC0415
        from kcrm.views.points import points_view  # noqa: PLC0415

        customer = select(session, who, Thing.CUSTOMER)
        return points_view(give(session, customer, select_of(session, what, (Thing.COMPLAINT, Thing.PROSPECT)), dry_run=dry_run))

    @noun.verb("redeem", help=N_("Give points for a voucher that is good at the next maintenance."), output=PRINTED)
    def redeem(
        session: Session,
        who: WhichCustomer,
        points: Annotated[str, typer.Argument(metavar="POINTS", help=N_("How many, in whole steps: 5000."))],
        *,
        until: _Until = None,
        dry_run: DryRun = False,
    ) -> Result:
        from kcrm.actions.redeeming import redeem as give  # noqa: PLC0415
        from kcrm.actions.selecting import select  # noqa: PLC0415
        from kcrm.queries.lookup import Thing, identifier  # noqa: PLC0415
        from kcrm.views.points import points_view  # noqa: PLC0415

        voucher, left = give(session, select(session, who, Thing.CUSTOMER), points, until, dry_run=dry_run)
        return Result(
            points_view(left), [_("{voucher} is good at the next maintenance.").format(voucher=identifier(Thing.VOUCHER, voucher))]
        )

    @noun.verb("correct", help=N_("Give or take points by hand, and say why."), output=PRINTED)
    def correct(
        session: Session,
        who: WhichCustomer,
        *,
        by: Annotated[str, typer.Option("--by", metavar="POINTS", help=N_("How many more, or less: 300, -300."))],
        reason: WhyNeeded,
        dry_run: DryRun = False,
    ) -> View:
        from kcrm.actions.redeeming import correct as change  # noqa: PLC0415
        from kcrm.actions.selecting import select  # noqa: PLC0415
        from kcrm.queries.lookup import Thing  # noqa: PLC0415
        from kcrm.views.points import points_view  # noqa: PLC0415

        return points_view(change(session, select(session, who, Thing.CUSTOMER), by, reason, dry_run=dry_run))

    @noun.verb("expire", help=N_("Take what has expired; the daily plan does so too."), output=PRINTED)
    def expire(session: Session, dry_run: DryRun = False) -> View:
        from kcrm.actions.points import expire as take  # noqa: PLC0415
        from kcrm.views.points import expired_view  # noqa: PLC0415

        return expired_view(*take(session, dry_run=dry_run))
