"""The program's own tables: what was parsed at build time is what they say, and an edited one is never read as it was before."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

import kcrm
from kcrm.datafile import parse_ahead, read_table

TABLES = sorted(Path(kcrm.__file__).parent.glob("**/*.toml"))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_reads_the_same_parsed_ahead_or_not(tmp_path, table):
    copy = tmp_path / table.name
    shutil.copyfile(table, copy)
    expected = json.loads(json.dumps(tomllib.loads(table.read_text(encoding="utf-8")), default=str))
    assert read_table(copy) == expected
    parse_ahead(copy)
    assert read_table(copy) == expected
    assert list(read_table(copy)) == list(expected)


def test_what_was_parsed_ahead_is_read_without_parsing(tmp_path, monkeypatch):
    table = tmp_path / "some.toml"
    table.write_text("number = 1\nday = 2026-02-17\n", encoding="utf-8")
    parse_ahead(table)
    monkeypatch.setattr(tomllib, "loads", None)
    assert read_table(table) == {"number": 1, "day": "2026-02-17"}


@pytest.mark.parametrize("beside", ["", "{", "[]", "null", '{"text": "number = 2\\n", "table": 3}', '{"table": {}}'])
def test_an_edited_table_or_a_spoilt_file_beside_it_is_parsed_anew(tmp_path, beside):
    table = tmp_path / "some.toml"
    table.write_text("number = 1\n", encoding="utf-8")
    parse_ahead(table)
    table.write_text("number = 2\n", encoding="utf-8")
    assert read_table(table) == {"number": 2}
    (tmp_path / "some.parsed.json").write_text(beside, encoding="utf-8")
    assert read_table(table) == {"number": 2}
