"""`kcrm group`: what is damaged, gone, strange or written by two at once in the folder of a group."""

import contextlib
import errno
import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from grouping import Group, change_manifest, of_key, one_more, two_stores
from kpi_desk import workshop

from kcrm.actions import publishing
from kcrm.commands import group as commands
from kcrm.dates import parse_period
from kcrm.errors import KcrmError
from kcrm.group import manifest, parquet
from kcrm.group.facts import policy_told
from kcrm.policy import Policy
from kcrm.rules.kpi.bounds import bounds_of

MARCH = ("--period", "2026-03")


def test_of_the_policy_only_what_judges_is_published(desk):
    workshop(desk)
    desk.ok("policy", "set", "desk.hotline", "055112345678")
    desk.ok("policy", "set", "evidence.fillers", "13911112222,赵老板")
    desk.ok("policy", "set", "kpi.return_months", "9")
    group = Group(desk)
    group.store("S01")
    text = (group.folder / "manifest" / "store=S01.json").read_text(encoding="utf-8")
    assert [secret for secret in ("055112345678", "13911112222", "赵老板") if secret in text] == []
    policy = json.loads(text)["policy"]
    assert (policy["kpi.return_months"], policy["desk.zone"]) == (9, "Asia/Shanghai")
    assert "surveys.topics" not in policy


def test_what_is_published_of_a_policy_judges_as_the_whole():
    """Every number of the policy is another than by default; the days looked at are those of the whole."""
    values = {}
    for entry in Policy.default().entries():
        if type(entry.value) is int:
            with contextlib.suppress(KcrmError):
                values[entry.key] = Policy.default().with_value(entry.key, str(entry.value + 1)).values[entry.key]
    assert {"prospects.h_days", "evidence.verify_days", "kpi.return_months"} <= values.keys()
    for key, value in values.items():
        with contextlib.suppress(KcrmError):
            whole = Policy.from_snapshot({**Policy.default().to_snapshot(), key: value})
            told = Policy.from_snapshot(policy_told(whole.to_snapshot()))
            now = datetime(2026, 5, 25, 9, tzinfo=UTC)
            month = parse_period("2026-03", now.date())
            assert bounds_of(month, told, "", now) == bounds_of(month, whole, "", now)
            assert told.kpi == whole.kpi


def test_a_second_store_of_the_same_code_is_refused(desk):
    """The second is a database of its own: it was made at another moment. A copy of the first is the first."""
    workshop(desk)
    group = Group(desk)
    path = group.store("S01")
    published = {each: each.read_bytes() for each in group.folder.rglob("*") if each.is_file()}
    copy = desk.folder / "copy.db"
    shutil.copy(path, copy)
    with sqlite3.connect(copy) as connection:
        connection.execute("UPDATE _sqlite_migrations SET applied_at = '2024-01-01 00:00:00+00:00'")
    connection.close()
    desk.using(copy)
    one_more(desk)
    result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert (result.code, result.out) == (5, "")
    assert "has published as S01 in" in result.err
    assert "kcrm store edit --code CODE" in result.err
    assert {each: each.read_bytes() for each in group.folder.rglob("*") if each.is_file()} == published
    # the same store, whose database had to be made anew
    (group.folder / "manifest" / "store=S01.json").unlink()
    group.publish()
    assert of_key(group.kpi("service", *MARCH), "total_visits")[0]["value"] == 4
    shutil.copy(copy, desk.folder / "restored.db")
    desk.using(desk.folder / "restored.db")
    assert group.publish()["written"] == 0


def damage(path, how):
    if how == "short":
        path.write_bytes(path.read_bytes()[:100])
    elif how == "empty":
        path.write_bytes(b"")
    else:
        shutil.copy(next(path.parents[3].glob("fact_vehicle/*/*/*.parquet")), path)


@pytest.mark.parametrize("how", ["short", "empty", "another"])
def test_a_damaged_file_is_named_with_its_store_and_written_anew_by_the_next_publishing(desk, how):
    group = two_stores(desk)
    told = group.kpi("service", *MARCH)
    path = next((group.folder / "fact_visit" / "store=S01").rglob("*.parquet"))
    damage(path, how)
    for command in (("kpi", "service", *MARCH), ("vehicles", *MARCH), ("verify",)):
        result = desk.run("group", *command, "--from", group.folder)
        assert (result.code, result.out) == (5, "")
        assert f"{path} is damaged: it is not as S01 wrote it." in result.err
        assert "To write it anew, publish again in S01: kcrm group publish DIR" in result.err
    desk.using(desk.folder / "S01.db")
    assert group.publish()["written"] == 1
    assert group.kpi("service", *MARCH) == told


def test_a_file_that_goes_while_it_is_counted_is_no_internal_error(desk, monkeypatch):
    group = two_stores(desk)
    path = next((group.folder / "fact_visit" / "store=S01").rglob("*.parquet"))
    seen = commands.counted_stores

    def published_anew(*arguments):
        found = seen(*arguments)
        path.unlink()
        return found

    monkeypatch.setattr(commands, "counted_stores", published_anew)
    result = desk.run("group", "kpi", "service", "--from", group.folder, *MARCH)
    assert result.code == 5
    assert f"{path} is gone: S01 may have published anew meanwhile." in result.err
    assert "Run the command again." in result.err


def test_what_another_publishing_took_away_is_not_published(desk, monkeypatch):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    told = group.kpi("service", *MARCH)
    one_more(desk)
    run = publishing._Publishing.run

    def beside_another(self, **given):
        found = run(self, **given)
        (group.folder / next(each.path for each in found.files if each.table == "fact_income")).unlink()
        return found

    monkeypatch.setattr(publishing._Publishing, "run", beside_another)
    result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert (result.code, "S01 is being published twice at the same time. Publish again." in result.err) == (5, True)
    monkeypatch.setattr(publishing._Publishing, "run", run)
    group.publish()
    assert [row["value"] for row in of_key(group.kpi("service", *MARCH), "total_visits")] == [
        row["value"] + 1 for row in of_key(told, "total_visits")
    ]


class Killed(BaseException):
    """As by SIGKILL: nothing is tidied up any more."""


class Dying:
    """Lets so many changes of a folder be done, and none after. done: how many there were."""

    def __init__(self, monkeypatch, most=None):
        self.done, self._most = 0, most
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self._counted(getattr(Path, name)))

    def _counted(self, do):
        def doing(path, *arguments, **named):
            if path.exists():
                if self.done == self._most:
                    raise Killed
                self.done += 1
            return do(path, *arguments, **named)

        return doing


def test_a_publishing_that_is_killed_at_any_step_leaves_one_of_two_nights_whole(desk, monkeypatch):
    group = two_stores(desk)
    before = group.kpi("service", *MARCH)
    desk.using(desk.folder / "S01.db")
    one_more(desk)
    new, places = group.folder, desk.folder / "killed"
    shutil.copytree(new, places / "before")
    group.folder = places / "done"
    shutil.copytree(places / "before", group.folder)
    with monkeypatch.context() as patched:
        counter = Dying(patched)
        group.publish()
    after, seen = group.kpi("service", *MARCH), []
    # each file that is new, the manifest, each file that goes
    assert counter.done > 4
    for step in range(counter.done):
        group.folder = places / str(step)
        shutil.copytree(places / "before", group.folder)
        with monkeypatch.context() as patched:
            Dying(patched, step)
            with pytest.raises(Killed):
                desk.run("group", "publish", group.folder, "--key-file", group.key)
        told = group.kpi("service", *MARCH)
        assert told in (before, after), step
        seen.append(told == after)
        group.publish()
        assert group.kpi("service", *MARCH) == after, step
        assert list(group.folder.rglob(".*")) == [], step
    # once the new night stands it goes on standing
    assert seen == sorted(seen)
    assert set(seen) == {False, True}


def test_a_full_disk_names_the_manifest_and_leaves_the_former(desk, monkeypatch):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    path = group.folder / "manifest" / "store=S01.json"
    before = path.read_bytes()
    one_more(desk)
    with monkeypatch.context() as patched:
        # the system names no file here
        patched.setattr(parquet, "flush_file", lambda _path: None)
        patched.setattr(manifest.os, "fsync", full)
        result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert (result.code, path.read_bytes()) == (1, before)
    assert result.err.endswith(f"kcrm: {path}: the disk is full. Free some space and try again.\n")
    assert list(group.folder.rglob(".*")) == []


def full(_handle):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_that_cannot_be_written_is_named_and_not_a_draft(desk, monkeypatch):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    # what is as it was needs no writing
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", read_only)
        assert group.publish()["written"] == 0
        one_more(desk)
        result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert (result.code, result.out) == (1, "")
    assert ".new" not in result.err
    assert result.err.endswith(".parquet: the file system is read-only.\n")


def read_only(draft, _path):
    raise OSError(errno.EROFS, "Read-only file system", str(draft))


def test_two_publishings_at_once_are_said_whatever_one_takes_from_the_other(desk, monkeypatch):
    group = two_stores(desk)
    desk.using(desk.folder / "S01.db")
    one_more(desk)
    flush = parquet.flush_file

    def beside_another(draft):
        flush(draft)
        draft.unlink()

    monkeypatch.setattr(parquet, "flush_file", beside_another)
    result = desk.run("group", "publish", group.folder, "--key-file", group.key)
    assert (result.code, "S01 is being published twice at the same time. Publish again." in result.err) == (5, True)


def test_a_full_disk_is_said_in_plain_words(tmp_path):
    full = duckdb.IOException('IO Error: {"exception_type":"IO","exception_message":"x","errno":"28"}')
    error = parquet._in_words(tmp_path, full)
    assert (error.errno, error.filename) == (28, str(tmp_path))
    assert "cannot be written: x." in str(parquet._in_words(tmp_path, duckdb.IOException("x")))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"format": 2, "new": 1}, "format"),
        ({"new": 1}, "damaged"),
        ({"store": "S02"}, "damaged"),
        ({"policy": []}, "damaged"),
        ({"policy": {"desk.zone": "Moon"}}, "damaged"),
        ({"schema": "x"}, "damaged"),
        ({"name": 5}, "damaged"),
        ({"as_of": "2026-04-10T09:00"}, "damaged"),
        ({"files": [{"table": "fact_visit", "year": "2026", "path": "../x", "rows": 1, "content": "", "sha256": ""}]}, "damaged"),
        ({"files": [{"table": "fact_visit", "year": "2026", "path": 5, "rows": 1, "content": "", "sha256": ""}]}, "damaged"),
    ],
)
def test_a_manifest_of_values_that_cannot_be_is_left_out(desk, changes, state):
    group = two_stores(desk)
    change_manifest(group, "S01", **changes)
    assert {row["store"]: row["state"] for row in desk.json("group", "stores", "--from", group.folder)} == {"S01": state, "S02": "counted"}
    assert desk.run("group", "vehicles", "--from", group.folder, *MARCH).code == 0
