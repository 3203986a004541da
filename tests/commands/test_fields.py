"""`kcrm fields`: the data dictionary, of every record, in every format and both languages."""

from __future__ import annotations

import pytest

from kcrm.records import SheetKind, noun_of


def test_a_field_tells_its_names_its_type_what_it_takes_and_whether_it_is_personal(shell):
    rows = {row["key"]: row for row in shell.json("fields", "vehicles")}
    assert rows["energy"] == {
        "record": "vehicle",
        "key": "energy",
        "headings": ["能源类型"],
        "label": "Energy",
        "type": "word",
        "unit": None,
        "values": ["combustion", "hybrid", "range_extended", "electric"],
        "needed": False,
        "clearable": True,
        "in_files": True,
        "longest": None,
        "filter": "energy",
        "section": "purchase",
        "personal": None,
        "example": "combustion",
        "help": "Energy: combustion, hybrid, range_extended or electric.",
    }
    assert (rows["vin"]["needed"], rows["vin"]["clearable"], rows["vin"]["personal"]) == (True, False, "vin")
    assert (rows["mileage_km"]["type"], rows["mileage_km"]["unit"]) == ("mileage", "km")
    assert rows["registered_on"]["section"] == "purchase"
    assert (rows["model_class"]["in_files"], rows["customer_id"]["headings"]) == (False, [])


def test_every_record_is_in_it_unless_one_is_asked_for(shell):
    everything = shell.json("fields")
    assert {row["record"] for row in everything} == {"call", *(noun_of(kind).name for kind in SheetKind)}
    assert shell.json("fields", "staff") == [row for row in everything if row["record"] == "staff"]
    assert shell.run("fields", "cars").code == 2


@pytest.mark.parametrize("output", ["table", "plain", "csv", "tsv", "json", "jsonl", "md", "html"])
def test_it_is_written_in_every_format(shell, output):
    shell.speaking("zh")
    text = shell.ok("fields", "customers", "-o", output).out
    assert "wechat" in text
    assert output == "table" or "联系电话" in text


def test_in_chinese_people_read_chinese_words_and_machines_english_ones(shell):
    shell.speaking("zh")
    assert "electric 纯电" in shell.ok("fields", "vehicles", "-o", "plain").out
    assert next(row for row in shell.json("fields", "vehicles") if row["key"] == "energy")["values"][3] == "electric"
