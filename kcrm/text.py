"""Text on a terminal: made safe, measured in cells, wrapped.

A Chinese character takes two cells, a combining mark none; `len()` is not width. Text that came from a file or a customer may hold escape
sequences that move the cursor, and direction marks that make `exe.gpj` read `jpg.exe`: they are shown, never obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kcrm.patterns import pattern

# C0, DEL, C1; Arabic letter mark, left-to-right and right-to-left marks; line and paragraph separators; embeddings, overrides, isolates;
# the byte order mark; and lone surrogates, which bytes that are not UTF-8 become in arguments and file names
UNSAFE = "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
_UNSAFE = pattern(f"[{UNSAFE}]")
_MD_SPECIAL = pattern(r"([\\`*_\[\]<>|~#])")
_TYPED = pattern(r"[\w@%+=:,./-]+")
_FEW = 10
_YES_NO = dict.fromkeys(("1", "yes", "y", "true", "是", "有"), True) | dict.fromkeys(("0", "no", "n", "false", "否", "没有"), False)
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": " "}
# what a line may be broken between: blanks, one Chinese character, one word; closing punctuation stays with what it closes
_BROKEN_AT = (range(0x2E80, 0xA000), range(0xF900, 0xFB00), range(0xFF01, 0xFF61))
_CLOSING = "，。；：！？、）》」』”’"
_ENGLISH = pattern(r"\s+|\S+")
_PART = pattern("[^,]*,+|[^,]+")
# what each takes two cells, and what takes one, as every table of widths has it; what is neither is looked up
_WIDE_RANGES = (range(0x3001, 0x302A), range(0x4E00, 0xA000), range(0xFF01, 0xFF61))
_NARROW_RANGES = (range(0x20, 0x7F), range(0xA1, 0xAD), range(0xAE, 0x100))
_NARROW_SIGNS = "\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2212"
_LOOKED_UP = -(1 << 40)
"""Stands for the width of any other character: no text is so long that its sum would not show it."""


class _Widths(dict[str, int]):
    """By character how many cells it takes; an expression of these ranges would take 3 ms to compile."""

    def __missing__(self, character: str) -> int:
        code = ord(character)
        wide, narrow = (any(code in each for each in ranges) for ranges in (_WIDE_RANGES, _NARROW_RANGES))
        width = self[character] = 2 if wide else 1 if narrow or character in _NARROW_SIGNS else _LOOKED_UP
        return width


_width_of = _Widths().__getitem__


def yes_or_no(text: str) -> bool | None:
    """What a text means wherever yes or no is wanted: `1 yes y true 是 有`, `0 no n false 否 没有`; None where it means neither."""
    return _YES_NO.get(unicodedata.normalize("NFKC", text).strip().lower())


def as_digits(text: str) -> str | None:
    """The digits that were typed, full-width ones of a Chinese input method too; None where it is anything else."""
    digits = unicodedata.normalize("NFKC", text).strip()
    return digits if digits.isascii() and digits.isdigit() else None


def for_shell(words: Iterable[str]) -> str:
    """The words as they are typed: quotes only where a shell needs them, which `shlex` puts around every Chinese name."""
    return " ".join(word if _TYPED.fullmatch(word) else "'" + word.replace("'", "'\\''") + "'" for word in words)


def last_word(word: str) -> list[str]:
    """A name as it ends a command: one that begins with a dash needs two before it, or it would be taken for an option."""
    return ["--", word] if word.startswith("-") else [word]


def safe(text: str) -> str:
    r"""The text in one line, each control character as visible escape (`\x1b`, `\n`, `\u202e`); a tab becomes a space."""
    # most text is printable, and this is much the faster question; what is unsafe never is
    return text if text.isprintable() else _UNSAFE.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    character = match.group()
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"  # noqa: PLR2004 - what two digits hold


def md_text(text: str) -> str:
    """The text in one line of Markdown: what it or a terminal would obey is shown."""
    return _MD_SPECIAL.sub(r"\\\1", safe(text))


def html_text(text: str) -> str:
    """The text as it stands in HTML and SVG: nothing in it is a tag, and no control character is left, which SVG does not permit at all."""
    from html import escape  # noqa: PLC0415 - loads the names of 2,000 characters

    return escape(safe(text))


def cells(text: str) -> int:
    """How many cells of a terminal the text takes."""
    if text.isascii():
        return len(text)
    width = sum(map(_width_of, text))
    if width >= 0:
        return width
    from wcwidth import wcswidth, wcwidth  # noqa: PLC0415 - 30 ms, for names with emoji and the like; Chinese does without

    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcwidth(character)) for character in text)


def some(things: Sequence[str]) -> str:
    """The first few of them, and how many more there are."""
    more = len(things) - _FEW
    return ", ".join(things[:_FEW]) + (f" … (+{more})" if more > 0 else "")


def pad(text: str, width: int) -> str:
    """The text with spaces up to so many cells."""
    return text + " " * max(0, width - cells(text))


MORE: Final = "…"
"""Stands where something was cut off."""


def cut(text: str, width: int) -> str:
    """The text in so many cells; what is cut off leaves a mark."""
    if cells(text) <= width:
        return text
    text = text.removesuffix(MORE)
    kept = ""
    for character in text:
        if cells(kept + character + MORE) > width:
            break
        kept += character
    return kept + MORE


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells; Latin words stay whole where they fit, Chinese breaks between any two characters.

    A word that fits on no line is broken after its commas: it is a list, as the policy has them.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width):
        if piece.isspace():
            if line:
                line += " "
            continue
        if line.strip() and cells(line) + cells(piece) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str, width: int) -> Iterator[str]:
    for piece in _ENGLISH.findall(text) if text.isascii() else _unbroken(text):
        yield from _PART.findall(piece) if cells(piece) > width else [piece]


def _unbroken(text: str) -> list[str]:
    """What the text is made of, see above. By hand, as an expression of so many characters takes 3 ms to compile."""
    pieces: list[str] = []
    last = ""
    for character in text:
        kind = "blank" if character.isspace() else "wide" if any(ord(character) in each for each in _BROKEN_AT) else "word"
        if last and (kind == last != "wide" or (character in _CLOSING and last != "blank")):
            pieces[-1] += character
            last = last if kind == last else "wide"
        else:
            pieces.append(character)
            last = kind
    return pieces
