"""How a record is declared: each field once, in plain data."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.records.types import Type


class Section(Word):
    """The part of a customer's or vehicle's file that a field belongs to."""

    BASIC = "basic", N_("basic facts"), "基本"
    PAYMENT = "payment", N_("payment"), "付款"
    PURCHASE = "purchase", N_("purchase"), "购车"


class Applies(Word):
    """Of whom a file can have a fact. BOUGHT: not of who had the vehicle from another customer."""

    ALWAYS = "always", N_("always")
    PERSON = "person", N_("of persons")
    BOUGHT = "bought", N_("of who bought it here")
    CREDIT = "credit", N_("bought by loan or lease")
    TRADE_IN = "trade_in", N_("bought with a trade-in")
    FUEL = "fuel", N_("not of electric vehicles")


class Field(NamedTuple):
    """One field of a noun.

    key: of files, options and JSON. label: an msgid, over columns and in the operations log. zh: the headings it has in files, parted by
    `/`, which are its names in filters too; a field without is in no file. help: of its option; a field without has none.
    column: what holds it, where that is another column of the noun's table than one named as the key; None for none, where the noun's
    queries say what stands there. shown: its priority in lists, None for a field that lists do not have.
    needed: without it there is no new record. clearable: whether an empty text or `\\N` may empty it. emptied: what it is then.
    in_files: False for a judgement that staff enter, which a file has only where `--map` says so. filtered: its English name in filters.
    personal: what of a person it tells. also: another name of its option. named: the key by which files name what it refers to, where it
    is not that of its type. catalogue: of whom it is counted whether it is known, None
    for what is not counted; of which group it is, `section` says.
    """  # noqa: D301

    key: str
    type: Type
    label: str
    zh: str = ""
    help: str = ""
    column: str | None = ""
    shown: int | None = 0
    needed: bool = False
    clearable: bool = True
    emptied: object = None
    in_files: bool = True
    filtered: str = ""
    personal: Personal | None = None
    section: Section = Section.BASIC
    also: str = ""
    named: str = ""
    catalogue: Applies | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The Chinese headings; the first is the one that is written."""
        return tuple(self.zh.split("/")) if self.zh else ()

    @property
    def stored(self) -> str | None:
        """The column of the noun's table that holds it."""
        return self.key if self.column == "" else self.column


class Noun(NamedTuple):
    """One kind of record.

    name: of its commands. kind: of its files. letter: of its identifiers. title, titles: msgids, of one and of many.
    needs: of each tuple a new record, and a file, has one; known_by: of each tuple a row has one, so that it is known again.
    number: the key whose value tells it from all others; "" where there is no such field. first: the keys that stand first in files.
    decided: the keys of what a command of its own has decided, which stand last in files that are written, and are not read.
    """

    name: str
    kind: str
    table: str
    letter: str
    title: str
    titles: str
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    known_by: tuple[tuple[str, ...], ...]
    number: str = ""
    first: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        """The field of this key."""
        return next(field for field in self.fields if field.key == key)

    @property
    def sheet(self) -> Mapping[str, Field]:
        """By key what a file may have, in the order in which files are written."""
        fields = {field.key: field for field in self.fields if field.zh}
        return {key: fields[key] for key in (*self.first, *(key for key in fields if key not in self.first))}

    @property
    def written(self) -> tuple[Field, ...]:
        """What export writes: what a file may have, then what was decided."""
        return (*(field for field in self.sheet.values() if field.in_files), *map(self.field, self.decided))

    @property
    def options(self) -> Mapping[str, Field]:
        """By key what `add` and `edit` take."""
        return {field.key: field for field in self.fields if field.help}

    @property
    def listed(self) -> tuple[Field, ...]:
        """What lists and cards show, in their order."""
        return tuple(field for field in self.fields if field.shown is not None)

    @property
    def columns(self) -> Mapping[str, Field]:
        """The fields that the noun's table holds, by column."""
        return {field.stored: field for field in self.fields if field.stored}
