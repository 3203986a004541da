"""A view as a page of HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from kcrm.shell.people import headings_of, people
from kcrm.text import html_text
from kcrm.views import Audience, Shape, View
from kcrm.views.page import html_cell, html_page, html_table

_STYLE = (
    "body{font:14px/1.4 sans-serif;margin:2em}table{border-collapse:collapse;margin-bottom:2em}"
    "th,td{border-bottom:1px solid #ccc;padding:.3em .8em;text-align:left;vertical-align:top}td{white-space:pre-line}td.n{text-align:right}"
)


def page_of(view: View, zone: ZoneInfo) -> str:
    """A page that needs nothing else; every text in it is escaped."""
    return html_page(view.title, "".join(_blocks(view, zone, 1)), _STYLE)


def _blocks(view: View, zone: ZoneInfo, level: int) -> Iterable[str]:
    columns, rows = people(view, zone)
    headings = [html_cell(heading, scope="") for heading in headings_of(columns)]
    yield f"<h{level}>{html_text(view.title)}</h{level}>\n"
    if view.shape is Shape.RECORD:
        yield html_table((heading, html_cell(cell)) for row in rows for heading, cell in zip(headings, row, strict=True))
    else:
        right = [("n",) if column.to_the_right else () for column in columns]
        cells_of = ((html_cell(cell, classes=side) for side, cell in zip(right, row, strict=True)) for row in rows)
        yield html_table(cells_of, headings)
    for part in view.parts_for(Audience.MACHINES).values():
        if part.rows:
            yield from _blocks(part, zone, level + 1)
