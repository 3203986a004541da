"""How believable the readings of the same bytes in several encodings are, judged by the cells.

Bytes of one encoding are often valid in another: 叶伟 in GBK is `Ҷΰ` in UTF-8, 張偉 in Big5 is 眎岸 in GB18030. What was meant is what
people write: frequent characters, family names in front, one script in a word. A cost is the negative logarithm of how often something is
written so; it is a rough one, as the readings of whole files lie far apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from kcrm.exchange.characters import COMMON, HANGUL, SURNAMES, TRADITIONAL
from kcrm.patterns import pattern

ALTERNATIVES: Final = ("utf-8", "gb18030", "big5", "shift_jis", "euc_kr", "cp1252", "cp1251")
"""What files at hand may be written in, besides what has a byte order mark."""

# How rarely a file here is written so, before a cell of it is seen.
_RARITY: Final = {"utf-8": 0.0, "gb18030": 0.0, "big5": 2.0, "shift_jis": 5.0, "euc_kr": 3.0, "cp1252": 6.0, "cp1251": 4.0}
# Their Russian and Greek letters are for formulas, not for names.
_OF_ONE_SCRIPT: Final = frozenset({"big5", "shift_jis", "euc_kr"})
_CODECS: Final = {"big5": "cp950", "shift_jis": "cp932"}
# Of two readings one is believed where it costs so much less: e to this power times as likely.
_MARGIN: Final = 1.5

_WORD = pattern(r"\S+")
_SURNAME, _FREQUENT, _FIRST_LEVEL, _SECOND_LEVEL, _RARE = 5.0, 6.8, 9.6, 11.3, 14.5
_NO_SURNAME = 4.5
_KOREAN_NAME = 5.2
_TRADITIONAL_FILE = 3.0
_LEVEL_TWO = 0xD8  # GB 2312: the first byte from which on characters are of the second level
_BIG5_LEVEL_TWO = 0xC9
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """Cells with characters beyond ASCII, as one encoding reads them."""

    encoding: str
    cells: tuple[str, ...]
    cost: float
    private: bool


def decoded(data: bytes, encoding: str) -> str | None:
    """The text, strictly; None where these are no bytes of that encoding."""
    try:
        return data.decode(_CODECS.get(encoding, encoding))
    except UnicodeDecodeError:
        return None


def reading(lines: Iterable[bytes], encoding: str, delimiter: str = ",", names: Collection[int] = ()) -> Reading | None:
    """How these lines read in an encoding; None where they do not. names: the places of the columns that hold people's names."""
    found: dict[str, bool] = {}  # a word that stands in each row says no more than once
    for line in lines:
        text = decoded(line, encoding)
        if text is None:
            return None
        for place, cell in enumerate(text.split(delimiter)):
            if not cell.isascii():
                found.setdefault(cell.strip(' "\r\n'), place in names)
    cells = list(found)
    if encoding in _OF_ONE_SCRIPT and any(_kind(character) in {"cyrillic", "greek"} for cell in cells for character in cell):
        return None
    cost = _RARITY[encoding] + min(_cost_of_all(found, _simplified), _TRADITIONAL_FILE + _cost_of_all(found, _traditional))
    private = any(unicodedata.category(character) == "Co" for cell in cells for character in cell)
    return Reading(encoding, tuple(cells), cost, private)


def believed_more(chosen: Reading, others: Iterable[Reading]) -> Reading | None:
    """The reading that speaks against the chosen one, None where none does."""
    best = min(others, key=lambda other: other.cost, default=None)
    return best if best is not None and best.cost + _MARGIN < chosen.cost else None


def _cost_of_all(cells: Mapping[str, bool], han: Callable[[str], float]) -> float:
    return sum(_cost(cell, han, name=name) for cell, name in cells.items())


def _cost(cell: str, han: Callable[[str], float], *, name: bool) -> float:
    """What a cell costs; `han`: what a Chinese character does. name: of a column that holds names."""
    total = 0.0
    for word in _WORD.findall(cell):
        if word.isascii():
            continue
        kinds = [_kind(character) for character in word]
        total += sum(_OPENING.get(kind, 0.0) for kind in set(kinds))
        for place, (character, kind) in enumerate(zip(word, kinds, strict=True)):
            before = kinds[place - 1] if place else ""
            total += han(character) if kind == "han" else _hangul(character) if kind == "hangul" else _EACH[kind]
            total += _beside(before, kind, word, place)
        if kinds[0] == "han" and 1 < len(cell) <= _LONGEST_NAME and set(kinds) == {"han"}:
            total += _SURNAME - _FREQUENT if word[0] in SURNAMES else _NO_SURNAME * (1 + name)
    return total


def _beside(before: str, kind: str, word: str, place: int) -> float:
    """What it costs that two characters stand side by side."""
    pair, character, earlier, later = {before, kind}, word[place], word[place - 1], word[place + 1 : place + 2]
    letters = before in _LETTERS and kind in _LETTERS
    costs = (
        (letters and before != kind and pair != {"ascii", "accented"}, 6.0),
        (letters and before == kind and kind in _CASED and character.isupper(), 6.0 if earlier.islower() else 1.5),
        (kind == "punctuation" and before in _LETTERS and later.isalpha() and character not in _WITHIN_NAMES, 4.0),
        ("han" in pair and not pair.isdisjoint(_NEVER_BESIDE_HAN), 6.0),
        (pair == {"han", "kana"}, 1.5),
        (pair == {"han", "ascii"}, 4.0 if character.islower() or earlier.islower() else 0.5),
        (kind == "accented" and before != "ascii" and not later.isalpha(), 5.0),
    )
    return next((cost for holds, cost in costs if holds), 0.0)


_CASED: Final = frozenset({"cyrillic", "greek"})
_NEVER_BESIDE_HAN: Final = frozenset({"accented", "cyrillic", "greek", "odd", "symbol"})
_WITHIN_NAMES: Final = "·‧•’‘‐-"
_LETTERS: Final = frozenset({"ascii", "accented", "cyrillic", "greek", "arabic", "hebrew", "letter", "odd"})
_EACH: Final = {
    "ascii": 0.0,
    "other": 0.0,
    "mark": 4.0,
    "punctuation": 5.0,
    "kana": 5.0,
    "accented": 5.0,
    "cyrillic": 3.0,
    "greek": 4.5,
    "arabic": 4.0,
    "hebrew": 4.5,
    "letter": 4.5,
    "halfwidth": 6.0,
    "emoji": 8.0,
    "symbol": 11.0,
    "odd": 12.0,
    "never": 25.0,
}
# What it costs that a word of such a script stands in a file here at all.
_OPENING: Final = {"kana": 7.0, "hangul": 4.0, "cyrillic": 5.0, "greek": 9.0, "arabic": 7.0, "hebrew": 9.0, "letter": 9.0, "halfwidth": 9.0}
_BLOCKS: Final = (
    (0x80, 0x9F, "never"),
    (0xA0, 0xA0, "punctuation"),
    (0xB7, 0xB7, "punctuation"),
    (0xC0, 0xD6, "accented"),
    (0xD8, 0xF6, "accented"),
    (0xF8, 0xFF, "accented"),
    (0x100, 0x17F, "accented"),
    (0x1CD, 0x1DC, "odd"),
    (0x386, 0x3CE, "greek"),
    (0x401, 0x401, "cyrillic"),
    (0x410, 0x44F, "cyrillic"),
    (0x451, 0x451, "cyrillic"),
    (0x5D0, 0x5EA, "hebrew"),
    (0x621, 0x64A, "arabic"),
    (0x670, 0x6D5, "arabic"),
    (0x900, 0x1DFF, "letter"),
    (0x1E00, 0x1EFF, "accented"),
    (0x2010, 0x2027, "punctuation"),
    (0x2030, 0x205E, "punctuation"),
    (0x3000, 0x3020, "punctuation"),
    (0x3041, 0x30FF, "kana"),
    (0x3400, 0x4DBF, "han"),
    (0x4E00, 0x9FFF, "han"),
    (0xAC00, 0xD7A3, "hangul"),
    (0xE000, 0xF8FF, "never"),
    (0xF900, 0xFAFF, "han"),
    (0xFF01, 0xFF60, "punctuation"),
    (0xFF61, 0xFF9F, "halfwidth"),
    (0xFFE0, 0xFFE6, "punctuation"),
    (0x1F000, 0x1FAFF, "emoji"),
    (0x20000, 0x3FFFF, "han"),
    (0x40000, 0x10FFFF, "never"),
)


@cache
def _kind(character: str) -> str:
    if character.isascii():
        return "ascii" if character.isalpha() else "mark" if character in r"^~`@\{}<>|$#" else "other"
    point = ord(character)
    block = next((kind for first, last, kind in _BLOCKS if first <= point <= last), None)
    if block is not None:
        return block
    return "odd" if character.isalpha() else "symbol"


def _hangul(character: str) -> float:
    return _KOREAN_NAME if character in HANGUL else _FIRST_LEVEL


@cache
def _simplified(character: str) -> float:
    if character in COMMON or character in SURNAMES:
        return _FREQUENT
    return _by_level(character, "gb2312", _LEVEL_TWO)


@cache
def _traditional(character: str) -> float:
    if character in TRADITIONAL or (
        (character in COMMON or character in SURNAMES) and _by_level(character, "big5", _BIG5_LEVEL_TWO) < _RARE
    ):
        return _FREQUENT
    return _by_level(character, "big5", _BIG5_LEVEL_TWO)


def _by_level(character: str, codec: str, second: int) -> float:
    """The standards of both scripts have the frequent characters first."""
    try:
        return _FIRST_LEVEL if character.encode(codec)[0] < second else _SECOND_LEVEL
    except UnicodeEncodeError:
        return _RARE
