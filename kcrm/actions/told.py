"""By what the records of a file are known: rows that say the same are one, those that differ are refused, all of them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.exchange.columns import EMPTIES
from kcrm.exchange.keyed import Record
from kcrm.i18n import N_
from kcrm.queries.records import stored_value
from kcrm.records import Noun, SheetKind

_AT_ONCE: Final = 50_000  # names that are compared


class Names:
    """Of each name its hash is kept, and of what was said of it the hash and the line, as a file may have half a million.

    refused: lines by names that are known to be told of twice. keys: of the file's columns, in their order.
    """

    def __init__(self, noun: Noun, keys: Sequence[str], refused: Mapping[int, Sequence[int]]) -> None:
        self._noun, self._keys, self.refused = noun, keys, refused
        self._known = frozenset(keys)
        self._names, self._contents, self._lines = array("q"), array("q"), array("Q")

    def check(self, row: Record) -> None:
        """Note what a row says. Raises ColumnError where other lines say something else of the record."""
        name = self._name(row.values)
        if name is None:
            return
        column, value = name
        key = hash(name)
        if key in self.refused:
            others = ", ".join(str(line) for line in self.refused[key] if line != row.line)
            reason = RefusedError(N_("line {lines} has it too, with different content; none of these rows is imported"), lines=others)
            raise ColumnError(column, value, reason)
        self.note([key], [self._content(row.values)], [row.line])

    def named(self, numbers: Iterable[object]) -> list[int]:
        """What stands for rows that have these numbers."""
        return [hash((self._noun.number, number)) for number in numbers]

    def note(self, names: Iterable[int], contents: Iterable[int], lines: Iterable[int]) -> None:
        """What rows say that are kept many at a time. contents: hashes of what stands in their columns, in order."""
        self._names.extend(names)
        self._contents.extend(contents)
        self._lines.extend(lines)

    def differing(self) -> dict[int, list[int]]:
        """By name the lines that say different things: the first and those that are not as it is."""
        told: dict[int, tuple[int, int]] = {}
        differing: dict[int, list[int]] = {}
        twice = self._twice()
        for name, content, line in zip(self._names, self._contents, self._lines, strict=True) if twice else ():
            if name in twice:
                first, said = told.setdefault(name, (line, content))
                if said != content:
                    differing.setdefault(name, [first]).append(line)
        return differing

    def _twice(self) -> set[int]:
        parts = 1 + len(self._names) // _AT_ONCE
        twice: set[int] = set()
        for part in range(parts):
            names = [name for name in self._names if name % parts == part] if parts > 1 else self._names
            if len(set(names)) < len(names):
                twice.update(name for name, times in Counter(names).items() if times > 1)
        return twice

    def _content(self, values: Values) -> int:
        said = [EMPTIES if key in values and values[key] is None else stored_value(values.get(key)) for key in self._keys]
        beside = [(key, stored_value(value)) for key, value in values.items() if key not in self._known]
        return hash((*said, *beside))

    def _name(self, values: Values) -> tuple[str, str] | None:
        number = values.get(self._noun.number)
        if number is not None:
            return self._noun.number, str(number)
        if self._noun.kind == SheetKind.CUSTOMERS and values.get("phone") is not None:
            return "phone", f"{values['phone']} {values.get('name')}"
        if self._noun.kind == SheetKind.RECALLS and values.get("vin") is not None:
            return "vin", f"{values['vin']} {values.get('recall_no')}"
        return None
