"""A desk whose every field holds a phone, looked at by who may see none and by who may see their own: none stands anywhere in full."""

from __future__ import annotations

import os
import re
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from conftest import Shell
from logged_in import be, be_at, copied, make_users
from naughty_desk import LATER, Filled, fill, looks, numbered
from test_naughty_desk import every_command

import kcrm.render
from kcrm import cli, db
from kcrm.context import OutputFormat
from kcrm.entry import _BY_VERB, FREE, SCRIPTED, _table, needed
from kcrm.model.access import Permission
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.personal import told_tables, vehicle_tables
from kcrm.queries.responsible import responsible
from kcrm.queries.whose import whose
from kcrm.records import SheetKind, noun_of
from kcrm.shell.tree import command_tree

FREE_TEXT = "容若明13800138077"
REACHES = {Personal.CONTACT: "wxluoyingzhan@kuaiyou.cn", Personal.ADDRESS: "云汐市梧桐湾路九百零七号三单元"}
# a phone, or what is left out of the two when they are masked
PHONE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)|luoyingzhan|九百零七号")
FORMATS = [each for each in OutputFormat if each is not OutputFormat.XLSX]
ENDINGS = {".csv", ".tsv", ".json", ".jsonl", ".md", ".html", ".txt", ".ics", ".vcf", ".svg"}
MANAGER, CONSULTANT, TECHNICIAN = "E5", "E2", "E4"


def put_everywhere(path):
    """By what else somebody is reached stands in every column that is declared as that, of whatever record."""
    with db.opened(path) as connection, db.write(connection, db.NewOperation(datetime(2026, 6, 15, 3, tzinfo=UTC), "kcrm")):
        for noun in map(noun_of, SheetKind):
            for field in noun.fields:
                if field.personal in REACHES and field.stored is not None:
                    connection.execute(f"UPDATE {noun.table} SET {field.stored} = ?", (REACHES[field.personal],))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The filled desk, and who is logged in at it."""
    folder = tmp_path_factory.mktemp("everywhere")
    unread = SimpleNamespace(readouterr=lambda: SimpleNamespace(out="", err=""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        shell = Shell(folder, monkeypatch, unread)
        monkeypatch.chdir(folder)
        fill(shell, Filled(FREE_TEXT), lambda _result: None)
        shell.at(LATER)
        shell.ok("customer", "edit", "id:C1", "--wechat", REACHES[Personal.CONTACT], "--address", REACHES[Personal.ADDRESS])
        put_everywhere(shell.db)
        be_at(monkeypatch)
        make_users(shell, monkeypatch, folder, MANAGER, CONSULTANT, TECHNICIAN)
    return shell


@pytest.fixture
def filled(shell, base, monkeypatch):
    copied(shell, base.db)
    shell.at(LATER)
    monkeypatch.chdir(base.folder)
    be_at(monkeypatch)
    shell.be = lambda number: be(monkeypatch, base.folder, number)
    return shell


class Gated:
    """What passes the gate, in every format, as long as it is of no customer of this member of staff."""

    def __init__(self, connection, staff_id, monkeypatch, *, sees_any):
        self._connection, self._staff_id, self._sees_any = connection, staff_id, sees_any
        self.leaks, self.own, self._shapes = [], False, set()
        self._pieces = kcrm.render._pieces
        monkeypatch.setattr(kcrm.render, "_pieces", self._caught)

    def _caught(self, view, chosen, context, **more):
        if view.of is not None and self._is_own(*view.of):
            self.own = True
        else:
            shape = (*(column.key for column in view.columns), *view.parts)
            for each in FORMATS if shape not in self._shapes else [chosen]:
                text = "".join(self._pieces(view, each, context, guard_terminal=False, labelled=each is OutputFormat.CSV, missing={}))
                self.leaks += [
                    (each.value, found[0], text[max(found.start() - 40, 0) : found.end() + 10]) for found in PHONE.finditer(text)
                ]
            self._shapes.add(shape)
        return self._pieces(view, chosen, context, **more)

    def _is_own(self, thing, number):
        if thing == Thing.STAFF:  # colleagues are no customers
            return self._sees_any
        owner = whose(self._connection, [Found(thing, number, "", "", "")])[0].customer_id
        return owner is not None and self._staff_id in responsible(self._connection, owner)


def written(folder, since):
    """The texts of files that were written."""
    return [file.read_text(encoding="utf-8") for file in folder.rglob("*") if file.suffix in ENDINGS and file.stat().st_mtime_ns > since]


@pytest.mark.parametrize("number", [TECHNICIAN, CONSULTANT])
def test_no_command_shows_a_phone_in_full_to_who_may_not_see_it(filled, monkeypatch, number):
    filled.be(number)
    found, done = {}, 0
    with closing(sqlite3.connect(filled.db)) as connection:
        connection.row_factory = sqlite3.Row
        (staff_id,) = connection.execute("SELECT id FROM staff WHERE employee_no = ?", (number,)).fetchone()
        gated = Gated(connection, staff_id, monkeypatch, sees_any=number == CONSULTANT)
        for line in filter(None, looks(FREE_TEXT, numbered(FREE_TEXT))):
            gated.leaks, gated.own = [], False
            result = filled.run(*line)
            assert result.code in {0, 3, 4, 5, 10}, (line, result.err)
            done += result.code in {0, 10}
            told = "" if gated.own else result.out
            leaks = [*gated.leaks, *PHONE.findall(told), *PHONE.findall(result.err)]
            if leaks:
                found[" ".join(line)] = leaks[0]
    assert found.keys() <= {"db info", "db info --sizes"}, found  # the store's name, of which nobody has to be logged in
    assert done > 100, "most of it is permitted"


def test_the_walk_would_find_a_phone(filled, monkeypatch):
    monkeypatch.setattr(kcrm.render, "gated", lambda _context, view: view)
    filled.be(TECHNICIAN)
    assert PHONE.search(filled.ok("customer", "list").out)


@pytest.mark.parametrize("number", [TECHNICIAN])
def test_no_file_holds_a_phone_in_full_that_they_may_not_see(filled, number):
    filled.be(number)
    folder = filled.folder / "out"
    folder.mkdir()
    os.chdir(folder)
    for line in (
        *(["customer", "list", "--to", f"list.{ending}"] for ending in ("csv", "json", "md", "html", "txt")),
        ["due", "--all", "--split", "caller", "--to", "lists"],
        ["due", "--all", "--to", "due.csv"],
        ["complaint", "form", "id:K1", "--to", "form.md"],
        ["complaint", "form", "id:K1", "--to", "form.html"],
        ["report", "month", "2026-05", "--html", "report.html"],
        *(["report", "run", "--period", "2026-06", "--to", f"own.{ending}", "--", FREE_TEXT] for ending in ("md", "html", "json")),
        ["show", "id:C1", "--to", "card.json"],
        ["call", "list", "--to", "calls.jsonl"],
        ["export", "customers", "--to", "all.vcf"],
        ["export", "followups", "--to", "all.ics"],
    ):
        assert filled.run(*line).code in {0, 5}, line
    assert filled.run("report", "run", "--period", "2026-06", "--to", "own.xlsx", "--", FREE_TEXT).code == 0
    with zipfile.ZipFile("own.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets" in name]
    assert any("138****8001" in text for text in sheets)
    texts = [*written(folder, 0), *sheets]
    assert len(texts) > 8
    assert not any(PHONE.search(text) for text in texts)


# --- what each command needs ---


@pytest.fixture(scope="module")
def paths():
    return {" ".join(path) for path, _command in every_command(command_tree(cli.build()))}


def test_of_every_command_it_is_said_what_it_needs(paths):
    for path in ("", *paths):
        assert needed(path) is None or needed(path) in Permission


def test_nothing_is_said_of_a_command_that_is_none(paths):
    assert FREE - {"help"} - paths == set()
    assert _table().keys() - {""} - paths == set()
    assert SCRIPTED - paths == set()
    assert {verb for verbs in _BY_VERB.values() for verb in verbs.split()} - {path.rpartition(" ")[2] for path in paths} == set()


# --- what erasing leaves of a desk that every command has filled ---

MARK = "麓野鸥眠之人"


def marked(path):
    """How many columns of rows that tell of somebody hold the mark, in the log too: all that take any text."""
    done = 0
    with db.opened(path) as connection, db.write(connection, db.NewOperation(datetime(2026, 6, 15, 3, tzinfo=UTC), "kcrm")):
        for told in (*told_tables(connection), *vehicle_tables(connection)):
            for column in told.emptied:
                connection.execute("SAVEPOINT one")
                try:
                    # twice, so that the log holds it as what was there before
                    for text in (f"{MARK}甲", MARK):
                        connection.execute(f"UPDATE {told.table} SET {column} = ? || id WHERE {column} IS NOT NULL", (text,))
                except sqlite3.IntegrityError:  # takes a phone, an e-mail or a word only
                    connection.execute("ROLLBACK TO one")
                else:
                    done += connection.execute(f"SELECT count(*) > 0 FROM {told.table} WHERE {column} LIKE '{MARK}%'").fetchone()[0]
                connection.execute("RELEASE one")
    return done


def test_erasing_all_customers_leaves_nothing_of_them_in_any_byte(filled, monkeypatch):
    assert marked(filled.db) > 60
    assert filled.db.read_bytes().count(MARK.encode()) > 300
    filled.be(MANAGER)
    monkeypatch.setattr("kcrm.actions.erasing.open_matters", lambda *_args: [])
    monkeypatch.setattr("kcrm.actions.erasing.use_of_two", lambda *_args: None)
    for number, name in filled.query("SELECT id, name FROM customer ORDER BY id"):
        filled.ok("customer", "erase", f"id:C{number}", "--confirm", name)
    left = b"".join(each.read_bytes() for each in filled.folder.glob(f"{filled.db.name}*"))
    assert MARK.encode() not in left
    assert [each for each in filled.json("db", "check") if each["severity"] == "error"] == []
