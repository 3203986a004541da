"""The gate between a view and what writes it: who may not see what reaches somebody is shown it masked, in every format.

It asks the context of the open database and no command, so that none can forget it. A view says of which record it is the card
(`View.of`); all else is a list, and masked for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from kcrm.context import AppContext
from kcrm.masking import hidden
from kcrm.memo import same
from kcrm.model.personal import REACHED
from kcrm.queries.lookup import Thing
from kcrm.queries.rows import Load, Rows
from kcrm.rules.access import masked_in, veiled
from kcrm.views import Cell, Column, Lane, Marked, Valued, View

Mask = Callable[[Any], Any]
_TEXTS: Final = frozenset({Cell.TEXT, Cell.PROSE, Cell.IDENTIFIER, Cell.FIGURE, Cell.TEXTS, Cell.VALUED})


def is_masked(context: AppContext) -> bool:
    """Whether lists and files are masked here; where no database was opened by this context, as the command is."""
    return not context.in_full if context.rights is not None else hidden.get()


def opened(context: AppContext, of: tuple[Thing, int] | None) -> bool:
    """Whether what is shown of a record, None of a list, is shown in full."""
    return not is_masked(context) or (of is not None and context.sees is not None and context.sees(*of))


def gated(context: AppContext, view: View) -> View:
    """The view as it may be shown."""
    return view if opened(context, view.of) else _masked(view)


def _masked(view: View) -> View:
    masks = [_mask_of(column) for column in view.columns]
    rows: Sequence[Sequence[object]]
    if isinstance(view.rows, Rows):
        rows = Rows(len(view.rows), view.rows.read, [_after(load, mask) for load, mask in zip(view.rows.loads, masks, strict=True)])
    else:
        rows = [
            tuple(value if mask is None or value is None else mask(value) for value, mask in zip(row, masks, strict=True))
            for row in view.rows
        ]
    return view._replace(
        title=masked_in(view.title),
        columns=tuple(_telling_nothing(column) for column in view.columns),
        rows=rows,
        notes=tuple(map(masked_in, view.notes)),
        empty=masked_in(view.empty),
        brief=masked_in(view.brief),
        parts={key: _masked(part) for key, part in view.parts.items()},
        lanes=tuple(_masked_lane(lane) for lane in view.lanes),
        told=tuple(each for each in view.told if each not in REACHED),
    )


def _telling_nothing(column: Column) -> Column:
    """A masked column reaches nobody any more, and is not recorded as if it did; a heading that somebody wrote tells no phone either."""
    if column.verbatim:
        column = column._replace(heading=masked_in(column.heading))
    return column._replace(personal=None) if column.personal in REACHED else column


def _masked_lane(lane: Lane) -> Lane:
    return Lane(masked_in(lane.title), tuple(tuple(map(masked_in, card)) for card in lane.cards), lane.hidden)


def _mask_of(column: Column) -> Mask | None:
    """What masks a value of the column, which is not None; None where it holds no text."""
    if column.kind not in _TEXTS:
        return None

    def text(value: str) -> str:
        plain = veiled(value, column.personal) if column.personal in REACHED else masked_in(value)
        if plain == value:
            return value
        return Marked(plain, *value.marks) if isinstance(value, Marked) else plain

    def mask(value: object) -> object:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, Valued):
            inner = _mask_of(value.column)
            return value if inner is None else Valued(value.column, inner(value.value))
        return tuple(map(mask, value)) if isinstance(value, tuple | list) and not isinstance(value, Valued) else value

    return mask


def _after(load: Load, mask: Mask | None) -> Load:
    if mask is None:
        return load
    return mask if load is same else lambda value: mask(load(value))
