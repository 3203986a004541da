"""What is laid over the desk until a key is pressed: long texts, all keys, and whether the last step is to be taken back."""

from __future__ import annotations

import unicodedata
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kcrm.text import yes_or_no

Answer = TypeVar("Answer")


class Laid(ModalScreen[Answer]):
    """Something laid over the desk."""

    _is_left = False

    def leave(self, answer: Answer) -> None:
        """Take it away; a key that comes right after the one that did so changes nothing."""
        if not self._is_left:
            self._is_left = True
            self.dismiss(answer)


class Panel(Laid[str | None]):
    """A text to read; any key but those that scroll leaves it. ask: with a line to type in, which it returns."""

    def __init__(self, title: str, text: str | Content, ask: str = "") -> None:
        super().__init__()
        self._title, self._text, self._ask = title, text, ask

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel") as panel:
            panel.border_title = self._title
            with VerticalScroll():
                yield Static(self._text, markup=False)
            if self._ask:
                yield Static(self._ask, markup=False)
                yield Input()

    def on_mount(self) -> None:
        self.query_one(Input if self._ask else VerticalScroll).focus()

    def on_key(self, event: Key) -> None:
        if event.key == "escape" or (not self._ask and event.key not in {"up", "down", "pageup", "pagedown", "home", "end"}):
            event.stop()
            self.leave(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.leave(event.value)


class Confirm(Laid[bool]):
    """What would change; u or yes agrees, any other key does not."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel") as panel:
            panel.border_title = self._title
            yield Static(self._text, markup=False)

    def on_key(self, event: Key) -> None:
        event.stop()
        typed = unicodedata.normalize("NFKC", event.character or "").lower()
        self.leave(typed == "u" or bool(yes_or_no(typed)))
