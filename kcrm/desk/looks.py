"""What a key of the desk only shows: the views of the commands, drawn for a panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from kcrm.actions.cards import customer_card
from kcrm.actions.seat.keys import Look
from kcrm.actions.seat.turn import Nobody, Turn
from kcrm.actions.session import open_session
from kcrm.context import AppContext, OutputFormat, Theme
from kcrm.desk.panels import Panel
from kcrm.desk.reading import Seen
from kcrm.i18n import _
from kcrm.render import render
from kcrm.shell.qr import dialling_code
from kcrm.text import cells, pad, safe
from kcrm.views import View
from kcrm.views.complaints.story import story
from kcrm.views.customers import customer_record
from kcrm.views.seat.card import Screen, nobody_left, turn_view
from kcrm.views.seat.desk import NAME, Line, in_one_line, ticking_line
from kcrm.views.seat.keys import situations_lines
from kcrm.views.tones import Tone

_NARROWEST = 20  # cells
_TALL = 32  # lines from which on the card has all of its past and the script all of its questions


class Card(Static):
    """What is drawn anew whenever it has another width."""

    _draws: Callable[[int], Content | str] | None = None
    _width = 0

    def draw(self, draws: Callable[[int], Content | str]) -> None:
        """Show what this makes of a width in cells."""
        self._draws = draws
        self._drawn()

    def on_resize(self) -> None:
        if self.size.width != self._width:  # it is as high as what is drawn
            self._drawn()

    def _drawn(self) -> None:
        self._width = self.size.width
        if self._draws is not None and self._width:
            self.update(self._draws(self._width))


def rendered(context: AppContext, view: View, width: int) -> Content:
    """A view as a terminal of so many cells shows it."""
    from rich.text import Text

    terminal = context.terminal._replace(width=max(width - 1, _NARROWEST), colour=context.terminal.theme is not Theme.NONE)
    return Content.from_rich_text(Text.from_ansi(render(view, OutputFormat.TABLE, context.replace(terminal=terminal))))


def card_of(context: AppContext, seen: Seen, turn: Turn | None, *, worked: bool, lines: int) -> Callable[[int], Content | str]:
    """The card of whose turn it is, by its width; why there is none. worked: somebody was called. lines: of the whole screen."""
    if turn is None:
        nobody = seen.turn
        words = nobody_left(nobody, worked=worked) if isinstance(nobody, Nobody) else ""
        return lambda _width: words

    def drawn(width: int) -> Content:
        return rendered(context, turn_view(turn, seen.policy, Screen(width, lines) if lines < _TALL else None), width)

    return drawn


def looked(context: AppContext, look: Look, turn: Turn, width: int) -> Panel:
    """The whole card, the story of their complaints, or what to say in special situations. width: cells of a line."""
    match look:
        case Look.CARD:
            with open_session(context.at_present()) as session:
                return Panel(_("full card"), rendered(context, customer_record(customer_card(session, turn.customer.id)), width))
        case Look.COMPLAINT:
            return Panel(_("complaint history"), Content("\n").join(rendered(context, story(case), width) for case in turn.complaints))
        case _:
            words = [f"{line}\n{each.text}\n" for line, each in zip(situations_lines(turn), turn.situations, strict=True)]
            return Panel(_("what to say"), "\n".join(words))


def qr_code(context: AppContext, turn: Turn) -> Panel:
    """The phone as a code that a mobile phone dials. Raises RefusedError where there is none."""
    terminal = context.terminal._replace(colour=False, stdout_tty=True)
    code = dialling_code(context.replace(terminal=terminal), turn.phone, turn.customer.name)
    # light modules are drawn, on black
    return Panel(turn.phone or "", Content.styled(code.rstrip("\n"), "#ffffff on #000000"))


def listed(line: Line, width: int, *, coloured: bool) -> Option:
    """A customer on the list: in one line, or in two where there is little room, so that it also tells the vehicle, why, and till when."""
    mark = Content.styled(line.mark, line.style if coloured else "")
    about, till = Content.styled(line.about, "dim"), f" {line.till}" if line.till else ""
    if in_one_line(width):
        left = Content.assemble(mark, pad(line.name, NAME), about)
        return Option(left.truncate(width - cells(till), ellipsis=True, pad=bool(till)).append(till))
    first = Content.assemble(mark, line.name)
    if first.cell_length + 1 + cells(line.plate) <= width:
        first = Content.assemble(first, f" {line.plate}")
    second = Content.assemble(" ", about).truncate(width - cells(till), ellipsis=True)
    return Option(Content("\n").join([first.truncate(width, ellipsis=True), second.append(till)]))


def ticking(seen: Seen, now: datetime) -> Content:
    """What is left of each deadline now, a line each; what is over stands out."""
    gone = now - seen.at
    return Content("\n").join(
        Content.styled(ticking_line(each.case, each.left - gone), Tone.PRESSING if each.left < gone else "") for each in seen.clocks
    )


def safe_lines(words: str) -> str:
    """Each line with what a terminal would obey made visible."""
    return "\n".join(map(safe, words.split("\n")))
