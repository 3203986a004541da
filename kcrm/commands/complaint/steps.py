"""The steps of a complaint's loop: one verb each, declared in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.actions.complaints.loop import edit_complaint, open_complaint, take_step
from kcrm.actions.complaints.refusals import VERB
from kcrm.actions.complaints.sweep import sweep
from kcrm.actions.contacts import namesakes, stranger
from kcrm.actions.departments import department_meant
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.dates import parse_instant
from kcrm.errors import NotFoundError, UsageError
from kcrm.exchange.columns import parse_value
from kcrm.i18n import N_, _
from kcrm.model import (
    Cause,
    ComplaintChannel,
    ComplaintEvent,
    ComplaintSource,
    EventKind,
    Finding,
    Level,
    NewComplaint,
    Severity,
    Work,
)
from kcrm.model.vocabulary import WAITING
from kcrm.named import NamedTuple
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment, amount, flag, line_text, number_text, said
from kcrm.shell.console import ask, warn
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.lateness import judged
from kcrm.shell.options import CHANGED, PRINTED, SHOWN, CheckLate, DryRun, WhichComplaint
from kcrm.shell.outcome import saved_words
from kcrm.shell.signatures import Command
from kcrm.shell.typed import Read, Typed, one, read_all, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views.complaints.cases import case_record, moved_list
from kcrm.views.vocabulary import meant


def _department(session: Session, text: str) -> str | None:
    line = said(text, line_text)
    return None if line is None else department_meant(session, line)


def _said(_session: Session, text: str) -> object:
    return said(text)


def _needed(flag: str) -> Read:
    return lambda _session, text: _text(text, flag)


def _yes_or_no(session: Session, text: str) -> object:
    return flag(text, Moment(session.today, session.now, typed=True))


def _yuan(session: Session, text: str) -> object:
    return amount(text, Moment(session.today, session.now, typed=True))


_NOTE = Typed("note", "--note", "TEXT", N_("What was said or done."), _said)
_NEEDED_NOTE = _NOTE._replace(read=_needed("--note"), required=True)
_CAUSE = Typed("cause", "--cause", "CAUSE", N_("What it is about: service, repair, 配件质量."), word(Cause, "--cause"))
_FINDING = Typed(
    "finding",
    "--finding",
    "FINDING",
    N_("Valid, or a matter of communication; malicious only by a manager."),
    word(Finding, "--finding"),
)
_DEPARTMENT = Typed("department", "--department", "DEPARTMENT", N_("The department at fault."), _department)
_SECONDARY = Typed("secondary_department", "--secondary", "DEPARTMENT", N_("The department at fault in the second place."), _department)
_STAFF = Typed("owner_id", "--staff", "NO", N_("The new owner, by employee number or name."), one(Thing.STAFF))
_WORK = Typed(
    "work",
    "--work",
    "WORK",
    N_("Work to start: field_request, small_job, medium_job, large_job."),
    word(Work, "--work"),
)
_WAITING = Typed("reason", "--reason", "REASON", N_("waiting_customer or waiting_parts."), word(WAITING, "--reason"), required=True)
_LEARNT = Typed("note", "TEXT", "TEXT", N_("What was learned."), _needed("TEXT"), required=True)
_GOODWILL = Typed("goodwill_fen", "--goodwill", "YUAN", N_("What the store gives as goodwill."), _yuan)
_APPROVER = Typed("goodwill_by_id", "--approved-by", "NO", N_("Who approved the goodwill; by default who acts (--as)."), one(Thing.STAFF))
_SATISFIED = Typed("satisfied", "--satisfied", "yes|no", N_("Satisfied: yes or no."), _yes_or_no, required=True)
_LEVEL = Typed("level", "--to", "LEVEL", N_("cs_manager, department_head, general_manager, manufacturer."), word(Level, "--to"))


class _Verb(NamedTuple):
    """A step by its command. either: fields of which one must be given, and what is said where none is."""

    kind: EventKind
    help: str
    options: tuple[Typed, ...]
    either: tuple[str, ...] = ()
    lacking: str = ""


_VERBS = (
    _Verb(EventKind.ACCEPTED, N_("Accept it; the customer is told that someone is on it."), (_NOTE,)),
    _Verb(EventKind.CONTACTED, N_("Record the first contact with the customer."), (_NOTE,)),
    _Verb(
        EventKind.ASSIGNED,
        N_("Assign it to the department at fault or to one person; customer service supervises."),
        (_DEPARTMENT, _SECONDARY, _STAFF, _WORK, _NOTE),
        ("department", "owner_id"),
        N_("complaint assign: to whom? Add --department NAME or --staff NO."),
    ),
    _Verb(EventKind.RESPONDED, N_("Record the solution offered."), (_NEEDED_NOTE,)),
    _Verb(EventKind.PAUSED, N_("Pause its clocks while nothing can be done; only working time counts."), (_WAITING, _NOTE)),
    _Verb(EventKind.RESUMED, N_("Resume its clocks."), (_NOTE,)),
    _Verb(EventKind.NOTED, N_("Record what was found out."), (_LEARNT,)),
    _Verb(
        EventKind.RESOLVED,
        N_("Mark it as resolved; a colleague calls the customer back the next day."),
        (_NOTE, _CAUSE, _FINDING, _DEPARTMENT, _SECONDARY, _GOODWILL, _APPROVER),
    ),
    _Verb(
        EventKind.RECALLED,
        N_(
            "Record the customer's verdict: satisfied settles it, not satisfied reopens it.\n\n"
            "For recalls of cars by the manufacturer: kcrm recall."
        ),
        (_SATISFIED, _NOTE),
    ),
    _Verb(EventKind.CLOSED, N_("Close it, with its cause and finding, once the customer is satisfied."), (_CAUSE, _FINDING, _NOTE)),
    _Verb(EventKind.REOPENED, N_("Reopen it, with a new deadline."), (_NEEDED_NOTE,)),
    _Verb(EventKind.ESCALATED, N_("Escalate it one level, or to the level named."), (_LEVEL, _NOTE)),
)
"""Every step that people take."""

_REVIEWED = frozenset({EventKind.NOTED, EventKind.CLOSED})
"""Steps after which it is known what is to be mended."""
_At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=N_("When it happened, if entered later: 昨天 15:00."))]
_Severity = Annotated[str | None, typer.Option("--severity", metavar="SEVERITY", help=N_("Severity: minor, normal, major."))]
_Vehicle = Annotated[str | None, typer.Option("--vehicle", metavar="VEHICLE", help=N_("The vehicle it is about."))]
_Order = Annotated[str | None, typer.Option("--order", metavar="ORDER", help=N_("The repair order it is about."))]
_QUESTIONS = {
    "WHO": N_("Who complains (name, number, phone or plate)?"),
    "--severity": N_("How severe is it (minor, normal, major)?"),
    "--description": N_("What does the customer say?"),
}
"""Asked where nothing was typed and somebody is there to answer."""
_NOUN = noun_of(SheetKind.COMPLAINTS)
"""What its fields bring along: an outside body's number and day of reply, as options of `open` and `edit`."""


def register_steps(noun: App) -> None:
    """The verbs of `complaint` that write."""
    _register_open(noun)
    for verb in _VERBS:
        noun.verb(VERB[verb.kind], help=verb.help, output=PRINTED)(_command(verb))
    _register_edit(noun)
    _register_sweep(noun)


def _command(verb: _Verb) -> Command:
    """The command of a step: its own options, then those that all steps have."""

    @with_typed(verb.options)
    def take(session: Session, which: WhichComplaint, *, given: Mapping[str, Any], at: _At = None, dry_run: DryRun = False) -> Result:
        if verb.either and not any(given[field] for field in verb.either):
            raise UsageError(verb.lacking)
        step = ComplaintEvent(verb.kind, _instant(session, at) or session.now)._replace(**read_all(verb.options, session, given))
        number = select(session, which, Thing.COMPLAINT)
        result = _result(take_step(session, number, step, dry_run=dry_run))
        if verb.kind not in _REVIEWED or dry_run:
            return result
        hint = _("To take a measure against it: kcrm measure add WHAT --from {complaint} --owner NO --due DATE")
        return result._replace(said=[*result.said, hint.format(complaint=identifier(Thing.COMPLAINT, number))])

    return take


def _register_open(noun: App) -> None:
    @noun.verb(
        "open",
        help=N_(
            "Open a complaint; recording it accepts it.\n\nFor somebody who is not a customer, give --name instead "
            "of WHO, and --phone if known."
        ),
        output=SHOWN,
    )
    @with_fields(_NOUN)
    def open_(
        session: Session,
        who: Annotated[str | None, typer.Argument(metavar="WHO", help=N_("The customer who complains; asked for if missing."))] = None,
        *,
        name: Annotated[str | None, typer.Option("--name", metavar="NAME", help=N_("Who complains, if not a customer."))] = None,
        phone: Annotated[str | None, typer.Option("--phone", metavar="PHONE", help=N_("Their phone, if not a customer."))] = None,
        severity: _Severity = None,
        description: Annotated[
            str | None,
            typer.Option("--description", metavar="TEXT", help=N_("The complaint, in the customer's words; asked for if missing.")),
        ] = None,
        cause: Annotated[str | None, typer.Option(_CAUSE.flag, metavar=_CAUSE.metavar, help=_CAUSE.help)] = None,
        channel: Annotated[
            str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("How it reached us: phone, in_person, 消协."))
        ] = None,
        source: Annotated[
            str | None, typer.Option("--source", metavar="SOURCE", help=N_("How it came up: on_spot, call, hotline, 厂家."))
        ] = None,
        vehicle: _Vehicle = None,
        order: _Order = None,
        department: Annotated[str | None, typer.Option(_DEPARTMENT.flag, metavar=_DEPARTMENT.metavar, help=_DEPARTMENT.help)] = None,
        received_at: Annotated[
            str | None, typer.Option("--received-at", metavar="WHEN", help=N_("When it was received; now by default."))
        ] = None,
        number: Annotated[str | None, typer.Option("--number", metavar="NO", help=N_("The store's own number for it."))] = None,
        texts: Mapping[str, str],
        contacted: Annotated[bool, typer.Option("--contacted", help=N_("The customer was spoken to at receipt."))] = False,
        dry_run: DryRun = False,
    ) -> Result:
        if who is not None and (name is not None or phone is not None):
            raise UsageError(N_("complaint open: give either WHO, or --name for somebody who is not a customer."))
        if phone is not None and name is None:
            raise UsageError(N_("{option} goes with {other}."), option="--phone", other="--name")
        who, severity, description = _asked(
            session.context, {"WHO": who if name is None else "", "--severity": severity, "--description": description}
        )
        somebody = stranger(session, name, phone) if name is not None else None
        new = NewComplaint(
            customer_id=_customer(session, who) if somebody is None else 0,
            severity=meant(Severity, severity, "--severity"),
            description=_text(description, "--description"),
            received_at=_instant(session, received_at),
            cause=meant(Cause, cause, "--cause") if cause else None,
            channel=meant(ComplaintChannel, channel, "--channel") if channel else None,
            source=meant(ComplaintSource, source, "--source") if source else None,
            vehicle_id=select(session, vehicle, Thing.VEHICLE) if vehicle else None,
            order_id=select(session, order, Thing.ORDER) if order else None,
            department=_department(session, department) if department is not None else None,
            complaint_no=said(number, number_text),
        )._replace(**_outside(session, texts))
        same = namesakes(session, somebody.name) if somebody is not None and somebody.name else []
        result = _result(open_complaint(session, new, of=somebody, spoken=contacted, dry_run=dry_run))
        if not same:
            return result
        told = _("A customer has this name, too: {numbers}. If it is the same person: kcrm undo, then kcrm complaint open {number}")
        return result._replace(said=[*result.said, told.format(numbers=_(", ").join(same), number=same[0])])


def _customer(session: Session, who: str) -> int:
    try:
        return select(session, who, Thing.CUSTOMER)
    except NotFoundError as error:
        error.hint = N_("For somebody who is not a customer: kcrm complaint open --name NAME --phone PHONE")
        raise


def _asked(context: AppContext, given: Mapping[str, str | None]) -> Iterator[str]:
    """The values, those that are missing as a person answers. Raises UsageError, naming all of them, where nobody does."""
    missing = [option for option, text in given.items() if text is None]
    for option, text in given.items():
        answer = text if text is not None else ask(context, _(_QUESTIONS[option]))
        if answer is None:
            raise UsageError(
                N_("{command}: missing {options}."),
                hint=N_("See: {command} --help"),
                command="kcrm complaint open",
                options=", ".join(missing),
            )
        yield answer


def _register_edit(noun: App) -> None:
    @noun.verb(
        "edit",
        help=N_('Correct a complaint: severity, vehicle, order, an outside body\'s case; --field "" clears a field.'),
        output=PRINTED,
    )
    @with_fields(_NOUN)
    def edit(
        session: Session,
        which: WhichComplaint,
        *,
        severity: _Severity = None,
        vehicle: _Vehicle = None,
        order: _Order = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Why; required when the severity changes."))] = None,
        texts: Mapping[str, str],
        dry_run: DryRun = False,
    ) -> Result:
        if not texts and severity is None and vehicle is None and order is None:
            hint = N_("To see what can be changed: kcrm {noun} edit --help")
            raise UsageError(N_("Nothing to change."), hint=hint, noun="complaint")
        if severity is not None and said(note) is None:
            raise UsageError(N_("complaint edit: a new severity moves the deadlines. Say why with --note."))
        given = _outside(session, texts)
        if severity is not None:
            given["severity"] = meant(Severity, severity, "--severity")
        if vehicle is not None:
            given["vehicle_id"] = select(session, vehicle, Thing.VEHICLE) if vehicle else None
        if order is not None:
            given["order_id"] = select(session, order, Thing.ORDER) if order else None
        case, outcome = edit_complaint(session, select(session, which, Thing.COMPLAINT), given, said(note), dry_run=dry_run)
        told = saved_words(outcome, identifier(Thing.COMPLAINT, case.complaint.id), case.complaint.customer)
        return Result(case_record(case), [told])


def _register_sweep(noun: App) -> None:
    @noun.verb("sweep", help=N_("Escalate complaints past a deadline by one level, up to the general manager (for cron)."), output=CHANGED)
    def sweep_(
        session: Session,
        *,
        check: CheckLate = False,
        dry_run: DryRun = False,
    ) -> Result:
        swept = sweep(session, dry_run=dry_run)
        return judged(moved_list(swept.moved), swept.late if check else ())


def _outside(session: Session, texts: Mapping[str, str]) -> dict[str, Any]:
    return {key: parse_value(SheetKind.COMPLAINTS, key, text, today=session.today, now=session.now) for key, text in texts.items()}


def _result(case: ComplaintCase) -> Result:
    if case.complaint.owner is None:
        warn(_("No one here can own it: add staff, then run kcrm complaint sweep."))
    return Result(case_record(case))


def _instant(session: Session, text: str | None) -> datetime | None:
    return parse_instant(text, session.now, past=True) if text else None


def _text(text: str, option: str) -> str:
    found = said(text)
    if found is None:
        raise UsageError(N_("{option}: the text is empty."), option=option)
    return found
