"""Persons who were erased stay unknown: what a file or a person at the desk says of them again is left out, or refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import Final

from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.erasing import Mark
from kcrm.named import NamedTuple
from kcrm.queries.erasures import Marks, erased_row, marks_now
from kcrm.records import SheetKind


class Known(NamedTuple):
    """By which keys of a row somebody is known, and which keys of it then tell of them."""

    mark: Mark
    keys: tuple[str, ...]
    telling: tuple[str, ...]


_OWNER: Final = ("customer_no", "owner_phone", "owner_name")
_BROUGHT: Final = ("brought_by", "brought_by_phone")
BY: Final[Mapping[SheetKind, tuple[Known, ...]]] = {
    SheetKind.CUSTOMERS: (
        Known(Mark.NUMBER, ("customer_no",), ()),
        Known(Mark.PHONE, ("phone",), ()),
        Known(Mark.PHONE, ("phone2",), ()),
    ),
    SheetKind.VEHICLES: (
        Known(Mark.NUMBER, ("customer_no",), _OWNER),
        Known(Mark.PHONE, ("owner_phone",), _OWNER),
        Known(Mark.VIN_NAME, ("vin", "owner_name"), _OWNER),
        Known(Mark.VIN_PLATE, ("vin", "plate"), ("plate",)),
    ),
    SheetKind.ORDERS: (
        Known(Mark.PHONE, ("brought_by_phone",), _BROUGHT),
        Known(Mark.VIN_NAME, ("vin", "brought_by"), _BROUGHT),
    ),
}
"""By kind of file; what else a file tells of them hangs on a customer, whom nobody finds any more."""


class Forgotten:
    """Who was erased, in one open write; read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._marks = Marks(connection)

    @cached_property
    def marks(self) -> frozenset[str]:
        """Of all who were erased and not let in again."""
        return marks_now(self._connection)

    def told(self, kind: SheetKind, values: Values) -> Known | None:
        """By what a row is known to tell of somebody erased; None where it does not."""
        if not self.marks:
            return None
        return next((known for known in BY.get(kind, ()) if self._is_marked(known.mark, [values.get(key) for key in known.keys])), None)

    def _is_marked(self, mark: Mark, texts: Sequence[object]) -> bool:
        return all(texts) and self._marks.mark(mark, *map(str, texts)) in self.marks

    def among(self, kind: SheetKind, columns: Mapping[str, Sequence[object]], count: int) -> Iterator[bool]:
        """Of each of so many rows, by their columns, whether it tells of somebody erased."""
        if not self.marks:
            return repeat(False, count)
        said = [(known.mark, [columns[key] for key in known.keys]) for known in BY.get(kind, ()) if set(known.keys) <= columns.keys()]
        return (any(self._is_marked(mark, [values[place] for values in each]) for mark, each in said) for place in range(count))

    def row(self, table: str, number: int) -> ColumnError | None:
        """Why a row that is there is left as it is; None where it does not tell of somebody erased."""
        on = erased_row(self._connection, table, number) if self.marks else None
        if on is None:
            return None
        return ColumnError("id", number, RefusedError(N_("told of a person who was erased on {day}; it stays as it is"), day=on))


def unwanted(column: str, value: object) -> ColumnError:
    """What is said of a person who was erased."""
    return ColumnError(
        column,
        value,
        RefusedError(
            N_("belongs to a person who was erased; left out"),
            hint=N_("If they have come as a customer again: kcrm privacy admit PHONE"),
        ),
    )


def without_erased(forgotten: Forgotten, kind: SheetKind, values: Values) -> tuple[Values, tuple[ColumnError, ...]]:
    """A row's values without those that tell of somebody erased, and what was left out."""
    warnings: list[ColumnError] = []
    while (known := forgotten.told(kind, values)) is not None:
        column = known.keys[-1]
        warnings.append(unwanted(column, values[column]))
        values = {key: value for key, value in values.items() if key not in {*known.telling, *known.keys[-1:]}}
    return values, tuple(warnings)
