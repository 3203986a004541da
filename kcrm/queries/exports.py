"""Everything that an import file of each kind can say, and what was decided, as it stands in the database: a column for each key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from kcrm.queries.records import places
from kcrm.queries.rows import Rows
from kcrm.queries.sources.declared import source_of
from kcrm.queries.sources.source import Source
from kcrm.records import Noun, SheetKind, noun_of

if TYPE_CHECKING:
    from kcrm.queries.filters import Condition


def exported(
    connection: sqlite3.Connection, kind: SheetKind, customer_ids: Collection[int] | None = None, narrowed: Condition | None = None
) -> Rows:
    """The rows of a kind of import file, as their types show them, read one by one; numbers of staff.

    customer_ids: only what belongs to these customers, which staff never do. narrowed: of prospects those of whom the filter speaks.
    Opportunities: the open ones.
    """
    noun, source = noun_of(kind), source_of(kind)
    fields = noun.written
    rows = _source(noun, source, customer_ids)
    values = _values(customer_ids)
    if narrowed is not None and narrowed.of_prospects:
        rows, values = f"{rows} AND {narrowed.of_prospects}", {**narrowed.values, **values}
    count: int = connection.execute(f"SELECT count(*) {rows}", values).fetchone()[0]
    statement = f"SELECT {places(noun, fields, source.given)} {rows} ORDER BY {noun.table}.id"
    return Rows(count, lambda: connection.execute(statement, values), (field.type.load for field in fields))


def unnamed_customers(connection: sqlite3.Connection, kind: SheetKind, customer_ids: Collection[int] | None = None) -> list[int]:
    """Of the customers in the same rows those whom import cannot tell by them: without a number, and without a phone of their own."""
    noun, source = noun_of(kind), source_of(kind)
    if not source.named_by:
        return []
    statement = f"""
        WITH reached (id, phone, name) AS (
            SELECT id, phone, name FROM customer WHERE phone IS NOT NULL
            UNION ALL SELECT id, phone2, name FROM customer WHERE phone2 IS NOT NULL
        ),
        shared AS (SELECT {source.named_by} FROM reached GROUP BY {source.named_by} HAVING count(DISTINCT id) > 1)
        SELECT DISTINCT customer.id {_source(noun, source, customer_ids)} AND customer.id IS NOT NULL AND customer.customer_no IS NULL
            AND (customer.phone IS NULL OR ({_of_customer(source.named_by)}) IN shared)
        ORDER BY customer.id
    """  # noqa: S608 - our own names
    return [row[0] for row in connection.execute(statement, _values(customer_ids))]


def _of_customer(columns: str) -> str:
    return ", ".join(f"customer.{column}" for column in columns.split(", "))


def _source(noun: Noun, source: Source, customer_ids: Collection[int] | None) -> str:
    chosen = "true" if customer_ids is None else source.of("(SELECT value FROM json_each(:customers))")
    return f"FROM {noun.table} {source.file_joins or source.joins} WHERE {source.exported} AND {chosen}"


def _values(customer_ids: Collection[int] | None) -> Mapping[str, object]:
    return {"customers": json.dumps(list(customer_ids or ()))}
