"""The customers on the list, and moving among them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import OptionList

from kcrm.actions.daylist import DayRow
from kcrm.desk.looks import listed
from kcrm.views.seat.desk import list_lines

_UP, _DOWN = frozenset({"up", "k"}), frozenset({"down", "j"})
_ENDS = {"home": 0, "g": 0, "end": -1, "G": -1}


class Customers(OptionList):
    """Whom to call, the most pressing first. by_letters: j, k, g and G move, as the list was chosen by Tab."""

    can_focus = False
    by_letters = False

    def __init__(self) -> None:
        super().__init__(id="list", markup=False)
        self._drawn: tuple[Sequence[Sequence[DayRow]], frozenset[int], bool, int] = (), frozenset(), True, 0
        self._ids: list[int] = []

    def show(self, customers: Sequence[Sequence[DayRow]], customer_id: int | None, skipped: frozenset[int], *, coloured: bool) -> None:
        """These, with whose card is shown chosen among them. skipped: who was left out in this sitting."""
        before, *how = self._drawn
        if customers is not before or how != [skipped, coloured, self._width]:
            self._drawn = customers, skipped, coloured, self._width
            lines = list_lines(customers, skipped)
            self._ids = [line.customer_id for line in lines]
            self.clear_options()
            self.add_options(listed(line, self._width, coloured=coloured) for line in lines)
        if customer_id is not None:
            self.choose(customer_id)

    def on_resize(self) -> None:
        """Draw them anew where there is another width."""
        customers, skipped, coloured, _width = self._drawn
        if customers:
            self.show(customers, self._ids[self.highlighted] if self.highlighted is not None else None, skipped, coloured=coloured)

    @property
    def _width(self) -> int:
        return self.size.width - self.styles.scrollbar_size_vertical if not self.show_vertical_scrollbar else self.size.width

    def choose(self, customer_id: int) -> None:
        """Stand at this customer, where they are on the list."""
        if customer_id in self._ids:
            self.highlighted = self._ids.index(customer_id)

    def at(self, place: int) -> int:
        """Who stands there."""
        return self._ids[place]

    def moved(self, pressed: str) -> int | None:
        """Where the key moves to: a customer; None where it is no key that moves."""
        if not self._ids or (len(pressed) == 1 and not self.by_letters):
            return None
        place, last = self.highlighted or 0, len(self._ids) - 1
        if pressed in _UP | _DOWN:
            place += 1 if pressed in _DOWN else -1
        elif pressed in _ENDS:
            place = _ENDS[pressed] % (last + 1)
        else:
            return None
        self.highlighted = min(max(place, 0), last)
        return self._ids[self.highlighted]
