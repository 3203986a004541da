"""Random facts of several stores: the engine of a group counts of each what SQLite counts of it alone, and of all what it counts of all.

That SQLite counts what plain Python does is held in tests/queries.
"""

import random
import re
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.group.engine import DuckDb
from kcrm.group.facts import (
    CUSTOMER_KEY,
    FROZEN,
    JOINED_BY_WORD,
    RECOUNT,
    VEHICLE_KEY,
    columns,
    digest,
    is_number,
    is_published,
    is_record,
    texts,
)
from kcrm.group.figures import added, adds_up, count, count_together
from kcrm.group.manifest import File, Manifest
from kcrm.group.parquet import Parquet
from kcrm.kpis import KPIS
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.rules.kpi.bounds import bounds_of

PERIOD = Period(date(2026, 5, 1), date(2026, 5, 31))
NOW = datetime(2026, 5, 25, 9, 0, tzinfo=UTC)
POLICY = Policy.default()
OTHER = POLICY.with_value("kpi.return_months", "6").with_value("prospects.h_days", "3")
KEYS = tuple(key for key in KPIS if is_published(key))
WORDS = sorted({word for text in texts().values() for word in re.findall(r"'([a-z_]+)'", text)} | {"other"})
TABLES = {name: named for name, named in columns().items() if name not in {VEHICLE_KEY, CUSTOMER_KEY, FROZEN, RECOUNT}}


ALWAYS = {"day", "days", "policy_version_id"}  # columns that are never empty


def value(draw, store, table, column):
    """Something of a column; what stands beside what in the text is often the same."""
    if is_record(column):
        return None if column == "form_id" and draw.random() < 0.3 else f"{store}-{draw.randrange(1, 6)}"
    if draw.random() < 0.1 and column not in ALWAYS:
        return None
    if is_number(column):
        return draw.randrange(2) if column.startswith(("is_", "came_")) else draw.randrange(12)
    if column == "day" or column.endswith("_on"):
        near = PERIOD.first + timedelta(days=draw.randrange(-20, 45))
        return (near - timedelta(days=draw.choice([0, 0, 90, 180, 365, 540]))).isoformat()
    if column.endswith("_at"):
        return f"{(NOW + timedelta(hours=draw.randrange(-300, 300))).isoformat()[:19]}Z"
    return word(draw, store, table, column)


def word(draw, store, table, column):
    if column == "policy_version_id":
        return draw.choice(["v", "v", "v", "w"])
    if column == "list":
        return "maintenance"
    if (table, column) in JOINED_BY_WORD:
        return f"{store} {draw.choice('xyz')}"
    literals = set(re.findall(rf"{table}\.{column} (?:=|<>|IN) \(?((?:'[a-z_]+'(?:, )?)+)", " ".join(texts().values())))
    known = sorted(each for text in literals for each in re.findall(r"'([a-z_]+)'", text))
    return draw.choice(known or WORDS) if draw.random() < 0.8 else draw.choice(WORDS)


def facts(draw, store):
    """By table some rows."""
    return {
        table: [tuple(value(draw, store, table, name) for name in named) for _row in range(draw.choice([0, 3, 9]))]
        for table, named in TABLES.items()
    }


def published(folder, store, found, *, policy=POLICY, as_of=NOW):
    """The store as the group finds it."""
    parquet, files = Parquet(), []
    for table, rows in found.items():
        written = parquet.write(folder / table / f"store={store}" / "year=2026", TABLES[table], rows)
        if written.rows:
            path = written.path.relative_to(folder).as_posix()
            files.append(File(table, "2026", path, written.rows, written.content, ""))
    return Manifest(store, None, "", as_of, "", 1, 1, digest(), policy.to_snapshot(), str(policy is POLICY), "v", tuple(files))


def by_sqlite(found, *, policy=POLICY, now=NOW):
    """What SQLite counts of these rows."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for table, named in TABLES.items():
            kinds = ", ".join(f"{name} {'INTEGER' if is_number(name) else 'TEXT'}" for name in named)
            connection.execute(f"CREATE TABLE {table} ({kinds})")
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(named))})", found[table])
        bounds = bounds_of(PERIOD, policy, "v", now.astimezone(policy.zone))
        return counted(connection, KEYS, [bounds])[0][None]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_each_store_is_counted_as_it_counts_itself_and_all_as_one(seed, tmp_path_factory):
    draw, folder = random.Random(seed), tmp_path_factory.mktemp("group")
    stores = {code: facts(draw, code) for code in ("S1", "S2", "0012")}
    manifests = [published(folder, code, found) for code, found in stores.items()]
    with DuckDb(folder) as engine:
        found = count(engine, manifests, KEYS, PERIOD)
        together = count_together(engine, manifests, KEYS, PERIOD)
    assert found == {code: by_sqlite(rows) for code, rows in stores.items()}
    lists = {row for rows in stores.values() for row in rows["policy_list"]}
    everything = {table: [row for rows in stores.values() for row in rows[table]] for table in TABLES} | {
        "policy_list": sorted(lists, key=str)
    }
    assert together == by_sqlite(everything)
    for key in KEYS:
        if adds_up(key):
            assert added(each[key] for each in found.values()) == together[key], key


def test_stores_of_another_policy_or_moment_are_judged_by_their_own(tmp_path):
    draw = random.Random(7)
    later = NOW + timedelta(days=3)
    stores = {code: facts(draw, code) for code in ("S1", "S2", "S3")}
    judged = {"S1": (POLICY, NOW), "S2": (OTHER, NOW), "S3": (POLICY, later)}
    manifests = [published(tmp_path, code, stores[code], policy=policy, as_of=moment) for code, (policy, moment) in judged.items()]
    with DuckDb(tmp_path) as engine:
        found = count(engine, manifests, KEYS, PERIOD)
        medians = count_together(engine, manifests, ["days_to_order", "return_rate"], PERIOD)
    assert found == {code: by_sqlite(stores[code], policy=policy, now=moment) for code, (policy, moment) in judged.items()}
    # what is judged by other days in one of them is not of all of them; the middle of all deals is
    assert medians["return_rate"].numerator is None
    assert medians["days_to_order"].numerator is not None


def test_every_figure_that_is_counted_is_asked(tmp_path):
    assert {"total_visits", "return_rate", "first_maintenance_return_rate", "days_to_order", "lead_cost", "csi"} <= set(KEYS)
    assert len(KEYS) > 60
    with DuckDb(tmp_path) as engine:
        (empty,) = count(engine, [published(tmp_path, "S1", {table: [] for table in TABLES})], KEYS, PERIOD).values()
    assert empty == by_sqlite({table: [] for table in TABLES})


@pytest.mark.parametrize("table", sorted(TABLES))
def test_what_is_published_tells_nobody(table):
    """Of people, words and machines there is no column."""
    told = " ".join(TABLES[table])
    for word in (
        "name",
        "phone",
        "plate",
        "vin",
        "note",
        "staff_id" if table != "fact_staff" else "employee",
        "advisor",
        "technician",
        "team",
    ):
        assert word not in told
