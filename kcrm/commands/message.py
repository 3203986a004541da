"""`message`: the texts that are to be sent, for the sender's system, that they were, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.campaigns import meant_by
from kcrm.actions.daylist import ensure_planned
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.mailings import Wanted, template_of_messages
from kcrm.actions.mailings import send as send_to
from kcrm.actions.message_results import Noted, note_results, refuse_messages
from kcrm.actions.messages import WantedMessages, due_messages, keep_cap, mark_sent
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.message_results import Told, read_results
from kcrm.exchange.sent import SentMessage, read_sent
from kcrm.exchange.source import Manner
from kcrm.i18n import N_, _
from kcrm.model import Kind
from kcrm.model.campaigns import MessagePurpose
from kcrm.model.messages import MessageState
from kcrm.queries.campaigns import Words
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.message_results import listed_results
from kcrm.records.cells import line_text, said
from kcrm.shell.console import warn
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, TABLED, DryRun, Encoding, Filters, Kinds, OfCustomer, Sheet, Tongue
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.campaigns import mailing_view
from kcrm.views.errors import in_words
from kcrm.views.messages import export_notes, export_view, message_list, noted_view, result_list, settled_view
from kcrm.views.templates import tongue_of
from kcrm.views.vocabulary import meant

_On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("Messages due by that day instead of today."))]
_Segment = Annotated[str | None, typer.Option("--segment", metavar="NAME", help=N_("Filter by segment."))]
_Staff = Annotated[str | None, typer.Option("--staff", metavar="STAFF", help=N_("Filter by assignee."))]

_Campaign = Annotated[str | None, typer.Option("--campaign", metavar="CAMPAIGN", help=N_("Only those of one campaign: M3."))]
_Reason = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why, in the provider's words."))]
_SkipBad = Annotated[bool, typer.Option("--skip-bad", help=N_("Note the others even if some are refused."))]
_ENDINGS = frozenset({".csv", ".tsv", ".txt", ".json", ".jsonl", ".xlsx", ".xlsm", ".xls", ".md", ".html", ".htm"})


def register(app: App) -> None:
    """Declare `message list`, `send`, `export`, `sent`, `failed`, `refused` and `import`."""
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
        campaign: _Campaign = None,
        failed: Annotated[bool, typer.Option("--failed", help=N_("Those that were not delivered, instead."))] = False,
        refused: Annotated[bool, typer.Option("--refused", help=N_("Who wants no more of them, instead."))] = False,
        language: Tongue = None,
    ) -> View:
        among = chosen_customers(session, filters, segment)
        states = {state for state, asked in ((MessageState.FAILED, failed), (MessageState.REFUSED, refused)) if asked}
        if states:
            if staff is not None or on is not None or language is not None:
                raise UsageError(N_("--failed and --refused go without --staff, --on and --language."))
            return result_list(
                listed_results(
                    session.connection,
                    states,
                    kinds=_kinds(kind),
                    customers=_of_one(session, among, customer),
                    case=_case(session, campaign),
                )
            )
        wanted = _wanted(session, among, kind, customer, staff, on, campaign)
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
        campaign: _Campaign = None,
        language: Tongue = None,
        output: Output,
    ) -> Result:
        wanted = _wanted(session, chosen_customers(session, filters, segment), kind, customer, staff, on, campaign)
        messages = due_messages(session, wanted, tongue_of(language))
        view = export_view(messages, wanted.day)
        said = list(export_notes(messages, session.policy.messages))
        clock = session.now.astimezone(session.policy.zone).time()
        if view.rows and not any(hours.holds(clock) for hours in session.policy.messages.hours):
            said.append(_("Messages are sent {hours} only.").format(hours=", ".join(map(str, session.policy.messages.hours))))
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
        refusal = _refusal(what, _REFUSED[dry_run, skip_bad], None if skip_bad else _HINT, refused)
        return Result(settled_view(settled, closed=skip_bad or not refused), error=refusal)

    _register_sending(noun)
    _register_results(noun)


def _register_sending(noun: App) -> None:
    @noun.verb(
        "send",
        help=N_(
            "Have a message sent to whom a filter chooses, and say who is left out and why.\n\n"
            "It is a campaign of one message, or one more wave of a campaign. Each message is a follow-up: write them out with "
            "message export."
        ),
        output=PRINTED,
    )
    def send(
        session: Session,
        filters: Filters = None,
        *,
        segment: _Segment = None,
        template: Annotated[
            str | None,
            typer.Option("--template", metavar="TEMPLATE", help=N_("Whose words it takes: service_message, weather, festival, …")),
        ] = None,
        text: Annotated[
            str | None, typer.Option("--text", metavar="TEXT", help=N_("Words of its own; they may hold fields such as {salutation}."))
        ] = None,
        purpose: Annotated[
            str | None, typer.Option("--purpose", metavar="PURPOSE", help=N_("service, or commercial, which needs a dated consent."))
        ] = None,
        campaign: Annotated[
            str | None, typer.Option("--campaign", metavar="CAMPAIGN", help=N_("As one more wave of this campaign: M3."))
        ] = None,
        name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("What it is called."))] = None,
        about: Annotated[str | None, typer.Option("--about", metavar="TEXT", help=N_("What {about} of the template says."))] = None,
        until: Annotated[
            str | None, typer.Option("--until", metavar="DATE", help=N_("The last day on which it makes sense; a week unless said."))
        ] = None,
        approved_by: Annotated[str | None, typer.Option("--approved-by", metavar="STAFF", help=N_("Who approved it."))] = None,
        language: Tongue = None,
        dry_run: DryRun = False,
    ) -> View:
        if (template is None) is (text is None):
            raise UsageError(N_("Give --template or --text, and not both."))
        if campaign is not None and (name is not None or about is not None or until is not None):
            raise UsageError(N_("--name, --about and --until are the campaign's: without --campaign."))
        key = template_of_messages(template) if template is not None else None
        wanted = Wanted(
            meant(MessagePurpose, purpose, "--purpose") if purpose is not None else None,
            Words(key, said(text), select(session, approved_by, Thing.STAFF) if approved_by is not None else None),
            select(session, campaign, Thing.CAMPAIGN) if campaign is not None else None,
            said(name, line_text) or _("message of {day}").format(day=session.today),
            said(about),
            parse_date(until, session.today, past=False) if until is not None else None,
        )
        people = meant_by(session, filters or (), segment)
        return mailing_view(send_to(session, people, wanted, tongue_of(language), dry_run=dry_run), tried=dry_run)


def _register_results(noun: App) -> None:
    @noun.verb(
        "failed", help=N_("Note that messages were not delivered: they count for nothing, and a wrong phone is marked."), output=PRINTED
    )
    def failed(
        session: Session,
        what: Annotated[list[str], typer.Argument(metavar="FILE|F…", help=N_("A file of them, by number or phone, or numbers."))],
        *,
        reason: _Reason = None,
        skip_bad: _SkipBad = False,
        dry_run: DryRun = False,
    ) -> Result:
        told = _told(session, what, MessageState.FAILED, said(reason, line_text))
        return _noted(what, note_results(session, told, skip_bad=skip_bad, dry_run=dry_run), skip_bad=skip_bad, dry_run=dry_run)

    @noun.verb("refused", help=N_("Note who wants no more messages; those that are open are cancelled."), output=PRINTED)
    def refused(
        session: Session,
        what: Annotated[
            list[str], typer.Argument(metavar="FILE|F…|WHO", help=N_("A file of them, by number or phone, numbers, or customers."))
        ],
        *,
        reason: _Reason = None,
        skip_bad: _SkipBad = False,
        dry_run: DryRun = False,
    ) -> Result:
        why = said(reason, line_text)
        people = [each for each in what if not _is_file(each) and _followup(each) is None]
        others = [each for each in what if each not in people]
        chosen = [select(session, each, Thing.CUSTOMER) for each in people]
        if people and others:
            raise UsageError(N_("Name either customers or messages."))
        if people:
            return _noted((), refuse_messages(session, chosen, why, dry_run=dry_run), skip_bad=skip_bad, dry_run=dry_run)
        told = _told(session, others, MessageState.REFUSED, why)
        return _noted(what, note_results(session, told, skip_bad=skip_bad, dry_run=dry_run), skip_bad=skip_bad, dry_run=dry_run)

    @noun.verb(
        "import",
        help=N_(
            "Import what the provider says became of messages. A file that comes twice changes nothing.\n\n"
            "States: sent 成功, failed 失败, refused 拒收."
        ),
        output=PRINTED,
    )
    def import_(
        session: Session,
        file: Annotated[
            str,
            typer.Argument(
                metavar="FILE",
                help=N_(
                    "A CSV file, or - for standard input. Columns: followup 跟进编号 or phone 手机号, sent_at 发送时间, "
                    "state 状态, reason 原因."
                ),
            ),
        ],
        *,
        encoding: Encoding = None,
        sheet: Sheet = None,
        skip_bad: _SkipBad = False,
        dry_run: DryRun = False,
    ) -> Result:
        told = list(read_results(file, session.now, manner=Manner(encoding, sheet)))
        return _noted((file,), note_results(session, told, skip_bad=skip_bad, dry_run=dry_run), skip_bad=skip_bad, dry_run=dry_run)


_REFUSED = {
    (False, False): N_("{count} refused; nothing was written."),
    (False, True): N_("{count} refused; the others are closed."),
    (True, False): N_("{count} would be refused."),
    (True, True): N_("{count} would be refused."),
}
_KEPT = {**_REFUSED, (False, True): N_("{count} refused; the others are noted.")}
_NOTE_OTHERS = N_("Remove them, or note the others with --skip-bad.")
_HINT = N_("Remove them, or close the others with --skip-bad.")


def _named(what: Iterable[str]) -> Iterator[SentMessage]:
    """The messages that numbers and files name."""
    for text in what:
        match identified(text):
            case Thing.FOLLOWUP, number:
                yield SentMessage(number)
            case _:
                yield from read_sent(text)


def _noted(what: Iterable[str], noted: list[Noted], *, skip_bad: bool, dry_run: bool) -> Result:
    """What became of the results that were given, and that some were refused."""
    refused = sum(each.error is not None for each in noted)
    refusal = _refusal(what, _KEPT[dry_run, skip_bad], None if skip_bad else _NOTE_OTHERS, refused)
    return Result(noted_view(noted, kept=skip_bad or not refused), error=refusal)


def _refusal(what: Iterable[str], text: str, hint: str | None, refused: int) -> RefusedError | None:
    """That so many were refused, of which files where any were given; None where all were taken."""
    if not refused:
        return None
    files = ", ".join(each for each in what if _is_file(each))
    if not files:
        return RefusedError(text, hint=hint, count=refused)
    return RefusedError(N_("{file}: {problem}"), hint=hint, file=files, problem=RefusedError(text, count=refused))


def _followup(text: str) -> int | None:
    match identified(text):
        case Thing.FOLLOWUP, number:
            return number
        case _:
            return None


def _is_file(text: str) -> bool:
    """Whether a file is meant, be it there or not, rather than somebody."""
    return text == "-" or Path(text).suffix.lower() in _ENDINGS or Path(text).is_file()


def _told(session: Session, what: Iterable[str], state: MessageState, reason: str | None) -> list[Told]:
    """The messages that numbers and files name. reason: of those of which a file gives none."""
    found: list[Told] = []
    for text in what:
        number = _followup(text)
        found += [Told(state, number)] if number is not None else read_results(text, session.now, state)
    return [each if each.reason else each._replace(reason=reason) for each in found]


def _wanted(
    session: Session,
    among: frozenset[int] | None,
    kinds: list[str] | None,
    customer: str | None,
    staff: str | None,
    on: str | None,
    campaign: str | None,
) -> WantedMessages:
    """Which messages are asked for; today's are first made to fit what one phone gets a day."""
    day = _day(session, on)
    if day == session.today:
        keep_cap(session)
    return WantedMessages(
        day,
        kinds=_kinds(kinds),
        customer_ids=_of_one(session, among, customer),
        assignee_id=select(session, staff, Thing.STAFF) if staff is not None else None,
        case=_case(session, campaign),
    )


def _kinds(words: list[str] | None) -> frozenset[Kind]:
    return frozenset(meant(Kind, word, "--kind") for word in words or ())


def _of_one(session: Session, among: frozenset[int] | None, customer: str | None) -> frozenset[int] | None:
    """Those among whom somebody is, if they are named."""
    if customer is None:
        return among
    number = frozenset({select(session, customer, Thing.CUSTOMER)})
    return number if among is None else among & number


def _case(session: Session, campaign: str | None) -> str | None:
    return identifier(Thing.CAMPAIGN, select(session, campaign, Thing.CAMPAIGN)) if campaign is not None else None


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
