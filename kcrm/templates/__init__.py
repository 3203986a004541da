"""The words that kcrm brings along, in both languages: what is said in calls, written in messages and asked in surveys.

Each template has a purpose and a name, `script.7dc`, `question.csi.advisor`; a dealership's own wording lives in its database. The files
stand beside this module, in `LANGUAGE/PURPOSE.toml`, and are read when they are first needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kcrm.datafile import read_table
from kcrm.i18n import Language
from kcrm.model import Purpose
from kcrm.named import NamedTuple

LANGUAGES: tuple[Language, ...] = ("en", "zh")
_FOLDER = Path(__file__).parent


class TemplateId(NamedTuple):
    """What a template is known by; it has one wording in each language."""

    purpose: Purpose
    name: str

    def __str__(self) -> str:
        return f"{self.purpose}.{self.name}"


@cache
def built_in(language: Language) -> Mapping[TemplateId, str]:
    """Every template as it is delivered, in one language; both languages have the same ones."""
    return MappingProxyType(
        {TemplateId(purpose, name): body.strip() for purpose in Purpose for name, body in _named(_read(language, purpose.value))}
    )


@cache
def words(language: Language) -> Mapping[str, str]:
    """The words that are put into fields: forms of address, dates, festivals, and neutral ones for what is not known."""
    return MappingProxyType(dict(_named(_read(language, "words"))))


def _read(language: Language, stem: str) -> Mapping[str, object]:
    return read_table(_FOLDER / language / f"{stem}.toml")


def _named(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _named(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
