"""One sitting at the list: the next customer with everything a caller wants to know, the questions about the call, and writing it down.

What is asked, and what follows from an answer, is a generator: it yields an `Ask`, is sent what was read, and returns what is to be done.
It knows no keyboard and no screen. Nothing is written before the last answer, and then all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from kcrm.actions import followups
from kcrm.actions.calls import CallReport, Logged, NoMore, Target, log_call
from kcrm.actions.daylist import DayRow, Wanted, in_order, placed_list, rows_of, shares_of
from kcrm.actions.history import CallMade, Happening, customer_history
from kcrm.actions.scripts import Asked, Script, Situation, Speaker
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.exchange import calls
from kcrm.i18n import N_, _
from kcrm.identifiers import normal_phone
from kcrm.model import By, Channel, Customer, FollowUp, Kind, Order, Outcome, PhoneState, Staff, State, Vehicle
from kcrm.named import NamedTuple
from kcrm.queries import customers, history, vehicles
from kcrm.queries.history import OpenOpportunity
from kcrm.records.cells import said
from kcrm.rules.calls import Again, is_good_hour, is_low
from kcrm.rules.daylist import Placed
from kcrm.rules.next import Waiting, Window, pick, ready_at
from kcrm.rules.surveys import Answer, read_answer
from kcrm.text import yes_or_no

_Event = TypeVar("_Event")

_LAST = 3  # visits and calls on the card
_LOWEST, _HIGHEST = 1, 10
ENOUGH = "."
"""Typed instead of an answer: no more questions."""


class Key(StrEnum):
    """What a caller does with the customer on the screen, by the key that is pressed."""

    ANSWERED = "a"
    NO_ANSWER = "n"
    BUSY = "b"
    WRONG_NUMBER = "w"
    REFUSED = "r"
    MESSAGE_SENT = "m"
    SNOOZE = "s"
    HELP = "h"
    SKIP = "k"
    LEAVE = "q"


class Matter(StrEnum):
    """What is open with a customer, beside what they are called about."""

    LOW_SCORE = "low_score"  # the last score they gave is at or under the policy's floor
    DOUBTFUL_PHONE = "doubtful_phone"
    WRONG_PHONE = "wrong_phone"
    NO_PHONE = "no_phone"


class Hour(NamedTuple):
    """good: by the policy's calling hours. suits: by the customer's own window, None where they named none. agreed: for today."""

    good: bool
    suits: bool | None
    agreed: time | None


class Turn(NamedTuple):
    """The customer whose turn it is. rows: all that is due for them, as one call; left, total: customers of this sitting."""

    customer: Customer
    rows: tuple[DayRow, ...]
    caller: Staff | None
    vehicles: Sequence[Vehicle]
    last_visits: Mapping[int, date]
    visits: tuple[Order, ...]
    calls: tuple[CallMade, ...]
    hour: Hour
    matters: tuple[Matter, ...]
    opportunities: tuple[OpenOpportunity, ...]
    script: Script
    situations: tuple[Situation, ...]
    left: int
    total: int

    @property
    def items(self) -> tuple[FollowUp, ...]:
        """The follow-ups that the call is for."""
        return tuple(row.followup for row in self.rows)

    @property
    def phone(self) -> str | None:
        """The number to dial."""
        return self.rows[0].phone


class Nobody(NamedTuple):
    """No customer's turn. later: who asked to be called later today, the earliest first, with their names."""

    later: tuple[tuple[Waiting, str], ...] = ()


def next_turn(session: Session, caller_id: int | None, settled: Collection[int] = ()) -> Turn | Nobody:
    """Who is to be called next, in the order of the day's list.

    caller_id: only the customers whom this person calls. settled: customers worked or left out in this sitting.
    """
    wanted = Wanted(day=session.today, until=session.today, caller_id=caller_id)
    shares = shares_of(session, session.today)
    listed = sum(share.customers for caller, share in shares.items() if caller_id in {None, caller})
    seen: dict[int, tuple[Placed, ...]] = {}

    def waiting() -> Iterator[Waiting]:
        for group in islice(in_order(session, wanted), listed):
            seen[group[0].item.customer_id] = group
            yield _waiting(group)

    picked = pick(waiting(), settled, session.now.time())
    if picked.customer_id is None:
        firsts = rows_of(session, [seen[each.customer_id][0] for each in picked.later], session.today)
        return Nobody(tuple((each, row.followup.customer) for each, row in zip(picked.later, firsts, strict=True)))
    still = {each.item.customer_id for each in placed_list(session, wanted, settled)} if settled else ()
    rows = rows_of(session, seen[picked.customer_id], session.today)
    return _turn(session, tuple(rows), left=listed - len(still), settled=len(settled))


def _waiting(group: Sequence[Placed]) -> Waiting:
    agreed = (each.item.agreed for each in group if each.item.agreed is not None)
    return Waiting(group[0].item.customer_id, ready_at(group[0].item.window_start, agreed))


def _agreed(session: Session, rows: Iterable[DayRow]) -> list[time]:
    """The times that were agreed for today."""
    items = (row.followup for row in rows)
    return [time.fromisoformat(item.call_time) for item in items if item.call_time is not None and item.call_on == session.today]


def _turn(session: Session, rows: tuple[DayRow, ...], *, left: int, settled: int) -> Turn:
    connection, customer_id = session.connection, rows[0].followup.customer_id
    customer = customers.customer_by_id(connection, customer_id)
    owned = vehicles.vehicles_of(connection, customer_id)
    events = customer_history(session, customer_id, None).events
    speaker, followups = Speaker(session), [row.followup for row in rows]
    window = Window.read(customer.contact_window)
    return Turn(
        customer=customer,
        rows=rows,
        caller=session.actor,
        vehicles=owned,
        last_visits=vehicles.last_visits(connection, (vehicle.id for vehicle in owned), session.policy.visits.excluded_types),
        visits=_first(Order, events),
        calls=_first(CallMade, events),
        hour=Hour(
            good=is_good_hour(session.now.time(), session.policy.calling),
            suits=window.holds(session.now.time()) if window else None,
            agreed=min(_agreed(session, rows), default=None),
        ),
        matters=_matters(session, customer, rows),
        opportunities=tuple(history.open_opportunities(connection, customer_id)),
        script=speaker.script(followups, customer, session.actor),
        situations=speaker.situations(customer, session.actor),
        left=left,
        total=left + settled,
    )


def _first(kind: type[_Event], events: Iterable[Happening]) -> tuple[_Event, ...]:
    return tuple(event for event in events if isinstance(event, kind))[:_LAST]


def _matters(session: Session, customer: Customer, rows: Sequence[DayRow]) -> tuple[Matter, ...]:
    low = is_low(history.latest_scores(session.connection, customer.id), session.policy.calling)
    marks = {
        Matter.LOW_SCORE: low,
        Matter.DOUBTFUL_PHONE: customer.phone_state is PhoneState.DOUBTFUL,
        Matter.WRONG_PHONE: customer.phone_state is PhoneState.WRONG,
        Matter.NO_PHONE: rows[0].phone is None,
    }
    return tuple(matter for matter, holds in marks.items() if holds)


# --- what is asked about a call ---


class Field(StrEnum):
    """What is asked for."""

    SATISFIED = "satisfied"
    SCORE = "score"
    ANSWER = "answer"
    NOTE = "note"
    AGAIN = "again"
    NEW_PHONE = "new_phone"
    NO_MORE = "no_more"
    UNTIL = "until"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to the caller. read: what was typed becomes a value, or a KcrmError that says what is wrong with it.

    asked, number, count: of a survey's question, which one of how many.
    """

    field: Field
    read: Callable[[str], Any]
    asked: Asked | None = None
    number: int = 0
    count: int = 0


class PutOff(NamedTuple):
    """Call for all of it another time."""

    until: Again
    reason: str


Work = CallReport | PutOff
Dialogue = Generator[Ask, Any, Work | None]
"""Returns None where the caller thought better of it."""


def dialogue(key: Key, turn: Turn, now: datetime) -> Dialogue:  # noqa: PLR0911 - one per key
    """The questions that belong to a key which ends a call. now: aware, in the policy's zone."""
    match key:
        case Key.ANSWERED:
            return (yield from _answered(turn))
        case Key.BUSY:
            again = yield Ask(Field.AGAIN, _optional(lambda text: calls.again(text, now, _("Call again"))))
            return CallReport(outcome=Outcome.BUSY, again=again) if again is not None else None
        case Key.WRONG_NUMBER:
            return CallReport(outcome=Outcome.WRONG_NUMBER, new_phone=(yield Ask(Field.NEW_PHONE, _optional(normal_phone))))
        case Key.REFUSED:
            no_more = yield Ask(Field.NO_MORE, _optional(_no_more))
            return CallReport(outcome=Outcome.REFUSED, no_more=no_more, note=(yield Ask(Field.NOTE, said)))
        case Key.SNOOZE:
            return (yield from _put_off(now))
        case Key.MESSAGE_SENT:
            return CallReport(outcome=Outcome.MESSAGE_SENT, by=By.MESSAGE)
        case _:
            return CallReport(outcome=Outcome.NO_ANSWER)


def _answered(turn: Turn) -> Dialogue:
    satisfied = None
    if any(item.kind is Kind.COMPLAINT_RECALL and item.channel is Channel.CALL for item in turn.items):
        satisfied = yield Ask(Field.SATISFIED, _optional(_yes_or_no))
        if satisfied is None:
            return None
    score = yield Ask(Field.SCORE, _optional(_score))
    answers: list[Answer] = []
    asked = turn.script.questions
    for number, question in enumerate(asked, start=1):
        answer = yield Ask(Field.ANSWER, _optional(_reader(question)), question, number, len(asked))
        if answer == ENOUGH:
            break
        if answer is not None:
            answers.append(answer)
    note = yield Ask(Field.NOTE, said)
    return CallReport(outcome=Outcome.ANSWERED, score=score, note=note, answers=tuple(answers), satisfied=satisfied)


def _put_off(now: datetime) -> Dialogue:
    until = yield Ask(Field.UNTIL, _optional(lambda text: calls.again(text, now, _("Postpone"))))
    reason = (yield Ask(Field.REASON, said)) if until is not None else None
    return PutOff(until, reason) if until is not None and reason is not None else None


def _optional(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """None for an empty line."""
    return lambda text: read(text.strip()) if text.strip() else None


def _yes_or_no(text: str) -> bool:
    yes = yes_or_no(text)
    if yes is not None:
        return yes
    raise UsageError(N_("{value}: type y or n."), value=text)


def _score(text: str) -> int:
    if text.isascii() and text.isdigit() and _LOWEST <= int(text) <= _HIGHEST:
        return int(text)
    raise UsageError(N_("{value} is not a score; use a whole number from {least} to {most}."), value=text, least=_LOWEST, most=_HIGHEST)


def _reader(asked: Asked) -> Callable[[str], Answer | str]:
    return lambda text: ENOUGH if text in {ENOUGH, "。"} else read_answer(text, asked.question)


def _no_more(text: str) -> NoMore:
    chosen = {"k": NoMore.KIND, "a": NoMore.ALL}.get(text.lower())
    if chosen is None:
        raise UsageError(N_("{value}: type k, a, or nothing."), value=text)
    return chosen


# --- writing it down ---


class Done(NamedTuple):
    """What was written. settled: nothing more is to be done for the customer today. logged: None for what was put off."""

    items: tuple[FollowUp, ...]
    settled: bool
    logged: Logged | None


def carry_out(session: Session, turn: Turn, work: Work) -> Done:
    """Write down what became of a turn, in one operation.

    Raises RefusedError naming who was there before, where somebody else has worked the customer since.
    """
    if isinstance(work, PutOff):
        items = tuple(followups.snooze(session, [item.id for item in turn.items], work.until, work.reason))
        return Done(items, _settled(session, items), None)
    logged = log_call(session, Target(turn.customer.id, turn.items), work)
    return Done((*logged.items, *logged.messages), _settled(session, logged.items), logged)


def _settled(session: Session, items: Iterable[FollowUp]) -> bool:
    """Not where there is another number to try at once, or a time later today was agreed."""
    return not any(item.state is State.OPEN and item.call_on <= session.today for item in items)
