"""Which colours a terminal is written in: its own, which are chosen for a black background, or on a light one such as can be read there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import StringIO
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kcrm.context import Terminal, Theme

if TYPE_CHECKING:
    from rich.table import Table

ON_LIGHT: Final[Mapping[str, str]] = MappingProxyType({"red": "color(124)", "yellow": "color(94)", "green": "color(22)"})
"""The colours that views name, as they can be read on white; a terminal's own yellow and green vanish there."""
_WEIGHTS = ("", "bold ")


def drawn(tables: Iterable[Table], terminal: Terminal) -> str:
    """The tables as Rich draws them, an empty line between two: as wide as the terminal, in its colours where they are permitted."""
    from rich.console import Console
    from rich.theme import Theme as Styles

    light = terminal.theme is Theme.LIGHT
    styles = {f"{weight}{name}": f"{weight}{colour}" for weight in _WEIGHTS for name, colour in ON_LIGHT.items()} if light else {}
    buffer = StringIO()
    console = Console(
        file=buffer,
        width=terminal.width,
        force_terminal=terminal.colour,
        color_system=("256" if light else "standard") if terminal.colour else None,
        no_color=not terminal.colour,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        theme=Styles(styles),
    )
    for place, table in enumerate(tables):
        if place:
            console.print()
        console.print(table)
    return buffer.getvalue()
