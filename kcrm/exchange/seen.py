"""What stands in the columns of a file, for whoever tries it before it is imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.exchange.reading import Table
from kcrm.named import NamedTuple

_SAMPLES = 3


class SeenColumn(NamedTuple):
    """A column of a file. key: what it is taken for, None where it is not. filled: in how many of so many rows something stands.

    samples: the first different texts.
    """

    heading: str
    key: str | None
    filled: int
    rows: int
    samples: tuple[str, ...]


class SeenColumns:
    """Counts as rows go by; nothing of them is kept but the samples. keys: by place, what a column is taken for."""

    def __init__(self, table: Table, keys: Mapping[int, str]) -> None:
        self._table, self._keys, self._rows = table, keys, 0
        self._filled = [0] * table.width
        self._samples: list[list[str]] = [[] for _ in range(table.width)]

    def see(self, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Some rows more, as they came."""
        self._rows += len(rows)
        for _line, cells in rows:
            for place, text in enumerate(cells[: self._table.width]):
                if text and (plain := self._table.plain(text)):
                    self._filled[place] += 1
                    samples = self._samples[place]
                    if len(samples) < _SAMPLES and plain not in samples:
                        samples.append(plain)

    def columns(self) -> list[SeenColumn]:
        """Of all rows that went by, in the order of the file."""
        return [
            SeenColumn(heading, self._keys.get(place), self._filled[place], self._rows, tuple(self._samples[place]))
            for place, heading in enumerate(self._table.headings)
        ]
