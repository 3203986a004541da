"""Whom and what a row names, whatever file it stands in."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from kcrm.actions.references import OWNER, WITH_NAME, ColumnError, References
from kcrm.queries.register import Register

VIN, OTHER_VIN, THIRD_VIN = "1M8GDM9AXKP042788", "11111111111111111", "22222222222222222"


@pytest.fixture
def references(desk):
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"},
        {"customer_no": "KH2", "name": "李娜", "phone": "13800138000"},
        {"customer_no": "KH3", "name": "王芳", "phone": "13800138003", "phone2": "13800138004"},
    )
    desk.take(
        "vehicles",
        {"vin": VIN, "plate": "皖A12345"},
        {"vin": OTHER_VIN, "plate": "皖A12345"},
        {"vin": "22222222222222222", "plate": "皖B12345"},
    )
    desk.take("orders", {"order_no": "GD1", "vin": VIN, "type": "pdi", "opened_at": "2026-06-14 08:00"})
    desk.take(
        "staff",
        {"employee_no": "T1", "name": "韩磊", "role": "technician"},
        {"employee_no": "T2", "name": "韩磊", "role": "technician"},
    )
    with closing(sqlite3.connect(desk.db)) as connection:
        connection.row_factory = sqlite3.Row
        yield References(Register(connection))


@pytest.mark.parametrize(
    ("values", "keys", "expected"),
    [
        ({"customer_no": "KH2"}, None, 2),
        ({"customer_no": "KH2", "phone": "13800138003"}, None, 2),  # the number counts
        ({"phone": "13800138003"}, None, 3),
        ({"phone": "13800138004"}, None, 3),
        ({"phone": "13800138000", "name": "李娜"}, WITH_NAME, 2),
        ({"owner_phone": "13800138000", "owner_name": "张伟"}, OWNER, 1),
        ({"name": "李娜"}, WITH_NAME, None),
        ({"customer_no": None, "phone": None}, None, None),
    ],
)
def test_a_customer_is_named_by_number_else_by_phone_and_name(references, values, keys, expected):
    assert (references.customer(values, keys) if keys else references.customer(values)) == expected


@pytest.mark.parametrize(
    ("values", "keys", "column", "reason"),
    [
        ({"customer_no": "KH9", "phone": "13800138003"}, WITH_NAME, "customer_no", "no customer has this number"),
        ({"phone": "13900139000"}, WITH_NAME, "phone", "no customer has this phone"),
        ({"phone": "13800138003", "name": "张伟"}, WITH_NAME, "phone", "no customer with this phone has this name"),
        ({"phone": "13800138000"}, WITH_NAME, "phone", "several customers have this phone; give the name or the customer number"),
        ({"owner_phone": "13800138000"}, OWNER, "owner_phone", "several customers have this phone; give the name or the customer number"),
    ],
)
def test_where_a_row_names_nobody_or_several_the_column_and_the_reason_are_said(references, values, keys, column, reason):
    with pytest.raises(ColumnError) as caught:
        references.customer(values, keys)
    assert (caught.value.column, caught.value.value, caught.value.message) == (column, values[column], reason)


def test_without_a_column_for_the_name_only_the_number_tells_those_who_share_a_phone(references):
    with pytest.raises(ColumnError, match=r"give the customer number$"):
        references.customer({"phone": "13800138000"})


def test_a_vehicle_is_named_by_vin_else_by_a_plate_that_one_bears(references):
    assert references.vehicle({"vin": OTHER_VIN, "plate": "皖B12345"}) == 2
    assert references.vehicle({"plate": "皖B12345"}) == 3
    assert references.vehicle({}) is None
    assert references.vehicle({"plate": "皖A12345"}, present_id=2) == 2
    for values, reason in (
        ({"vin": "33333333333333333"}, "no vehicle has this VIN"),
        ({"plate": "皖C12345"}, "no vehicle has this plate"),
        ({"plate": "皖A12345"}, "several vehicles have this plate"),
    ):
        with pytest.raises(ColumnError, match=reason):
            references.vehicle(values)


def test_an_order_is_named_by_its_number(references):
    assert references.order("GD1")["id"] == 1
    with pytest.raises(ColumnError, match="no order has this number"):
        references.order("GD2")


def test_staff_are_named_by_number_else_by_a_name_that_one_has(references):
    assert references.staff("T2", "advisor") == references.staff("T1", "advisor") + 1
    assert references.staff("秦大勇", "advisor") == references.staff("A1", "advisor")
    for text, reason in (("韩磊", "several members of staff have this name"), ("T9", "no such employee")):
        with pytest.raises(ColumnError, match=reason) as caught:
            references.staff(text, "advisor")
        assert (caught.value.column, caught.value.value) == ("advisor", text)
