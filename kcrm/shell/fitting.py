"""Which columns of a list stand side by side on a terminal, and how wide each is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kcrm.views import Cell, Column

GAP = 2  # cells between two columns of a table
READABLE = 24  # cells that a text is given at least, before another column goes
LEAST = 4  # cells of a column in any case


def fitting(columns: Sequence[Column], widths: Sequence[int], width: int, empty: Collection[int] = ()) -> dict[int, int]:
    """The columns that are shown, by their place, each with its cells.

    widths: what each needs. Where not all fit, those in which nothing stands go (`empty`), texts are shortened to what is readable, and
    columns of low priority leave; what then fits comes back, and texts take what is left. A column without a priority goes only where half
    of a number would stand, those further right first; the lower below 0 the later, and none of them stays before a later one; and the
    first of all never: it says which row it is, and where it is below 0 it stays readable.
    """
    room = dict(enumerate(widths))
    if _free(room, width) >= 0:
        return _with_prose(columns, room, width)
    # what goes last stands first; of two with the same priority the one further right goes before the other
    lasting = sorted(room, key=lambda index: (columns[index].priority, index))
    firm = _standing(columns, widths, [index for index in lasting if columns[index].priority <= 0], width)
    optional = [index for index in lasting if columns[index].priority > 0 and index not in empty]
    least = [min(each, READABLE) if _can_be_cut(column) else each for column, each in zip(columns, widths, strict=True)]
    room = {index: widths[index] for index in firm} | {index: least[index] for index in optional}
    for index in reversed(optional):
        if _free(room, width) < 0:
            del room[index]
    for index in optional:
        if index not in room and _free(room, width) >= least[index] + GAP:
            room[index] = least[index]
    for index in room:
        room[index] += max(min(widths[index] - room[index], _free(room, width)), 0)
    for index in lasting:
        if index in empty and index not in room and _free(room, width) >= widths[index] + GAP:
            room[index] = widths[index]
    _shorten_widest(room, [index for index in room if _can_be_cut(columns[index])], width)
    return _with_prose(columns, dict(sorted(room.items())), width)


def _standing(columns: Sequence[Column], widths: Sequence[int], firm: Sequence[int], width: int) -> list[int]:
    """Those of the columns without a priority that stand side by side with no number cut; the first of them in any case."""
    least = {index: LEAST if _can_be_cut(columns[index]) else widths[index] for index in firm}
    least |= {index: min(widths[index], READABLE) for index in firm[:1] if columns[index].priority < 0 and _can_be_cut(columns[index])}
    standing = dict(least)
    for index in reversed(firm[1:]):
        if _free(standing, width) < 0:
            del standing[index]
    for index in firm:
        if index in standing:
            continue
        if _free(standing, width) >= least[index] + GAP:
            standing[index] = least[index]
        elif columns[index].priority < 0:
            break  # a month among others is not left out for one before it that is narrower
    return list(standing)


def _free(room: dict[int, int], width: int) -> int:
    """How many cells are left; less than none where the columns do not fit."""
    return width - sum(room.values()) - GAP * (len(room) - 1)


def _can_be_cut(column: Column) -> bool:
    """Half a number or a date says nothing, or something else."""
    return column.kind in {Cell.TEXT, Cell.TEXTS, Cell.ENUMS, Cell.PROSE} or (column.kind is Cell.ENUM and bool(column.labels))


def _shorten_widest(room: dict[int, int], texts: Sequence[int], width: int) -> None:
    """Take what is lacking from the widest of the texts, until the next is as wide."""
    while (lacking := -_free(room, width)) > 0 and texts:
        *others, widest = sorted(texts, key=room.__getitem__)
        target = max(room[others[-1]] - 1 if others else 0, room[widest] - lacking, LEAST)
        if target >= room[widest]:
            return
        room[widest] = target


def _with_prose(columns: Sequence[Column], room: dict[int, int], width: int) -> dict[int, int]:
    """What is wrapped takes what is left."""
    prose = [index for index in room if columns[index].kind is Cell.PROSE]
    for place, index in enumerate(prose):
        room[index] += max(_free(room, width), 0) // (len(prose) - place)
    return room
