"""What is typed at the desk: the questions of a key with their answers so far, and names that are completed."""

from __future__ import annotations

from datetime import datetime

from textual.suggester import Suggester

from kcrm.actions.seat.asking import Ask, Asks
from kcrm.actions.seat.keys import Key
from kcrm.context import AppContext
from kcrm.desk.reading import begun


class Asking:
    """A key whose questions are being answered. told: question and answer so far, for the form."""

    def __init__(self, key: Key, asks: Asks, now: datetime) -> None:
        self.key, self.asks, self.now = key, asks, now
        self.answers: list[object] = []
        self.told: list[tuple[str, str]] = []
        self.ask: Ask | None = None


class Names(Suggester):
    """Names and plates of customers, as they are begun."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._surroundings = context

    async def get_suggestion(self, value: str) -> str | None:
        return begun(self._surroundings, value) if value else None
