"""What is held of a customer is found by the schema's references: no table, and no column of one, is forgotten in silence."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kcrm.model.held import LEFT_OUT
from kcrm.queries.held import INNER, OTHERS, OTHERS_WORDS, graph, reachable
from kcrm.records import of_table
from kcrm.storage.migration import apply_all
from kcrm.views.held import COLUMNS, TITLES

# found by a VIN and by what is written there, not by a reference
BY_WORDS = {"recall_vin", "task"}
# by number, without a reference that the schema knows
BY_NUMBER = {"plan_queue", "plan_use"}


@pytest.fixture(scope="module")
def schema():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        apply_all(connection)
        yield connection


def columns_of(schema, table):
    return {row[0] for row in schema.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def tables_of(schema):
    return {
        row[0] for row in schema.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    }


def test_every_table_that_leads_to_a_customer_is_given_out_or_left_out_with_a_reason(schema):
    found = reachable(graph(schema)) - {"customer"}
    assert found | BY_WORDS | BY_NUMBER == set(TITLES) | set(LEFT_OUT)
    assert not set(TITLES) & set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_what_bears_a_customers_or_vehicles_number_without_a_reference_is_known_too(schema):
    referring = {(each.table, each.column) for each in graph(schema)}
    bare = {
        table
        for table in tables_of(schema)
        for column in columns_of(schema, table) & {"customer_id", "vehicle_id"}
        if (table, column) not in referring
    }
    assert bare == BY_NUMBER


def test_a_table_that_is_new_and_refers_to_a_complaint_is_found(schema):
    schema.execute("CREATE TABLE later (id INTEGER PRIMARY KEY, complaint_id INTEGER REFERENCES complaint (id))")
    try:
        assert "later" in reachable(graph(schema))
    finally:
        schema.execute("DROP TABLE later")


def test_every_column_of_what_no_declaration_covers_is_told_or_named_as_inner(schema):
    undeclared = {table for table in TITLES if of_table(table) is None}
    assert undeclared == set(COLUMNS)
    for table in undeclared:
        told, inner = set(COLUMNS[table]), set(INNER.get(table, "").split())
        assert not told & inner, table
        assert told | inner | {"id", "customer_id"} == columns_of(schema, table) | {"customer_id"}, table


def test_what_is_named_as_others_is_there(schema):
    referring = {(each.table, each.column) for each in graph(schema)}
    assert set(OTHERS) <= referring
    assert all(column in columns_of(schema, table) for table, column in OTHERS_WORDS)
