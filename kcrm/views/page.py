"""Pages of HTML and tables of Markdown: one place knows their frame; who writes a page gives its contents and its style.

Every text is escaped here or by `kcrm.text`; a page needs nothing from elsewhere and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from kcrm.i18n import language
from kcrm.text import html_text, md_text

GENERATOR: Final = '<meta name="generator" content="kcrm">'
"""Stands in every page that kcrm writes, so that a page of somebody else's is told from them."""


def html_page(title: str, main: str, style: str, *, before: str = "", after: str = "", anchor: str = "") -> str:
    """A whole page in the current language.

    title: as text; main, what stands before and after it, style: as HTML and CSS. anchor: by which a link finds the main part.
    """
    named = f' id="{anchor}"' if anchor else ""
    tongue = "zh-CN" if language() == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tongue}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{GENERATOR}\n<title>{html_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"{before}<main{named}>\n{main}</main>\n{after}</body>\n</html>\n"
    )


def html_table(rows: Iterable[Iterable[str]], headings: Sequence[str] = (), *, caption: str = "", kind: str = "") -> str:
    """A table of cells made by `html_cell`. caption: as text; kind: its class."""
    head = f"<thead><tr>{''.join(headings)}</tr></thead>\n" if headings else ""
    named = f"<caption>{html_text(caption)}</caption>\n" if caption else ""
    body = "".join(f"<tr>{''.join(row)}</tr>\n" for row in rows)
    return f"<table{html_class([kind] if kind else [])}>\n{named}{head}<tbody>\n{body}</tbody>\n</table>\n"


def html_cell(text: str, *, scope: str | None = None, classes: Iterable[str] = (), attributes: str = "", under: str = "") -> str:
    """A cell with its text, whose lines stay lines.

    scope: of a heading, `row` or `col`, or empty where that goes without saying. under: HTML beneath the text.
    """
    tag = "td" if scope is None else "th"
    told = f' scope="{scope}"' if scope else ""
    lines = "\n".join(map(html_text, text.split("\n")))
    return f"<{tag}{told}{html_class(classes)}{attributes}>{lines}{under}</{tag}>"


def html_class(names: Iterable[str]) -> str:
    """The attribute that gives an element its classes; nothing for none."""
    joined = " ".join(filter(None, names))
    return f' class="{joined}"' if joined else ""


def md_table(headings: Sequence[str], rows: Iterable[Iterable[str]], to_the_right: Sequence[bool] = ()) -> str:
    """A table of cells that are Markdown already; headings: as text. to_the_right: which columns stand so."""
    right = to_the_right or [False] * len(headings)
    lines = [[md_text(heading) for heading in headings], ["---:" if each else "---" for each in right], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
