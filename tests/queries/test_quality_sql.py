"""Phones, verified vehicles, conflicts and merges counted in SQL are what the rules say of each of them, and plain Python counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kpi_store import insert

from kcrm.dates import Period
from kcrm.kpis import KPIS
from kcrm.model.quality import JUDGED, KnownFrom, Said, Trust
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.rows import rows_behind
from kcrm.queries.kpi.shape import Part
from kcrm.rules.kpi.bounds import bounds_of, first_reaching
from kcrm.rules.quality.evidence import trust
from kcrm.rules.quality.fillers import fillers
from kcrm.storage.logged import drop_log_triggers
from kcrm.storage.migration import make_fresh
from tests.laws import examples

POLICY = Policy.default().with_value("evidence.fillers", "13800138000,N/A x")
TODAY = date(2026, 6, 15)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
FILLERS = ("13800138000", "n/ax")


@pytest.fixture(scope="module")
def template() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        make_fresh(connection)
        drop_log_triggers(connection)
        for number in (1, 2):
            row = {"id": number, "employee_no": f"S{number}", "name": "x", "role": "cs_specialist", "pinyin": "", "initials": ""}
            insert(connection, "staff", [row])
        for number in (1, 2, 3):
            insert(connection, "vehicle", [{"id": number, "vin": f"{number:017}"}])
        yield connection


@contextmanager
def scratch(connection):
    connection.execute("SAVEPOINT one")
    try:
        yield
    finally:
        connection.execute("ROLLBACK TO one")


def tables(_name, _first, _last):
    """What `kpi quality` hands over of phones, written out."""
    marks = {f"filler{place}": each for place, each in enumerate(FILLERS)}
    return "filler (said) AS (VALUES (:filler0), (:filler1)), known (since) AS (VALUES (:since))", {**marks, "since": "2024-06-15"}


def count(connection, keys, period=JUNE, part=Part.WHOLE, today=TODAY):
    bounds = bounds_of(period, POLICY, 1, datetime(today.year, today.month, today.day, 1, tzinfo=UTC))
    return counted(connection, keys, [bounds], part, tables)[0]


def whole(connection, key, **more):
    found = count(connection, [key], **more)[None][key]
    return found.numerator if found.denominator is None else found[:2]


# --- phones ---

EDGES = st.sampled_from([None, "2020-01-01", "2024-06-14", "2024-06-15", "2026-06-15"])
SOURCES = st.sampled_from([None, "list", "customer", "dms"])
PHONES = st.lists(
    st.fixed_dictionaries(
        {
            "phone": st.sampled_from([None, "13800138000", "13900139001", "n/A X"]),
            "known_from": SOURCES,
            "known_on": EDGES,
            "specialist_id": st.sampled_from([None, 1, 2]),
            "contact_only": st.sampled_from([0, 0, 0, 1]),
            "evidence": st.none() | st.tuples(st.sampled_from(["list", "customer"]), EDGES, EDGES),
            "conflict": st.sampled_from([None, "open", "kept_old"]),
        }
    ),
    max_size=6,
)


def said(row):
    """The phone as it is known, by the row of its own or with all of the record."""
    source, on, verified = row["evidence"] or (row["known_from"] or "dms", row["known_on"], None)
    return Said(row["phone"], KnownFrom(source), on and date.fromisoformat(on), verified is not None)


def is_doubtful(row):
    if row["phone"] is None:
        return False
    policy = POLICY.evidence
    return trust(said(row), JUDGED["customer"]["phone"].ages, policy, TODAY, contradicted=row["conflict"] == "open") is Trust.DOUBTFUL


@examples(400)
@given(found=PHONES)
def test_phones_are_doubted_as_the_rule_does(template, found):
    assert fillers(POLICY.evidence) == set(FILLERS)
    assert first_reaching(TODAY, POLICY.evidence.phone_months) == date(2024, 6, 15)
    with scratch(template):
        for number, row in enumerate(found, 1):
            own = {key: value for key, value in row.items() if key not in {"evidence", "conflict"}}
            insert(template, "customer", [{"id": number, "name": "x", "pinyin": "", "initials": "", **own}])
            if row["evidence"]:
                source, seen_on, verified_on = row["evidence"]
                known = {"field": "phone", "source": source, "seen_on": seen_on, "verified_on": verified_on}
                insert(template, "evidence", [{"customer_id": number, **known}])
                insert(template, "evidence", [{"customer_id": number, **known, "field": "address", "source": "list"}])
            if row["conflict"]:
                insert(template, "conflict", [conflict("2026-06-01", None if row["conflict"] == "open" else "2026-06-02", number)])
        files = [row for row in found if not row["contact_only"]]
        by = {specialist: [row for row in files if row["specialist_id"] == specialist] for specialist in (1, 2)}
        assert whole(template, "doubtful_phones") == (sum(map(is_doubtful, files)), len(files))
        people = count(template, ["doubtful_phones"], part=Part.STAFF)
        assert {of: told["doubtful_phones"][:2] for of, told in people.items()} == {
            of: (sum(map(is_doubtful, theirs)), len(theirs)) for of, theirs in by.items() if theirs
        }


def conflict(opened, decided=None, customer=None, **more):
    return {
        "customer_id": customer,
        "field": "phone",
        "old_value": "a",
        "old_source": "dms",
        "new_value": "b",
        "new_source": "dms",
        "new_on": opened,
        "taken": 1,
        "state": "open" if decided is None else "kept_old",
        "decided_on": decided,
        **({} if customer else {"vehicle_id": 1}),
        **more,
    }


# --- vehicles ---

VERIFIED = st.lists(st.tuples(st.integers(0, 40), st.lists(st.integers(-3, 12), max_size=3), st.booleans()), min_size=1, max_size=3)


@examples(300)
@given(found=VERIFIED, today=st.integers(0, 60))
def test_a_vehicle_is_verified_in_time_where_its_first_verification_was(template, found, today):
    first, day = date(2026, 5, 20), date(2026, 5, 20) + timedelta(days=today)
    with scratch(template):
        for number, (delivered, verified, is_delivered) in enumerate(found, 1):
            given_on = first + timedelta(days=delivered)
            if is_delivered:
                template.execute("UPDATE vehicle SET delivered_on = ? WHERE id = ?", (given_on.isoformat(), number))
            for after in verified:
                on = (given_on + timedelta(days=after)).isoformat()
                insert(template, "verification", [{"vehicle_id": number, "verified_on": on}])
        due = [
            (verified and min(verified) <= 7)
            for delivered, verified, is_delivered in found
            if is_delivered
            and JUNE.first <= first + timedelta(days=delivered + 7) <= JUNE.last
            and first + timedelta(days=delivered + 7) < day
        ]
        assert whole(template, "verified_in_time", today=day) == (sum(map(bool, due)), len(due))


def test_the_seventh_day_is_in_time_and_the_eighth_is_not(template):
    with scratch(template):
        for number, verified in ((1, "2026-06-08"), (2, "2026-06-09")):
            template.execute("UPDATE vehicle SET delivered_on = '2026-06-01' WHERE id = ?", (number,))
            insert(template, "verification", [{"vehicle_id": number, "verified_on": verified}])
        assert whole(template, "verified_in_time", today=date(2026, 6, 9)) == (1, 2)
        # on the seventh day nobody can say yet
        assert whole(template, "verified_in_time", today=date(2026, 6, 8)) == (0, 0)
        # the second is verified in time of nothing that a later period judges again
        assert whole(template, "verified_in_time", period=Period(date(2026, 6, 9), date(2026, 6, 30)), today=date(2026, 7, 9)) == (0, 0)


# --- conflicts and merges ---

OPENED = st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60), st.sampled_from([None, 1, 2])), max_size=6)


@examples(200)
@given(found=OPENED)
def test_conflicts_are_open_found_and_settled_on_their_days(template, found):
    first = date(2026, 5, 15)
    rows = [
        (first + timedelta(days=opened), None if after is None else first + timedelta(days=opened + after), by)
        for opened, after, by in found
    ]
    with scratch(template):
        for opened, decided, by in rows:
            insert(template, "conflict", [conflict(opened.isoformat(), decided and decided.isoformat(), decided_by_id=decided and by)])
        still = sum(opened <= JUNE.last and (decided is None or decided > JUNE.last) for opened, decided, _by in rows)
        assert whole(template, "conflicts_open") == still
        assert whole(template, "conflicts_opened") == sum(JUNE.first <= opened <= JUNE.last for opened, _decided, _by in rows)
        settled = [by for _opened, decided, by in rows if decided is not None and JUNE.first <= decided <= JUNE.last]
        assert whole(template, "conflicts_settled") == len(settled)
        people = count(template, ["conflicts_settled"], part=Part.STAFF)
        assert {of: told["conflicts_settled"].numerator for of, told in people.items()} == {
            of: settled.count(of) for of in set(settled) - {None}
        }


def test_merges_of_customers_and_vehicles_are_counted_on_their_day(template):
    with scratch(template):
        insert(template, "customer", [{"id": 1, "name": "x", "pinyin": "", "initials": ""}])
        for number, day in ((7, "2026-05-31"), (8, "2026-06-01"), (9, "2026-06-30")):
            insert(template, "customer_former", [{"id": number, "kept_id": 1, "merged_on": day}])
        insert(template, "vehicle_former", [{"id": 8, "kept_id": 1, "merged_on": "2026-06-30"}])
        insert(template, "vehicle_former", [{"id": 9, "kept_id": 1, "merged_on": "2026-07-01"}])
        assert whole(template, "records_merged") == 3
        (bounds,) = [bounds_of(JUNE, POLICY, 1, datetime(2026, 6, 15, tzinfo=UTC))]
        rows = rows_behind(template, "merge", KPIS["records_merged"].numerator, None, bounds)
        assert [(row.id, row.number, row.day.isoformat(), row.word) for row in rows] == [
            ("C8", "C1", "2026-06-01", "customer"),
            ("C9", "C1", "2026-06-30", "customer"),
            ("V8", "V1", "2026-06-30", "vehicle"),
        ]
