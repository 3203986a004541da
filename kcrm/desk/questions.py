"""What is typed at the desk: the questions of a key with their answers so far, and names that are completed."""

from __future__ import annotations

import asyncio
from datetime import datetime

from textual.content import Content
from textual.suggester import Suggester

from kcrm.actions.seat.asking import Ask, Asks
from kcrm.actions.seat.keys import Key
from kcrm.context import AppContext
from kcrm.desk.reading import begun
from kcrm.i18n import _
from kcrm.views.seat.keys import asked_briefly


class Asking:
    """A key whose questions are being answered. told: question and answer so far, for the form."""

    def __init__(self, key: Key, asks: Asks, now: datetime) -> None:
        self.key, self.asks, self.now = key, asks, now
        self.answers: list[object] = []
        self.typed: list[str] = []
        self.told: list[tuple[str, str]] = []
        self.ask: Ask | None = None

    def take(self, typed: str) -> None:
        """The answer to the question. Raises KcrmError where it cannot be read."""
        assert self.ask is not None, "something was asked"
        self.answers.append(self.ask.read(typed))
        self.typed.append(typed)
        self.told.append((asked_briefly(self.ask), typed.strip() or "-"))

    def go_back(self) -> None:
        """Forget the answer before."""
        for kept in (self.answers, self.typed, self.told):
            kept.pop()

    def so_far(self) -> Content:
        """The key, and each question with what was answered."""
        told = [Content.assemble((f"{words} ", "dim"), answer) for words, answer in self.told]
        return Content("\n").join([Content.styled(_(self.key.label), "bold"), *told])


class Names(Suggester):
    """Names and plates of customers, as they are begun."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._surroundings = context

    async def get_suggestion(self, value: str) -> str | None:
        return await asyncio.to_thread(begun, self._surroundings, value) if value else None
