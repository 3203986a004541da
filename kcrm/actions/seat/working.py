"""A list being worked: whose turn it is, what the questions of a key come to, what was written, and how it is taken back.

Whatever drives it, a line at the terminal or a full screen, keeps one `Working` and opens a session for each call; nothing is held between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kcrm.actions.seat.asking import Ask, Asks, Done, Work
from kcrm.actions.seat.overrun import Overrun
from kcrm.actions.seat.steps import LastStep, Step, just_written, last_step, shown, take_back
from kcrm.actions.seat.turn import Called, Nobody, Turn, next_turn, turn_again, turn_of
from kcrm.actions.session import Session, open_session
from kcrm.actions.wanted import wants_of
from kcrm.context import AppContext
from kcrm.rules.calls import SPOKEN


class Working:
    """Who is done with in this sitting, and its steps, the last of which can be taken back.

    caller_id: whose list it is, None for all. overrun: keys that may have been one answer too many.
    """

    def __init__(self, caller_id: int | None) -> None:
        self.caller_id = caller_id
        self.overrun = Overrun()
        self._settled: set[int] = set()
        self._steps: list[Step] = []
        self._again: int | None = None  # whose last step was taken back: they are not done with
        self._called: Called | None = None

    @property
    def settled(self) -> frozenset[int]:
        """The customers that were worked or left out."""
        return frozenset(self._settled)

    def next(self, session: Session) -> Turn | Nobody:
        """Whose turn it is now."""
        turn = next_turn(session, self.caller_id, self._settled, self._again)
        self._again = None
        return self._beside(turn)

    def turn_of(self, session: Session, customer_id: int, before: Turn | Nobody | None = None) -> Turn | Nobody:
        """The turn of a customer who was chosen; of whoever is next, where nothing is due for them any more.

        before: whose turn it was, where nothing was written since.
        """
        chosen = turn_of(session, customer_id, before) if isinstance(before, Turn) else None
        return self._beside(chosen or next_turn(session, self.caller_id, self._settled, customer_id))

    def again(self, session: Session, turn: Turn) -> Turn | None:
        """The same turn after something was written in it; None where nothing is left to call about today."""
        again = turn_again(session, turn)
        return again._replace(called=self._called) if again is not None else None

    def _beside(self, turn: Turn | Nobody) -> Turn | Nobody:
        """With who was spoken to before, unless it is them again."""
        other = self._called is not None and isinstance(turn, Turn) and turn.customer.id != self._called.customer_id
        return turn._replace(called=self._called) if other and isinstance(turn, Turn) else turn

    def skip(self, turn: Turn) -> None:
        """Leave this customer out for now."""
        self._settled.add(turn.customer.id)

    def write(self, session: Session, turn: Turn, work: Work) -> Done:
        """Write it down, as one step. Raises KcrmError where that cannot be, and has written nothing then."""
        theirs = (step for step in self._steps if step.customer_id == turn.customer.id)
        done = work.write(session, turn._replace(brought=tuple(each for step in theirs for each in step.brought)))
        step = just_written(session, turn.customer.id, done.brought)
        self._steps += [step] if step else []
        if done.settled:
            self._settled.add(turn.customer.id)
        self._remember(session, turn, done)
        return done

    def _remember(self, session: Session, turn: Turn, done: Done) -> None:
        """Who was spoken to, and what they are still to be asked for."""
        called = self._called
        if done.over and done.logged is not None and done.logged.call.outcome in SPOKEN:
            wants = wants_of(session, turn.customer.id, turn.vehicle_ids) if turn.wants else ()
            called = Called(turn.customer.id, turn.customer.name, wants)
        elif called is not None:
            called = called._replace(wants=tuple(want for want in called.wants if want not in done.answered))
        self._called = called if called is not None and called.wants else None

    def last_step(self, session: Session) -> LastStep:
        """The step that would be taken back. Raises RefusedError where there is none or others built on it."""
        return shown(session, self._steps[-1] if self._steps else last_step(session))

    def take_back(self, session: Session, step: Step) -> None:
        """Reverse that step; whom it was about is next. Raises RefusedError."""
        take_back(session, step)
        if self._steps:
            self._steps.pop()
        self._settled.discard(step.customer_id)
        self._again = step.customer_id or None
        self._called = None  # what was written of them may be what was taken back


def answer(context: AppContext, ask: Ask, typed: str) -> Any:  # noqa: ANN401 - as the question reads it
    """What was typed, read, and looked up where the question asks for somebody. Raises KcrmError with what is wrong with it."""
    read = ask.read(typed)
    if read is None or ask.find is None:
        return read
    with open_session(context.at_present()) as session:
        return ask.find(session, read)


def asked_next(asks: Asks, turn: Turn, now: datetime, answers: Sequence[object]) -> Ask | Work | None:
    """What comes after these answers: the next question, the work to be written, or None where the caller thought better of it.

    What was answered before is told again each time: nothing is written until the end, so that one may go back. Raises KcrmError.
    """
    questions = asks(turn, now)
    try:
        ask = next(questions)
        for answer in answers:
            ask = questions.send(answer)
    except StopIteration as end:
        work: Work | None = end.value
        return work
    return ask
