"""What is counted of customers' files in SQL is what the rule says of each of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.model.quality import Filled
from kcrm.policy import Policy
from kcrm.queries.completeness import (
    Counting,
    count_files,
    file_shares,
    files_of,
    shares_by_customer,
    shares_by_field,
    shares_by_specialist,
)
from kcrm.queries.filters import ALL
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.shape import Part
from kcrm.records import SheetKind
from kcrm.records.catalogue import Share, catalogue, counted_named, whole
from kcrm.records.noun import Section
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.quality.completeness import completeness, enough, first_asked, missing, required, states, switched_on
from kcrm.rules.quality.fillers import fillers
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

TODAY = date(2026, 6, 15)
POLICY = Policy.default().completeness._replace(off=("postal_code", "hobby"), required=8)
BOUNDS = [bounds_of(Period(date(2026, 6, 1), date(2026, 6, 30)), Policy.default(), 1, datetime(2026, 6, 15, 1, tzinfo=UTC))]
FILLERS = fillers(Policy.default().evidence._replace(fillers=("13800138000", "1990-01-01", "无", "N/A", "1")))

_NUMBERS = {"family_size", "loan_months", "list_price", "price", "deposit", "down_payment", "loan_amount", "trade_in_value"}
_WORDS = {
    "kind": ["person", "company"],
    "gender": ["male"],
    "id_kind": ["passport"],
    "energy": ["electric", "hybrid"],
    "use": ["private"],
    "payment": ["cash", "loan", "lease"],
    "purchase_kind": ["first", "trade_in"],
}


def values_of(each):
    key, name = each.field.key, each.field.type.name
    if key in _WORDS:
        return st.sampled_from([None, *_WORDS[key]])
    if key in _NUMBERS:
        return st.sampled_from([None, 1])
    if name == "yes or no":
        return st.sampled_from([None, 0, 1])
    if name == "date":
        return st.sampled_from([None, "1990-01-01", "2027-01-02"])
    if name in {"phone", "VIN", "plate", "e-mail", "member of staff"} or key == "contact_window":
        return st.sampled_from([None, "13800138000", "13900139001"]) if name == "phone" else st.none()
    return st.sampled_from([None, "无", " 无", "n/A", "ｎ/a", "1", "王芳"])


def rows_of(kind):
    return st.fixed_dictionaries(
        {each.column: values_of(each) for each in catalogue() if each.kind is kind and each.column not in {"name", "vin"}}
    )


CUSTOMERS = st.tuples(
    rows_of(SheetKind.CUSTOMERS),
    st.sampled_from(["王芳", "N/a", "无"]),
    st.sampled_from(["person", "company"]),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([0, 0, 0, 1]),
)
# whose it is, whether somebody had it before, what it is like: held, on order, sold, scrapped
VEHICLES = st.tuples(
    rows_of(SheetKind.VEHICLES),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(
        [{}, {}, {"planned_delivery_on": "2026-07-01", "delivered_on": None}, {"sold_on": "2026-06-15"}, {"scrapped_on": "2026-06-16"}]
    ),
)
ASKED = st.tuples(st.sampled_from(catalogue()), st.integers(0, 2), st.integers(178, 182))
STORES = st.tuples(
    st.lists(CUSTOMERS, min_size=1, max_size=3),
    st.lists(VEHICLES, max_size=3),
    st.lists(ASKED, max_size=6, unique_by=lambda each: (each[0].field.key, each[1])),
)


def insert(connection, table, row):
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


@pytest.fixture(scope="module")
def template() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        make_fresh(connection)
        drop_log_triggers(connection)
        for number in (1, 2):
            insert(
                connection,
                "staff",
                {"id": number, "employee_no": f"S{number}", "name": f"专员{number}", "role": "cs_specialist", "pinyin": "", "initials": ""},
            )
        yield connection


@contextmanager
def stored(connection, store):
    customers, vehicles, asked = store
    connection.execute("SAVEPOINT one")
    try:
        for number, (row, name, kind, specialist, contact_only) in enumerate(customers, 1):
            more = {
                "id": number,
                "name": name,
                "kind": kind,
                "pinyin": "",
                "initials": "",
                "specialist_id": specialist,
                "contact_only": contact_only,
            }
            insert(connection, "customer", row | more)
        for number, (row, owner, had_before, more) in enumerate(vehicles, 1):
            insert(connection, "vehicle", {"id": number, "vin": f"{number:017}"} | row | more)
            if had_before:
                insert(connection, "ownership", {"vehicle_id": number, "customer_id": 1, "until_on": "2025-01-01"})
            if owner < len(customers):
                insert(
                    connection,
                    "ownership",
                    {"vehicle_id": number, "customer_id": owner + 1, "from_on": "2025-01-01" if had_before else None},
                )
        for each, place, days in asked:
            table, count = ("customer", len(customers)) if each.kind is SheetKind.CUSTOMERS else ("vehicle", len(vehicles))
            if place < count:
                day = (TODAY - timedelta(days=days)).isoformat()
                insert(connection, "asked", {f"{table}_id": place + 1, "field": each.field.key, "asked_on": day})
        yield
    finally:
        connection.execute("ROLLBACK TO one")


@examples(400)
@given(store=STORES)
def test_files_are_counted_as_the_rule_says_of_each(template, store):
    counting = Counting(switched_on(POLICY), FILLERS, first_asked(POLICY, TODAY), TODAY, ALL)
    with stored(template, store):
        ids = [number for number, each in enumerate(store[0], 1) if not each[-1]]
        files = files_of(template, ids, TODAY)
        by_rule = {number: completeness(files[number], POLICY, FILLERS, TODAY) for number in ids}
        found = list(shares_by_customer(template, counting, None, None))
        assert {each.customer_id: dict(zip(Section, each.shares, strict=True)) for each in found} == by_rule
        shares = [whole(each.shares).value or 0 for each in found]
        assert shares == sorted(shares)
        assert count_files(template, counting, None) == len(ids)

        specialists = {number: store[0][number - 1][3] for number in ids}
        people = {each.specialist_no: each for each in shares_by_specialist(template, counting, required(POLICY))}
        assert set(people) == {f"S{each}" if each else None for each in specialists.values()}
        for number, person in people.items():
            theirs = [by_rule[each] for each in ids if (f"S{specialists[each]}" if specialists[each] else None) == number]
            assert person.files == len(theirs)
            assert person.enough == sum(enough(whole(each.values()), POLICY) for each in theirs)
            assert person.shares == tuple(whole(each[section] for each in theirs) for section in Section)

        figures = {
            part: counted(template, ["completeness"], BOUNDS, part, lambda _name, _first, _last: (file_shares(counting), counting.values))[
                0
            ]
            for part in (Part.WHOLE, Part.SECTION, Part.STAFF)
        }
        told = {part: {each: Share(*of["completeness"][:2]) for each, of in found.items()} for part, found in figures.items()}
        assert told[Part.WHOLE] == {None: whole(share for each in by_rule.values() for share in each.values())}
        sections = {section: whole(each[section] for each in by_rule.values()) for section in Section}
        assert told[Part.SECTION] == {section.value: share for section, share in sections.items() if share.applicable}
        assert told[Part.STAFF] == {
            of: whole(share for each in ids if specialists[each] == of for share in by_rule[each].values())
            for of in set(specialists.values()) - {None}
        }

        every = [(each.field.key, how) for number in ids for _part, each, how in states(files[number], POLICY, FILLERS, TODAY)]
        by_field = {each.field.key: Share() for each in switched_on(POLICY)}
        for key, how in every:
            if how is not Filled.NOT_APPLICABLE:
                by_field[key] = whole((by_field[key], Share(int(how is not Filled.MISSING), 1)))
        assert shares_by_field(template, counting) == by_field

        for key in ("birthday", "call_consent", "loan_bank", "price"):
            lacking = {number for number in ids if key in missing(files[number], POLICY, FILLERS, TODAY)}
            assert {each.customer_id for each in shares_by_customer(template, counting, counted_named(key), None)} == lacking
            assert count_files(template, counting, counted_named(key)) == len(lacking)
