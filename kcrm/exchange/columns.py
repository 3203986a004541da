"""What may stand in a file: its columns, their headings and parsers ("The command-line contract", Import files)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Final

from kcrm.errors import UsageError
from kcrm.exchange.headings import normal_heading
from kcrm.i18n import N_, _, use_language
from kcrm.named import NamedTuple
from kcrm.records import Field, SheetKind, noun_of
from kcrm.records.cells import Moment, Parser

# an empty cell with this text in it empties the field
EMPTIES: Final = r"\N"
REASONS: Final = {"en": "rejected because", "zh": "未导入原因"}
"""By language the heading over why a row was refused, in the file of refused rows; import leaves that column out."""


class Column(NamedTuple):
    """headings: its Chinese names; the key is a heading too. clearable: whether `\\N` may empty it.

    heal: as of its type. in_files: else it is a judgement that staff enter, and a file has it only where `--map` says so.
    """  # noqa: D301

    key: str
    headings: tuple[str, ...]
    parse: Parser
    clearable: bool = True
    in_files: bool = True
    heal: Callable[[str], str | None] | None = None

    def healed(self, text: str) -> tuple[str, UsageError] | None:
        """What was meant by a text that cannot be read, and what is to be said of it; None where that cannot be told."""
        meant = self.heal(text) if self.heal is not None else None
        if meant is None:
            return None
        return meant, UsageError(N_("“{value}” was read as {meant}: a spreadsheet had dropped the 0."), value=text, meant=meant)


@cache
def columns_of(kind: SheetKind) -> Mapping[str, Column]:
    """By key the columns of a kind of record, in the order in which files are written."""
    return {key: _column(field) for key, field in noun_of(kind).sheet.items()}


def _column(field: Field) -> Column:
    return Column(field.key, field.headings, field.type.read, field.clearable, field.in_files, field.type.heal)


def is_reason(heading: str) -> bool:
    """Whether a column tells why its rows were refused once."""
    return normal_heading(heading) in map(normal_heading, REASONS.values())


def decided_in(kind: SheetKind) -> frozenset[str]:
    """Normal headings of what a command of its own decided: export writes it, by key or in Chinese, and import leaves it out."""
    fields = [noun_of(kind).field(key) for key in noun_of(kind).decided]
    with use_language("zh"):
        return frozenset(normal_heading(name) for field in fields for name in (field.key, _(field.label)))


def headings_of(kind: SheetKind) -> Mapping[str, str]:
    """Normal heading -> key."""
    return {
        normal_heading(name): column.key
        for column in columns_of(kind).values()
        if column.in_files
        for name in (column.key, *column.headings)
    }


def missing_identity(kind: SheetKind, values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """What a row lacks to be known again; any one key of each tuple would do."""
    return _lacking(noun_of(kind).known_by, values)


def missing_for_new(kind: SheetKind, values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """What a row lacks to make a new record; any one key of each tuple would do.

    A row about an existing record may leave these cells empty. A customer with a number may be without a phone.
    """
    return _lacking(((("name",), ("phone", "customer_no")) if kind is SheetKind.CUSTOMERS else noun_of(kind).needs), values)


def _lacking(needs: tuple[tuple[str, ...], ...], values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    lacking: tuple[tuple[str, ...], ...] = ()
    for need in needs:  # each row of a file is asked: quicker than an expression
        for key in need:
            if values.get(key) is not None:
                break
        else:
            lacking += (need,)
    return lacking


def implied(kind: SheetKind, texts: Mapping[str, str]) -> Mapping[str, object]:
    """What the words of a row say beyond their own columns: a repair after an accident."""
    if kind is not SheetKind.ORDERS or "type" not in texts:
        return {}
    from kcrm.records.order import ACCIDENTS  # noqa: PLC0415 - a declaration is loaded only for its own kind

    return {"accident": True} if texts["type"].strip() in ACCIDENTS else {}


def parse_value(kind: SheetKind, key: str, text: str, *, today: date, now: datetime) -> object:
    """The value that an option of `add` or `edit` means; None for empty text or `\\N`, which empties the field.

    now: aware. Dates may be relative. Raises UsageError.
    """  # noqa: D301
    return cell_parser(_column(noun_of(kind).field(key)), Moment(today, now, typed=True))(text.strip())


def cell_parser(column: Column, moment: Moment) -> Callable[[str], object]:
    """What reads a column's trimmed texts: a typed value, or None where the field is to be emptied. It raises UsageError."""
    read = column.parse

    def parse(text: str) -> object:
        if text and text != EMPTIES:
            return read(text, moment)
        if not column.clearable:
            raise UsageError(N_("{key} cannot be emptied."), key=column.key)
        return None

    return parse
