"""A report as Markdown, for mail: the numbers of its charts in place of the charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kcrm.i18n import _
from kcrm.text import md_text, safe
from kcrm.views.page import md_table
from kcrm.views.report.model import LOOK, SAME_FIGURES, Card, Heading, Page, Section, Shown


def report_md(page: Page) -> str:
    """The page in the current language."""
    lines = [f"# {md_text(page.title)}", *map(md_text, page.under)]
    for section in page.sections:
        lines += [f"## {md_text(section.title)}", *_section(section, page.against)]
    return "\n\n".join([*lines, *map(md_text, page.foot)]) + "\n"


def _section(section: Section, against: str) -> Iterator[str]:
    yield from map(md_text, section.notes)
    if section.cards:
        yield _cards(section.cards, against)
    for grid in (*([section.chart.numbers] if section.chart else []), *section.grids):
        yield f"**{md_text(grid.caption)}**"
        yield _grid(grid.headings, grid.rows)
    if section.pointers:
        items = (f"- {md_text(pointer.text)} {md_text(_(LOOK))} {_commands(pointer.commands)}" for pointer in section.pointers)
        yield "\n".join(items)
    if section.commands:
        yield f"{md_text(_(SAME_FIGURES))} {_commands(section.commands)}"


def _cards(cards: Iterable[Card], against: str) -> str:
    headings = (Heading(_("KPI")), Heading(_("Value"), to_the_right=True), Heading(against))
    return _grid(headings, ((Shown(card.name), card.value, card.change) for card in cards))


def _grid(headings: tuple[Heading, ...], rows: Iterable[tuple[Shown, ...]]) -> str:
    names, right = [heading.text for heading in headings], [heading.to_the_right for heading in headings]
    return md_table(names, ([_cell(cell) for cell in row] for row in rows), right).removesuffix("\n")


def _cell(cell: Shown) -> str:
    return f"{md_text(cell.text)} ({md_text(cell.under)})" if cell.under else md_text(cell.text)


def _commands(commands: Iterable[str]) -> str:
    # within code nothing is escaped; our own commands hold no backtick
    return ", ".join(f"`{safe(command)}`" for command in commands)
