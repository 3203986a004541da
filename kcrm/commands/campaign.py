"""`kcrm campaign …`: what is offered to whom, who is left out and why, what it cost, and what can be concluded."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import campaigns
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model.campaigns import CampaignChannel, CampaignKind, CampaignState, Group, TargetState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.records.cells import Moment, amount, line_text, said, share
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters
from kcrm.shell.records import Desk, States, add_list, add_show, add_writing
from kcrm.shell.typed import Typed, one, period, word
from kcrm.views import View
from kcrm.views.campaigns import campaign_view, chosen_view, compared_list, cost_list, effect_view, left_out_list, result_list
from kcrm.views.vocabulary import meant

_Which = Annotated[str, typer.Argument(metavar="CAMPAIGN", help=N_("The campaign: M3."))]
_Wave = Annotated[int | None, typer.Option("--wave", metavar="COUNT", min=1, help=N_("Which wave; the next one unless said."))]
_STEP = 100  # hundredths of a percent


_DESK = Desk(SheetKind.CAMPAIGNS, _Which, campaigns.card, campaign_view)


def register(app: App) -> None:
    """The noun `campaign`."""
    noun = app.noun("campaign", help=N_("Campaigns: what is offered to whom, and what can be concluded."))
    add_list(
        noun,
        SheetKind.CAMPAIGNS,
        (
            Typed("kind", "--kind", "KIND", N_("Filter by kind: sales, service, care, recall or club."), word(CampaignKind, "--kind")),
            Typed("responsible", "--responsible", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("during", "--period", "PERIOD", N_("Only those of these days."), period),
        ),
        help=N_("List campaigns: those in preparation, under way or over, or those in another state."),
        states=States(
            CampaignState,
            (CampaignState.PLANNED, CampaignState.RUNNING, CampaignState.OVER),
            N_("Filter by state: planned, running, over or closed."),
        ),
        empty=N_("No such campaigns."),
    )
    add_show(noun, _DESK, help=N_("Show one campaign: its waves, its costs, and what it shows so far."))
    add_writing(
        noun,
        _DESK,
        arguments=("name",),
        required=("channels", "from_on", "until_on"),
        add_help=N_("Prepare a campaign; whom it is for is chosen next, by campaign target."),
        edit_help=N_('Edit a campaign; --field "" clears a field.'),
    )
    _register_steps(noun)
    _register_results(noun)


def _register_steps(noun: App) -> None:
    @noun.verb(
        "target",
        help=N_(
            "Choose whom a campaign is for, leave some alone, and say who is left out and why.\n\n"
            "A wave that has not begun is chosen anew; nobody is in two waves."
        ),
        output=PRINTED,
    )
    def target(
        session: Session,
        which: _Which,
        filters: Filters = None,
        *,
        segment: Annotated[str | None, typer.Option("--segment", metavar="NAME", help=N_("Filter by segment."))] = None,
        wave: _Wave = None,
        control: Annotated[
            str, typer.Option("--control", metavar="SHARE", help=N_("How many are left alone for comparison, such as 10%."))
        ] = "0%",
        dry_run: DryRun = False,
    ) -> View:
        number, percent = select(session, which, Thing.CAMPAIGN), _percent(session, control)
        return chosen_view(
            campaigns.choose(session, number, filters or (), segment, wave=wave, percent=percent, dry_run=dry_run), tried=dry_run
        )

    @noun.verb("start", help=N_("Begin a campaign, or its next wave: its follow-ups are planned."), output=PRINTED)
    def start(
        session: Session,
        which: _Which,
        *,
        wave: _Wave = None,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("From when on people are approached."))] = "today",
        dry_run: DryRun = False,
    ) -> View:
        number = select(session, which, Thing.CAMPAIGN)
        day = parse_date(on, session.today, past=False)
        return campaign_view(campaigns.start(session, number, wave=wave, on=day, dry_run=dry_run))

    @noun.verb("cost", help=N_("Note what was paid for a campaign; without an amount list what was paid."), output=PRINTED)
    def cost(
        session: Session,
        which: _Which,
        item: Annotated[str | None, typer.Argument(metavar="[TEXT]", help=N_("What was paid for."))] = None,
        money: Annotated[str | None, typer.Argument(metavar="[YUAN]", help=N_("How much, in yuan."))] = None,
        *,
        on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("When it was paid; today unless said."))] = None,
        channel: Annotated[
            str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("For which way: call, message, print, …"))
        ] = None,
        dry_run: DryRun = False,
    ) -> View:
        number = select(session, which, Thing.CAMPAIGN)
        if item is None and on is None and channel is None:
            return cost_list(campaigns.shown(session, number).costs)
        if item is None or not item.strip() or money is None:
            raise UsageError(N_("Say what for and how much: kcrm campaign cost {campaign} TEXT YUAN"), campaign=which)
        moment = Moment(session.today, session.now, typed=True)
        by = word(CampaignChannel, "--channel")(session, channel) if channel is not None else None
        assert by is None or isinstance(by, CampaignChannel)
        return cost_list(
            campaigns.spend(
                session,
                number,
                line_text(item, moment),
                amount(money, moment),
                on=session.today if on is None else parse_date(on, session.today),
                channel=by,
                dry_run=dry_run,
            )
        )

    @noun.verb("close", help=N_("Close a campaign for good: nobody is approached any more."), output=PRINTED)
    def close(
        session: Session,
        which: _Which,
        *,
        result: Annotated[str | None, typer.Option("--result", metavar="TEXT", help=N_("What came of it."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        return campaign_view(campaigns.close(session, select(session, which, Thing.CAMPAIGN), said(result), dry_run=dry_run))


def _register_results(noun: App) -> None:
    @noun.verb("result", help=N_("List whom a campaign is for and how far each came; or whom it left out, and why."), output=LISTED)
    def result(
        session: Session,
        which: _Which,
        *,
        group: Annotated[str | None, typer.Option("--group", metavar="GROUP", help=N_("Only treated or control."))] = None,
        state: Annotated[
            str | None, typer.Option("--state", metavar="STATE", help=N_("Only those who came so far: listed, sent, reached, …"))
        ] = None,
        left_out: Annotated[bool, typer.Option("--left-out", help=N_("Those whom it left out, and why."))] = False,
    ) -> View:
        number = select(session, which, Thing.CAMPAIGN)
        if left_out:
            if group is not None or state is not None:
                raise UsageError(N_("--left-out goes without --group and --state."))
            return left_out_list(campaigns.left_out(session, number))
        part = meant(Group, group, "--group") if group is not None else None
        far = meant(TargetState, state, "--state") if state is not None else None
        found = campaigns.results(session, number)
        return result_list([each for each in found if part in {None, each.row.group} and far in {None, each.state}])

    @noun.verb(
        "effect",
        help=N_("Show what can be concluded of a campaign.\n\nWithout people who were left alone nothing is said of a difference."),
        output=SHOWN,
    )
    def effect(session: Session, which: _Which) -> View:
        told = campaigns.shown(session, select(session, which, Thing.CAMPAIGN))
        if told.effect is None:
            raise UsageError(N_("{campaign} has not begun."), campaign=which)
        return effect_view(told)

    @noun.verb("compare", help=N_("Compare the campaigns of a period that have begun."), output=LISTED)
    def compare(
        session: Session,
        *,
        over: Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("Those of these days: 2026, 2026-Q2, …"))] = "this-year",
    ) -> View:
        return compared_list(campaigns.compared(session, parse_period(over, session.today)))


def _percent(session: Session, text: str) -> int:
    """A share of whole percent, less than all. Raises UsageError."""
    found = share(text, Moment(session.today, session.now, typed=True))
    if found % _STEP or found // _STEP >= 100:  # noqa: PLR2004 - percent
        raise UsageError(N_("--control {value}: from 0% to 99%, in whole percent."), value=text)
    return found // _STEP
