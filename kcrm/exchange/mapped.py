"""What a file's own words for the values of its columns mean: `--map-value "维修类型:快修保养=paid_repair"`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from kcrm.errors import UsageError
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.keyed import Place
from kcrm.i18n import N_
from kcrm.model.cell import Cell
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment, Parser, plain_word

Words = Mapping[str, Mapping[str, str]]
"""By heading or key what its texts mean, a value of the column each."""


def meaning(words: Mapping[str, str], text: str) -> str:
    """The text, or what it means. words: by texts as words are compared."""
    return words.get(plain_word(text), text)


def with_words(kind: SheetKind, file: str, places: Sequence[Place], words: Words, moment: Moment) -> tuple[list[Place], Words]:
    """The columns, those with words of their own reading them, and these words by key.

    Raises UsageError for a column that the file has not or that holds no words, and for a value that it does not take.
    """
    if not words:
        return list(places), {}
    named = {name: place for place in places for name in (place.column.key, normal_heading(place.heading))}
    known: dict[str, dict[str, str]] = {}
    for heading, meanings in words.items():
        place = named.get(normal_heading(heading))
        if place is None:
            near = get_close_matches(heading, [each.heading for each in places])
            raise UsageError(N_("{file} has no column “{heading}”."), near=near, file=file, heading=heading)
        key = place.column.key
        type_ = noun_of(kind).field(key).type
        if type_.words is None and type_.cell is not Cell.FLAG:
            raise UsageError(N_("--map-value is for columns of words; “{heading}” is none."), heading=heading)
        for text, value in meanings.items():
            place.column.parse(value, moment)
            known.setdefault(key, {})[plain_word(text)] = value
    return [_with(place, known.get(place.column.key)) for place in places], known


def _with(place: Place, words: Mapping[str, str] | None) -> Place:
    if words is None:
        return place
    read: Parser = place.column.parse

    def parse(text: str, moment: Moment) -> object:
        return read(meaning(words, text), moment)

    return replace(place, column=place.column._replace(parse=parse))
