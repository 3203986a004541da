"""Each kind of naughty text by itself, typed and in files; long texts; what is wrong with a file; files that others cannot read.

That it goes through every field and every format is seen in test_naughty_desk.py, what each parameter makes of it in
test_naughty_words.py.
"""

import csv
import io
import json
import os
import stat
import unicodedata

import pytest
from naughty import FORMATS, NAUGHTY, TEXTS, is_marked, long_cells, no_crash, raw_on_terminal
from naughty_desk import Filled, free_text, import_all, sheet

from kcrm.exchange.columns import columns_of
from kcrm.records import SheetKind

CUSTOMER_FIELDS = [key for key in free_text(columns_of(SheetKind.CUSTOMERS)) if key != "customer_no"]

SHORT = {kind: text for kind, text in NAUGHTY.items() if kind != "long"}


def is_refused_by_design(text):
    """What no text can hold, or what a field of one line cannot."""
    return any(unicodedata.category(character) == "Cs" or character == "\0" for character in text)


def shown_everywhere(desk):
    """Every list and card in every format: no crash, and nothing raw that a terminal would obey."""
    for format_ in FORMATS:
        for argv in (["customer", "list"], ["customer", "show", "C1"]):
            shown = desk.run(*argv, "-o", format_)
            no_crash(shown)
            assert shown.code == 0, shown.err[:500]
            if format_ not in {"csv", "tsv"}:
                assert not raw_on_terminal(shown.out), (format_, argv)


def test_naughty_text_typed_at_a_command_is_kept_or_refused_and_never_obeyed(desk):
    for index, (kind, text) in enumerate(SHORT.items()):
        options = [word for field in CUSTOMER_FIELDS[1:] for word in (f"--{field.replace('_', '-')}", text)]
        result = desk.run("customer", "add", "张伟", f"138001380{index:02}", *options)
        no_crash(result)
        if is_refused_by_design(text):
            assert result.code in {2, 5}, (kind, result.err[:300])
        no_crash(desk.run("customer", "add", text, f"139001390{index:02}"))
        no_crash(desk.run("--db", text, "db", "info"))
    assert desk.query("SELECT count(*) FROM customer")[0][0] > len(SHORT) / 2
    shown_everywhere(desk)


def test_naughty_text_in_a_file_is_kept_exactly_or_refused_with_its_line(desk):
    buffer = io.StringIO()
    rows = csv.writer(buffer)
    rows.writerow(["customer_no", "name", "phone", *CUSTOMER_FIELDS[1:]])
    for line, text in enumerate(SHORT.values()):
        if "\0" in text:
            continue  # a file with a zero byte is no text
        for index, field in enumerate(CUSTOMER_FIELDS):
            cells = {"name": f"客户{index}"} | {field: text}
            phone = f"138{line:04}{index:04}"
            rows.writerow([f"K{line}-{index}", cells["name"], phone, *(cells.get(name, "") for name in CUSTOMER_FIELDS[1:])])
    file = desk.folder / "customers.csv"
    file.write_bytes(buffer.getvalue().encode("utf-8", "replace"))
    result = desk.run("import", "customers", file, "--skip-bad")
    no_crash(result)
    assert result.code in {0, 5}
    shown_everywhere(desk)
    stored = dict(desk.query("SELECT customer_no, note FROM customer WHERE note IS NOT NULL"))
    listed = {row["customer_no"]: row for row in desk.json("customer", "list")}
    texts = list(SHORT.items())
    for number, note in stored.items():
        kind, text = texts[int(number.removeprefix("K").partition("-")[0])]
        if not is_refused_by_design(text):
            assert note.split() == (text[1:] if kind == "guarded already" else text).split(), kind
        assert number in listed


def test_what_is_written_to_a_spreadsheet_comes_back_the_same_and_runs_nothing(desk):
    for index, text in enumerate(NAUGHTY.values()):
        desk.run("customer", "add", text, f"138001380{index:02}", "--customer-no", f"K{index}")
    before = desk.query("SELECT name FROM customer ORDER BY id")
    file = desk.folder / "out.csv"
    desk.ok("customer", "list", "--to", file)
    with long_cells(), file.open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            assert not row["name"].startswith(("=", "+", "-", "@", "\t", "\r"))
    result = desk.run("import", "customers", file)
    assert result.code == 0, result.err[:500] + result.out[:500]
    assert desk.query("SELECT name FROM customer ORDER BY id") == before


@pytest.mark.parametrize("name", ["out.csv", "out.html", "out.json", "out.txt"])
def test_exports_are_private_whatever_the_umask_and_go_through_no_link(desk, name):
    desk.ok("customer", "add", "张伟", "13800138000")
    file, link, victim = desk.folder / name, desk.folder / f"link-{name}", desk.folder / "victim"
    before = os.umask(0)
    try:
        desk.ok("customer", "list", "--to", file)
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    victim.write_text("do not touch", encoding="utf-8")
    link.symlink_to(victim)
    result = desk.run("customer", "list", "--to", link)
    assert (result.code, "is a symbolic link" in result.err) == (5, True)
    assert victim.read_text(encoding="utf-8") == "do not touch"
    assert not [file.name for file in desk.folder.iterdir() if file.name.startswith(".")]


def test_json_holds_the_text_exactly(desk):
    desk.ok("customer", "add", "张伟", "13800138000", "--note", NAUGHTY["escape"])
    shown = desk.ok("customer", "show", "C1", "-o", "json").out
    assert json.loads(shown)["note"] == NAUGHTY["escape"]
    assert "\\u001b" in shown


def test_a_text_as_long_as_is_kept_in_every_column_of_every_import_is_kept_whole_and_shown(shell, monkeypatch):
    monkeypatch.chdir(shell.folder)
    words = Filled("=" + "很" * 90)  # names have at most 100 characters
    import_all(shell, words, no_crash)
    for table, column, text in (
        ("store", "name", words.line),
        ("staff", "department", words.line),
        ("customer", "note", words.prose),
        ("vehicle", "model", words.line),
        ("repair_order", "order_no", words.line),
        ("complaint", "description", words.prose),
        ("opportunity", "note", words.prose),
        ("finance", "note", words.prose),
        ("form_answer", "answer", words.prose),
    ):
        assert (text,) in shell.query(f"SELECT {column} FROM {table}"), table
    shell.ok("complaint", "note", "K1", words.prose)
    assert words.prose in {row["note"] for row in shell.json("complaint", "show", "K1")["timeline"]}
    for argv in (["due"], ["next"], ["customer", "show", "C1"]):
        no_crash(shell.ok(*argv))
    for format_ in FORMATS:
        no_crash(shell.ok("operation", "show", "O3", "-o", format_))


@pytest.mark.parametrize("kind", SheetKind)
def test_what_is_wrong_with_a_file_is_told_without_obeying_it(desk, monkeypatch, kind):
    monkeypatch.chdir(desk.folder)
    for number, text in enumerate(TEXTS.values()):
        columns = columns_of(kind)
        wrong = {key: text for key, column in columns.items() if column.in_files and key not in free_text(columns)}
        file = desk.folder / f"{text[:40].replace('/', '')}{number}.csv"
        sheet(file, columns, [wrong | {text: "an unknown column"}], Filled(text))
        for format_ in FORMATS if kind is SheetKind.COMPLAINTS else ["json"]:
            result = desk.run("import", kind, file, "-o", format_)
            no_crash(result)
            assert result.code == 5
            assert format_ in {"csv", "tsv"} or not raw_on_terminal(result.out)
            if format_ == "json":
                named = {problem["column"] for problem in result.json["problems"]}
                assert named >= wrong.keys(), "each value that cannot be read is told"
                assert all(is_marked(problem["value"]) for problem in result.json["problems"] if problem["column"] in wrong)
                assert any(map(is_marked, result.json["unknown_columns"]))
        no_crash(desk.run("import", kind, file, "--map", f"{text}=name"))
        no_crash(desk.run("import", kind, file, "--map", f"name={text}"))
