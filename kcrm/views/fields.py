"""The data dictionary: what each record holds, under which names, in which form."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.i18n import N_, _, language
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.records import Field, Noun, Section
from kcrm.views import Audience, Cell, Column, View

_COLUMNS = (
    Column("record", N_("Record")),
    Column("key", N_("Key")),
    Column("headings", N_("Headings in files"), Cell.TEXTS, 2),
    Column("label", N_("Label"), priority=3),
    Column("type", N_("Kind of value"), priority=1),
    Column("unit", N_("Unit"), priority=5),
    Column("values", N_("Allowed values"), Cell.TEXTS, audience=Audience.MACHINES),
    Column("values", N_("Allowed values"), Cell.TEXTS, 1, audience=Audience.PEOPLE),
    Column("needed", N_("Required"), Cell.FLAG, 1),
    Column("clearable", N_("Can be cleared"), Cell.FLAG, 6),
    Column("in_files", N_("In files"), Cell.FLAG, 6),
    Column("longest", N_("Longest"), Cell.COUNT, 6),
    Column("filter", N_("In filters"), priority=5),
    Column("section", N_("Section"), Cell.ENUM, 7, labels=Section),
    Column("personal", N_("Personal"), Cell.ENUM, 4, labels=Personal),
    Column("example", N_("Example"), priority=2),
    Column("help", N_("Meaning"), audience=Audience.MACHINES),
)


def fields_view(nouns: Iterable[Noun]) -> View:
    """Every field that a file, an option or a list has, record by record."""
    return View(_("Fields"), _COLUMNS, [_row(noun, field) for noun in nouns for field in noun.fields])


def _row(noun: Noun, field: Field) -> tuple[object, ...]:
    words = tuple(field.type.words) if field.type.words is not None else ()
    return (
        noun.name,
        field.key,
        field.headings,
        _(field.label),
        _(field.type.name),
        _(field.type.unit) if field.type.unit else None,
        words,
        tuple(map(spoken, words)),
        field.needed,
        field.clearable and bool(field.zh or field.help),
        bool(field.zh) and field.in_files,
        field.type.longest,
        field.filtered or None,
        field.section,
        field.personal,
        field.type.example or None,
        _(field.help) if field.help else None,
    )


def spoken(word: Word) -> str:
    """A word as the database has it; to who reads Chinese with what people say for it."""
    return f"{word} {word.words[0]}" if language() == "zh" and word.words else str(word)
