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
from kcrm.group import parquet
from kcrm.group.engine import DuckDb
from kcrm.group.facts import (
    ANY_YEAR,
    CUSTOMER_KEY,
    FROZEN,
    JOINED_BY_WORD,
    RECOUNT,
    VEHICLE_KEY,
    columns,
    day_of,
    digest,
    is_number,
    is_published,
    is_record,
    texts,
)
from kcrm.group.figures import added, adds_up, count, count_together
from kcrm.group.manifest import File, Manifest
from kcrm.group.parquet import Parquet
from kcrm.group.questions import questions
from kcrm.group.years import years_read
from kcrm.kpis import KPIS
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.rules.kpi.bounds import bounds_of


@pytest.fixture(autouse=True)
def no_power_cut(monkeypatch):
    """What is written here need not outlive one: hundreds of small files wait for the disk longer than they are counted."""
    monkeypatch.setattr(parquet, "flush_file", lambda _path: None)
    monkeypatch.setattr(parquet, "flush_folder", lambda _folder: None)


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


# what a version of the policy counts as what is the same in every store that names it
LISTS = [
    {"policy_version_id": version, "list": name, "item": item}
    for version, items in {"v": ("paid_maintenance", "free_inspection"), "w": ("paid_repair",)}.items()
    for name in ("maintenance", "visit")
    for item in items
]


def facts(draw, store):
    """By table some rows."""
    found = {
        table: [tuple(value(draw, store, table, name) for name in named) for _row in range(draw.choice([0, 3, 9]))]
        for table, named in TABLES.items()
    }
    opened = {}
    for table in ("fact_order", "fact_visit"):
        order, day = TABLES[table].index("order_id"), TABLES[table].index("day")
        # an order has one day, in whichever of the two it stands
        found[table] = [(*row[:day], opened.setdefault(row[order], row[day]), *row[day + 1 :]) for row in found[table]]
    found["policy_list"] = [tuple(each[name] for name in TABLES["policy_list"]) for each in LISTS]
    return found


def published(folder, store, found, *, policy=POLICY, as_of=NOW):
    """The store as the group finds it."""
    parquet, files = Parquet(), []
    for table, rows in found.items():
        for year, several in by_year(table, rows).items():
            written = parquet.write(folder / table / f"store={store}" / f"year={year}", TABLES[table], several)
            path = written.path.relative_to(folder).as_posix()
            files.append(File(table, year, path, written.rows, written.content, ""))
    return Manifest(store, None, "", as_of, "", 1, 1, digest(), policy.to_snapshot(), str(policy is POLICY), "v", tuple(files))


def by_year(table, rows):
    """The rows of each year that there are any of, as they are put into folders."""
    day, found = day_of(table), {}
    for row in rows:
        found.setdefault(ANY_YEAR if day is None else row[TABLES[table].index(day)][:4], []).append(row)
    return found


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


CLOCKS = [NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=30), NOW + timedelta(days=3)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_whose_moment_decides_nothing_is_counted_with_the_others_and_to_the_same(seed, tmp_path_factory):
    draw, folder = random.Random(seed), tmp_path_factory.mktemp("group")
    stores = {f"S{place}": facts(draw, f"S{place}") for place in range(4)}
    moments = {code: draw.choice(CLOCKS) for code in stores}
    manifests = [published(folder, code, stores[code], as_of=moments[code]) for code in stores]
    with DuckDb(folder) as engine:
        found = count(engine, manifests, KEYS, PERIOD)
    assert found == {code: by_sqlite(stores[code], now=moments[code]) for code in stores}


NOTHING = dict.fromkeys(TABLES, ())


def row(table, **known):
    return tuple(known.get(name) for name in TABLES[table])


def asked(folder, rows, key, *, days, period=PERIOD):
    """Which stores are asked together about a KPI, and what each comes to. rows: by store; days: how long after NOW each published."""
    manifests = [published(folder, code, {**NOTHING, **found}, as_of=NOW + days[code]) for code, found in rows.items()]
    with DuckDb(folder) as engine:
        together = [sorted(each.stores) for each in questions(engine, manifests, [key], period)]
        return sorted(together), {code: of[key][:2] for code, of in count(engine, manifests, [key], period).items()}


def deadline(due_at):
    return {"fact_deadline": [row("fact_deadline", complaint_id="1", day="2026-05-20", kind="closing", state="running", due_at=due_at)]}


@pytest.mark.parametrize(
    ("due_at", "together", "decided"),
    [
        ("2026-05-25T08:59:59Z", [["A", "B"]], 1),  # over for both
        ("2026-05-25T09:00:00Z", [["A"], ["B"]], 0),  # A looked at that very moment: not over yet
        ("2026-05-25T09:59:59Z", [["A"], ["B"]], 0),  # over for B alone
        ("2026-05-25T10:00:00Z", [["A", "B"]], 0),  # B looked at that moment
        (None, [["A", "B"]], 0),
    ],
)
def test_a_deadline_between_two_moments_of_publishing_parts_the_stores(tmp_path, due_at, together, decided):
    """A published at 09:00, B at 10:00. B has none, so that what parts them is A's."""
    clocks = {"A": timedelta(0), "B": timedelta(hours=1)}
    assert asked(tmp_path, {"A": deadline(due_at), "B": {}}, "complaints_on_time", days=clocks) == (
        together,
        {"A": (0, decided), "B": (0, 0)},
    )


def test_a_deadline_of_who_published_last_parts_nobody(tmp_path):
    clocks = {"A": timedelta(0), "B": timedelta(hours=1)}
    rows = {"A": {}, "B": deadline("2026-05-25T09:30:00Z")}
    assert asked(tmp_path, rows, "complaints_on_time", days=clocks) == ([["A", "B"]], {"A": (0, 0), "B": (0, 1)})


@pytest.mark.parametrize(
    ("day", "together", "counted_of_a"),
    [
        ("2026-05-25", [["A", "B"]], 1),
        ("2026-05-26", [["A"], ["B"]], 0),
        ("2026-05-27", [["A"], ["B"]], 0),
        ("2026-05-28", [["A", "B"]], 0),
    ],
)
def test_an_open_call_due_between_two_days_of_publishing_parts_the_stores(tmp_path, day, together, counted_of_a):
    """A published on the 25th, B on the 27th: an open call counts once its day has come."""
    clocks = {"A": timedelta(0), "B": timedelta(days=2)}
    call = {"fact_followup": [row("fact_followup", followup_id="1", day=day, channel="call", state="open", is_tried=0, is_reached=0)]}
    assert asked(tmp_path, {"A": call, "B": {}}, "calls_planned", days=clocks) == (together, {"A": (counted_of_a, None), "B": (0, None)})


def test_what_fell_due_outside_the_period_parts_nobody(tmp_path):
    """An open call of the 2nd of June is of no figure of May, whoever published before and after it."""
    clocks = {"A": timedelta(days=7), "B": timedelta(days=9)}  # the 1st and the 3rd of June
    call = {"fact_followup": [row("fact_followup", followup_id="1", day="2026-06-02", channel="call", state="open", is_tried=0)]}
    assert asked(tmp_path, {"A": call, "B": {}}, "calls_planned", days=clocks) == ([["A", "B"]], {"A": (0, None), "B": (0, None)})


@pytest.mark.parametrize(
    ("kind", "table", "period", "years"),
    [
        ("visit", "fact_visit", PERIOD, {"2026"}),
        ("visit", "fact_order", PERIOD, {"2026"}),  # a visit's order is of its day
        ("visit", "fact_visit", Period(date(2025, 12, 31), date(2026, 1, 1)), {"2025", "2026"}),
        ("vehicle", "fact_visit", PERIOD, {"2025", "2026"}),  # came back within a year: since 1 June 2025
        ("vehicle", "fact_visit", Period(date(2026, 12, 1), date(2026, 12, 31)), {"2026"}),  # since 1 January 2026
        ("first_maintenance", "fact_order", PERIOD, {"2025", "2026"}),  # from the day of delivery on
        ("vehicle", "fact_vehicle", PERIOD, None),
        ("open_prospect", "fact_prospect", PERIOD, None),
    ],
)
def test_a_figure_opens_the_years_that_its_text_looks_at(kind, table, period, years):
    bounds = bounds_of(period, POLICY, "v", NOW.astimezone(POLICY.zone))
    assert years_read([kind], bounds).get(table) == years
    assert years_read([kind, "open_prospect", "income"], bounds).get(table) == years


def test_a_table_that_one_of_several_texts_reads_whole_is_opened_whole():
    bounds = bounds_of(PERIOD, POLICY, "v", NOW.astimezone(POLICY.zone))
    assert years_read(["prospect"], bounds)["fact_prospect"] == {"2026"}
    assert "fact_prospect" not in years_read(["prospect", "open_prospect"], bounds)
    assert "fact_prospect" not in years_read(["open_prospect", "prospect"], bounds)


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
