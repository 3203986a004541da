"""The small language in which every list can be narrowed: `class:A use:private model:"瑞虎*" last_visit:..-6m ev:5000.. phone:none`.

A term is a field, a colon and a value; all terms must hold, those of prospects of one and the same. `-` before a term negates it, commas
part alternatives, `none` is an empty field, quotes keep a text together, `*` in a text stands for anything, `..` parts the ends of a range,
either of which may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum, auto
from functools import cache
from types import MappingProxyType
from typing import Final

from kcrm.dates import parse_period
from kcrm.enums import StrEnum
from kcrm.errors import UsageError
from kcrm.model import CustomerClass, Lifecycle
from kcrm.model.cell import Cell
from kcrm.model.filters import FilterProblem, Misread, Nothing, Pattern, Span, Term, Wanted
from kcrm.model.recalls import Carried
from kcrm.model.words import Word
from kcrm.model.works import PartState, Urgency
from kcrm.patterns import pattern
from kcrm.records import Noun, customer, vehicle
from kcrm.records.types import TEXT
from kcrm.text import yes_or_no

_TERM = pattern(r"(?P<minus>[-−]?)(?P<name>[^\W\d]\w*)(?P<colon>[:：]?)")
_PART = pattern(r'"(?P<quoted>[^"]*)"|“(?P<curly>[^”]*)”|(?P<plain>[^\s,，"“]+)')
_MARKED = pattern(r"(id|no)\s*[:：]", re.IGNORECASE)
_AMOUNT = pattern(r"(\d{1,10})(?:\.(\d{1,2}))?", re.ASCII)
_WHOLE = pattern(r"\d{1,6}", re.ASCII)
NONE: Final = "none"


class Warranty(StrEnum):
    """Whether a vehicle is in its warranty."""

    IN = "in"
    OUT = "out"


class Holds(Enum):
    """What a field holds. Amounts are typed in yuan and given as fen."""

    TEXT = auto()
    WORD = auto()
    DAY = auto()
    AMOUNT = auto()
    NUMBER = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """aliases: its other names. words: of which it holds one."""

    holds: Holds
    aliases: tuple[str, ...]
    words: type[StrEnum] | None = None


# what no declaration of a record says: the judgement of the latest classification, who looks after the customer, and what is reckoned
_RECKONED: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "class": Field(Holds.WORD, ("级别",), CustomerClass),
        "lifecycle": Field(Holds.WORD, ("状态",), Lifecycle),
        "ev": Field(Holds.AMOUNT, ("期望价值",)),
        "cb": Field(Holds.AMOUNT, ("现有业务",)),
        "av_p": Field(Holds.AMOUNT, ("潜在业务",)),
        "visits": Field(Holds.NUMBER, ("来厂次数",)),
        "visits_spend": Field(Holds.WORD, ("次数消费",), CustomerClass),
        "last_visit": Field(Holds.DAY, ("最近来厂",)),
        "specialist": Field(Holds.TEXT, ("客服专员",)),
        "manager": Field(Holds.TEXT, ("客户经理",)),
        "appointment": Field(Holds.DAY, ("预约", "预约日期")),
        "rescue": Field(Holds.DAY, ("救援", "最近救援")),
        "declined": Field(Holds.WORD, ("未修", "未修项目"), Urgency),
        "part": Field(Holds.WORD, ("待件", "配件"), PartState),
        "recall": Field(Holds.WORD, ("召回",), Carried),
        "warranty": Field(Holds.WORD, ("质保",), Warranty),
        "vehicle_age": Field(Holds.NUMBER, ("车龄",)),
    }
)
_HOLDS: Final = {Cell.ENUM: Holds.WORD, Cell.DATE: Holds.DAY, Cell.FLAG: Holds.FLAG}


def declared(noun: Noun) -> Mapping[str, Field]:
    """The fields of a declaration by which rows are filtered; several may share one name."""
    fields: dict[str, Field] = {}
    for each in noun.fields:
        if each.filtered:
            before = fields[each.filtered].aliases if each.filtered in fields else (each.key,)
            fields[each.filtered] = Field(_HOLDS.get(each.type.cell, Holds.TEXT), (*before, *each.headings), each.type.words)
    return fields


FIELDS: Final[Mapping[str, Field]] = MappingProxyType({**_RECKONED, **declared(customer.NOUN), **declared(vehicle.NOUN)})
_EXPECTED: Final = {
    Holds.TEXT: Misread.TEXT,
    Holds.WORD: Misread.WORD,
    Holds.DAY: Misread.DAY,
    Holds.AMOUNT: Misread.AMOUNT,
    Holds.NUMBER: Misread.NUMBER,
    Holds.FLAG: Misread.FLAG,
}


def names_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """By each name that a field has in a filter, in either language, the field."""
    return {alias.lower(): name for name, field in fields.items() for alias in (*field.aliases, name.rpartition(".")[2])}


_BY_NAME: Final = names_of(FIELDS)


@cache
def impersonal_names() -> frozenset[str]:
    """The names of fields of which a filter says nothing that is somebody's: their records declare nothing personal, and no number."""
    from kcrm.records import prospect  # noqa: PLC0415 - as below
    from kcrm.rules.prospects.filters import BY_NAME, FIELDS_OF_ALL, PREFIX  # noqa: PLC0415

    nouns = (("", customer.NOUN), ("", vehicle.NOUN), (PREFIX, prospect.NOUN))
    held = {f"{prefix}{each.filtered}": each for prefix, noun in nouns for each in noun.fields if each.filtered}
    telling = {name for name, each in held.items() if each.personal or not (each.type is TEXT or each.type.cell in _HOLDS)}
    telling |= {name for name, field in FIELDS_OF_ALL.items() if name not in held and field.holds is Holds.TEXT}
    return frozenset(alias for alias, name in BY_NAME.items() if name not in telling)


def is_name(word: str) -> bool:
    """Whether a word is no filter but somebody's name, number, phone or plate; `id:C12` is one, and the name of a field is none."""
    text = word.strip()
    return bool(text) and (_MARKED.match(text) is not None or not (":" in text or "：" in text or text.lower() in _BY_NAME))


def parse(text: str, today: date, *, of_prospects: bool = False) -> tuple[Term, ...]:
    """The terms of a filter; none for an empty text. Relative dates are reckoned from today.

    What prospects have too, as `model`, is the prospects' where `of_prospects` says so, or where the filter names a field that only they
    have. Raises FilterProblem, which points at the place and says what was expected there.
    """
    if not of_prospects:
        try:
            return _read(text, today, FIELDS, _BY_NAME)
        except FilterProblem as problem:
            if problem.misread is not Misread.FIELD:
                raise
    from kcrm.rules.prospects.filters import BY_NAME, FIELDS_OF_ALL  # noqa: PLC0415 - most filters name nothing of prospects

    return _read(text, today, FIELDS_OF_ALL, BY_NAME)


def terms_of(text: str, today: date, fields: Mapping[str, Field]) -> tuple[Term, ...]:
    """The terms of a filter over these fields, in the same language. Raises FilterProblem."""
    return _read(text, today, fields, names_of(fields))


def _read(text: str, today: date, fields: Mapping[str, Field], by_name: Mapping[str, str]) -> tuple[Term, ...]:
    reader = _Reader(text, today, fields, by_name)
    terms = []
    while not reader.at_end():
        terms.append(reader.term())
    return tuple(terms)


class _Reader:
    """One reading of a filter, from left to right."""

    def __init__(self, text: str, today: date, fields: Mapping[str, Field], by_name: Mapping[str, str]) -> None:
        self.text, self.today, self.place, self.fields, self.by_name = text, today, 0, fields, by_name

    def at_end(self) -> bool:
        """Past the blanks, whether nothing follows."""
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.place == len(self.text)

    def term(self) -> Term:
        match = _TERM.match(self.text, self.place)
        if match is None or not match["colon"]:
            raise self._problem(Misread.TERM, self.place if match is None else match.end())
        name = self.by_name.get(match["name"].lower())
        if name is None:
            near = get_close_matches(match["name"].lower(), self.by_name, n=3)
            raise self._problem(
                Misread.FIELD,
                match.start("name"),
                expected=tuple(dict.fromkeys(name.rpartition(".")[2] for name in self.fields)),
                near=tuple(near),
            )
        self.place = match.end()
        values = [self._value(name)]
        while self.place < len(self.text) and self.text[self.place] in ",，":
            self.place += 1
            values.append(self._value(name))
        if self.place < len(self.text) and not self.text[self.place].isspace():
            raise self._problem(Misread.BLANK, self.place)
        return Term(name, tuple(values), bool(match["minus"]))

    def _value(self, name: str) -> Wanted:
        start, text, match = self.place, "", _PART.match(self.text, self.place)
        if match is None and self.text[start : start + 1] in ('"', "“"):
            raise self._problem(Misread.QUOTE, start)
        if match is not None:
            self.place = match.end()
            quoted = match["quoted"] if match["quoted"] is not None else match["curly"]
            text = (quoted if quoted is not None else match["plain"]).strip()
            if quoted is None and text.lower() == NONE:
                return Nothing()
            found = self._read(name, text) if text else None
            if found is not None:
                return found
        words = self.fields[name].words
        expected = tuple(words) if words is not None else ()
        known = [each for word in words or () for each in (word, *_spoken(word))]
        near = tuple(get_close_matches(text.lower(), known, n=3)) if text else ()
        raise self._problem(_EXPECTED[self.fields[name].holds], start, expected=expected, near=near)

    def _read(self, name: str, text: str) -> Wanted | None:
        match self.fields[name].holds:
            case Holds.TEXT:
                return Pattern(text)
            case Holds.WORD:
                return self._word(name, text)
            case Holds.FLAG:
                return yes_or_no(text)
            case _:
                return self._span(name, text)

    def _word(self, name: str, text: str) -> StrEnum | None:
        words = self.fields[name].words
        assert words is not None
        return next((word for word in words if text.casefold() in {each.casefold() for each in (word, *_spoken(word))}), None)

    def _span(self, name: str, text: str) -> Span | None:
        first, dots, last = text.partition("..")
        if dots and not (first or last):
            return None
        typed = (first, last) if dots else (text, text)
        ends: list[tuple[date | int | None, date | int | None] | None] = [
            self._ends(name, part) if part else (None, None) for part in typed
        ]
        if ends[0] is None or ends[1] is None:
            return None
        span = Span(ends[0][0], ends[1][1])
        return None if _reversed(span) else span

    def _ends(self, name: str, text: str) -> tuple[date | int, date | int] | None:
        """A day, week, month or year as its first and last day, a number as itself twice; None for what is none."""
        if self.fields[name].holds is Holds.DAY:
            try:
                period = parse_period(text, self.today)
            except UsageError:
                return None
            return period.first, period.last
        if self.fields[name].holds is Holds.NUMBER:
            return (int(text), int(text)) if _WHOLE.fullmatch(text) else None
        match = _AMOUNT.fullmatch(text)
        fen = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None
        return (fen, fen) if fen is not None else None

    def _problem(self, misread: Misread, place: int, *, expected: tuple[str, ...] = (), near: tuple[str, ...] = ()) -> FilterProblem:
        return FilterProblem(misread, self.text, place, expected, near)


def _spoken(word: StrEnum) -> tuple[str, ...]:
    return word.words if isinstance(word, Word) else ()


def _reversed(span: Span) -> bool:
    first, last = span.first, span.last
    if isinstance(first, date) and isinstance(last, date):
        return last < first
    return isinstance(first, int) and isinstance(last, int) and last < first
