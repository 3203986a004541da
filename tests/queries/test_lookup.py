"""What is at hand is looked for within indices: a desk with half a million customers finds as fast as a small one."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from conftest import filled_once

from kcrm.queries import lookup
from kcrm.queries.lookup import Thing, everything

LARGE = ("customer", "vehicle", "repair_order", "followup")


@filled_once
def numbered(desk):
    """Numbers in a mixture of capitals and small letters, more of them than the search spells out."""
    desk.take("customers", {"customer_no": "kHabCdefG1", "name": "张伟", "phone": "13800138000", "phone2": "010-12345678"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "plate": "皖A12345", "customer_no": "kHabCdefG1"})
    desk.take("orders", {"order_no": "Gd-aB12xYz9", "vin": "1M8GDM9AXKP042788", "type": "pdi", "opened_at": "2026-06-14 08:00"})
    return desk


def found(desk, text):
    with closing(sqlite3.connect(desk.db)) as connection:
        connection.row_factory = sqlite3.Row
        return [(match.thing, match.by) for match in everything(connection, text, parts=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kHabCdefG1", [(Thing.CUSTOMER, "customer_no")]),
        ("KHABCDEFG1", [(Thing.CUSTOMER, "customer_no")]),
        ("KhABcDEFg1", [(Thing.CUSTOMER, "customer_no")]),
        ("KhABcDEFg", []),
        ("KhABcDEFg11", []),
        ("gd-ab12xyz9", [(Thing.ORDER, "order_no")]),
        ("gD-Ab12XyZ9", [(Thing.ORDER, "order_no")]),
        ("gd-ab12xyz", []),
        ("zhangw", [(Thing.CUSTOMER, "pinyin")]),
        ("ZHANGW", [(Thing.CUSTOMER, "pinyin")]),
        ("zh*we", [(Thing.CUSTOMER, "pinyin")]),
        ("?hang", [(Thing.CUSTOMER, "pinyin")]),
        ("伟", [(Thing.CUSTOMER, "name")]),
        ("2345", [(Thing.VEHICLE, "plate")]),
        ("5678", [(Thing.CUSTOMER, "phone2")]),
    ],
)
def test_what_is_at_hand_finds_what_it_is_part_of_whatever_its_capitals(numbered, text, expected):
    assert found(numbered, text) == expected


def test_no_search_walks_through_a_table(desk):
    arguments = dict.fromkeys(("text", "digits", "code", "latin", "latin_start", "spellings", "number", "readings"))
    with closing(sqlite3.connect(desk.db)) as connection:
        for step in (lookup._EXACT, lookup._NEARLY, lookup._PARTS):
            for thing, _by, condition in step:
                plan = connection.execute(f"EXPLAIN QUERY PLAN {lookup.SELECT[thing]} WHERE {condition} ORDER BY id", arguments)
                walked = [row[3] for row in plan if row[3].startswith(tuple(f"SCAN {table}" for table in LARGE))]
                assert [detail for detail in walked if "COVERING INDEX" not in detail] == [], condition


@pytest.mark.parametrize("text", ["13800138000", "kHabCdefG1", "皖A12345", "张伟", "C1", "0000", "zhangwei"])
def test_what_is_meant_as_a_whole_is_found_without_looking_at_every_name_and_plate(numbered, text):
    asked = []
    with closing(sqlite3.connect(numbered.db)) as connection:
        connection.row_factory = sqlite3.Row
        connection.set_trace_callback(asked.append)
        assert everything(connection, "8000" if text == "0000" else text)
        assert [statement for statement in asked if "instr(" in statement] == []
        everything(connection, text, parts=True)
    assert any("instr(" in statement for statement in asked)
