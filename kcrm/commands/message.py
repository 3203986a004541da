"""`message`: the texts that are to be sent, for the sender's system, and that they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Annotated

import typer

from kcrm.actions.daylist import ensure_planned
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.messages import WantedMessages, due_messages, keep_cap, mark_sent
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.errors import RefusedError
from kcrm.exchange.sent import SentMessage, read_sent
from kcrm.i18n import N_, _
from kcrm.model import Kind
from kcrm.queries.lookup import Thing, identified
from kcrm.shell.console import warn
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, TABLED, DryRun, Filters, Kinds, OfCustomer, Tongue
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.errors import in_words
from kcrm.views.messages import export_notes, export_view, message_list, settled_view
from kcrm.views.templates import tongue_of
from kcrm.views.vocabulary import meant

_On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("Messages due by that day instead of today."))]
_Segment = Annotated[str | None, typer.Option("--segment", metavar="NAME", help=N_("Filter by segment."))]
_Staff = Annotated[str | None, typer.Option("--staff", metavar="STAFF", help=N_("Filter by assignee."))]


def register(app: App) -> None:
    """Declare `message list`, `export` and `sent`."""
    noun = app.noun("message", help=N_("Short messages to customers."))

    @noun.verb("list", help=N_("List messages to send, with text and length, and why some cannot go."), output=LISTED)
    def list_(
        session: Session,
        filters: Filters = None,
        *,
        segment: _Segment = None,
        kind: Kinds = None,
        customer: OfCustomer = None,
        staff: _Staff = None,
        on: _On = None,
        language: Tongue = None,
    ) -> View:
        wanted = _wanted(session, chosen_customers(session, filters, segment), kind, customer, staff, on)
        return message_list(due_messages(session, wanted, tongue_of(language)), wanted.day)

    @noun.verb("export", help=N_("Export messages to send: phone, text, kind, number."), output=TABLED)
    def export(
        session: Session,
        filters: Filters = None,
        *,
        segment: _Segment = None,
        kind: Kinds = None,
        customer: OfCustomer = None,
        staff: _Staff = None,
        on: _On = None,
        language: Tongue = None,
        output: Output,
    ) -> Result:
        wanted = _wanted(session, chosen_customers(session, filters, segment), kind, customer, staff, on)
        messages = due_messages(session, wanted, tongue_of(language))
        view = export_view(messages, wanted.day)
        said = list(export_notes(messages))
        if output.to is not None and view.rows:
            said.append(_("After sending them: kcrm message sent {file}").format(file=output.to))
        return Result(view, said, output=output.for_programs())

    @noun.verb("sent", help=N_("Close the follow-ups of messages that were sent."), output=PRINTED)
    def sent(
        session: Session,
        what: Annotated[list[str], typer.Argument(metavar="FILE|F…", help=N_("A file written by message export, or numbers."))],
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=N_("Close the others even if some are refused."))] = False,
        dry_run: DryRun = False,
    ) -> Result:
        settled = mark_sent(session, _named(what), skip_bad=skip_bad, dry_run=dry_run)
        refused = sum(each.error is not None for each in settled)
        refusal = RefusedError(_REFUSED[dry_run, skip_bad], hint=None if skip_bad else _HINT, count=refused) if refused else None
        return Result(settled_view(settled, closed=skip_bad or not refused), error=refusal)


_REFUSED = {
    (False, False): N_("{count} refused; nothing was written."),
    (False, True): N_("{count} refused; the others are closed."),
    (True, False): N_("{count} would be refused."),
    (True, True): N_("{count} would be refused."),
}
_HINT = N_("Remove them, or close the others with --skip-bad.")


def _named(what: Iterable[str]) -> Iterator[SentMessage]:
    """The messages that numbers and files name."""
    for text in what:
        match identified(text):
            case Thing.FOLLOWUP, number:
                yield SentMessage(number)
            case _:
                yield from read_sent(text)


def _wanted(
    session: Session, among: frozenset[int] | None, kinds: list[str] | None, customer: str | None, staff: str | None, on: str | None
) -> WantedMessages:
    """Which messages are asked for; today's are first made to fit what one phone gets a day."""
    day = _day(session, on)
    if day == session.today:
        keep_cap(session)
    if customer is not None:
        number = frozenset({select(session, customer, Thing.CUSTOMER)})
        among = number if among is None else among & number
    return WantedMessages(
        day,
        kinds=frozenset(meant(Kind, word, "--kind") for word in kinds or ()),
        customer_ids=among,
        assignee_id=select(session, staff, Thing.STAFF) if staff is not None else None,
    )


def _day(session: Session, on: str | None) -> date:
    """The day that is asked for, with what is planned for it; people are told what may be lacking."""
    day = parse_date(on, session.today) if on is not None else session.today
    failure = ensure_planned(session)
    if failure is not None:
        warn(_("Could not make today's plan; the list may be incomplete: {reason}").format(reason=in_words(failure)))
    horizon = session.today + timedelta(days=session.policy.planning.horizon_days)
    if day > horizon:
        warn(_("Follow-ups are planned up to {date}; later days are incomplete.").format(date=horizon))
    return day
