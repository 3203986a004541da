"""The steps of a complaint's loop, one verb each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.actions.complaints.loop import open_complaint, take_step
from kcrm.actions.complaints.steps import NewComplaint, Step
from kcrm.actions.complaints.sweep import sweep
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.dates import parse_date, parse_instant
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.model import Cause, ComplaintChannel, ComplaintSource, EventKind, Finding, Level, Reason, Severity, Work
from kcrm.queries.lookup import Thing
from kcrm.records.cells import Moment, amount, flag, line_text, number_text, said
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.lateness import exit_if_late
from kcrm.shell.options import CheckLate, DryRun, Listed, Printed, Shown, WhichComplaint
from kcrm.shell.outcome import tell_dry_run
from kcrm.shell.output import Output
from kcrm.views.complaints import labels
from kcrm.views.complaints.cases import case_record, moved_list
from kcrm.views.vocabulary import meant

_At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help=N_("When it was, where it is written down later: 昨天 15:00."))]
_Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("What was said or done."))]
_NeededNote = Annotated[str, typer.Option("--note", metavar="TEXT", help=N_("What was said or done."))]
_Cause = Annotated[str | None, typer.Option("--cause", metavar="CAUSE", help=N_("What it is about: service, repair, 配件质量."))]
_Finding = Annotated[
    str | None, typer.Option("--finding", metavar="FINDING", help=N_("Valid, or a matter of communication; malicious only by a manager."))
]
_Department = Annotated[str | None, typer.Option("--department", metavar="NAME", help=N_("The department at fault."))]
_Secondary = Annotated[str | None, typer.Option("--secondary", metavar="NAME", help=N_("The department at fault in the second place."))]
_Goodwill = Annotated[str | None, typer.Option("--goodwill", metavar="YUAN", help=N_("What the store gives as goodwill."))]
_Approver = Annotated[
    str | None, typer.Option("--approved-by", metavar="NO", help=N_("Who approved the goodwill; without it, whoever acts (--as)."))
]

_OutsideNo = Annotated[
    str | None,
    typer.Option("--outside-no", "--manufacturer-no", metavar="NO", help=N_("What an outside body calls it: 厂家400, 12315, 车质网.")),
]
_ReplyBy = Annotated[str | None, typer.Option("--reply-by", metavar="DATE", help=N_("By when the outside body wants a reply."))]


def register_steps(noun: App) -> None:
    """The verbs of `complaint` that write."""
    _register_open(noun)
    _register_work(noun)
    _register_end(noun)
    _register_moving(noun)


def _register_open(noun: App) -> None:
    @noun.verb("open", help=N_("Write down a complaint."))
    def open_(
        ctx: typer.Context,
        who: Annotated[str, typer.Argument(metavar="WHO", help=N_("Who complains: a customer, or what leads to one."))],
        *,
        severity: Annotated[str, typer.Option("--severity", metavar="SEVERITY", help=N_("How grave: minor, normal, major."))],
        description: Annotated[str, typer.Option("--description", metavar="TEXT", help=N_("What they complain of, in their words."))],
        cause: _Cause = None,
        channel: Annotated[
            str | None, typer.Option("--channel", metavar="CHANNEL", help=N_("By what way it came: phone, in_person, 消协."))
        ] = None,
        source: Annotated[
            str | None, typer.Option("--source", metavar="SOURCE", help=N_("On what occasion: on_spot, call, hotline, 厂家."))
        ] = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="VEHICLE", help=N_("The vehicle it is about."))] = None,
        order: Annotated[str | None, typer.Option("--order", metavar="ORDER", help=N_("The repair order it is about."))] = None,
        department: _Department = None,
        received_at: Annotated[
            str | None, typer.Option("--received-at", metavar="WHEN", help=N_("When it was heard; without it, now."))
        ] = None,
        number: Annotated[str | None, typer.Option("--number", metavar="NO", help=N_("The store's own number for it."))] = None,
        outside_no: _OutsideNo = None,
        reply_by: _ReplyBy = None,
        dry_run: DryRun = False,
        output: Shown,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            new = NewComplaint(
                customer_id=select(session, who, Thing.CUSTOMER),
                severity=Severity(meant(labels.SEVERITY, severity, "--severity")),
                description=_text(description, "--description"),
                received_at=_instant(session, received_at),
                cause=_cause(cause),
                channel=ComplaintChannel(meant(labels.COMPLAINT_CHANNEL, channel, "--channel")) if channel else None,
                source=ComplaintSource(meant(labels.COMPLAINT_SOURCE, source, "--source")) if source else None,
                vehicle_id=select(session, vehicle, Thing.VEHICLE) if vehicle else None,
                order_id=select(session, order, Thing.ORDER) if order else None,
                department=said(department, line_text),
                complaint_no=said(number, number_text),
                outside_no=said(outside_no, number_text),
                reply_by_on=parse_date(reply_by, session.today) if reply_by else None,
            )
            _show(session, open_complaint(session, new, dry_run=dry_run), output, dry_run=dry_run)


def _register_work(noun: App) -> None:
    @noun.verb("accept", help=N_("Take it up: the customer is told that somebody cares."))
    def accept(
        ctx: typer.Context, which: WhichComplaint, *, at: _At = None, note: _Note = None, dry_run: DryRun = False, output: Printed
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(kind=EventKind.ACCEPTED, at=_instant(session, at), note=said(note))
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("assign", help=N_("Give it to the department at fault, or to one person; customer service keeps watch."))
    def assign(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        department: _Department = None,
        secondary: _Secondary = None,
        staff: Annotated[str | None, typer.Option("--staff", metavar="NO", help=N_("Who is to own it; employee number or name."))] = None,
        work: Annotated[
            str | None,
            typer.Option("--work", metavar="WORK", help=N_("Work that begins: field_request, small_job, medium_job, large_job.")),
        ] = None,
        at: _At = None,
        note: _Note = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        if not department and not staff:
            raise UsageError(N_("complaint assign: to whom? Add --department NAME or --staff NO."))
        with open_session(app_context(ctx)) as session:
            step = Step(
                kind=EventKind.ASSIGNED,
                at=_instant(session, at),
                note=said(note),
                department=said(department, line_text),
                secondary_department=said(secondary, line_text),
                to_id=select(session, staff, Thing.STAFF) if staff else None,
                work=Work(meant(labels.WORK, work, "--work")) if work else None,
            )
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("respond", help=N_("Write down the solution that was offered to the customer."))
    def respond(
        ctx: typer.Context, which: WhichComplaint, *, note: _NeededNote, at: _At = None, dry_run: DryRun = False, output: Printed
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(kind=EventKind.RESPONDED, at=_instant(session, at), note=_text(note, "--note"))
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("pause", help=N_("Stop its clocks while nothing can be done; only working time counts."))
    def pause(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        reason: Annotated[str, typer.Option("--reason", metavar="REASON", help=N_("waiting_customer or waiting_parts."))],
        at: _At = None,
        note: _Note = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(
                kind=EventKind.PAUSED, at=_instant(session, at), note=said(note), reason=Reason(meant(labels.WAITING, reason, "--reason"))
            )
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("resume", help=N_("Let its clocks go on."))
    def resume(
        ctx: typer.Context, which: WhichComplaint, *, at: _At = None, note: _Note = None, dry_run: DryRun = False, output: Printed
    ) -> None:
        with open_session(app_context(ctx)) as session:
            _take(session, which, Step(kind=EventKind.RESUMED, at=_instant(session, at), note=said(note)), output, dry_run=dry_run)

    @noun.verb("note", help=N_("Write down what was learnt about it."))
    def note_(
        ctx: typer.Context,
        which: WhichComplaint,
        text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was learnt."))],
        *,
        at: _At = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            _take(session, which, Step(kind=EventKind.NOTED, at=_instant(session, at), note=_text(text, "TEXT")), output, dry_run=dry_run)


def _register_end(noun: App) -> None:
    @noun.verb("resolve", help=N_("It is settled as far as the store goes; a colleague asks the customer the next day."))
    def resolve(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        note: _Note = None,
        cause: _Cause = None,
        finding: _Finding = None,
        department: _Department = None,
        secondary: _Secondary = None,
        goodwill: _Goodwill = None,
        approved_by: _Approver = None,
        at: _At = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(
                kind=EventKind.RESOLVED,
                at=_instant(session, at),
                note=said(note),
                cause=_cause(cause),
                finding=_finding(finding),
                department=said(department, line_text),
                secondary_department=said(secondary, line_text),
                goodwill_fen=_goodwill(session, goodwill),
                goodwill_by_id=select(session, approved_by, Thing.STAFF) if approved_by else None,
            )
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("recall", help=N_("What the customer says of the solution; satisfied closes it, not satisfied takes it up again."))
    def recall(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        satisfied: Annotated[str, typer.Option("--satisfied", metavar="yes|no", help=N_("Whether the customer is satisfied."))],
        note: _Note = None,
        at: _At = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(
                kind=EventKind.RECALLED,
                at=_instant(session, at),
                note=said(note),
                satisfied=flag(satisfied, Moment(session.today, session.now, typed=True)),
            )
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("close", help=N_("End it, with its cause and finding, once the customer is satisfied."))
    def close(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        cause: _Cause = None,
        finding: _Finding = None,
        note: _Note = None,
        at: _At = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(kind=EventKind.CLOSED, at=_instant(session, at), note=said(note), cause=_cause(cause), finding=_finding(finding))
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("reopen", help=N_("Take it up again, with a new deadline."))
    def reopen(
        ctx: typer.Context, which: WhichComplaint, *, note: _NeededNote, at: _At = None, dry_run: DryRun = False, output: Printed
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(kind=EventKind.REOPENED, at=_instant(session, at), note=_text(note, "--note"))
            _take(session, which, step, output, dry_run=dry_run)


def _register_moving(noun: App) -> None:
    @noun.verb("escalate", help=N_("Move it one level up, or to the level named."))
    def escalate(
        ctx: typer.Context,
        which: WhichComplaint,
        *,
        level: Annotated[
            str | None, typer.Option("--to", metavar="LEVEL", help=N_("cs_manager, department_head, general_manager, manufacturer."))
        ] = None,
        at: _At = None,
        note: _Note = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            step = Step(
                kind=EventKind.ESCALATED,
                at=_instant(session, at),
                note=said(note),
                level=Level(meant(labels.LEVEL, level, "--to")) if level else None,
            )
            _take(session, which, step, output, dry_run=dry_run)

    @noun.verb("sweep", help=N_("For cron: move what is past a deadline one level up, never beyond the general manager."))
    def sweep_(
        ctx: typer.Context,
        *,
        check: CheckLate = False,
        dry_run: DryRun = False,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            swept = sweep(session, dry_run=dry_run)
            emit(session.context, moved_list(swept.moved), output)
            tell_dry_run(dry_run=dry_run)
        if check:
            exit_if_late(swept.late)


def _take(session: Session, which: str, step: Step, output: Output, *, dry_run: bool) -> None:
    case = take_step(session, select(session, which, Thing.COMPLAINT), step, dry_run=dry_run)
    _show(session, case, output, dry_run=dry_run)


def _show(session: Session, case: ComplaintCase, output: Output, *, dry_run: bool) -> None:
    emit(session.context, case_record(case), output)
    if case.complaint.owner is None:
        notice(_("Nobody works here who could own it: add staff, then kcrm complaint sweep."))
    tell_dry_run(dry_run=dry_run)


def _instant(session: Session, text: str | None) -> datetime | None:
    return parse_instant(text, session.now, past=True) if text else None


def _text(text: str, option: str) -> str:
    found = said(text)
    if found is None:
        raise UsageError(N_("{option}: the text is empty."), option=option)
    return found


def _cause(text: str | None) -> Cause | None:
    return Cause(meant(labels.CAUSE, text, "--cause")) if text else None


def _finding(text: str | None) -> Finding | None:
    return Finding(meant(labels.FINDING, text, "--finding")) if text else None


def _goodwill(session: Session, text: str | None) -> int | None:
    return amount(text, Moment(session.today, session.now, typed=True)) if text else None
