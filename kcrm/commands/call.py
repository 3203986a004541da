"""`call …`: customers who ring us, and every call there was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from kcrm.actions.calls.incoming import Caller, caller_of, due_for, take_call
from kcrm.actions.calls.report import CallReport, Incoming
from kcrm.actions.calls.targets import Target, these
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.refusals import nothing_due
from kcrm.actions.seat.asking import one_of, optional, words_of
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.model import By, CallMatter, Direction, FollowUp, Outcome
from kcrm.queries.calls import WantedCalls, listed_calls
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import line_text
from kcrm.shell.console import ask, notice
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, TABLED, DryRun, Filters
from kcrm.shell.output import Output
from kcrm.shell.said import Said, advice, with_said
from kcrm.shell.typed import Typed, one, period, read_narrowing, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.text import yes_or_no
from kcrm.topics import topic_labels
from kcrm.views import View
from kcrm.views.calls import calls_view, logged_view
from kcrm.views.labels import label_of
from kcrm.views.seat.keys import numbered
from kcrm.views.vocabulary import meant

_MATTERS = N_("About what: enquiry, appointment, complaint, price or other (询价, 预约 …).")
_About = Annotated[str | None, typer.Option("--about", "-a", metavar="MATTER", help=_MATTERS)]
_NARROWED = (
    Typed(
        "period",
        "--period",
        "PERIOD",
        N_("A day, week, month or A..B: today (default), last-week, 2026-10."),
        period,
        default="today",
    ),
    Typed("direction", "--direction", "DIRECTION", N_("Filter by direction: in or out."), word(Direction, "--direction")),
    Typed("about", "--about -a", "MATTER", _MATTERS, word(CallMatter, "--about")),
    Typed("customer_id", "--customer", "WHO", N_("Filter by customer."), one(Thing.CUSTOMER)),
    Typed("staff_id", "--staff", "STAFF", N_("Filter by who spoke."), one(Thing.STAFF)),
    Typed(
        "topic",
        "--topic",
        "TOPIC",
        N_("Filter by topic of the note: price, waiting …"),
        lambda session, text: meant(topic_labels(session.policy.surveys.topics), text, "--topic"),
    ),
)


def register(app: App) -> None:
    """The noun `call`."""
    noun = app.noun("call", help=N_("Calls: record incoming ones, and list every call."))
    _register_in(noun)
    _register_list(noun)


def _register_in(noun: App) -> None:
    @noun.verb(
        "in",
        help=N_(
            "Record an incoming call.\n\nWHO is a customer or a phone; an unknown caller becomes a contact, under "
            "the name given or the phone."
        ),
        output=TABLED,
    )
    @with_said
    def in_(
        session: Session,
        who: Annotated[
            str | None,
            typer.Argument(metavar="WHO|PHONE", help=N_("A customer: C12, number, phone or its end, plate, name …; or a new phone.")),
        ] = None,
        *,
        about: _About = None,
        name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("The name, if they are not known yet."))] = None,
        due: Annotated[bool, typer.Option("--due", help=N_("The call settles everything due for the customer."))] = False,
        settle: Annotated[
            list[str] | None,
            typer.Option("--settle", metavar="F103", help=N_("A follow-up that the call settles; repeatable.")),
        ] = None,
        said: Said,
        dry_run: DryRun = False,
    ) -> Result:
        if due and settle:
            raise UsageError(N_("--due and --settle cannot be used together."))
        if said.by in {By.MESSAGE, By.VISIT}:
            raise UsageError(N_("call in: by phone or WeChat."))
        caller = caller_of(session, who, line_text(name) or None if name is not None else None)
        report = said.report(session, Outcome.ANSWERED)
        items = _settled(session, caller, settle or (), due=due)
        report = report._replace(incoming=Incoming(_matter(session, about, report)))
        report = said.completed(session, report, Target(caller.customer_id or 0, items))
        logged = take_call(session, caller, report, items, dry_run=dry_run)
        new = _("New contact: {number}.").format(number=identifier(Thing.CUSTOMER, logged.customer.id))
        return Result(logged_view(logged), [*([new] if caller.customer_id is None else []), *advice(session, report, logged)])


def _matter(session: Session, about: str | None, report: CallReport) -> CallMatter:
    """As typed; else what was said tells it, or a person at the terminal does."""
    if about is not None:
        return meant(CallMatter, about, "--about")
    if report.complaint is not None:
        return CallMatter.COMPLAINT
    choices = words_of(CallMatter)
    word = ask(session.context, _("About what? {choices} (Enter: something else)").format(choices=numbered(choices)))
    matter: CallMatter | None = optional(one_of(choices))(word or "")
    return matter or CallMatter.OTHER


def _settled(session: Session, caller: Caller, named: Sequence[str], *, due: bool) -> tuple[FollowUp, ...]:
    """What the call settles: what was named, all that is due, or what a person at the terminal says yes to."""
    if named:
        target = these(session, [select(session, word, Thing.FOLLOWUP) for word in named])
        if target.customer_id != caller.customer_id:
            raise RefusedError(
                N_("{number} is about {customer}, who did not call."),
                number=identifier(Thing.FOLLOWUP, target.items[0].id),
                customer=target.items[0].customer,
            )
        return target.items
    found = due_for(session, caller)
    if due:
        if not found:
            if caller.customer_id is not None:
                raise nothing_due(session, caller.customer_id)
            raise UsageError(N_("--due: nothing can be due for somebody new."))
        return found
    if not found:
        return ()
    listed = _(", ").join(f"{identifier(Thing.FOLLOWUP, item.id)} {label_of(item.kind)}" for item in found)
    word = ask(session.context, _("Due for them: {items}. Does the call settle it? (y; Enter for no)").format(items=listed))
    if word is None:
        notice(_("Due for them: {items}. A call that settles it: --due").format(items=listed))
    return found if word and yes_or_no(word) else ()


def _register_list(noun: App) -> None:
    @noun.verb("list", help=N_("List calls, latest first: today's, or a period's."), output=LISTED)
    @with_typed(_NARROWED)
    def list_(session: Session, filters: Filters = None, *, given: Mapping[str, Any], output: Output) -> View:
        wanted = WantedCalls(customer_ids=chosen_customers(session, filters), **read_narrowing(_NARROWED, session, given))
        found, total = listed_calls(session.connection, wanted, output.page(session.context.terminal))
        return calls_view(found, total)
