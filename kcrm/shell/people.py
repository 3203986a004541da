"""The columns that people see, their headings and cells, whatever they are written as."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from kcrm.shell.converters import indices
from kcrm.text import safe, wrap
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.values import for_people

_STACKED = 10  # cells of a line of a heading that stands in several


def places_for(view: View) -> list[int]:
    """Where the columns stand that people see; of a record only those of which something is known."""
    places = indices(view, Audience.MACHINES)
    if view.shape is Shape.RECORD:
        return [index for index in places if any(_is_known(row[index]) for row in view.rows)]
    return places


def people(view: View, zone: ZoneInfo) -> tuple[list[Column], list[list[str]]]:
    """The columns people see and their cells, safe for a terminal."""
    places = places_for(view)
    # what was asked for does not go for lack of room, unless numbers would be cut: then what tells a row from the others stays the longest
    columns = [
        each._replace(priority=0 if each.priority > 0 else -1) if view.only else each for each in map(view.columns.__getitem__, places)
    ]
    rows = [[safe_cell(view.columns[index], row[index], zone) for index in places] for row in view.rows]
    return columns, rows


def safe_cell(column: Column, value: object, zone: ZoneInfo) -> str:
    text = for_people(column, value, zone)
    # prose keeps its lines; anywhere else a line break is shown, not obeyed
    return "\n".join(map(safe, text.split("\n"))) if column.kind is Cell.PROSE else safe(text)


def _is_known(value: object) -> bool:
    return value is not None and value not in ("", (), [])


def headings_of(columns: Sequence[Column]) -> list[str]:
    return [column.title for column in columns]


def stacked(columns: Sequence[Column]) -> list[str]:
    """The same beneath which figures stand: those of narrow columns in several lines."""
    return ["\n".join(wrap(column.title, _STACKED)) if column.narrow else column.title for column in columns]
