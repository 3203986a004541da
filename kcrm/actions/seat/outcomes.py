"""How a call ends: the questions of each outcome, and the call logged by them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kcrm.actions import followups
from kcrm.actions.calls.report import CallReport, NoMore, OfVehicle
from kcrm.actions.calls.targets import Target
from kcrm.actions.calls.writing import log_call
from kcrm.actions.complaints.calls import Raised
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.scripts import Asked
from kcrm.actions.seat.asking import Ask, Choice, Dialogue, Done, Said, choose, optional, words_of, yes_no
from kcrm.errors import UsageError
from kcrm.exchange import calls
from kcrm.i18n import N_, _
from kcrm.identifiers import normal_phone
from kcrm.model import (
    By,
    CallResult,
    Channel,
    ClockKind,
    ComplaintEvent,
    EventKind,
    FollowUp,
    Kind,
    Of,
    Outcome,
    ResultSaid,
    Severity,
    State,
)
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries import followups as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.records.cells import said
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.calls import SPOKEN, Again, is_low
from kcrm.rules.surveys import Answer, expected_once, read_answer, service_is_needed
from kcrm.rules.topics import topics_in
from kcrm.surveys import words_in
from kcrm.text import as_digits
from kcrm.topics import Topic, topic_labels

if TYPE_CHECKING:
    from kcrm.actions.seat.turn import Turn
    from kcrm.actions.session import Session
    from kcrm.model.prospects import ProspectEvent

_LOWEST, _HIGHEST = 1, 10
_PARTED = pattern(r"[\s,，、]+")
ENOUGH = "."
"""Typed instead of an answer: no more questions."""

_NO_MORE = (Choice(NoMore.KIND, N_("this kind")), Choice(NoMore.ALL, N_("any contact")))
_SERVICE = (
    Choice("complaint", N_("complaint")),
    Choice(CallResult.BOOKED, CallResult.BOOKED.label),
    Choice("opportunity", N_("opportunity")),
)
_SENT_BY = (Choice(By.MESSAGE, N_("short message")), Choice(By.WECHAT, "WeChat"))
NOTE = N_("Note (Enter: none):")


class Call(NamedTuple):
    """The call of this turn, to be logged."""

    report: CallReport

    def write(self, session: Session, turn: Turn) -> Done:
        """Log it; what was not spoken of, as a grave complaint is open, is not ended by it."""
        items = turn.spoken if self.report.outcome is Outcome.ANSWERED else turn.items
        report = self.report._replace(brought=turn.brought) if self.report.outcome in SPOKEN else self.report
        logged = log_call(session, Target(turn.customer.id, items), report)
        items = (*logged.items, *logged.messages)
        return Done(items, over=True, settled=_settled(session, turn, logged.items), logged=logged)


class InPerson(NamedTuple):
    """They were spoken to face to face, here or there: all that was due is said by that, what was to be told them on a visit too."""

    report: CallReport

    def write(self, session: Session, turn: Turn) -> Done:
        """Log it, as a visit."""
        items = (*turn.spoken, *(item for item in turn.to_visit if item.call_on <= turn.day))
        logged = log_call(session, Target(turn.customer.id, items), self.report._replace(by=By.VISIT, brought=turn.brought))
        return Done(tuple(logged.items), over=True, settled=_settled(session, turn, logged.items), logged=logged)


class AboutComplaint(NamedTuple):
    """The call was about their open complaint and nothing else: what would have been said besides waits another day."""

    complaint_id: int
    note: str

    def write(self, session: Session, turn: Turn) -> Done:
        """Note it as a step of the complaint, and put off what was not spoken of."""
        until = session.today + ONE_DAY
        with session.write() as planner:
            desk = ComplaintDesk.of(session, planner)
            contact = desk.case(self.complaint_id).standing.clock(ClockKind.CONTACT)
            kind = EventKind.CONTACTED if contact is not None and contact.is_open else EventKind.NOTED
            desk.take(self.complaint_id, ComplaintEvent(kind, session.now, note=self.note))
            waiting = [item for item in turn.items if item.lapses_on is None or item.lapses_on >= until]
            followups.put_off(session, waiting, Again(until), identifier(Thing.COMPLAINT, self.complaint_id))
            case = desk.case(self.complaint_id)
        number, state = identifier(Thing.COMPLAINT, self.complaint_id), case.standing.state
        said_ = Said(N_("Complaint {number}: {state}."), MappingProxyType({"number": number, "state": state}))
        items = tuple(queries.followup_by_id(session.connection, item.id) for item in waiting)
        return Done(items, over=True, settled=True, said=(said_,))


class PutOff(NamedTuple):
    """Call for all of it another time."""

    until: Again
    reason: str

    def write(self, session: Session, turn: Turn) -> Done:
        """Put it off."""
        items = tuple(followups.snooze(session, [item.id for item in turn.items], self.until, self.reason))
        return Done(items, over=True, settled=_settled(session, turn, items))


def _settled(session: Session, turn: Turn, items: Iterable[FollowUp]) -> bool:
    """Not where there is another number to try at once, others of a company are to be called, or a time later today was agreed."""
    return not turn.waiting and not any(item.state is State.OPEN and item.call_on <= session.today for item in items)


def answered(turn: Turn, now: datetime) -> Dialogue:
    """They spoke: whether they are satisfied, the score, the survey, a note; of a grave complaint only what they said about it."""
    if not turn.spoken:
        case = turn.complaints[0]
        which = MappingProxyType({"number": identifier(Thing.COMPLAINT, case.complaint.id)})
        words = yield Ask("about_complaint", N_("What they said about complaint {number} (Enter: back):"), said, which)
        return AboutComplaint(case.complaint.id, words) if words else None
    satisfied = None
    if any(item.kind is Kind.COMPLAINT_RECALL and item.channel is Channel.CALL for item in turn.items):
        satisfied = yield Ask("satisfied", N_("Satisfied with how the complaint was settled (y/n; Enter: back):"), optional(yes_no))
        if satisfied is None:
            return None
    rated = _is_rated(turn.spoken)
    score = (yield Ask("score", N_("Score 1-10 (Enter: none):"), optional(_score))) if rated else None
    answers: list[Answer] = []
    asked = turn.script.questions
    for number, question in enumerate(asked, start=1):
        answer = yield Ask("answer", "", optional(_reader(question)), asked=question, number=number, of_all=len(asked))
        if answer == ENOUGH:
            break
        if answer is not None:
            answers.append(answer)
    given = expected_once(answers, [each.question for each in asked if each.expectation is None])
    scores = [each for each in (score, *(answer.rating for answer in answers)) if each is not None]
    needed = (yield from _service_needed(now)) if service_is_needed(given) else _Needed()
    complaint = needed.complaint
    if complaint is None and satisfied is not False and is_low(scores, turn.calling):
        words = yield Ask("complaint", N_("A low score. What is the complaint? (Enter: none):"), said)
        complaint = Raised(words, Severity.NORMAL, None) if words else None
    note = yield Ask("note", NOTE, said)
    return Call(
        CallReport(
            outcome=Outcome.ANSWERED,
            score=score,
            note=note,
            topics=(yield from _topics(turn, [note, *words_in(given)])) if rated else None,
            answers=given,
            satisfied=satisfied,
            complaint=complaint,
            result=needed.booked,
            opportunity=needed.opportunity,
            steps=(yield from _of_prospects(turn, now)),
        )
    )


def _is_rated(items: Sequence[FollowUp]) -> bool:
    """Whether it is asked how satisfied they are and with what: not where all that is spoken of is what they mean to buy."""
    return not all(item.kind.row.of is Of.PROSPECT and item.kind is not Kind.SHOWROOM_VISIT for item in items)


def _of_prospects(turn: Turn, now: datetime) -> Generator[Ask, Any, tuple[ProspectEvent, ...]]:
    if not any(item.kind.row.of is Of.PROSPECT for item in turn.spoken):
        return ()
    from kcrm.actions.seat.prospects import steps_of  # noqa: PLC0415 - few calls are about a prospect

    return (yield from steps_of(turn, now))


def met(turn: Turn, now: datetime) -> Dialogue:
    """They stand in the showroom or the workshop, or were visited: they are asked what a call would ask."""
    work = yield from answered(turn, now)
    return InPerson(work.report) if isinstance(work, Call) else work


def _topics(turn: Turn, texts: Sequence[str | None]) -> Generator[Ask, Any, tuple[str, ...]]:
    """What the note is about: its words propose it, the caller agrees or says otherwise."""
    proposed = topics_in(texts, turn.topics)
    if not proposed:
        return ()
    labels = topic_labels(turn.topics)
    values = MappingProxyType({"proposed": _(", ").join(_(labels[name]) for name in proposed)})
    chosen = yield Ask(
        "topics",
        N_("About {proposed} (Enter: yes; else numbers, 0 for none: {choices}):"),
        optional(_several(turn.topics)),
        values,
        tuple(Choice(name, label) for name, label in labels.items()),
    )
    return proposed if chosen is None else chosen


def _several(topics: Sequence[Topic]) -> Callable[[str], tuple[str, ...]]:
    """The topics whose numbers were typed, none for 0."""

    def read(text: str) -> tuple[str, ...]:
        chosen = {int(as_digits(number) or len(topics) + 1) for number in _PARTED.split(text) if number}
        if not all(number <= len(topics) for number in chosen):
            raise UsageError(N_("“{value}” is not one of these; type its number."), value=text)
        return tuple(topic.name for number, topic in enumerate(topics, start=1) if number in chosen)

    return read


def raised(prompt: str) -> Generator[Ask, Any, Raised | None]:
    """A complaint as they tell it; None where they have no words for it. prompt: for the words, an msgid."""
    severity = yield choose("severity", N_("Severity: {choices} (Enter: normal):"), words_of(Severity))
    words = yield Ask("description", prompt, said)
    return Raised(words, severity or Severity.NORMAL, None) if words else None


def business(now: datetime) -> Ask:
    """What may come of them: an opportunity."""
    read = optional(lambda text: calls.opportunity_line(text, now))
    return Ask("opportunity", N_("Opportunity: kind, yuan, probability, as in 换车 150000 30% (Enter: back):"), read)


class _Needed(NamedTuple):
    """What came of the service that they need."""

    complaint: Raised | None = None
    booked: ResultSaid | None = None
    opportunity: calls.Opportunity | None = None


def _service_needed(now: datetime) -> Generator[Ask, Any, _Needed]:
    """They said that something is to be put right: it does not end with an answer written down."""
    match (yield choose("service_needed", N_("Something to put right: {choices} (Enter: nothing for now):"), _SERVICE)):
        case "complaint":
            return _Needed(complaint=(yield from raised(N_("What is the complaint (Enter: back):"))))
        case CallResult.BOOKED:
            at = yield detailed(CallResult.BOOKED, "--at", now)
            return _Needed(booked=calls.result_said(CallResult.BOOKED, {"--at": at}, now) if at is not None else None)
        case "opportunity":
            return _Needed(opportunity=(yield business(now)))
    return _Needed()


def result(turn: Turn, now: datetime) -> Dialogue:
    """They spoke, and it came to something: renewed, booked, a prospect lost; only what that result needs is asked."""
    possible = _results(turn.spoken)
    if not possible and any(item.kind.row.of is Of.PROSPECT for item in turn.spoken):
        from kcrm.actions.seat.prospects import ended  # noqa: PLC0415 - few calls are about a prospect

        report = yield from ended(turn, now)
        return Call(report) if report is not None else None
    if not possible:
        raise UsageError(N_("Nothing due has results of its own; press a for answered."))
    vehicles = _with_results(turn.spoken)
    if len(vehicles) > 1:
        each = yield from _each(vehicles, now)
        return Call(CallReport(outcome=Outcome.ANSWERED, each=each)) if each else None
    said_ = yield from _result(possible, now)
    return Call(CallReport(outcome=Outcome.ANSWERED, result=said_)) if said_ is not None else None


def _results(items: Iterable[FollowUp]) -> tuple[CallResult, ...]:
    return tuple(dict.fromkeys(each for item in items for each in item.kind.row.results))


def _with_results(items: Iterable[FollowUp]) -> dict[str, list[FollowUp]]:
    """What is told of each vehicle in the call of a company, where that has results; by plate, or number where it has none."""
    found: dict[str, list[FollowUp]] = {}
    for item in items:
        if item.bundled and item.vehicle_id is not None and item.kind.row.results:
            found.setdefault(item.plate or identifier(Thing.VEHICLE, item.vehicle_id), []).append(item)
    return found


def _each(vehicles: Mapping[str, Sequence[FollowUp]], now: datetime) -> Generator[Ask, Any, tuple[OfVehicle, ...]]:
    """What it came to for one vehicle after the other, until no more are named; the others were only spoken of."""
    found: dict[str, OfVehicle] = {}
    while left := [Choice(name, name) for name in vehicles if name not in found]:
        chosen = yield choose("vehicle", N_("Which vehicle: {choices} (Enter: no more):"), left)
        if chosen is None:
            break
        said_ = yield from _result(_results(vehicles[chosen]), now)
        vehicle_id = vehicles[chosen][0].vehicle_id
        if said_ is not None and vehicle_id is not None:
            found[chosen] = OfVehicle(vehicle_id, said_)
    return tuple(found.values())


def _result(possible: Sequence[CallResult], now: datetime) -> Generator[Ask, Any, ResultSaid | None]:
    """One of these, with what it needs; None where the caller thought better of it."""
    chosen = yield choose("result", N_("Result: {choices} (Enter: back):"), [Choice(each, each.label) for each in possible])
    if chosen is None:
        return None
    given: dict[str, str | None] = {}
    for option in calls.asked_with(chosen):
        said_ = yield detailed(chosen, option, now)
        if said_ is None and option in calls.needed_with(chosen):
            return None
        given[option] = said_
    return calls.result_said(chosen, given, now)


_DETAILS = {
    "--until": N_("Until when, as in 2027-12-01 or 1y (Enter: not known):"),
    "--at": N_("Which day and time, as in fri 10:00 (Enter: back):"),
}


def detailed(chosen: CallResult, option: str, now: datetime, prompt: str = "") -> Ask:
    """What a result needs beside it: the text, once it is one that can be read. prompt: an msgid, where it is not asked as usual."""

    def read(text: str) -> str | None:
        if not text.strip():
            return None
        calls.result_said(chosen, {option: text}, now)
        return text

    return Ask("result_detail", prompt or _DETAILS[option], read)


def no_answer(_turn: Turn, _now: datetime) -> Dialogue:
    """Nobody picked up; nothing is asked."""
    yield from ()
    return Call(CallReport(outcome=Outcome.NO_ANSWER))


def busy(_turn: Turn, now: datetime) -> Dialogue:
    """They want to be called at another time."""
    read = optional(lambda text: calls.again(text, now, _("Call again")))
    again = yield Ask("again", N_("When to call again, as in 15:00 or tomorrow 10:00 (Enter: back):"), read)
    return Call(CallReport(outcome=Outcome.BUSY, again=again)) if again is not None else None


def wrong_number(_turn: Turn, _now: datetime) -> Dialogue:
    """The number is not theirs."""
    phone = yield Ask("new_phone", N_("The right number (Enter: not known):"), optional(normal_phone))
    return Call(CallReport(outcome=Outcome.WRONG_NUMBER, new_phone=phone))


def refused(_turn: Turn, _now: datetime) -> Dialogue:
    """They do not want to talk: not now, not about this, or not at all."""
    no_more = yield choose("no_more", N_("Refuses from now on: {choices} (Enter: just not now):"), _NO_MORE)
    return Call(CallReport(outcome=Outcome.REFUSED, no_more=no_more, note=(yield Ask("note", NOTE, said))))


def message_sent(turn: Turn, _now: datetime) -> Dialogue:
    """They were written to; the words to write are shown before it is marked."""
    ask = choose("sent_by", N_("Sent by: {choices} (Enter: short message, Esc: not sent):"), _SENT_BY)._replace(shown=turn.message)
    return Call(CallReport(outcome=Outcome.MESSAGE_SENT, by=(yield ask) or By.MESSAGE))


def snooze(_turn: Turn, now: datetime) -> Dialogue:
    """Put off by the caller, with a reason."""
    read = optional(lambda text: calls.again(text, now, _("Postpone")))
    until = yield Ask("until", N_("Postpone until, as in 15:00, tomorrow or fri 10:00 (Enter: back):"), read)
    reason = (yield Ask("reason", N_("Why (Enter: back):"), said)) if until is not None else None
    return PutOff(until, reason) if until is not None and reason is not None else None


def _score(text: str) -> int:
    digits = as_digits(text)
    if digits is not None and _LOWEST <= int(digits) <= _HIGHEST:
        return int(digits)
    raise UsageError(N_("{value} is not a score; use a whole number from {least} to {most}."), value=text, least=_LOWEST, most=_HIGHEST)


def _reader(asked: Asked) -> Callable[[str], Answer | str]:
    return lambda text: ENOUGH if text in {ENOUGH, "。"} else read_answer(text, asked.question)
