"""`snooze` and `followup …`: what is done to follow-ups by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kcrm.actions import followups
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.followups import NewFollowUp
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.errors import UsageError
from kcrm.exchange.calls import again
from kcrm.i18n import N_, _
from kcrm.model import Channel, Kind, State
from kcrm.queries.calls import calls_for
from kcrm.queries.followups import WantedFollowUps, events_of, followup_by_id, listed_followups
from kcrm.queries.lookup import Thing
from kcrm.queries.staff import staff_by_id
from kcrm.records.cells import line_text, said
from kcrm.rules.calls import Again, is_good_hour
from kcrm.shell.console import notice
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun, Filters, InAnyState, Kinds, OfCustomer, WhichFollowUp, check_state
from kcrm.shell.output import Output
from kcrm.views import View
from kcrm.views.followups import followup_view
from kcrm.views.vocabulary import meant
from kcrm.views.worklist import calls_part, events_part, worklist, worklist_of

_Which = Annotated[list[str], typer.Argument(metavar="F103", help=N_("The follow-ups, such as F103."))]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why; shown by kcrm why."))]


def register(app: App) -> None:
    """The verb `snooze` and the noun `followup`."""

    @app.verb("snooze", help=N_("Postpone a call; the deadline stays."), output=PRINTED)
    def snooze(
        session: Session,
        words: Annotated[
            list[str],
            typer.Argument(metavar="F103... WHEN", help=N_("The follow-ups, then a day, optionally with a time: fri, 3d, 明天 15:00.")),
        ],
        *,
        reason: _Reason,
        dry_run: DryRun = False,
    ) -> View:
        *numbers, when = words
        if not numbers:
            raise UsageError(N_("snooze: say which follow-ups, then until when, as in: kcrm snooze F103 fri --reason TEXT"))
        until = again(when, session.now, "WHEN")
        _warn_of_hour(session, until)
        return worklist_of(followups.snooze(session, _followups(session, numbers), until, reason, dry_run=dry_run))

    noun = app.noun("followup", help=N_("Follow-ups: calls, messages and visits to make."))
    _register_reading(noun)
    _register_writing(noun)


def _register_reading(noun: App) -> None:
    @noun.verb("list", help=N_("List follow-ups: the open ones, or those in another state."), output=LISTED)
    def list_(
        session: Session,
        filters: Filters = None,
        *,
        state: Annotated[
            str | None, typer.Option("--state", metavar="STATE", help=N_("Filter by state: open (default), done, unreachable, skipped …"))
        ] = None,
        kind: Kinds = None,
        staff: Annotated[str | None, typer.Option("--staff", metavar="STAFF", help=N_("Filter by assignee."))] = None,
        customer: OfCustomer = None,
        due: Annotated[
            str | None, typer.Option("--due", metavar="PERIOD", help=N_("Filter by due date: 2026-11, last-week, A..B."))
        ] = None,
        channel: Annotated[
            str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("Only calls, only messages, or only visits."))
        ] = None,
        everything: InAnyState = False,
        output: Output,
    ) -> View:
        check_state(state, everything=everything)
        wanted = WantedFollowUps(
            state=None if everything else meant(State, state or State.OPEN, "--state"),
            kinds=frozenset(meant(Kind, word, "--kind") for word in kind or ()),
            assignee_id=select(session, staff, Thing.STAFF) if staff is not None else None,
            customer_id=select(session, customer, Thing.CUSTOMER) if customer is not None else None,
            customer_ids=chosen_customers(session, filters),
            due=parse_period(due, session.today) if due is not None else None,
            channel=meant(Channel, channel, "--channel") if channel is not None else None,
        )
        found, total = listed_followups(session.connection, wanted, output.page(session.context.terminal))
        return worklist(found, total)

    @noun.verb("show", help=N_("Show a follow-up and its calls."), output=SHOWN)
    def show(
        session: Session,
        which: WhichFollowUp,
    ) -> View:
        number = select(session, which, Thing.FOLLOWUP)
        parts = {
            "calls": calls_part(calls_for(session.connection, number)),
            "events": events_part(events_of(session.connection, number)),
        }
        return followup_view(followup_by_id(session.connection, number), parts)._replace(of=(Thing.FOLLOWUP, number))


def _register_writing(noun: App) -> None:
    @noun.verb("add", help=N_("Add a follow-up by hand."), output=PRINTED)
    def add(
        session: Session,
        who: Annotated[str, typer.Argument(metavar="WHO", help=N_("The customer."))],
        kind: Annotated[
            str, typer.Argument(metavar="KIND", help=N_("What it is about, such as insurance_expiry or 续保; other for anything else."))
        ],
        when: Annotated[
            str, typer.Argument(metavar="WHEN", help=N_("When it is due: a day, optionally with a time: fri, 3d, 明天 15:00."))
        ],
        *,
        reason: Annotated[
            str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why; shown by kcrm why. For “other”, --about is the reason."))
        ] = None,
        about: Annotated[
            str | None, typer.Option("--about", metavar="TEXT", help=N_("What it is about, in words; for the kind “other”."))
        ] = None,
        place: Annotated[str | None, typer.Option("--place", metavar="TEXT", help=N_("Where the visit is."))] = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="PLATE", help=N_("The vehicle it is about."))] = None,
        to: Annotated[str | None, typer.Option("--to", metavar="STAFF", help=N_("Assignee; by default as the policy says."))] = None,
        channel: Annotated[str, typer.Option("--channel", metavar="CHANNEL", help=N_("A call, a message or a visit."))] = Channel.CALL,
        dry_run: DryRun = False,
    ) -> View:
        due = again(when, session.now, "WHEN", today=True)
        by = meant(Channel, channel, "--channel")
        if by is not Channel.VISIT:
            _warn_of_hour(session, due)
        new = NewFollowUp(
            customer_id=select(session, who, Thing.CUSTOMER),
            kind=meant(Kind, kind, "KIND"),
            due=due,
            reason=reason,
            vehicle_id=select(session, vehicle, Thing.VEHICLE) if vehicle is not None else None,
            assignee=staff_by_id(session.connection, select(session, to, Thing.STAFF)) if to is not None else None,
            channel=by,
            about=said(about, line_text),
            place=said(place, line_text),
        )
        return worklist_of([followups.add(session, new, dry_run=dry_run)])

    @noun.verb("skip", help=N_("Skip follow-ups, with a reason."), output=PRINTED)
    def skip(session: Session, which: _Which, *, reason: _Reason, dry_run: DryRun = False) -> View:
        return worklist_of(followups.skip(session, _followups(session, which), reason, dry_run=dry_run))

    @noun.verb("assign", help=N_("Reassign follow-ups."), output=PRINTED)
    def assign(
        session: Session,
        words: Annotated[list[str], typer.Argument(metavar="F103... STAFF", help=N_("The follow-ups, then the new assignee."))],
        *,
        reason: _Reason,
        dry_run: DryRun = False,
    ) -> View:
        *numbers, to = words
        if not numbers:
            raise UsageError(N_("assign: say which follow-ups, then to whom, as in: kcrm followup assign F103 S1 --reason TEXT"))
        member = staff_by_id(session.connection, select(session, to, Thing.STAFF))
        return worklist_of(followups.assign(session, _followups(session, numbers), member, reason, dry_run=dry_run))


def _followups(session: Session, words: Sequence[str]) -> list[int]:
    return [select(session, word, Thing.FOLLOWUP) for word in words]


def _warn_of_hour(session: Session, moment: Again) -> None:
    if moment.at is not None and not is_good_hour(moment.at, session.policy.calling):
        notice(_("{time} is outside the calling hours.").format(time=f"{moment.at:%H:%M}"))
