"""What something that is known helps with: kinds of follow-up, causes of complaints, models of vehicles, several of each."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.cell import Cell
from kcrm.model.words import Word
from kcrm.patterns import pattern
from kcrm.records import cells
from kcrm.records.cells import Moment
from kcrm.records.types import Type

_BETWEEN = pattern(r"[,，、;；]")


def _parts(text: str) -> list[str]:
    return [part for each in _BETWEEN.split(text) if (part := each.strip())]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


def _models(text: str, _: Moment) -> str | None:
    return ",".join(dict.fromkeys(_parts(cells.line_text(text)))) or None


def some(words: type[Word], metavar: str) -> Type:
    """Several of a vocabulary's words, parted by commas; kept by their keys in the order of the vocabulary."""
    one = cells.spoken(words)

    def parse(text: str, moment: Moment) -> str | None:
        said = {str(one(part, moment)) for part in _parts(text)}
        return ",".join(each for each in words if each in said) or None

    return Type(N_("words"), parse, Cell.ENUMS, metavar, next(iter(words)), _listed, words=words)


MODELS: Final = Type(N_("texts"), _models, Cell.TEXTS, "MODELS", "青屿,衡川 2.0T", _listed, longest=cells.LONGEST_LINE)
