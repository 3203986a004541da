"""The text of an article in a file of its own, as Markdown or plain."""

from __future__ import annotations

from kcrm.patterns import pattern

_HAN = pattern("[\u4e00-\u9fff]")
_HEADING = pattern(r"#+ *(.*?) *#*")


def text_in(whole: str, title: str) -> tuple[str, str]:
    """Which field the text belongs in, by its writing, and the text without a heading that only says the title."""
    text = whole.lstrip()
    first, _, rest = text.partition("\n")
    heading = _HEADING.fullmatch(first.strip())
    if heading is not None and heading[1].casefold() == title.strip().casefold():
        text = rest
    return "text_zh" if _HAN.search(text) else "text_en", text.strip()
