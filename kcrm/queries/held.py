"""All that is held of one customer, found by following the schema's references: a table that is new is found with it.

From the customer the way leads down to whatever refers to them, to their vehicles while they owned them, and on to what refers to that.
A row that says by itself whose it is belongs to nobody else. What is not given out is named here with the reason.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from kcrm.model.held import LEFT_OUT
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.queries.rows import plain_rows

OTHERS: Final[Mapping[tuple[str, str], str]] = {
    ("customer_apart", "other_id"): "about another customer",
    ("relation", "other_id"): "what the other customer said of it",
    ("prospect", "referred_by_id"): "about whom they referred",
    ("member", "customer_id"): "about the people of a company",
    ("bill_order", "order_id"): "about who pays",
    ("recall_vin", "order_id"): "found by its VIN",
    ("conflict", "other_id"): "about another vehicle",
}
"""References that do not lead from a customer to what is theirs, with the reason."""
INNER: Final[Mapping[str, str]] = {
    "call": "about called_hour called_on",
    "call_result": "call_id followup_id",
    "answer": "call_id",
    "form_answer": "form_id",
    "followup": "assigned_by attempts base base_on because bundle_caller_id bundle_contact_id bundle_counts bundle_lead_id bundle_on"
    " call_time case_no contact_name contact_phone due_by duty_id lapses_on occurrence opened_at policy_version_id",
    "message_result": "call_id followup_id",
    "complaint_event": "call_id clock complaint_id finding followup_id goodwill_by_id informed_id level owner_id recorded_at"
    " secondary_department work",
    "finding": "answered_by_id call_id due_on head_id staff_id vehicle_id",
    "prospect_event": "again_on agreed_time approver_id at by call_id floor prospect_id recorded_at skipped stage to_id vehicle_id",
    "visitor": "contact_left day met_at prospect_id",
    "campaign_target": "wave",
    "classification": "cb_fen ev_e4 key_since_on policy_version_id since_on",
    "away_reason": "call_id",
    "bill_order": "order_id",
    "credit_assessment": "approver_id assessor_id facts_from",
    "customer_former": "kept_id kept_name kept_phone kept_phone2",
}
"""Of tables that are no declared records the columns by which the store works, links within the database among them."""
OTHERS_WORDS: Final = frozenset(
    {
        *(("customer", column) for column in ("contact_name", "contact_phone", "contact_relation", "key_person")),
        *(("repair_order", column) for column in ("brought_by", "brought_by_phone")),
        *(("followup", column) for column in ("contact_name", "contact_phone")),
        ("rescue", "caller"),
        ("relation", "note"),
    }
)
"""Columns that name somebody else: who else was spoken to, brought the car or stands near them."""
FIRST_OWNER: Final = frozenset(
    [
        "contract_no",
        "ordered_on",
        "purchase_kind",
        "purpose",
        "accessories",
        "trade_in_model",
        "trade_in_fen",
        "list_price_fen",
        "price_fen",
        "payment",
        "deposit_fen",
        "deposit_on",
        "paid_on",
        "invoice_no",
        "invoiced_on",
        "invoice_title",
        "down_payment_fen",
        "loan_fen",
        "loan_bank",
        "loan_months",
        "loan_until",
        "planned_delivery_on",
        "delivered_on",
        "sales_consultant_id",
    ]
)
"""Columns of a vehicle that tell of its purchase: of who had it from another customer they are not."""
OF_THE_CAR: Final = frozenset(
    ["vin", "brand", "model", "energy", "trim", "model_year", "colour", "interior", "registered_on", "manufactured_on"]
)
"""Columns of a vehicle that never change: all that is told of one that somebody else has now."""
_DAYS: Final[Mapping[str, str]] = {"repair_order": "opened_on", "mileage_reading": "read_on"}
"""Of what hangs on a vehicle alone the day by which it is its owner's of that time; without one it is of who owns the vehicle now."""
_SPANS: Final = (
    "SELECT vehicle_id, coalesce(from_on, '') AS from_on, coalesce(until_on, '9999') AS until_on FROM ownership WHERE customer_id = ?"
)
_BY_VIN: Final = (
    "SELECT recall_vin.* FROM recall_vin JOIN vehicle USING (vin) JOIN ownership ON ownership.vehicle_id = vehicle.id"
    " WHERE ownership.customer_id = ? AND until_on IS NULL ORDER BY recall_vin.id"
)
_NAMED: Final = "SELECT * FROM task WHERE about IN (SELECT value FROM json_each(?)) ORDER BY id"
_NAMES: Final[Mapping[str, str]] = {
    "staff": "name",
    "vehicle": "coalesce(plate, vin)",
    "repair_order": "order_no",
    "campaign": "name",
    "event": "name",
    "contract": "contract_no",
    "bill": "bill_no",
    "recall": "title",
}
"""What is no person but staff, and so may be named where something refers to it, and by what."""


class Reference(NamedTuple):
    """A column that refers to a row of another table."""

    table: str
    column: str
    parent: str


class Held(NamedTuple):
    """What is held of a customer. tables: rows by table. spans: of their vehicles, by number, from when until when they were theirs.

    references: by table and column the table referred to; names: by table and number what stands there for a reader.
    """

    tables: Mapping[str, Sequence[sqlite3.Row]]
    spans: Mapping[int, tuple[str, str]]
    references: Mapping[tuple[str, str], str]
    names: Mapping[tuple[str, int], str]


def graph(connection: sqlite3.Connection) -> list[Reference]:
    """All references of the schema."""
    rows = connection.execute(
        """
        SELECT schema.name, key."from", key."table" FROM sqlite_schema AS schema, pragma_foreign_key_list(schema.name) AS key
        WHERE schema.type = 'table' ORDER BY schema.name, key."from"
        """
    )
    return [Reference(*row) for row in rows]


def reachable(references: Iterable[Reference]) -> frozenset[str]:
    """Every table whose rows may be a customer's: they refer to one, or to what does; vehicles by who owned them."""
    edges = [each for each in references if (each.table, each.column) not in OTHERS]
    found = {"customer", "vehicle"}
    while more := {each.table for each in edges if each.parent in found and each.table not in found}:
        found |= more
    return frozenset(found)


def held_of(connection: sqlite3.Connection, customer_id: int) -> Held:
    """All that is held of the customer of this number, who exists."""
    references = graph(connection)
    owning = {each.table for each in references if each.column == "customer_id" and each.parent == "customer"}
    spans = _spans(connection, customer_id)
    tables = {"customer": _rows(connection, "SELECT * FROM customer WHERE id = ?", (customer_id,))}
    tables["vehicle"] = _rows(
        connection, "SELECT * FROM vehicle WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", (json.dumps([*spans]),)
    )
    below = [each for each in references if (each.table, each.column) not in OTHERS and each.table not in LEFT_OUT]
    waiting = ["customer", "vehicle"]
    while waiting:
        parent = waiting.pop(0)
        for each in (each for each in below if each.parent == parent and each.table != parent):
            known = {row["id"] for row in tables.get(each.table, ())}
            found = [row for row in _below(connection, each, tables[parent], owning, customer_id, spans) if row["id"] not in known]
            if found:
                tables[each.table] = sorted([*tables.get(each.table, ()), *found], key=lambda row: int(row["id"]))
                waiting.append(each.table)
    tables["recall_vin"] = _rows(connection, _BY_VIN, (customer_id,))
    tables["task"] = _rows(connection, _NAMED, (json.dumps([*_called(tables)]),))
    kept = {table: rows for table, rows in tables.items() if rows}
    columns = {(each.table, each.column): each.parent for each in references}
    return Held(kept, spans, columns, _names(connection, kept, columns))


def _spans(connection: sqlite3.Connection, customer_id: int) -> dict[int, tuple[str, str]]:
    """By vehicle from when until when it was theirs; the last time, where there were several."""
    return {number: (first, last) for number, first, last in plain_rows(connection, f"{_SPANS} ORDER BY from_on", (customer_id,))}


def _below(
    connection: sqlite3.Connection,
    reference: Reference,
    parents: Sequence[sqlite3.Row],
    owning: set[str],
    customer_id: int,
    spans: Mapping[int, tuple[str, str]],
) -> list[sqlite3.Row]:
    """The rows that refer to these and are nobody else's."""
    table, column, parent = reference
    whose = f" AND (customer_id IS NULL OR customer_id = {customer_id:d})" if column != "customer_id" and table in owning else ""
    statement = f"SELECT * FROM {table} WHERE {column} IN (SELECT value FROM json_each(?)){whose} ORDER BY id"  # noqa: S608 - our own names
    rows = _rows(connection, statement, (json.dumps([row["id"] for row in parents]),))
    if parent != "vehicle":
        return rows
    if table in owning:
        return [row for row in rows if row["customer_id"] is not None or spans[row[column]][1] == "9999"]
    day = _DAYS.get(table)
    if day is None:
        return [row for row in rows if spans[row[column]][1] == "9999"]
    return [row for row in rows if spans[row[column]][0] <= row[day] < spans[row[column]][1]]


def _called(tables: Mapping[str, Sequence[sqlite3.Row]]) -> Iterable[str]:
    """What a task may call the customer or what is theirs."""
    letters = {"customer": "C", "complaint": "K", "followup": "F", "repair_order": "R", "vehicle": "V", "prospect": "L"}
    numbers = {"customer": "customer_no", "complaint": "complaint_no", "repair_order": "order_no"}
    for table, letter in letters.items():
        for row in tables.get(table, ()):
            yield f"{letter}{row['id']}"
            if table in numbers and row[numbers[table]]:
                yield row[numbers[table]]


def _names(
    connection: sqlite3.Connection, tables: Mapping[str, Sequence[sqlite3.Row]], references: Mapping[tuple[str, str], str]
) -> dict[tuple[str, int], str]:
    """What stands for a reader where rows refer to something that may be named."""
    found: dict[tuple[str, int], str] = {}
    for parent, name in _NAMES.items():
        columns = [key for key, other in references.items() if other == parent and key[0] in tables]
        wanted = {row[column] for table, column in columns for row in tables[table] if row[column] is not None}
        statement = f"SELECT id, {name} FROM {parent} WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
        found |= {
            (parent, number): word for number, word in plain_rows(connection, statement, (json.dumps([*wanted]),)) if word is not None
        }
    return found


def _rows(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> list[sqlite3.Row]:
    return connection.execute(statement, values).fetchall()


def own_phones(held: Held) -> frozenset[str]:
    """The phones that are the customer's own; any other number is somebody else's."""
    rows = chain(held.tables.get("customer", ()), held.tables.get("customer_former", ()))
    return frozenset(row[column] for row in rows for column in ("phone", "phone2") if row[column])


PERSONAL: Final = frozenset(Personal)
"""What the file tells of a person: whatever is known."""
