"""How two customers stand to each other: known again by both and by what the one is to the other."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_span, customer_of, latest_alike
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, CustomerKeys, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind

_OTHER: Final = CustomerKeys("other_no", "other_phone")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return latest_alike(writer, {**values, "to": _other(writer, values)}, "relation", {"tie": "tie", "to": "other_id"})


def _other(writer: RecordWriter, values: Values) -> object:
    return values.get("to") or writer.references.customer(values, _OTHER)


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    values = customer_of(
        writer, row, {**values, **({"to": other} if (other := _other(writer, values)) is not None else {})}, Thing.RELATION
    )
    this, other = (
        values.get(key, row[column] if row is not None else None) for key, column in (("who", "customer_id"), ("to", "other_id"))
    )
    if this == other:
        raise ColumnError(
            "to" if "other_no" not in values else "other_no", values.get("other_no"), RefusedError(N_("is the customer itself"))
        )
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.RELATIONS, row, values))


KEEPER: Final = Keeper(_known, _save)
