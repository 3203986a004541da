"""What is said of a call: the options that all commands have which record one, the report they come to, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import Parameter
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer

from kcrm.actions.calls.colleagues import calls_of_colleagues
from kcrm.actions.calls.report import CallReport, Logged, NoMore, OfVehicle, check_report
from kcrm.actions.calls.targets import Target
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange import calls
from kcrm.i18n import N_, _
from kcrm.identifiers import normal_phone
from kcrm.model import AwayReason, By, CallResult, Cause, Channel, ComplaintState, Kind, Of, Outcome, ResultSaid, Severity, State
from kcrm.named import NamedTuple
from kcrm.policy_values import NONE
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import Moment, flag, said
from kcrm.rules.calls import is_good_hour
from kcrm.rules.surveys import questions_for, read_answers, service_is_needed
from kcrm.shell.console import ask, notice
from kcrm.shell.signatures import Command, in_place_of
from kcrm.topics import topic_labels
from kcrm.views.labels import label_of
from kcrm.views.vocabulary import meant

if TYPE_CHECKING:
    from kcrm.actions.complaints.calls import Raised
    from kcrm.actions.findings import Noticed


class Said(NamedTuple):
    """The options as they were typed, each declared here once."""

    score: Annotated[int | None, typer.Option("--score", metavar="1..10", min=1, max=10, help=N_("How satisfied they are."))] = None
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("What was said."))] = None
    called_at: Annotated[
        str | None, typer.Option("--called-at", metavar="WHEN", help=N_("When the call was made, if logged later: 昨天 15:00."))
    ] = None
    answers: Annotated[
        list[str] | None,
        typer.Option("--answers", metavar="KEY=VALUE", help=N_("An answer to a survey question; repeatable.")),
    ] = None
    by: Annotated[By | None, typer.Option("--by", metavar="HOW", help=N_("By phone, message, WeChat or a visit."))] = None
    next_owner: Annotated[str | None, typer.Option("--next-owner", metavar='"NAME, PHONE"', help=N_("The vehicle's new owner."))] = None
    vehicle: Annotated[
        str | None, typer.Option("--vehicle", metavar="PLATE", help=N_("The vehicle with the new owner, if there are several."))
    ] = None
    new_phone: Annotated[str | None, typer.Option("--new-phone", metavar="PHONE", help=N_("Their new number."))] = None
    prospect: Annotated[
        str | None,
        typer.Option("--prospect", metavar='"NAME, PHONE, MODEL"', help=N_("A prospect they named.")),
    ] = None
    opportunity: Annotated[
        tuple[str, str, str] | None,
        typer.Option("--opportunity", metavar="KIND YUAN PROBABILITY", help=N_("An opportunity, as in insurance 5000 0.3.")),
    ] = None
    need: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--need",
            metavar="WAITS_FOR TEXT",
            help=N_("What they wait for: part, model, offer or a day to call them, then what it is: part 机油."),
        ),
    ] = None
    no_more: Annotated[
        NoMore | None,
        typer.Option("--no-more", metavar="WHAT", help=N_("What they refuse from now on: follow-ups of this kind, or any contact.")),
    ] = None
    satisfied: Annotated[
        str | None,
        typer.Option("--satisfied", metavar="yes|no", help=N_("Satisfied with how the complaint was settled: yes or no.")),
    ] = None
    complaint: Annotated[
        str | None, typer.Option("--complaint", metavar="TEXT", help=N_("A complaint raised in the call; it is opened at once."))
    ] = None
    severity: Annotated[
        str | None, typer.Option("--severity", metavar="SEVERITY", help=N_("Severity: minor, normal (default) or major."))
    ] = None
    cause: Annotated[
        str | None, typer.Option("--cause", metavar="CAUSE", help=N_("What the complaint is about: service, repair, 配件质量."))
    ] = None
    finding: Annotated[
        str | None,
        typer.Option("--finding", metavar="TEXT", help=N_("What was noticed, short of a complaint; goes to the head of --department.")),
    ] = None
    department: Annotated[
        str | None, typer.Option("--department", metavar="DEPARTMENT", help=N_("The department the finding concerns."))
    ] = None
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="WHEN", help=N_("When to call again if they were busy, or what was booked: 15:00, 明天 10:00, fri.")),
    ] = None
    topic: Annotated[
        list[str] | None,
        typer.Option("--topic", metavar="TOPIC", help=N_("What the note is about; by default judged by its words. Repeatable; or none.")),
    ] = None
    result: Annotated[
        str | None,
        typer.Option(
            "--result",
            metavar="RESULT",
            help=N_(
                "The result: renewed_here, renewed_elsewhere, quoted, undecided, vehicle_sold; booked, later, elsewhere. Implies answered."
            ),
        ),
    ] = None
    each: Annotated[
        list[str] | None,
        typer.Option(
            "--each",
            metavar='"PLATE, RESULT, DATE"',
            help=N_("The result for one of several vehicles, as in 皖A12345, booked, fri 10:00; repeatable. Implies answered."),
        ),
    ] = None
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=N_("The last day of the new insurance, or the day for “later”."))
    ] = None
    insurer: Annotated[str | None, typer.Option("--insurer", metavar="NAME", help=N_("With whom it was renewed."))] = None
    premium: Annotated[str | None, typer.Option("--premium", metavar="YUAN", help=N_("What the new insurance costs."))] = None
    away: Annotated[
        str | None,
        typer.Option(
            "--away",
            metavar="REASON",
            help=N_(
                "Why they stay away: price, service, repair, waiting, distance, other_workshop, out_of_warranty, little_driven, moved, "
                "vehicle_gone or other."
            ),
        ),
    ] = None

    agreed: Annotated[
        str | None,
        typer.Option("--agreed", metavar="WHEN", help=N_("When to contact the prospect next, as agreed: 明天15:00, Fri.")),
    ] = None
    intended: Annotated[
        str | None, typer.Option("--intended", metavar="DATE", help=N_("When the prospect means to buy, as they say now."))
    ] = None

    def report(self, session: Session, outcome: Outcome) -> CallReport:
        """What they come to, with this outcome. Raises UsageError, RefusedError."""
        now = session.now
        result = self._result(session)
        again = calls.again(self.at, now, "--at") if self.at is not None and result is None else None
        report = CallReport(
            outcome=outcome,
            by=By(self.by) if self.by is not None else By.MESSAGE if outcome is Outcome.MESSAGE_SENT else By.PHONE,
            score=self.score,
            note=said(self.note),
            again=again,
            called_at=calls.called_at(self.called_at, now) if self.called_at is not None else None,
            new_phone=normal_phone(self.new_phone) if self.new_phone is not None else None,
            next_owner=calls.person(self.next_owner, "--next-owner") if self.next_owner is not None else None,
            vehicle_id=select(session, self.vehicle, Thing.VEHICLE) if self.vehicle is not None else None,
            prospect=calls.prospect(self.prospect) if self.prospect is not None else None,
            opportunity=calls.opportunity(*self.opportunity, now) if self.opportunity is not None else None,
            need=calls.need(*self.need, now) if self.need is not None else None,
            no_more=NoMore(self.no_more) if self.no_more is not None else None,
            satisfied=flag(self.satisfied, Moment(session.today, now, typed=True)) if self.satisfied is not None else None,
            complaint=_raised(self.complaint, self.severity, self.cause),
            finding=_noticed(session, self.finding, self.department),
            away=meant(AwayReason, self.away, "--away") if self.away is not None else None,
            result=result,
            each=self._each(session),
            topics=_topics(session, self.topic) if self.topic else None,
        )
        check_report(report)
        return report

    def _result(self, session: Session) -> ResultSaid | None:
        """What the call came to. Raises UsageError where it lacks its date, or has what belongs to another result."""
        given = {"--until": self.until, "--insurer": self.insurer, "--premium": self.premium}
        if self.result is None:
            if option := next((option for option, text in given.items() if text is not None), None):
                raise UsageError(N_("{option} goes with --result."), option=option)
            return None
        return calls.result_said(meant(CallResult, self.result, "--result"), given | {"--at": self.at}, session.now)

    def _each(self, session: Session) -> tuple[OfVehicle, ...]:
        """What the call came to for single vehicles. Raises UsageError where one is told of twice."""
        found: dict[int, OfVehicle] = {}
        for text in self.each or ():
            plate, word, beside = calls.vehicle_line(text)
            result = meant(CallResult, word, "--each")
            vehicle_id = select(session, plate, Thing.VEHICLE)
            if vehicle_id in found:
                raise UsageError(N_("{option}: “{value}” is given twice."), option="--each", value=plate)
            found[vehicle_id] = OfVehicle(vehicle_id, calls.result_said(result, calls.dated(result, beside), session.now))
        return tuple(found.values())

    def completed(self, session: Session, report: CallReport, target: Target) -> CallReport:
        """The report with what only the call's follow-ups tell how to read or ask: answers, and what a person at the terminal adds."""
        if self.by is None and target.items and all(item.channel is Channel.VISIT for item in target.items):
            report = report._replace(by=By.VISIT)
        report = _asked(session, _with_answers(session, report, self.answers or (), target))
        if self.agreed is not None or self.intended is not None:
            report = self._with_prospect(session, report, target)
        return _asked_why_away(session, report, target)

    def _with_prospect(self, session: Session, report: CallReport, target: Target) -> CallReport:
        """With what was agreed with the prospect that was called. Raises UsageError where they are none, or nobody was reached."""
        from kcrm.actions.prospects.talk import Agreement, contacted  # noqa: PLC0415 - few calls are about a prospect

        step = contacted(session, target, Agreement(self.agreed, self.intended), report.outcome)
        return report._replace(steps=(step,))


def with_said(command: Command) -> Command:
    """The command with the options of `Said` in the place of its parameter `said`."""
    declared = get_type_hints(Said, include_extras=True)
    options = [Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=declared[name]) for name in Said._fields]
    return in_place_of("said", options, lambda given: Said(**given))(command)


def _topics(session: Session, texts: Sequence[str]) -> tuple[str, ...]:
    labels = topic_labels(session.policy.surveys.topics)
    chosen = {meant(labels, text, "--topic") for text in texts if text.strip().lower() != NONE}
    return tuple(name for name in labels if name in chosen)


def _noticed(session: Session, text: str | None, department: str | None) -> Noticed | None:
    if text is None and department is None:
        return None
    from kcrm.actions.departments import department_meant  # noqa: PLC0415
    from kcrm.actions.findings import Noticed  # noqa: PLC0415 - here and below: most calls bring neither finding nor complaint

    words, whose = said(text), said(department)
    if words is None or whose is None:
        raise UsageError(N_("A finding needs both: --finding TEXT --department NAME."))
    return Noticed(words, department_meant(session, whose))


def _raised(text: str | None, severity: str | None, cause: str | None) -> Raised | None:
    if text is None:
        option = "--severity" if severity is not None else "--cause"
        if severity is not None or cause is not None:
            raise UsageError(N_("{option} requires --complaint TEXT."), option=option)
        return None
    description = said(text)
    if description is None:
        raise UsageError(N_("{option}: the text is empty."), option="--complaint")
    from kcrm.actions.complaints.calls import Raised  # noqa: PLC0415

    return Raised(
        description,
        meant(Severity, severity, "--severity") if severity is not None else Severity.NORMAL,
        meant(Cause, cause, "--cause") if cause is not None else None,
    )


def _with_answers(session: Session, report: CallReport, texts: Sequence[str], target: Target) -> CallReport:
    if not texts:
        return report
    questions = questions_for({item.kind for item in target.items}, session.policy.surveys)
    return report._replace(answers=read_answers(texts, questions))


def _asked(session: Session, report: CallReport) -> CallReport:
    """What a person at the terminal adds: what somebody who refused wants no more of, the right number for a wrong one."""
    if report.outcome is Outcome.REFUSED and report.no_more is None:
        word = ask(session.context, _("Do they want no more of this kind (k), no contact at all (a), or neither (Enter)?"))
        chosen = {"k": NoMore.KIND, "kind": NoMore.KIND, "a": NoMore.ALL, "all": NoMore.ALL}.get((word or "").lower())
        return report._replace(no_more=chosen)
    if report.outcome is Outcome.WRONG_NUMBER and report.new_phone is None:
        word = ask(session.context, _("What is the right number? (Enter for none)"))
        return report._replace(new_phone=normal_phone(word) if word else None)
    return report


def _asked_why_away(session: Session, report: CallReport, target: Target) -> CallReport:
    """Whoever was reached because they stay away is asked why, before they are invited."""
    if (
        report.outcome is not Outcome.ANSWERED
        or report.away is not None
        or not any(item.kind.row.of is Of.ABSENCE for item in target.items)
    ):
        return report
    word = ask(session.context, _("Why do they stay away? ({reasons}; Enter for none)").format(reasons=_(", ").join(AwayReason)))
    if word is None:
        notice(_("If they said why they stay away: kcrm undo, then log it again with --away REASON"))
    return report._replace(away=meant(AwayReason, word, "--away")) if word else report


def _of_colleagues(session: Session, logged: Logged) -> Iterator[str]:
    for earlier in calls_of_colleagues(session, logged):
        time = f"{earlier.called_at.astimezone(session.context.shown_in):%H:%M}"
        called = (
            _("{name} already called about this today at {time}: {outcome}.")
            if earlier.staff
            else _("Called about today, at {time}: {outcome}.")
        )
        yield called.format(name=earlier.staff, time=time, outcome=label_of(earlier.outcome))


def advice(session: Session, report: CallReport, logged: Logged) -> Iterator[str]:
    """What the person should know or may want to do next."""
    customer = identifier(Thing.CUSTOMER, logged.customer.id)
    yield from _of_colleagues(session, logged)
    if report.outcome is Outcome.REFUSED and report.no_more is None:
        numbers = " ".join(identifier(Thing.FOLLOWUP, item.id) for item in logged.items)
        yield _("If they want no more of this kind: kcrm undo, then kcrm log {numbers} refused --no-more kind").format(numbers=numbers)
        yield _("If they want no contact at all: kcrm customer edit {customer} --do-not-contact yes").format(customer=customer)
    if report.outcome is Outcome.WRONG_NUMBER and report.new_phone is None:
        whose = customer if logged.speaker_id is None else identifier(Thing.CUSTOMER, logged.speaker_id)
        yield _("If you learn the right number: kcrm customer edit {customer} --phone PHONE").format(customer=whose)
    if logged.low_score and logged.complaint is None:
        yield _("A low score: ask whether to open a complaint.")
    if service_is_needed(logged.answers) and logged.complaint is None and not logged.results and logged.opportunity_id is None:
        yield _("Service is needed. To book a day: kcrm undo, then log it again with --result booked --at WHEN")
        yield _("To open a complaint: kcrm complaint open {customer} --description TEXT").format(customer=customer)
    yield from _of_cases(logged)
    yield from _of_losses(logged)
    if report.again is None:
        return
    if report.again.at is not None and not is_good_hour(report.again.at, session.policy.calling):
        yield _("{time} is outside the calling hours.").format(time=f"{report.again.at:%H:%M}")
    for item in logged.items:
        if item.lapses_on is not None and item.lapses_on < report.again.on:
            number = identifier(Thing.FOLLOWUP, item.id)
            yield _("{number} lapses on {day}, before the call agreed.").format(number=number, day=item.lapses_on.isoformat())


def _of_losses(logged: Logged) -> Iterator[str]:
    """Who was asked whether a loss is true has said why."""
    for item in logged.items:
        if item.kind is Kind.LOST_CHECK and item.state is State.DONE:
            yield _("What they said of the loss: kcrm prospect check {number} REASON --to RIVAL").format(number=item.case)


def _of_cases(logged: Logged) -> Iterator[str]:
    """What became of complaints, and whose a finding is now."""
    for case in (*logged.settled, *([logged.complaint] if logged.complaint else [])):
        number, state = identifier(Thing.COMPLAINT, case.complaint.id), label_of(case.standing.state)
        yield _("Complaint {number}: {state}.").format(number=number, state=state)
        if case.standing.state is ComplaintState.RECALLED:
            yield _("Close it with a cause and a finding: kcrm complaint close {number} --cause … --finding …").format(number=number)
    if logged.finding is not None:
        from kcrm.actions.findings import whose  # noqa: PLC0415

        text, values = whose(logged.finding)
        yield _(text).format(**values)
