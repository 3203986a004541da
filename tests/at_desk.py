"""The desk driven by its pilot: keys in, what is on the screen and in the database out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from textual.events import Key

from kcrm.context import AppContext
from kcrm.i18n import use_language

NOW = "2026-06-15T09:30"


class Seat:
    """A running desk. `shown` is what stands on its screen."""

    def __init__(self, app, pilot):
        self.app, self._pilot = app, pilot

    async def keys(self, *pressed):
        """Press each; words are typed letter by letter, `<enter>` and the like are keys."""
        for each in pressed:
            await self._pilot.press(*([each[1:-1]] if each.startswith("<") else each))
            await self.settled()

    async def at_once(self, *keys):
        """Press them all as a terminal hands on what was typed in one burst, and wait until all is done."""
        for key in keys:
            named = len(key) > 1
            self.app.post_message(Key(key, None if named and key != "enter" else "\r" if named else key))
        for _ in keys:
            await self.settled()

    async def until(self, words):
        """Wait until this stands on the screen."""
        while words not in self.shown:
            await self._pilot.pause()

    async def pressed(self, key):
        """Press it, and wait for nothing but the screen."""
        await self._pilot.press(key)
        await self._pilot.pause()

    async def settled(self):
        """Wait until everything that was begun is done and drawn."""
        await self._pilot.pause()
        await self.app.workers.wait_for_complete()
        await self._pilot.pause()

    @property
    def shown(self):
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def clicked(self, widget, column, row):
        """Click there with the mouse."""
        await self._pilot.click(widget, offset=(column, row))
        await self.settled()

    @property
    def line(self):
        """What stands in the line in which is typed."""
        return self.app.query_one("#line").value

    def style_of(self, words):
        """How these words look on the screen."""
        return next(segment.style for strip in self.app.screen._compositor.render_strips() for segment in strip if words in segment.text)

    async def resized(self, width, height):
        await self._pilot.resize_terminal(width, height)
        await self.settled()


def at_desk(shell, play: Callable[[Seat], Awaitable[None]], *, language="en", size=(80, 24), staff="S1", now=NOW):
    """Open the desk over the shell's database and play."""
    from kcrm.desk.app import Desk

    async def run():
        context = AppContext.of_environment({"KCRM_DB": str(shell.db), "KCRM_STAFF": staff, "KCRM_NOW": now}, language=language)
        app = Desk(context, None)
        async with app.run_test(size=size) as pilot:
            seat = Seat(app, pilot)
            await seat.settled()
            await play(seat)

    with use_language(language):
        asyncio.run(run())
