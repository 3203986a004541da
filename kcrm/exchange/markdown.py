"""Checklists and articles as Markdown, as people write them: read as rows of their kinds, and written so that they are read again alike.

A checklist is a heading, lines `key: value` of the whole list, and its items: `- [ ] floor clean (3, required)`, with the weight and what
else there is to say of an item in brackets at its end; several lists may follow each other. An article begins with `---`, lines
`key: value` and `---`; then its text, and where it has one in each language, `<!-- zh -->` and `<!-- en -->` above them;
several may follow each other, too, `title` being the first of the lines of each. A line of a text that is one of these marks itself is
written with a backslash before it, and read without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import IO, Final

from kcrm.errors import RefusedError
from kcrm.exchange.articles import text_in
from kcrm.exchange.encodings import marked
from kcrm.exchange.marked import Cell, Grid, bytes_of, decoded
from kcrm.i18n import N_
from kcrm.patterns import pattern

_ITEM: Final = pattern(r"\s*[-*+] \[[ xX]?\]\s+(.*?)\s*")
_OF_ITEM: Final = pattern(r"(.*?)\s*[(（]([^()（）]*)[)）]")
_WEIGHT: Final = pattern(r"[0-9]{1,3}")
_LINE: Final = pattern(r"([^:：#]{1,40})[:：]\s*(.*?)\s*")
_HEADING: Final = pattern(r"# +(.*?) *#*")
_LANGUAGE: Final = pattern(r"<!-- *(zh|en) *-->")
_BETWEEN: Final = pattern(r"[,，、;；]")
_REQUIRED: Final = frozenset({"required", "必查", "关键"})
_UNUSED: Final = frozenset({"not in use", "停用"})
_TITLE: Final = pattern(r"(title|标题)[:：]")
_FRONT: Final = "---"
_MARK: Final = pattern(r"\\*(---|<!-- *(zh|en) *-->)")
_ESCAPED: Final = pattern(r"\\+(---|<!-- *(zh|en) *-->)")
_LIST_KEYS: Final = ("place", "rhythm", "checker")


def tables_in(name: str, file: IO[bytes], wanted: str | None) -> list[Grid]:
    """The table that a text is, with keys as headings; two where it may be read as either. wanted: its encoding, where that is given.

    Raises RefusedError where it is neither a checklist nor an article.
    """
    data = bytes_of(name, file)
    lines = decoded(name, data, wanted or marked(data) or "utf-8-sig").splitlines()
    found = {"articles": [*_articles(lines)] if lines and lines[0].strip() == _FRONT else [], "checklists": [*_checklists(lines)]}
    grids = {of: _grid(of, rows) for of, rows in found.items() if rows}
    if not grids:
        raise RefusedError(
            N_("{file} is neither a checklist nor an article."),
            hint=N_("A checklist: “# name”, “place: …”, “- [ ] item (3, required)”. An article: “---”, “title: …”, “---”, text."),
            file=name,
        )
    return list(grids.values())


def _grid(name: str, rows: Sequence[tuple[int, Mapping[str, str]]]) -> Grid:
    headings = list(dict.fromkeys(key for _line, row in rows for key in row))
    grid = Grid(name)
    grid.row([Cell(key) for key in headings])
    for line, row in rows:
        grid.line = line - 1
        grid.row([Cell(row.get(key, "")) for key in headings])
    return grid


def _checklists(lines: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    own: dict[str, str] = {}
    number = 0
    for line, text in enumerate(lines, 1):
        if (heading := _HEADING.fullmatch(text)) is not None:
            own, number = {"checklist": heading[1]}, 0
        elif own and (item := _ITEM.fullmatch(text)) is not None:
            number += 1
            yield line, {**own, "item_no": str(number), **_item(item[1])}
        elif own and not number and (told := _LINE.fullmatch(text)) is not None:
            own[told[1].strip()] = told[2]


def _item(text: str) -> dict[str, str]:
    """What is said of an item; brackets that say nothing else than its weight and marks, else they are words of it."""
    inside = _OF_ITEM.fullmatch(text)
    told = [part.strip().casefold() for part in _BETWEEN.split(inside[2])] if inside is not None else []
    known = all(_WEIGHT.fullmatch(part) or part in _REQUIRED | _UNUSED for part in told)
    if inside is None or not known:
        return {"item": text, "weight": "1", "required": "no", "active": "yes"}
    weight = next((part for part in told if _WEIGHT.fullmatch(part)), "1")
    required, unused = (bool(words & {*told}) for words in (_REQUIRED, _UNUSED))
    return {"item": inside[1], "weight": weight, "required": "yes" if required else "no", "active": "no" if unused else "yes"}


def _articles(lines: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    begins = [place for place in range(len(lines) - 1) if _begins_article(lines[place:], is_first=place == 0)]
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        yield begin + 1, _article(lines[begin:end])


def _begins_article(lines: Sequence[str], *, is_first: bool) -> bool:
    """Whether an article begins here: a line between paragraphs, above one that reads like a title, is part of the text.

    The title stands first, and of a further article nothing but lines `key: value` until the `---` that ends them.
    """
    if lines[0].strip() != _FRONT or _TITLE.match(lines[1]) is None:
        return False
    if is_first:
        return True
    front = list(takewhile(lambda text: text.strip() != _FRONT, lines[1:]))
    return len(front) + 1 < len(lines) and all(_LINE.fullmatch(text) for text in front)


def _article(lines: Sequence[str]) -> dict[str, str]:
    place = next((place for place, text in enumerate(lines[1:], 1) if text.strip() == _FRONT), len(lines))
    row = {told[1].strip(): told[2] for text in lines[1:place] if (told := _LINE.fullmatch(text)) is not None}
    parts: dict[str, list[str]] = {}
    language = ""
    for text in lines[place + 1 :]:
        if (mark := _LANGUAGE.fullmatch(text.strip())) is not None:
            language = mark[1]
        else:
            parts.setdefault(language, []).append(text.replace("\\", "", 1) if _ESCAPED.fullmatch(text.strip()) else text)
    title = row.get("title") or row.get("标题") or ""
    for language, texts in parts.items():
        if whole := "\n".join(texts).strip():
            key, said = text_in(whole, title)
            row[f"text_{language}" if language else key] = said
    return row


# --- written ---


def checklists_text(rows: Iterable[Mapping[str, object]]) -> str:
    """Lists with their items, from the rows of an export file as text."""
    lists: dict[object, list[Mapping[str, object]]] = {}
    for row in rows:
        lists.setdefault(row["checklist"], []).append(row)
    return "\n".join(_list_text(str(name), items) for name, items in lists.items())


def _list_text(name: str, items: Sequence[Mapping[str, object]]) -> str:
    ordered = sorted(items, key=lambda row: int(str(row["item_no"])))
    head = [f"# {name}", "", *(f"{key}: {items[0][key]}" for key in _LIST_KEYS if items[0][key] is not None), ""]
    marks = (
        (
            row["item"],
            ", ".join([str(row["weight"]), *(["required"] if row["required"] else []), *([] if row["active"] else ["not in use"])]),
        )
        for row in ordered
    )
    return "\n".join([*head, *(f"- [ ] {item} ({told})" for item, told in marks), ""])


def articles_text(rows: Iterable[Mapping[str, object]]) -> str:
    """Articles, from the rows of an export file as texts."""
    return "\n".join(map(_article_text, rows))


def _article_text(row: Mapping[str, object]) -> str:
    front = [f"{key}: {value}" for key, value in row.items() if value is not None and not key.startswith("text_")]
    texts = [
        line for language in ("zh", "en") if (text := row[f"text_{language}"]) for line in (f"<!-- {language} -->", _escaped(str(text)), "")
    ]
    return "\n".join([_FRONT, *front, _FRONT, "", *texts])


def _escaped(text: str) -> str:
    """A text in which no line is taken for a mark, with one backslash before such lines and those that would be read as such."""
    return "\n".join(
        line.replace(line.strip(), f"\\{line.strip()}", 1) if _MARK.fullmatch(line.strip()) else line for line in text.split("\n")
    )
