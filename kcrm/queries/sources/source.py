"""How the rows of one kind of record are read, and what many kinds join."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kcrm.named import NamedTuple

NAMING: Final = {"customer_no": "customer.customer_no", "phone": "customer.phone"}
"""What a file says of whose something is."""
STAFF: Final = "LEFT JOIN staff AS {name} ON {name}.id = {table}.{column}"
OF_CUSTOMER: Final = "JOIN customer ON customer.id = {table}.customer_id"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Source(NamedTuple):
    """How the rows of a kind are read.

    joins, file_joins: what is joined to its table for lists and for files; "" for files: the same. shown, given: what lists and files have
    for a key where that is no column of the table. order: of lists. narrowed: what a list may be narrowed by, each by a value of its name,
    days by two with `_first` and `_last` after it. chosen: which rows belong to `{customers}`, a query of ids; "" where none can. exported:
    which are given out at all. state: how a row stands, where no field that is shown is its `state`. named_by: what of a customer besides
    the number a file's row tells, by which import knows whom it means; "" where it names nobody.
    """

    joins: str = ""
    file_joins: str = ""
    shown: Mapping[str, str] = NOTHING
    given: Mapping[str, str] = NOTHING
    order: str = "id"
    narrowed: Mapping[str, str] = NOTHING
    chosen: str = ""
    exported: str = "true"
    state: str = ""
    named_by: str = ""

    def of(self, customers: str) -> str:
        """Which rows belong to these customers, given as a query of their ids."""
        return self.chosen.replace("{customers}", customers) or "false"
