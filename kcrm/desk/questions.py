"""What is typed at the desk: the questions of a key with their answers so far, and what an answer may go on to."""

from __future__ import annotations

import asyncio
from datetime import datetime

from textual.content import Content
from textual.suggester import Suggester

from kcrm.actions.seat.asking import Ask, Asks, Names
from kcrm.actions.seat.keys import Key
from kcrm.actions.seat.working import answer
from kcrm.context import AppContext
from kcrm.desk.reading import begun
from kcrm.i18n import N_, _
from kcrm.views.seat.keys import answered_briefly, asked_briefly

NARROWING = Ask("narrowing", N_("Narrow to: name, phone, plate (Enter: keep, Esc: all):"), str.strip, names=Names.CUSTOMER)
"""To whom the list is narrowed."""


class Asking:
    """A key whose questions are being answered. typed: the answers as they were; told: question and answer in words, for the form."""

    def __init__(self, key: Key, asks: Asks, now: datetime) -> None:
        self.key, self.asks, self.now = key, asks, now
        self.answers: list[object] = []
        self.typed: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.ask: Ask | None = None

    async def take(self, context: AppContext, typed: str) -> None:
        """The answer to the question. Raises KcrmError where it cannot be read, or is nobody."""
        ask = self.ask
        assert ask is not None, "something was asked"
        # who is asked for is looked up on a thread of its own
        given = await asyncio.to_thread(answer, context, ask, typed) if ask.find is not None else ask.read(typed)
        self.answers.append(given)
        self.typed.append(typed)
        self.told.append((asked_briefly(ask), answered_briefly(ask, given, typed)))

    def go_back(self) -> None:
        """Forget the answer before."""
        for kept in (self.answers, self.typed, self.told):
            kept.pop()

    def so_far(self, whom: str) -> Content:
        """The key, for whom it is, and each question with what was answered."""
        told = [Content.assemble((f"{words} ", "dim"), said) for words, said in self.told]
        return Content("\n").join([Content.assemble((_(self.key.label), "bold"), f"  {whom}"), *told])


class Begun(Suggester):
    """What an answer that was begun may go on to: one of the few that there are, or the name of somebody known."""

    def __init__(self, context: AppContext, ask: Ask) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._surroundings, self._ask = context, ask

    async def get_suggestion(self, value: str) -> str | None:
        if not value:
            return None
        labels = (_(choice.label) for choice in self._ask.choices)
        chosen = next((label for label in labels if label.startswith(value)), None)
        if chosen is not None or self._ask.names is None:
            return chosen
        return await asyncio.to_thread(begun, self._surroundings, self._ask.names, value)
