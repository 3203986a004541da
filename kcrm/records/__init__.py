"""The desk's records, each declared once: `kcrm/records/customer.py` and its siblings.

From a declaration follow the columns of import and export, the options of `add` and `edit`, lists and cards, the words of the operations
log, filters, completion and `kcrm fields`. DDL is written by hand in `kcrm/migrations`; a test holds the two together. What is particular
about a noun is code beside it: `kcrm/actions/records.py`, `kcrm/queries/<noun>.py`.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Final

from kcrm.records.noun import Field, Noun, Personal, Section

__all__ = ["Field", "Noun", "Personal", "Section", "SheetKind", "kind_of", "noun_of", "of_table"]


class SheetKind(StrEnum):
    """The kinds of record, as `import` names them, in the order in which they need each other."""

    STAFF = "staff"
    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ORDERS = "orders"
    COMPLAINTS = "complaints"
    OPPORTUNITIES = "opportunities"


_MODULES: Final = {
    SheetKind.STAFF: "staff",
    SheetKind.CUSTOMERS: "customer",
    SheetKind.VEHICLES: "vehicle",
    SheetKind.ORDERS: "order",
    SheetKind.COMPLAINTS: "complaint",
    SheetKind.OPPORTUNITIES: "opportunity",
}
_TABLES: Final = {"repair_order": SheetKind.ORDERS} | {module: kind for kind, module in _MODULES.items()}


@cache
def noun_of(kind: SheetKind) -> Noun:
    """The declaration of a kind of record; only this one is loaded."""
    noun = import_module(f"kcrm.records.{_MODULES[kind]}").NOUN
    assert isinstance(noun, Noun)
    return noun


def kind_of(name: str) -> SheetKind | None:
    """The kind of a noun of the command line; None where no record is declared under that name."""
    return next((kind for kind, module in _MODULES.items() if module == name), None)


def of_table(table: str) -> Noun | None:
    """The declaration whose rows a table holds; None for the tables of the machinery and of cases."""
    return noun_of(_TABLES[table]) if table in _TABLES else None
