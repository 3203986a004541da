"""`kcrm group`: what a store publishes, what nobody may read in it, and figures over several stores, worked out by hand."""

import json
import sys
from pathlib import Path

import duckdb
import pytest
from grouping import Group, change_manifest, of_key, one_more, two_stores
from kpi_desk import order, workshop

MARCH = ("--period", "2026-03")


def figure(key, value, numerator, denominator=None, *, scope, scope_id=None, status="no_target", target=None, unit="count"):
    return {
        "key": key,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "period_from": "2026-03-01",
        "period_to": "2026-03-31",
        "previous": None if unit == "percent" else 0,
        "target": target,
        "status": status,
        "scope": scope,
        "scope_id": scope_id,
    }


def test_sums_are_added_and_ratios_are_sum_over_sum(desk):
    group = two_stores(desk)
    assert of_key(group.kpi("service", *MARCH, "--by", "store"), "total_visits") == [
        figure("total_visits", 7, 7, scope="group"),
        figure("total_visits", 3, 3, scope="store", scope_id="S01", status="small_sample"),
        figure("total_visits", 4, 4, scope="store", scope_id="S02", status="small_sample"),
    ]
    # one of three and one of four visits by appointment: 2 of 7, not the mean of 33.3 and 25
    (whole,) = of_key(group.kpi("store", *MARCH), "appointment_rate")
    assert (whole["value"], whole["numerator"], whole["denominator"]) == (28.57, 2, 7)


def test_by_region_and_by_month(desk):
    group = two_stores(desk)
    group.store("S03", change=one_more)
    told = of_key(group.kpi("service", *MARCH, "--by", "region"), "total_visits")
    assert sorted((row["scope"], row["scope_id"], row["value"]) for row in told if row["scope_id"]) == [
        ("region", "北区", 3),
        ("region", "南区", 4),
    ]
    assert [(row["scope"], row["value"]) for row in told if row["scope_id"] is None] == [("group", 11), ("region", 4)]
    months = of_key(group.kpi("service", "--period", "2026-02..2026-04-05", "--by", "month"), "total_visits")
    assert [(row["scope_id"], row["value"], row["period_from"], row["period_to"]) for row in months] == [
        (None, 11, "2026-02-01", "2026-04-05"),
        ("2026-02", 0, "2026-02-01", "2026-02-28"),
        ("2026-03", 11, "2026-03-01", "2026-03-31"),
        ("2026-04", 0, "2026-04-01", "2026-04-05"),
    ]


@pytest.mark.parametrize("table", ["service", "store", "calls", "complaints", "sales"])
def test_a_single_store_is_what_it_says_itself(desk, table):
    group = two_stores(desk)
    desk.using(desk.folder / "S02.db")
    # of which vehicles were delivered to whom a group is given nothing
    own = [row for row in desk.json("kpi", table, *MARCH) if row["scope"] == "whole" and row["key"] != "deliveries"]
    told = [row for row in group.kpi(table, *MARCH, "--by", "store") if row["scope_id"] == "S02"]
    parts = ("key", "value", "numerator", "denominator", "previous", "target", "period_from", "period_to", "unit")
    assert sorted([row[name] for name in parts] for row in told) == sorted([row[name] for name in parts] for row in own)


def test_nobody_is_named_in_what_is_published(desk):
    workshop(desk)
    desk.ok("customer", "edit", "13800138001", "--note", "怕吵", "--address", "花园路1号")
    group = Group(desk)
    group.store("S01", "北区")
    secrets = ["王伟", "13800138001", "皖A10001", "A10001", "L00AAGY19PY107919", "怕吵", "花园路", "秦大勇", "白雪", "A1", "X1"]
    values, names = set(), set()
    for path in group.folder.rglob("*"):
        names.add(str(path.relative_to(group.folder)))
        if path.suffix == ".parquet":
            values |= {str(value) for row in duckdb.sql(f"SELECT * FROM '{path}'").fetchall() for value in row}
            values |= {str(value) for row in duckdb.sql(f"SELECT * FROM parquet_metadata('{path}')").fetchall() for value in row}
    manifest = json.loads((group.folder / "manifest" / "store=S01.json").read_text(encoding="utf-8"))
    values |= {str(value) for key, value in manifest.items() if key != "policy"}
    texts = values | names
    assert [secret for secret in secrets if any(secret == text or (len(secret) > 2 and secret in text) for text in texts)] == []
    assert any(value.startswith("S01-") for value in values)  # it was looked into something


def test_a_vehicle_has_one_pseudonym_in_every_store_and_another_by_another_key(desk):
    group = two_stores(desk)

    def pseudonyms(code):
        files = sorted(str(path) for path in (group.folder / "vehicle_key" / f"store={code}").rglob("*.parquet"))
        return {row[0] for row in duckdb.sql(f"SELECT key FROM read_parquet({files})").fetchall()}

    first = pseudonyms("S01")
    assert first == pseudonyms("S02")
    assert len(first) == 2
    group.key.write_text("another key of a group", encoding="utf-8")
    group.store("S03")
    assert not first & pseudonyms("S03")


def test_publishing_again_writes_nothing_and_a_change_only_its_year(desk):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    before = {path: path.stat().st_mtime_ns for path in group.folder.rglob("*") if path.is_file()}
    again = group.publish()
    assert (again["store"], again["region"], again["written"], again["closed_months"]) == ("S01", "北区", 0, 0)
    assert {path: path.stat().st_mtime_ns for path in group.folder.rglob("*") if path.is_file()} == before
    one_more(desk)
    changed = group.publish()
    assert 0 < changed["written"] < changed["files"]
    assert of_key(group.kpi("service", *MARCH), "total_visits")[0]["value"] == 8
    # only what the new manifest names is still there
    kept = {path for path in group.folder.rglob("*.parquet") if "store=S01" in str(path)}
    assert len(kept) == changed["files"]
    assert list(group.folder.rglob(".*")) == []


def test_who_was_erased_is_gone_with_the_next_publishing(desk):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    desk.take("customers", {"customer_no": "K9", "name": "赵六", "phone": "13900139009"})
    group.publish()

    def pseudonyms():
        files = [str(path) for path in (group.folder / "customer_key" / "store=S01").rglob("*.parquet")]
        return [row[0] for row in duckdb.sql(f"SELECT key FROM read_parquet({files})").fetchall()]

    before = set(pseudonyms())
    desk.ok("undo", "--yes")
    group.publish()
    assert len(pseudonyms()) == len(before) - 1
    assert set(pseudonyms()) < before


def test_a_publishing_that_is_killed_leaves_the_former_one(desk, monkeypatch):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    told = group.kpi("service", *MARCH)
    one_more(desk)
    monkeypatch.setattr("kcrm.actions.publishing.write_manifest", killed)
    with pytest.raises(KeyboardInterrupt):
        killed_publishing(group)
    monkeypatch.undo()
    group = Group(desk)
    assert group.kpi("service", *MARCH) == told


def killed(*_arguments):
    raise KeyboardInterrupt


def killed_publishing(group):
    result = group.desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert result.code == 130
    raise KeyboardInterrupt


def test_stores_that_cannot_be_counted_are_named(desk):
    group = two_stores(desk)
    (group.folder / "stores.csv").write_text("code,name\nS01,一店\nS02,二店\nS09,九店\n", encoding="utf-8")
    change_manifest(group, "S02", counting="0" * 64)
    desk.at("2026-04-20T09:00")
    result = desk.run("group", "kpi", "service", "--from", group.folder, *MARCH, "-o", "json")
    assert of_key(result.json, "total_visits")[0]["value"] == 3
    assert "1 of 3 stores." in result.err
    assert "Not counted: S02: counts by other definitions: its kcrm is another version (2026-04-10)." in result.err
    assert "Not counted: S09: has published nothing." in result.err
    states = {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder, *MARCH)}
    assert states == {"S01": "counted", "S02": "counting", "S09": "missing"}


@pytest.mark.parametrize(
    ("text", "state"),
    [("{", "damaged"), ('{"files": 1}', "damaged"), ("[]", "damaged")],
)
def test_a_manifest_that_cannot_be_read_is_named(desk, text, state):
    group = two_stores(desk)
    (group.folder / "manifest" / "store=S01.json").write_text(text, encoding="utf-8")
    assert {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder)} == {"S01": state, "S02": "counted"}


def test_a_store_whose_files_are_gone_is_named(desk):
    group = two_stores(desk)
    next((group.folder / "fact_visit" / "store=S01").rglob("*.parquet")).unlink()
    assert {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder)}["S01"] == "incomplete"


def test_a_store_that_published_before_the_others_is_stale(desk):
    workshop(desk)
    group = Group(desk)
    desk.at("2026-03-28T09:00")
    group.store("S01")
    desk.at("2026-04-10T09:00")
    group.store("S02")
    march = {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder, *MARCH)}
    february = {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder, "--period", "2026-02")}
    assert march == {"S01": "stale", "S02": "counted"}
    assert february == {"S01": "counted", "S02": "counted"}


def test_a_store_of_another_policy_is_named_with_the_leaf(desk):
    workshop(desk)
    group = Group(desk)
    for code in ("S01", "S02"):
        group.store(code)
    group.store("S03", change=lambda desk: desk.ok("policy", "set", "visits.excluded_types", "internal,pdi,accessory,free_repair"))
    result = desk.run("group", "kpi", "service", "--from", group.folder, *MARCH, "-o", "json")
    assert of_key(result.json, "total_visits")[0]["value"] == 3 + 3 + 2
    assert "S03: the policy's visits.excluded_types differs from most stores'." in result.err


def test_a_stores_name_is_shown_as_it_is(desk):
    workshop(desk)
    desk.ok("store", "edit", "--name", "云汐[/b] \x1b[31m店")
    group = Group(desk)
    group.store("S01")
    shown = desk.ok("group", "kpi", "service", "--from", group.folder, *MARCH, "--by", "store", "-o", "table").out
    assert "S01 云汐[/b]" in shown
    assert "\x1b[31m" not in shown


# --- closed months ---


def closed_store(desk):
    workshop(desk)
    desk.ok("kpi", "close", "2026-03")
    return Group(desk)


def test_closed_months_are_counted_again(desk):
    group = closed_store(desk)
    group.store("S01")
    result = desk.run("group", "verify", "--from", group.folder, "-o", "json")
    assert (result.code, result.json) == (0, [])
    assert "of 1 closed months counted again." in result.err


def test_what_was_corrected_since_is_listed_and_is_no_fault(desk):
    group = closed_store(desk)
    group.store("S01", change=one_more)
    result = desk.run("group", "verify", "--from", group.folder, "-o", "json")
    assert result.code == 0
    (visits,) = of_key(result.json, "total_visits")
    assert visits == {
        "store": "S01",
        "month": "2026-03",
        "key": "total_visits",
        "finding": "corrected",
        "told": 3,
        "found": 4,
        "told_numerator": 3,
        "told_denominator": None,
        "found_numerator": 4,
        "found_denominator": None,
        "unit": "count",
    }


def test_a_store_that_the_group_counts_otherwise_is_told_by_exit_code_5(desk):
    group = closed_store(desk)
    group.store("S01")
    path = group.folder / "manifest" / "store=S01.json"
    files = [each for each in json.loads(path.read_text(encoding="utf-8"))["files"] if each["table"] != "fact_visit"]
    change_manifest(group, "S01", files=files)
    result = desk.run("group", "verify", "--from", group.folder, "-o", "json")
    assert result.code == 5
    (visits,) = of_key(result.json, "total_visits")
    assert (visits["finding"], visits["told"], visits["found"]) == ("differs", 3, 0)


# --- what cannot be done ---


def test_a_store_without_a_code_cannot_publish(desk):
    group = Group(desk)
    result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert result.code == 5
    assert "The store has no code yet" in result.err
    assert "kcrm store edit --code CODE" in result.err
    assert not group.folder.exists()


def test_a_key_that_is_no_secret_is_refused(desk):
    group = Group(desk)
    desk.ok("store", "edit", "--code", "S01")
    group.key.write_text("short", encoding="utf-8")
    assert "is shorter than 16 bytes" in desk.run("group", "publish", group.folder, "--key-file", group.key).err
    inside = group.folder / "group.key"
    inside.parent.mkdir()
    inside.write_text("a key of a group for tests only", encoding="utf-8")
    result = desk.run("group", "publish", group.folder, "--key-file", inside)
    assert (result.code, "The key must not lie in" in result.err) == (5, True)
    assert desk.run("group", "publish", group.folder, "--key-file", desk.folder / "none").code == 5


def test_a_new_key_is_private_and_never_overwritten(desk):
    path = desk.folder / "new.key"
    desk.ok("group", "key", path)
    made = path.read_text(encoding="ascii")
    assert len(made.strip()) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    result = desk.run("group", "key", path)
    assert (result.code, path.read_text(encoding="ascii")) == (5, made)


def test_a_key_that_cannot_be_written_is_named_and_not_its_draft(desk):
    path = desk.folder / "nowhere" / "new.key"
    result = desk.run("group", "key", path)
    assert (result.code, result.err) == (3, f"kcrm: {path}: no such file or folder.\n")


def test_an_empty_folder_says_how_stores_publish(desk):
    result = desk.run("group", "kpi", "service", "--from", desk.folder / "nothing", *MARCH)
    assert result.code == 3
    assert "No store has published anything in" in result.err
    assert "kcrm group publish DIR" in result.err


def test_a_group_needs_no_database(shell):
    assert shell.run("group", "stores", "--from", shell.folder).code == 3
    assert not shell.db.exists()


def test_a_master_is_sparks_alone(desk):
    group = two_stores(desk)
    assert desk.run("group", "kpi", "service", "--from", group.folder, "--master", "spark://x:1").code == 2


# --- what no store can know alone ---


def test_a_vehicle_that_one_store_lost_and_another_sees_is_not_lost_to_the_group(desk):
    """A car was last at S01 in March 2025 and came to S02 in March 2026: S01 lost it, S02 has it, the group has it."""
    desk.at("2026-04-10T09:00")
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"}, {"customer_no": "K2", "name": "李娜"})
    car = {"vin": "L00AAGY19PY107919", "plate": "皖A10001", "customer_no": "K1", "delivered_on": "2024-03-01"}
    desk.take("vehicles", car, {"vin": "L00DDHC17NY115838", "plate": "皖A10002", "customer_no": "K1", "delivered_on": "2024-05-02"})
    group = Group(desk)
    group.store(
        "S01", change=lambda own: own.take("orders", order("R1", "皖A10001", "paid_repair", "2025-03-03 09:00", "2025-03-03 11:00"))
    )
    group.store(
        "S02", change=lambda own: own.take("orders", order("R1", "皖A10001", "paid_repair", "2026-03-03 09:00", "2026-03-03 11:00"))
    )
    told = {row.pop("key"): row for row in desk.json("group", "vehicles", "--from", group.folder, *MARCH)}
    # each store has both cars in its files; of four files one was seen, of two cars one
    assert told["return_rate"] == {
        "unit": "percent",
        "by_store": 25,
        "as_one": 50,
        "by_store_numerator": 1,
        "by_store_denominator": 4,
        "as_one_numerator": 1,
        "as_one_denominator": 2,
    }
    assert (told["churn"]["by_store"], told["churn"]["as_one"]) == (75, 50)
    assert (told["vehicles_in_use"]["by_store"], told["vehicles_in_use"]["as_one"]) == (4, 2)
    assert (told["vehicles_seen"]["by_store"], told["vehicles_seen"]["as_one"]) == (1, 1)
    assert (told["vehicles_moved"]["by_store"], told["vehicles_moved"]["as_one"]) == (None, 1)
    # labour 100, parts 50.50
    assert (told["income_per_vehicle"]["as_one"], told["income_per_vehicle"]["as_one_numerator"]) == (150.5, 150.5)
    # one with a phone is the same in both stores, one without is two
    assert (told["customers"]["by_store"], told["customers"]["as_one"]) == (4, 3)


def test_where_no_store_can_be_counted_that_is_an_error(desk):
    group = two_stores(desk)
    for code in ("S01", "S02"):
        change_manifest(group, code, format=99)
    for command in (("kpi", "service"), ("vehicles",), ("verify",)):
        result = desk.run("group", *command, "--from", group.folder)
        assert (result.code, "None of 2 stores can be counted." in result.err) == (5, True)


@pytest.mark.parametrize(
    ("library", "more", "extra"),
    [("duckdb", (), "kcrm[group]"), ("pyspark.sql", ("--engine", "spark"), "kcrm[spark]")],
)
def test_a_missing_engine_says_what_to_install(desk, monkeypatch, library, more, extra):
    group = two_stores(desk)
    monkeypatch.setitem(sys.modules, library, None)
    result = desk.run("group", "kpi", "service", "--from", group.folder, *more)
    assert (result.code, extra in result.err) == (5, True)


def test_people_are_told_by_number_only_where_that_is_asked(desk):
    group = closed_store(desk)

    def people():
        files = sorted(str(path) for path in (group.folder / "kpi_frozen" / "store=S01").rglob("*.parquet"))
        newest = max(files, key=lambda path: Path(path).stat().st_mtime_ns)
        return {row[0] for row in duckdb.sql(f"SELECT scope_id FROM '{newest}' WHERE scope = 'person'").fetchall()}

    path = group.store("S01")
    assert people() == set()
    desk.using(path)
    group.publish("--staff")
    assert "A1" in people()


def test_what_a_store_calls_things_in_its_own_words_stays_there_in_closed_months_too(desk):
    """A reason that is typed, as of lost business, may hold anybody's name."""
    workshop(desk)
    desk.ok("opportunity", "add", "13800138001", "insurance", "3000", "0.5")
    desk.ok("opportunity", "lose", "P1", "--reason", "王伟去了别家")
    desk.at("2026-05-02T09:00")
    desk.ok("kpi", "close", "2026-04")
    assert desk.query("SELECT count(*) FROM kpi_frozen WHERE scope_id LIKE '%王伟%'") != [(0,)]
    group = Group(desk)
    group.store("S01")
    files = [str(path) for path in group.folder.rglob("*.parquet")]
    told = {str(value) for path in files for row in duckdb.sql(f"SELECT * FROM '{path}'").fetchall() for value in row}
    assert [text for text in told if "王伟" in text] == []
