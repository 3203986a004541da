"""What the store says of itself: its code, its region, its name."""

import sqlite3

import pytest

from kcrm import db
from kcrm.queries.desk import StoreOf, store_of

CARD = {"code": None, "region": None, "name": "云汐店", "go_live_on": "2026-01-01"}


def test_a_store_has_neither_code_nor_region_until_they_are_said(desk):
    assert desk.json("store", "show") == CARD
    with db.opened(desk.db, readonly=True) as connection:
        assert store_of(connection) == StoreOf(None, None, "云汐店")


def test_init_takes_both_and_keeps_the_code_in_capitals(shell):
    shell.ok("init", "--store", "云汐店", "--go-live", "2026-01-01", "--store-code", "sh-01_a", "--region", "华东")
    assert shell.json("store", "show") == {**CARD, "code": "SH-01_A", "region": "华东"}


def test_an_edit_is_one_operation_that_undo_takes_back(desk):
    edited = desk.ok("store", "edit", "--code", "ｓｈ０１", "--region", "华东", "--name", "云汐一店", "-o", "json")
    assert edited.json == {**CARD, "code": "SH01", "region": "华东", "name": "云汐一店"}
    assert edited.err == "Changed 云汐一店.\n"
    changes = desk.json("operation", "list")[0]
    assert (changes["rows"], changes["command"]) == (1, "kcrm store edit --code 'ｓｈ０１' --region … --name … -o json")
    assert [(row["field"], row["before"], row["after"]) for row in desk.json("operation", "show", changes["id"])["changes"]] == [
        ("name", "云汐店", "云汐一店"),
        ("code", None, "SH01"),
        ("region", None, "华东"),
    ]
    assert desk.json("store", "edit", "--region", "华南") == {**CARD, "code": "SH01", "region": "华南", "name": "云汐一店"}
    desk.ok("undo", "-y")
    desk.ok("undo", changes["id"], "-y")
    assert desk.json("store", "show") == CARD


def test_what_is_as_it_was_is_no_operation_and_a_dry_run_writes_nothing(desk):
    desk.ok("store", "edit", "--code", "A1")
    before = desk.query("SELECT max(id) FROM operation")
    assert desk.ok("store", "edit", "--code", "a1").err == "云汐店: already up to date; nothing changed.\n"
    tried = desk.ok("store", "edit", "--code", "", "--dry-run", "-o", "json")
    assert (tried.json, tried.err) == (CARD, "Changed 云汐店.\nDry run: nothing was written.\n")
    assert desk.query("SELECT max(id) FROM operation") == before
    assert desk.query("SELECT code FROM store") == [("A1",)]
    assert desk.json("store", "edit", "--code", "") == CARD


@pytest.mark.parametrize("code", ["A B", "一店", "../A", "A.B", "A" * 17, "A\nB", "."])
def test_what_cannot_name_a_folder_is_no_code(desk, code):
    result = desk.run("store", "edit", "--code", code)
    assert result.code == 2
    assert desk.run("init", "--db", desk.folder / "new.db", "--store-code", code).code == 2
    assert not (desk.folder / "new.db").exists()
    with db.opened(desk.db) as connection, pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        connection.execute("UPDATE store SET code = ?", (code,))
    assert desk.json("store", "show") == CARD


def test_a_code_of_sixteen_characters_is_kept(desk):
    assert desk.json("store", "edit", "--code", "a" * 16)["code"] == "A" * 16


def test_a_name_is_never_empty_and_an_edit_says_something(desk):
    result = desk.run("store", "edit", "--name", " ")
    assert (result.code, result.err) == (2, "kcrm: --name: the name is empty.\n")
    result = desk.run("store", "edit")
    assert (result.code, "kcrm store edit --help" in result.err) == (2, True)


def test_in_chinese(desk):
    desk.speaking("zh")
    desk.ok("store", "edit", "--code", "sh01", "--region", "华东")
    assert desk.ok("store", "show").out.split() == ["门店代码", "SH01", "地区", "华东", "门店", "云汐店", "启用日期", "2026-01-01"]
    assert "不是门店代码" in desk.run("store", "edit", "--code", "一店").err
