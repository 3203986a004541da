"""A report as one HTML file: no script, nothing from elsewhere; readable on a phone, printed on A4. Every text is escaped.

Each number bears the command that tells it (`data-command`), its row and key there, and its value as JSON (`data-row`, `data-key`,
`data-value`), so that a reader who doubts it, or a test, can look it up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kcrm.i18n import _
from kcrm.text import html_text
from kcrm.views.page import html_cell, html_class, html_page, html_table
from kcrm.views.report.model import (
    CHART_NUMBERS,
    LOOK,
    SAME_FIGURES,
    Card,
    Chart,
    Grid,
    Heading,
    Link,
    Page,
    Pointer,
    Section,
    Shown,
    Source,
    Tone,
)
from kcrm.views.report.style import FOLDER_STYLE
from kcrm.views.values import json_text

_SHORT = 10  # rows
_MAIN = "figures"
_HERE = ' aria-current="page"'
_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#1c1c1c;background:#fff;
max-width:60em;margin:0 auto;padding:1em 1.2em 3em;overflow-wrap:break-word}
h1{font-size:1.5em;margin:.2em 0}h2{font-size:1.2em;margin:1.6em 0 .4em;border-bottom:2px solid #1f5fa8;padding-bottom:.15em}
p{margin:.3em 0}.under,.note,small,caption,.look{color:#555}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(11.5em,1fr));gap:.6em;margin:.6em 0}
.card{border:1px solid #cfd6de;border-radius:.4em;padding:.5em .7em;break-inside:avoid}
.card b{display:block;font-size:1.5em;font-variant-numeric:tabular-nums}.card span{display:block;font-size:.9em}
small{display:block;font-size:.8em;line-height:1.3}
table{border-collapse:collapse;width:100%;margin:.4em 0 1em;font-variant-numeric:tabular-nums}
.table{overflow-x:auto}
caption{text-align:left;font-size:.95em;padding:.2em 0;font-weight:bold}
th,td{border-bottom:1px solid #dde2e8;padding:.3em .45em;text-align:left;vertical-align:top}
thead th{border-bottom:1px solid #8a96a3;font-weight:600}tbody th{font-weight:normal}.n{text-align:right}tr{break-inside:avoid}
.good{color:#1d6b33}.bad{color:#b3261e;font-weight:600}.bad small{font-weight:normal}
figure{margin:.6em 0;break-inside:avoid}svg{display:block;width:100%;height:auto;max-width:46em;margin:0 auto}.narrow{display:none}
svg.radar{max-width:none}.card svg{max-width:none;margin-top:.4em}
.summary .cards{grid-template-columns:repeat(auto-fill,minmax(13.5em,1fr))}.summary .card b{font-size:1.7em}
summary{cursor:pointer;color:#1f5fa8;padding:.3em 0}
ul{padding-left:1.2em;margin:.4em 0}li{margin:.5em 0;break-inside:avoid}
code{font:.9em ui-monospace,Menlo,Consolas,monospace;background:#f1f4f7;padding:.05em .3em;border-radius:.2em;overflow-wrap:anywhere}
.look{font-size:.85em}
@media screen and (max-width:40em){
body{padding:.6em .7em 2em;font-size:14px}.w{display:none}.cards,.summary .cards{grid-template-columns:1fr 1fr}
.card b,.summary .card b{font-size:1.25em}
th,td{padding:.3em .25em;font-size:.92em}small,.look,code{font-size:11px}.wide{display:none}.narrow{display:block}
}
@media screen and (max-width:23em){th,td{padding:.3em .15em;font-size:11.5px}}
@media print{
@page{size:A4;margin:14mm}@page wall{size:A4 landscape;margin:12mm}
.summary{page:wall;break-after:page}.summary .cards{grid-template-columns:repeat(4,1fr)}main .look,footer{display:none}
.summary{font-size:11.5pt}.summary .cards{gap:.8em}.summary svg{height:19mm}.summary li{margin:.3em 0}details{display:none}
.short{break-inside:avoid}tbody tr:nth-child(-n+2){break-after:avoid}tbody tr:nth-last-child(-n+3){break-before:avoid}
main h2{margin-top:1em}
.table{overflow:visible}body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}caption{break-after:avoid}
.cards{grid-template-columns:repeat(4,1fr)}code{background:none;padding:0}thead{display:table-header-group}
*{print-color-adjust:exact}
}
"""


def report_html(page: Page) -> str:
    """The page in the current language."""
    under = "".join(f'<p class="under">{html_text(line)}</p>\n' for line in page.under)
    on_the_wall = {card.name for card in page.summary.cards} if page.summary is not None else set()
    sections = "".join(_section(section, on_the_wall) for section in page.sections)
    head = f"<header>\n<h1>{html_text(page.title)}</h1>\n{under}</header>\n"
    foot = "".join(f'<p class="look">{html_text(line)}</p>\n' for line in page.foot)
    first = head if page.summary is None else _summary(page.summary, head)
    end = f"<footer>\n{foot}</footer>\n"
    if page.links:
        return html_page(page.title, first + sections, _STYLE + FOLDER_STYLE, before=_links(page.links), after=end, anchor=_MAIN)
    return html_page(page.title, sections, _STYLE, before=first, after=end)


def _links(links: Iterable[Link]) -> str:
    """To every page of the folder; for a keyboard first the way past them."""
    entries = "".join(
        f'<li><a href="{html_text(link.file)}"{_HERE if link.is_here else ""}>{html_text(link.text)}</a></li>\n' for link in links
    )
    past, pages = html_text(_("To the figures")), html_text(_("Pages"))
    return f'<a class="past" href="#{_MAIN}">{past}</a>\n<nav aria-label="{pages}">\n<ul>\n{entries}</ul>\n</nav>\n'


def _summary(section: Section, head: str) -> str:
    """The first page, which stands alone on the wall."""
    cards = "".join(map(_card, section.cards))
    notes = "".join(f"<p><b>{html_text(note)}</b></p>\n" for note in section.notes)
    points = f"<ul>\n{''.join(map(_pointer, section.pointers))}</ul>\n" if section.pointers else ""
    named = f' aria-label="{html_text(section.title)}"' if section.title else ""
    return f'<section class="summary"{named}>\n{head}<div class="cards">\n{cards}</div>\n{notes}{points}</section>\n'


def _section(section: Section, shown: Collection[str]) -> str:
    """shown: the figures that have their cards already."""
    anchor = f' id="{html_text(section.anchor)}"' if section.anchor else ""
    parts = [f"<section{anchor}>\n<h2>{html_text(section.title)}</h2>\n"]
    parts += [f'<p class="note">{html_text(note)}</p>\n' for note in section.notes]
    cards = [_card(card) for card in section.cards if card.name not in shown]
    if cards:
        parts.append(f'<div class="cards">\n{"".join(cards)}</div>\n')
    if section.chart is not None:
        parts += _chart(section.chart)
    parts += map(_grid, section.grids)
    if section.pointers:
        parts.append(f"<ul>\n{''.join(map(_pointer, section.pointers))}</ul>\n")
    if section.commands:
        parts.append(f'<p class="look">{html_text(_(SAME_FIGURES))} {_commands(section.commands)}</p>\n')
    return "".join([*parts, "</section>\n"])


def _card(card: Card) -> str:
    value = f"<b{html_class(_tone(card.value))}{_source(card.value.source)}>{html_text(card.value.text)}</b>"
    under = _small("; ".join(filter(None, (card.value.under, card.target))))
    verdict = f" ({html_text(card.change.under)})" if card.change.under else ""
    change = f"<span{html_class(_tone(card.change))}{_source(card.change.source)}>{html_text(card.change.text)}{verdict}</span>"
    name = f'<a href="#{html_text(card.anchor)}">{html_text(card.name)}</a>' if card.anchor else html_text(card.name)
    return f'<div class="card">{name}{value}{under}{change if card.change.text else ""}{card.line}</div>\n'


def _chart(chart: Chart) -> Iterator[str]:
    if chart.narrow:
        yield f'<figure class="wide">\n{chart.wide}\n</figure>\n<figure class="narrow">\n{chart.narrow}\n</figure>\n'
    else:
        yield f"<figure>\n{chart.wide}\n</figure>\n"
    grid = _grid(chart.numbers)
    yield f"<details>\n<summary>{html_text(_(CHART_NUMBERS))}</summary>\n{grid}</details>\n" if chart.is_hidden else grid


def _grid(grid: Grid) -> str:
    head = [html_cell(heading.text, scope="col", classes=_places(heading)) for heading in grid.headings]
    table = html_table((_cells(grid.headings, row) for row in grid.rows), head, caption=grid.caption)
    # amounts of nine digits do not fit on a phone: then the table moves beneath the finger, not the page
    # on paper a short table stands on one page
    return f'<div class="table{" short" if len(grid.rows) <= _SHORT else ""}">\n{table}</div>\n'


def _cells(headings: tuple[Heading, ...], row: tuple[Shown, ...]) -> Iterator[str]:
    for place, (heading, cell) in enumerate(zip(headings, row, strict=True)):
        scope = "row" if place == 0 else None
        classes = [*_places(heading), *_tone(cell)]
        yield html_cell(cell.text, scope=scope, classes=classes, attributes=_source(cell.source), under=_small(cell.under))


def _pointer(pointer: Pointer) -> str:
    if not pointer.commands:
        return f"<li>{html_text(pointer.text)}</li>\n"
    return f'<li>{html_text(pointer.text)}<br><span class="look">{html_text(_(LOOK))} {_commands(pointer.commands)}</span></li>\n'


def _commands(commands: Iterable[str]) -> str:
    return " · ".join(f"<code>{html_text(command)}</code>" for command in commands)


def _small(text: str) -> str:
    return f"<small>{html_text(text)}</small>" if text else ""


def _places(heading: Heading) -> list[str]:
    return [*(["n"] if heading.to_the_right else []), *(["w"] if heading.wide_only else [])]


def _tone(cell: Shown) -> list[str]:
    return [] if cell.tone is Tone.PLAIN else [cell.tone]


def _source(source: Source | None) -> str:
    if source is None:
        return ""
    row = ", ".join(f"{json_text(key)}: {'null' if value is None else json_text(value)}" for key, value in source.row.items())
    named = {"command": source.command, "row": f"{{{row}}}", "key": source.key, "value": source.value}
    return "".join(f' data-{name}="{html_text(value)}"' for name, value in named.items())
