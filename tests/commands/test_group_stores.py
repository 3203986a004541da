"""`kcrm group`: stores that are two, or one, or of another time or key than they seem to be."""

import json
import shutil

import pytest
from grouping import Group, change_manifest, of_key, one_more, two_stores
from kpi_desk import workshop

MARCH = ("--period", "2026-03")


def states(group):
    rows = group.desk.json("group", "stores", "--from", group.folder, *MARCH)
    return {row["store"]: (row["state"], row["same_as"]) for row in rows}


def visits(group):
    """Of the whole group."""
    return of_key(group.kpi("service", *MARCH), "total_visits")[0]["value"]


def recoded(group, path, code, at):
    """The database gets another code and is published."""
    group.desk.at(at)
    group.desk.using(path)
    group.desk.ok("store", "edit", "--code", code)
    group.publish()


def test_a_store_whose_code_was_changed_is_counted_once(desk):
    group = two_stores(desk)
    recoded(group, desk.folder / "S01.db", "S07", "2026-04-10T10:00")
    assert states(group) == {"S01": ("renamed", "S07"), "S02": ("counted", None), "S07": ("counted", None)}
    assert visits(group) == 3 + 4
    result = desk.run("group", "kpi", "service", "--from", group.folder, *MARCH)
    assert "2 of 3 stores." in result.err
    assert "Not counted: S01: publishes under another code by now: S07 (2026-04-10)." in result.err
    # once more, and back to its first code
    recoded(group, desk.folder / "S01.db", "S08", "2026-04-10T11:00")
    assert states(group) == {"S01": ("renamed", "S08"), "S02": ("counted", None), "S07": ("renamed", "S08"), "S08": ("counted", None)}
    desk.speaking("zh")
    assert (
        "不计入：S01：现已改用其他门店代码：S08（2026-04-10）。" in desk.run("group", "kpi", "service", "--from", group.folder, *MARCH).err
    )


def test_a_copy_that_publishes_beside_its_store_is_not_counted(desk):
    group = two_stores(desk)
    copy = desk.folder / "copy.db"
    shutil.copy(desk.folder / "S01.db", copy)
    recoded(group, copy, "S07", "2026-04-10T10:00")
    # until the store publishes again nobody can know which of the two goes on
    assert states(group)["S01"] == ("renamed", "S07")
    desk.at("2026-04-11T09:00")
    desk.using(desk.folder / "S01.db")
    one_more(desk)
    group.publish()
    assert states(group) == {"S01": ("counted", None), "S02": ("counted", None), "S07": ("copy", "S01")}
    assert visits(group) == 4 + 4
    result = desk.run("group", "vehicles", "--from", group.folder, *MARCH)
    assert "Not counted: S07: its database is a copy of another store's: S01 (2026-04-10)." in result.err


def test_stores_set_up_from_one_file_that_had_no_code_yet_are_stores_of_their_own(desk):
    group = two_stores(desk)
    identities = {json.loads(path.read_text(encoding="utf-8"))["identity"] for path in (group.folder / "manifest").glob("store=*.json")}
    assert len(identities) == 2
    assert {state for state, _other in states(group).values()} == {"counted"}


def test_a_store_is_known_again_when_its_log_was_erased(desk):
    group = two_stores(desk)
    path = group.folder / "manifest" / "store=S01.json"
    before = json.loads(path.read_text(encoding="utf-8"))
    desk.at("2026-06-20T09:00")
    desk.using(desk.folder / "S01.db")
    one_more(desk)
    desk.ok("db", "compact", "--operations-before", "2026-06-20", "--yes")
    group.publish()
    after = json.loads(path.read_text(encoding="utf-8"))
    assert (after["as_of"] > before["as_of"], after["identity"], after["since"]) == (True, before["identity"], before["since"])


@pytest.mark.parametrize(("as_of", "state"), [("2026-04-10T10:00:00+08:00", "counted"), ("2026-04-10T10:00:01+08:00", "ahead")])
def test_a_store_of_the_future_is_not_the_freshest(desk, as_of, state):
    """The clocks of two shops may differ by an hour."""
    group = two_stores(desk)
    change_manifest(group, "S02", as_of=as_of)
    assert states(group) == {"S01": ("counted", None), "S02": (state, None)}
    assert visits(group) == (7 if state == "counted" else 3)


def test_a_clock_that_is_a_year_ahead_makes_no_other_store_stale(desk):
    group = two_stores(desk)
    change_manifest(group, "S02", as_of="2027-04-10T09:00:00+08:00")
    result = desk.run("group", "kpi", "service", "--from", group.folder, "--period", "2026-04", "-o", "json")
    assert "1 of 2 stores." in result.err
    assert "Not counted: S02: published at a moment that is yet to come: a clock is wrong (2027-04-10)." in result.err


def test_a_store_whose_clock_was_set_back_is_counted(desk):
    group = two_stores(desk)
    change_manifest(group, "S02", as_of="2026-04-09T09:00:00+08:00")
    assert states(group) == {"S01": ("counted", None), "S02": ("counted", None)}


def of_another_key(group, code):
    group.key.write_text("another key of a group", encoding="utf-8")
    group.store(code)


def test_stores_of_another_key_are_said_and_not_joined(desk):
    group = two_stores(desk)
    together = {row["key"]: row for row in desk.json("group", "vehicles", "--from", group.folder, *MARCH)}
    of_another_key(group, "S03")
    result = desk.run("group", "stores", "--from", group.folder, *MARCH)
    said = "S03: published with another key than most, so that nobody is known again between them and the others."
    assert said in result.err
    # what each store counts by itself can be added
    assert visits(group) == 3 + 4 + 3
    result = desk.run("group", "vehicles", "--from", group.folder, *MARCH, "-o", "json")
    assert {row["key"]: row for row in result.json} == together
    assert "2 of 3 stores." in result.err
    assert "Not counted: S03: published with another key than most (2026-04-10)." in result.err


def test_whoever_publishes_with_another_key_than_the_others_is_told_at_once(desk):
    group = two_stores(desk)
    own = desk.db
    desk.using(desk.folder / "S02.db")
    said = "published with another key than most"
    assert said not in desk.ok("group", "publish", group.folder, "--key-file", group.key).err
    right = group.key.read_text(encoding="utf-8")
    group.key.write_text("another key of a group", encoding="utf-8")
    assert f"S02: {said}" in desk.ok("group", "publish", group.folder, "--key-file", group.key).err
    # a manifest that cannot be read says nothing
    (group.folder / "manifest" / "store=S01.json").write_text("[", encoding="utf-8")
    assert said not in desk.ok("group", "publish", group.folder, "--key-file", group.key).err
    group.key.write_text(right, encoding="utf-8")
    desk.using(own)


def test_a_key_is_known_again_and_not_told(desk):
    group = two_stores(desk)
    of_another_key(group, "S03")
    manifests = {path.stem: path.read_text(encoding="utf-8") for path in (group.folder / "manifest").glob("store=*.json")}
    keys = {stem: json.loads(text)["key"] for stem, text in manifests.items()}
    assert keys["store=S01"] == keys["store=S02"] != keys["store=S03"]
    assert all(len(key) == 32 for key in keys.values())
    assert [text for text in manifests.values() if "key of a group" in text] == []


def test_what_was_published_without_identity_and_key_is_counted_as_before(desk):
    workshop(desk)
    group = Group(desk)
    group.store("S01")
    group.store("S02")
    for code in ("S01", "S02"):
        path = group.folder / "manifest" / f"store={code}.json"
        values = json.loads(path.read_text(encoding="utf-8"))
        for name in ("identity", "since", "key"):
            del values[name]
        path.write_text(json.dumps(values), encoding="utf-8")
    assert states(group) == {"S01": ("counted", None), "S02": ("counted", None)}
    result = desk.run("group", "vehicles", "--from", group.folder, *MARCH)
    assert "2 of 2 stores." in result.err
