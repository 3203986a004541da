"""A report of the dealership's own, as it is declared: sections of figures, lists, cross tables and text."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.enums import StrEnum
from kcrm.named import NamedTuple


class Content(StrEnum):
    """What a section tells besides its text; also the key that says so."""

    TEXT = "text"
    KPIS = "kpis"
    LIST = "list"
    CROSS = "cross"


class ReportSection(NamedTuple):
    """One section, its words as typed.

    line: where it begins in the declaration, from 1; lines: by key where that stands. kpis, by: KPIs or tables of them, and by what each
    is shown. kind: of the records of a list or cross table. filter: over their fields; customers: whose they are, filters of customers;
    days: the field whose day lies in the period. columns, sort, limit: of a list. rows, across: the fields of a cross table. added, known:
    the field that is added up (`sum`), or that must be known to be counted (`count`); where neither is named records are counted.
    """

    title: str
    content: Content
    line: int
    lines: Mapping[str, int]
    text: str = ""
    kpis: tuple[str, ...] = ()
    by: str = ""
    kind: str = ""
    filter: str = ""
    customers: str = ""
    days: str = ""
    columns: tuple[str, ...] = ()
    sort: str = ""
    limit: int = 0
    rows: str = ""
    across: str = ""
    added: str = ""
    known: str = ""


class Declared(NamedTuple):
    """A whole report as declared. period: what it is of, unless it is told. text: beneath the title. lines: by key where that stands."""

    title: str
    sections: tuple[ReportSection, ...]
    lines: Mapping[str, int]
    period: str = ""
    text: str = ""


class Fault(StrEnum):
    """What is wrong with a declaration."""

    SYNTAX = "syntax"
    BEYOND = "beyond"
    UNKNOWN = "unknown"
    MISSING = "missing"
    TYPE = "type"
    TWO = "two"
    ALONE = "alone"
    EMPTY = "empty"


class Misdeclared(Exception):  # noqa: N818 - a value that is raised: what it is in words is said elsewhere
    """A declaration that cannot be read. line: from 1. key: which is meant. value: what stands there. offered: what could; near: likely."""

    def __init__(
        self, fault: Fault, line: int, key: str = "", *, value: str = "", offered: tuple[str, ...] = (), near: tuple[str, ...] = ()
    ) -> None:
        super().__init__(fault, line, key)
        self.fault = fault
        self.line = line
        self.key = key
        self.value = value
        self.offered = offered
        self.near = near
