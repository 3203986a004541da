"""Text that people, exports and attackers write, through every free-text field and every output format."""

import csv
import io
import json
import os
import re
import stat
import unicodedata

import pytest

from kcrm.text import UNSAFE

NAUGHTY = {
    "markup": "[bold]黑体[/b] [/] [link=http://x]x[/link] :smile: **x** _y_ <b>z</b> & &amp; `c`",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)> \"'",
    "escape": "\x1b[31m红\x1b[0m\x1b]0;title\x07\x1b[2J\x9b31m",
    "bell and backspace": "a\x07b\x08c\x7fd",
    "right to left": "\u202egpj.exe\u202c \u200f\u2066x\u2069 \u061c",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "invisible": "\ufeff零\u200b宽\u200d\u2060",
    "sql": "'; DROP TABLE customer; -- \" OR 1=1 %_\\",
    "formula": "=cmd|'/C calc'!A0",
    "formula plus": "+1+1",
    "formula at": "@SUM(A1)",
    "guarded already": "'=1+1",
    "quotes": 'a"b""c,d;e\tf\'g',
    "placeholders": "{path} {0} %s %(x)s ${HOME} $(id)",
    "pipes": "a|b||c\\|d",
    "combining": "Z̷̢a̵l̶g̷o̴ é 각",
    "rare": "䶮𠮷𰻝👨‍👩‍👧🏽",
    "long": "很" * 50_000 + "x" * 50_000,
    "only blanks": " \u3000\u00a0 ",
    "number": "1e309",
    "null word": "NULL",
    "not UTF-8": "\udcff\ud800",
    "zero byte": "a\x00b",
    "line feed": "第一行\n第二行",
}
FORMATS = ["table", "plain", "csv", "tsv", "json", "jsonl", "md", "html"]
CUSTOMER_FIELDS = ["name", "region", "address", "wechat", "source", "key_person", "hobby", "note"]
RAW = re.compile(f"[{UNSAFE}]")


def is_refused_by_design(text):
    """What no text can hold, or what a field of one line cannot."""
    return any(unicodedata.category(character) == "Cs" or character == "\0" for character in text)


def raw_on_terminal(text):
    return RAW.search(text.replace("\n", "").removeprefix("\ufeff"))


def no_crash(result):
    assert result.code != 1, result.err[:500]
    assert "Traceback" not in result.err
    assert not raw_on_terminal(result.err)


def shown_everywhere(desk):
    """Every list and card in every format: no crash, and nothing raw that a terminal would obey."""
    for format_ in FORMATS:
        for argv in (["customer", "list"], ["customer", "show", "C1"], ["operation", "show", "O3"]):
            shown = desk.run(*argv, "-o", format_)
            no_crash(shown)
            assert shown.code == 0, shown.err[:500]
            if format_ not in {"csv", "tsv"}:
                assert not raw_on_terminal(shown.out), (format_, argv)


def test_naughty_text_typed_at_a_command_is_kept_or_refused_and_never_obeyed(desk):
    for index, (kind, text) in enumerate(NAUGHTY.items()):
        options = [word for field in CUSTOMER_FIELDS[1:] for word in (f"--{field.replace('_', '-')}", text)]
        result = desk.run("customer", "add", "张伟", f"138001380{index:02}", *options)
        no_crash(result)
        if is_refused_by_design(text):
            assert result.code in {2, 5}, (kind, result.err[:300])
        no_crash(desk.run("customer", "add", text, f"139001390{index:02}"))
        for argv in (["find", text], ["undo", text], ["--db", text.replace("\0", ""), "db", "info"]):
            no_crash(desk.run(*argv))
    assert desk.query("SELECT count(*) FROM customer")[0][0] > len(NAUGHTY) / 2
    shown_everywhere(desk)


def test_naughty_text_in_a_file_is_kept_exactly_or_refused_with_its_line(desk):
    buffer = io.StringIO()
    rows = csv.writer(buffer)
    rows.writerow(["customer_no", "name", "phone", *CUSTOMER_FIELDS[1:]])
    for line, text in enumerate(NAUGHTY.values()):
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
    texts = list(NAUGHTY.items())
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
    csv.field_size_limit(1_000_000)
    with file.open(encoding="utf-8-sig", newline="") as source:
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
    assert (result.code, "is a link" in result.err) == (5, True)
    assert victim.read_text(encoding="utf-8") == "do not touch"
    assert not [file.name for file in desk.folder.iterdir() if file.name.startswith(".")]


def test_json_holds_the_text_exactly(desk):
    desk.ok("customer", "add", "张伟", "13800138000", "--note", NAUGHTY["escape"])
    shown = desk.ok("customer", "show", "C1", "-o", "json").out
    assert json.loads(shown)["note"] == NAUGHTY["escape"]
    assert "\\u001b" in shown
