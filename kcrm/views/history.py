"""The story of a customer as rows: when, what, what exactly, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from kcrm.actions.history import Answered, CallMade, EndedTogether, Happening, History, ProspectMoved, when
from kcrm.enums import StrEnum
from kcrm.i18n import N_, _
from kcrm.model import By, CancelReason, Direction, Order, State
from kcrm.model.words import Word
from kcrm.model.works import WorkKind, WorkState
from kcrm.queries.calls import Call
from kcrm.queries.history import Delivery, Ended, Matter, OwnerChange
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.needs import NeedStep
from kcrm.queries.rescues import Helped
from kcrm.queries.works import WorkStep
from kcrm.surveys import Answer
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import QUESTION, SURVEY, label_of
from kcrm.views.tones import Tone
from kcrm.views.values import joined, yuan


class What(Word):
    """The kinds of event, as machines read them."""

    DELIVERY = "delivery", N_("delivery")
    BOUGHT = "bought_used", N_("bought used")
    PASSED_ON = "passed_on", N_("passed on")
    VISIT = "visit", N_("visit")
    CALL = "call", N_("call")
    CALL_IN = "call_in", N_("called us")
    VISITED = "visited", N_("visited them")
    QUESTIONNAIRE = "questionnaire", N_("questionnaire")
    NEED = "need", N_("need")
    PROSPECT = "prospect", N_("prospect")
    RESCUE = "rescue", N_("rescue")
    WORK = "work", N_("work or part left")
    LAPSED = "lapsed", N_("lapsed")
    SKIPPED = "skipped", N_("skipped")
    CANCELLED = "cancelled", N_("cancelled")


_WHAT: Mapping[type, What] = {
    Delivery: What.DELIVERY,
    Order: What.VISIT,
    Answered: What.QUESTIONNAIRE,
    NeedStep: What.NEED,
    ProspectMoved: What.PROSPECT,
    Helped: What.RESCUE,
    WorkStep: What.WORK,
}
_CALLS = {Direction.IN: What.CALL_IN, Direction.OUT: What.CALL}
_ENDED = {State.LAPSED: What.LAPSED, State.SKIPPED: What.SKIPPED, State.CANCELLED: What.CANCELLED}
_STEPS: Mapping[tuple[WorkKind, WorkState], str] = {
    (WorkKind.WORK, WorkState.OPEN): N_("work declined"),
    (WorkKind.WORK, WorkState.SETTLED): N_("was done"),
    (WorkKind.WORK, WorkState.DROPPED): N_("called off"),
    (WorkKind.PART, WorkState.OPEN): N_("on order"),
    (WorkKind.PART, WorkState.ARRIVED): N_("here"),
    (WorkKind.PART, WorkState.SETTLED): N_("fitted"),
    (WorkKind.PART, WorkState.DROPPED): N_("called off"),
}
# two columns say the detail: words of the vocabulary for machines, labels for people
_COLUMNS = (
    Column("at", N_("At"), Cell.WHEN),
    Column("what", N_("What"), Cell.ENUM, labels=What, colours={What.LAPSED: Tone.BAD}),
    Column("detail", N_("Detail"), Cell.PROSE, audience=Audience.MACHINES),
    Column("detail", N_("Detail"), Cell.PROSE, audience=Audience.PEOPLE),
    Column("by", N_("Done by"), priority=1),
)


def history_view(history: History) -> View:
    """The events, newest first, as part of a card."""
    rows = [
        (when(event), _what(event), _detail(event, for_people=False), _detail(event, for_people=True), _by(event))
        for event in history.events
    ]
    return View(_("History"), _COLUMNS, rows, total=history.total)


def history_note(history: History, customer_id: int) -> tuple[str, ...]:
    """What people are told where these are not all events."""
    shown = len(history.events)
    if shown == history.total:
        return ()
    words = _("The last {shown} of {total} events; all of them: kcrm customer show {customer} --all")
    return (words.format(shown=shown, total=history.total, customer=identifier(Thing.CUSTOMER, customer_id)),)


def call_in_words(call: Call) -> str:
    """How a call ended, and what was said: answered, 9, “…”."""
    return _call(call, for_people=True)


def _what(event: Happening) -> What:
    match event:
        case Delivery() | Order() | Answered() | NeedStep() | ProspectMoved() | Helped() | WorkStep():
            return _WHAT[type(event)]
        case OwnerChange():
            return What.BOUGHT if event.came else What.PASSED_ON
        case CallMade():
            return What.VISITED if event.call.by is By.VISIT else _CALLS[event.call.direction]
        case EndedTogether():
            return _ENDED[event.first.state]
        case _:
            assert_never(event)


def _detail(event: Happening, *, for_people: bool) -> str:
    word = label_of if for_people else str
    match event:
        case Delivery() | OwnerChange():
            return _handed_over(event, for_people=for_people) if isinstance(event, OwnerChange) else _vehicle(event)
        case Order():
            amount = event.labor_fen + event.parts_fen + event.other_fen
            return " ".join(filter(None, (event.plate, word(event.type), yuan(amount) if amount else None)))
        case CallMade() | Answered():
            return _said(event, for_people=for_people)
        case NeedStep() | WorkStep():
            return _step(event, for_people=for_people)
        case ProspectMoved() | Helped():
            return _helped(event, for_people=for_people) if isinstance(event, Helped) else _moved(event, for_people=for_people)
        case EndedTogether():
            return _about(event.matters, _reason(event.first, word), for_people=for_people)
        case _:
            assert_never(event)


def _step(event: NeedStep | WorkStep, *, for_people: bool) -> str:
    """Which need, work or part, and what happened to it."""
    word = label_of if for_people else str
    if isinstance(event, NeedStep):
        words = [f"{identifier(Thing.NEED, event.id)} {word(event.what)} {event.text}", word(event.step)]
    else:
        step = _(_STEPS[event.kind, event.step]) if for_people else str(event.step)
        amount = [yuan(event.amount_fen)] if event.amount_fen is not None else []
        words = [f"{identifier(Thing.WORK, event.id)} {event.what}", step, *amount]
    return joined(words) if for_people else ", ".join(words)


def _moved(moved: ProspectMoved, *, for_people: bool) -> str:
    """Which prospect, the step, what is particular about it, what was noted."""
    from kcrm.views.prospects import particulars  # noqa: PLC0415 - most customers are none

    event = moved.event
    number = identifier(Thing.PROSPECT, event.prospect_id)
    note = [event.note] if event.note else []
    if not for_people:
        told = (event.reason, event.model, event.price_fen and yuan(event.price_fen), event.valid_until, event.rival, event.intended_on)
        return ", ".join(map(str, [f"{number} {event.kind}", *(each for each in told if each is not None), *note]))
    return joined([f"{number} {label_of(event.kind)}", *particulars(event, moved.staff, moved.short_drive_km), *note])


def _helped(event: Helped, *, for_people: bool) -> str:
    """Which rescue, where and why, how it ended, how long they waited."""
    told = [f"{identifier(Thing.RESCUE, event.id)} {event.place}", event.fault]
    if not for_people:
        return ", ".join(
            (*told, *([str(event.solved)] if event.solved else []), *([str(event.minutes)] if event.minutes is not None else []))
        )
    told += [label_of(event.solved)] if event.solved else []
    return joined([*told, *([_("waited {minutes} min").format(minutes=event.minutes)] if event.minutes is not None else [])])


def _handed_over(event: OwnerChange, *, for_people: bool) -> str:
    if not for_people or event.other is None:
        return " ".join(filter(None, (_vehicle(event), event.other)))
    text = _("{vehicle}, from {name}") if event.came else _("{vehicle}, to {name}")
    return text.format(vehicle=_vehicle(event), name=event.other)


def _vehicle(event: Delivery | OwnerChange) -> str:
    return " ".join(filter(None, (event.plate, event.model)))


def _call(call: Call, *, for_people: bool) -> str:
    shown = call.about or call.outcome
    outcome = label_of(shown) if for_people else str(shown)
    score = str(call.score) if call.score is not None else None
    parts = [part for part in (outcome, score, call.note) if part]
    return joined(parts) if for_people else ", ".join(parts)


def _said(event: CallMade | Answered, *, for_people: bool) -> str:
    """How a call went; of a form its number, its survey and each rating: `Q5 csi: work_quality 8/9, advisor 10`."""
    if isinstance(event, CallMade):
        words = [_call(event.call, for_people=for_people), *_answers(event.answers, for_people=for_people)]
        if event.became is not None:
            state = _(event.became.state.label) if for_people else str(event.became.state)
            words.append(" ".join(filter(None, (state, event.became.reason))))
        if event.brought:
            numbers = joined(event.brought) if for_people else " ".join(event.brought)
            words.append(_("brought {numbers}").format(numbers=numbers) if for_people else f"brought {numbers}")
        return _about(event.matters, joined(words) if for_people else ", ".join(words), for_people=for_people)
    form = event.form
    said = _answers(event.answers, for_people=for_people)
    about = f"{identifier(Thing.SURVEY_FORM, form.id)} {_(SURVEY[form.survey]) if for_people else form.survey}"
    told = joined(said) if for_people else ", ".join(said)
    return _("{about}: {said}").format(about=about, said=told) if for_people else f"{about}: {told}"


def _answers(answers: Sequence[Answer], *, for_people: bool) -> list[str]:
    said = []
    for each in answers:
        question = _(QUESTION[f"{each.survey}.{each.question}"]) if for_people else each.question
        said.append(f"{question} {each.said}")
    return said


def _about(matters: Sequence[Matter], said: str | None, *, for_people: bool) -> str:
    kinds = [" ".join(filter(None, (label_of(each.kind) if for_people else each.kind, each.words))) for each in matters]
    about = joined(kinds) if for_people else ",".join(kinds)
    if not about or not said:
        return about or said or ""
    return _("{about}: {said}").format(about=about, said=said) if for_people else f"{about}: {said}"


def _reason(ended: Ended, word: Callable[[StrEnum], str]) -> str | None:
    """A person's words, or the planner's reason as a word of the vocabulary."""
    if ended.state is State.CANCELLED and ended.reason is not None:
        return word(CancelReason(ended.reason))
    return ended.reason


def _by(event: Happening) -> str | None:
    match event:
        case Delivery():
            return event.consultant
        case Order():
            return event.advisor
        case CallMade() | Answered():
            return (event.call if isinstance(event, CallMade) else event.form).staff
        case EndedTogether():
            return event.first.by
        case NeedStep() | ProspectMoved() | Helped():
            return event.by
        case _:
            return None
