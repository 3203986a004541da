"""The line at the foot of the desk in which is typed, with what is asked above it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.suggester import Suggester
from textual.widgets import Input, Static


class Typed(Input):
    """What is typed. It is empty as soon as Enter was pressed, so that what is typed at once is the next answer."""

    def on_key(self, event: Key) -> None:
        """Hand over what was typed, between the letters before Enter and those after it."""
        if event.key == "enter":
            event.stop()
            typed, self.value = self.value, ""
            self.post_message(self.Submitted(self, typed))


class Line(Vertical):
    """A question and the line for its answer; hidden while nothing is asked."""

    def compose(self) -> ComposeResult:
        yield Static(id="prompt", markup=False)
        yield Typed(id="line")

    def on_mount(self) -> None:
        self.display = False
        self.query_one(Typed).cursor_blink = False

    @property
    def is_typed_in(self) -> bool:
        """Whether keys are letters of an answer."""
        return self.query_one(Typed).has_focus

    def ask(self, words: str, suggester: Suggester | None = None) -> None:
        """Ask this."""
        line = self.query_one(Typed)
        self.query_one("#prompt", Static).update(words)
        line.suggester = suggester
        self.display = True
        self.screen.set_focus(line)  # at once: what is typed next is its answer

    def give(self, typed: str) -> None:
        """Have this in the line, to be typed over or changed."""
        line = self.query_one(Typed)
        if not line.value:
            line.value = typed
            line.action_select_all()

    def hide(self) -> None:
        """Nothing is asked any more."""
        self.query_one(Typed).value = ""
        self.display = False
        self.screen.set_focus(None)
