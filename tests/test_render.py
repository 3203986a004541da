"""Every kind of cell in every format: for machines, for people, on a terminal."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from every_kind import LABELS, Level, context, one_text
from hypothesis import given
from hypothesis import strategies as st

from kcrm import views
from kcrm.context import OutputFormat, Theme
from kcrm.i18n import use_language
from kcrm.memo import remembering
from kcrm.policy import Policy
from kcrm.queries.rows import Rows
from kcrm.render import emit, render
from kcrm.shell.colours import ON_LIGHT
from kcrm.shell.output import Output
from kcrm.text import cells, safe
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.policy import entries_view

EVERY_KIND = (
    Column("id", "Commands", Cell.IDENTIFIER),
    Column("name", "Options"),
    Column("born", "Today", Cell.DATE),
    Column("seen", "Today", Cell.INSTANT),
    Column("paid", "Today", Cell.MONEY),
    Column("share", "Today", Cell.PERCENT),
    Column("visits", "Today", Cell.COUNT),
    Column("hours", "Today", Cell.NUMBER),
    Column("key", "Today", Cell.FLAG),
    Column("level", "Today", Cell.ENUM, labels=LABELS),
    Column("reasons", "Today", Cell.ENUMS, labels=LABELS),
    Column("notes", "Today", Cell.TEXTS),
)


FULL = (
    "C12",
    "张伟",
    date(2026, 3, 4),
    datetime(2026, 3, 4, 1, 30, tzinfo=UTC),  # 09:30 in Shanghai, 10:30 in Tokyo
    123450,
    Fraction(700, 9),  # 77.777… %
    1200,
    Decimal("1.50"),
    True,
    Level.HIGH,
    (Level.LOW, Level.HIGH),
    ("a", "b"),
)


EMPTY = ("C13", *[None] * 11)


VIEW = View("List", EVERY_KIND, [FULL, EMPTY])


def text_of(view, chosen, **terminal):
    return render(view, OutputFormat(chosen), context(**terminal))


# --- machine formats ---


def test_json_has_english_keys_and_values_money_with_two_decimals_and_null():
    with use_language("zh"):
        written = text_of(VIEW, "json")
    assert written == (
        "[\n"
        '  {"id": "C12", "name": "张伟", "born": "2026-03-04", "seen": "2026-03-04T09:30:00+08:00", "paid": 1234.50, "share": 77.78, '
        '"visits": 1200, "hours": 1.5, "key": true, "level": "high", "reasons": ["low", "high"], "notes": ["a", "b"]},\n'
        '  {"id": "C13", "name": null, "born": null, "seen": null, "paid": null, "share": null, '
        '"visits": null, "hours": null, "key": null, "level": null, "reasons": null, "notes": null}\n'
        "]\n"
    )


def test_jsonl_is_one_object_a_line():
    lines = text_of(VIEW, "jsonl").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["C12", "C13"]


def test_an_empty_list_is_an_empty_array_and_a_record_is_one_object_with_its_parts():
    assert text_of(View("T", EVERY_KIND, []), "json") == "[]\n"
    part = View("P", (Column("plate", "Today"),), [("京A12345",)])
    record = View("T", (Column("id", "Today"),), [("C1",)], shape=Shape.RECORD, parts={"vehicles": part})
    assert json.loads(text_of(record, "json")) == {"id": "C1", "vehicles": [{"plate": "京A12345"}]}


@pytest.mark.parametrize(("fen", "yuan"), [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123, "-1.23"), (10**13, "100000000000.00")])
def test_money_is_written_exactly(fen, yuan):
    assert text_of(View("T", (Column("paid", "Today", Cell.MONEY),), [(fen,)]), "jsonl") == f'{{"paid": {yuan}}}\n'


def test_instants_for_machines_are_in_the_policys_zone_and_for_people_in_the_one_they_chose():
    seen = View("T", (EVERY_KIND[3],), [(FULL[3],)])
    abroad = context().replace(display_zone=ZoneInfo("Asia/Tokyo"))
    assert json.loads(render(seen, OutputFormat.JSON, abroad)) == [{"seen": "2026-03-04T09:30:00+08:00"}]
    assert "2026-03-04 10:30" in render(seen, OutputFormat.PLAIN, abroad)


def test_csv_has_the_keys_empty_fields_and_dates_and_numbers_as_import_reads_them():
    with use_language("zh"):
        written = text_of(VIEW, "csv")
    assert written == (
        "id,name,born,seen,paid,share,visits,hours,key,level,reasons,notes\n"
        'C12,张伟,2026-03-04,2026-03-04T09:30:00+08:00,1234.50,77.78,1200,1.5,true,high,"low,high","a,b"\n'
        "C13,,,,,,,,,,,\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\tx", "\rx", "'=1"])
def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_a_number_never(text):
    rows = list(csv.reader(io.StringIO(text_of(one_text(text), "csv"), newline="")))
    assert rows[1] == [f"'{text}"]
    assert text_of(View("T", (Column("n", "Today", Cell.COUNT),), [(-1,)]), "csv") == "n\n-1\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1, max_size=4))
def test_json_gives_every_text_back_and_holds_no_control_character(texts):
    view = View("T", (Column("note", "Today"),), [(text,) for text in texts])
    written = text_of(view, "jsonl")
    assert [json.loads(line)["note"] for line in written.splitlines()] == texts
    assert safe(written.replace("\n", "")) == written.replace("\n", "")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_csv_gives_every_text_back_once_its_guard_is_taken_off(text):
    from kcrm.exchange.writing import unguard_cell

    rows = list(csv.reader(io.StringIO(text_of(one_text(text), "csv"), newline="")))
    assert unguard_cell(rows[1][0]) == text


def test_columns_may_be_for_machines_or_for_people_only():
    columns = (Column("a", "Commands"), Column("b", "Options", audience=Audience.MACHINES), Column("c", "Today", audience=Audience.PEOPLE))
    view = View("T", columns, [("1", "2", "3")])
    assert json.loads(text_of(view, "json")) == [{"a": "1", "b": "2"}]
    assert text_of(view, "plain").split() == ["Commands", "Today", "1", "3"]


# --- people ---


def test_plain_translates_headings_and_labels_aligns_chinese_and_cuts_nothing():
    columns = (Column("name", "Options"), Column("level", "Today", Cell.ENUM, labels=LABELS), Column("paid", "Database", Cell.MONEY))
    view = View("T", columns, [("张伟" * 20, Level.HIGH, 123450), ("李", Level.LOW, None)])
    with use_language("zh"):
        lines = text_of(view, "plain").splitlines()
    # 40 characters of two cells and a gap of two stand before the second column in each line
    assert [cells(line[: line.index(word)]) for line, word in zip(lines, ["今天", "数据库", "今天"], strict=True)] == [82] * 3
    assert lines[0].startswith("选项 ")
    assert lines[1].startswith("张伟" * 20)
    assert lines[1].endswith("1,234.50")


def test_in_plain_one_long_cell_shifts_its_own_row_and_widens_the_column_of_no_other():
    columns = (Column("name", "Options"), Column("city", "Today"))
    view = View("T", columns, [("长" * 50_000, "a"), ("李", "b"), ("王小明", "c")])
    lines = text_of(view, "plain").splitlines()
    # the heading has seven cells and stands two apart from the next
    assert lines[0] == "Options    Today"
    assert lines[1] == f"{'长' * 50_000}  a"
    assert lines[2:] == ["李         b", "王小明     c"]


def test_every_kind_reads_well_in_both_languages():
    record = View("T", EVERY_KIND, [FULL], shape=Shape.RECORD)

    def values():
        return [line.split("  ", 1)[1].strip() for line in text_of(record, "plain").splitlines()]

    assert values() == [
        "C12",
        "张伟",
        "2026-03-04",
        "2026-03-04 09:30",
        "1,234.50",
        "77.8%",
        "1,200",
        "1.5",
        "yes",
        "Database",
        "Today, Database",
        "a, b",
    ]
    with use_language("zh"):
        assert values()[8:] == ["是", "数据库", "今天、数据库", "a、b"]


def test_phones_keep_their_leading_zeros_in_plain():
    assert text_of(one_text("013800138000", kind=Cell.IDENTIFIER), "plain").splitlines()[1] == "013800138000"


@pytest.mark.parametrize("chosen", ["table", "plain", "md", "html"])
@pytest.mark.parametrize("text", ["\x1b[31mred\x07", "a\x9bb", "x\x7f", "safe\u202egpj.exe", "\u2066x\u2069", "a\rb"])
def test_control_characters_never_reach_people(chosen, text):
    written = text_of(one_text(text), chosen, stdout_tty=True, width=80)
    body = written.replace("\n", "")
    assert safe(body) == body
    assert "\\x" in written or "\\u" in written or "\\r" in written or chosen == "md"


def test_csv_to_a_terminal_shows_control_characters_and_csv_to_a_pipe_keeps_the_data(capsys):
    view = one_text("a\x1b[2Jb")
    emit(context(stdout_tty=True), view, Output(OutputFormat.CSV))
    assert capsys.readouterr().out == "note\na\\x1b[2Jb\n"
    emit(context(), view, Output(OutputFormat.CSV))
    assert capsys.readouterr().out == "note\na\x1b[2Jb\n"


@pytest.mark.parametrize("chosen", ["table", "plain"])
@pytest.mark.parametrize("text", ["[bold]x[/bold]", "[/b]", ":smile:", "[link=http://x]y[/link]", "2026-03-04 1234 'q'"])
def test_customer_text_is_never_markup(chosen, text):
    written = text_of(one_text(text), chosen, stdout_tty=True, colour=False, width=80)
    assert written.splitlines()[1].rstrip() == text
    coloured = text_of(one_text(text), chosen, stdout_tty=True, colour=True, width=80)
    assert text in coloured


def test_a_list_of_markdown_is_aligned_with_chinese_in_it_and_has_its_headings_without_a_row():
    columns = (Column("name", "Customer"), Column("visits", "Today", Cell.COUNT))
    assert text_of(View("", columns, [("张伟", 12), ("Li", None)]), "md").splitlines() == [
        "| Customer   |   Today |",
        "|:-----------|--------:|",
        "| 张伟       |      12 |",
        "| Li         |         |",
    ]
    assert text_of(View("", columns, []), "md").splitlines()[0] == "| Customer   | Today   |"


def test_markdown_and_html_escape_what_they_would_obey():
    nasty = "a|b <script>*x*</script> & \n[y](z) `q`"
    assert text_of(one_text(nasty), "md").splitlines()[2] == r"| a\|b \<script\>\*x\*\</script\> & <br>\[y\](z) \`q\` |"
    page = text_of(one_text(nasty), "html")
    assert "<td>a|b &lt;script&gt;*x*&lt;/script&gt; &amp; \\n[y](z) `q`</td>" in page
    assert '<html lang="en">' in page
    with use_language("zh"):
        assert '<html lang="zh-CN">' in text_of(one_text(nasty), "html")
        assert "<th>选项</th>" in text_of(one_text(nasty), "html")


# --- the terminal's table ---

WIDE = View(
    "T",
    (Column("a", "Commands"), Column("b", "Options", priority=2), Column("c", "Arguments", priority=1), Column("d", "Today")),
    [("张" * 10, "b" * 20, "c" * 20, "d" * 10)],
)


@pytest.mark.parametrize(
    ("width", "seen"),
    [
        (76, {"Commands", "Options", "Arguments", "Today"}),  # 20 + 20 + 20 + 10 and three gaps of two
        (75, {"Commands", "Arguments", "Today"}),
        (54, {"Commands", "Arguments", "Today"}),  # 20 + 20 + 10 and two gaps
        (53, {"Commands", "Today"}),
    ],
)
def test_on_a_narrow_terminal_the_least_important_columns_go_first_and_nothing_is_cut(width, seen):
    written = text_of(WIDE, "table", stdout_tty=True, width=width)
    assert set(written.splitlines()[0].split()) == seen
    assert "张" * 10 in written
    assert "…" not in written


def test_only_when_no_column_can_go_are_texts_cut_and_no_line_is_wider_than_the_terminal():
    written = text_of(WIDE, "table", stdout_tty=True, width=24)
    assert "…" in written
    assert max(cells(line) for line in written.splitlines()) <= 24


@pytest.mark.parametrize("width", [80, 120, 160])
def test_no_key_and_no_value_of_the_policy_is_cut_on_a_terminal(width):
    entries = Policy.default().entries()
    shown = text_of(entries_view(entries), "table", stdout_tty=True, width=width)
    assert all(entry.key in shown for entry in entries)
    assert "start_of_service" in shown
    # what may be shortened is the name of a document
    heads = shown.splitlines()[0]
    places = next((heads.index(each) for each in ("Unit", "Source") if each in heads), None)
    assert "…" not in "".join(line[:places] for line in shown.splitlines())


def test_a_short_heading_takes_no_more_room_than_was_reckoned():
    # 4 cells is the least that a column has, a gap of 2, and 10 that are left for the text of 15: "abcd efghij" has 11
    view = View("T", (Column("a", "No"), Column("b", "Text", Cell.PROSE)), [("1", "abcd efghij klm")])
    assert text_of(view, "table", stdout_tty=True, width=16).splitlines()[1:] == ["1     abcd", "      efghij klm"]


def test_colour_needs_permission_and_stands_beside_the_word():
    column = Column("level", "Today", Cell.ENUM, labels=LABELS, colours={"high": "red"})
    view = View("T", (column,), [(Level.HIGH,)])
    assert "\x1b[31mDatabase" in text_of(view, "table", stdout_tty=True, colour=True, width=80)
    assert "\x1b" not in text_of(view, "table", stdout_tty=True, colour=False, width=80)
    assert "\x1b" not in text_of(view, "plain", stdout_tty=True, colour=True, width=80)


def test_on_a_light_terminal_colours_are_such_as_can_be_read_on_white():
    column = Column("level", "Today", Cell.ENUM, labels=LABELS, colours={"high": "bold red", "low": "yellow"})
    view = View("T", (column,), [(Level.HIGH,), (Level.LOW,)])
    lit = text_of(view, "table", stdout_tty=True, colour=True, width=80, theme=Theme.LIGHT)
    assert "\x1b[1;38;5;124mDatabase" in lit
    assert "\x1b[38;5;94m" in lit
    assert "\x1b[38" not in text_of(view, "table", stdout_tty=True, colour=True, width=80)


def luminance(number):
    """Of one of the colours 16 to 231, by the Web Content Accessibility Guidelines: six steps of each of red, green and blue."""
    steps = [(0, 95, 135, 175, 215, 255)[(number - 16) // part % 6] / 255 for part in (36, 6, 1)]
    linear = [step / 12.92 if step <= 0.03928 else ((step + 0.055) / 1.055) ** 2.4 for step in steps]
    return sum(share * value for share, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_colour_that_a_view_names_has_one_for_white_with_contrast_enough_and_they_differ():
    named = set()
    for path in Path(views.__file__).parent.rglob("*.py"):
        named |= set(re.findall(r'"(?:bold |dim )?(red|green|yellow|blue|magenta|cyan|white|black)"', path.read_text("utf-8")))
    assert named <= set(ON_LIGHT)
    numbers = [int(style.removeprefix("color(").removesuffix(")")) for style in ON_LIGHT.values()]
    assert all(1.05 / (luminance(number) + 0.05) >= 4.5 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_console_without_unicode_gets_only_what_gbk_can_say():
    text_of(WIDE, "table", stdout_tty=True, width=24).encode("gbk")


def test_a_record_stands_with_its_parts_beneath_it_and_empty_parts_are_left_out():
    part = View("Vehicles", (Column("plate", "Options"),), [("A",)])
    record = View("T", (Column("id", "Today"),), [("C1",)], shape=Shape.RECORD, parts={"v": part, "w": View("None", part.columns, [])})
    for chosen in ("plain", "table"):
        assert text_of(record, chosen, width=80) == "Today  C1\n\nVehicles\nOptions\nA\n"


class Counted:
    """Standard output that notes how many rows had been read at each write."""

    def __init__(self):
        self.text, self.read, self.at_writing = [], 0, []

    def write(self, text):
        self.text.append(text)
        self.at_writing.append(self.read)

    def flush(self):
        pass


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl"])
def test_a_long_list_is_written_while_it_is_read_and_says_what_the_same_rows_say_together(monkeypatch, name):
    out = Counted()
    monkeypatch.setattr("sys.stdout", out)

    def read():
        for number in range(2_000):
            out.read += 1
            yield (f"C{number}", number % 7 * 105, None if number % 3 else "2026-06-15", ("a", "b") if number % 2 else ())

    rows = Rows(2_000, read, (str, int, date.fromisoformat, tuple))
    columns = (Column("id", "No."), Column("paid", "P", Cell.MONEY), Column("on", "D", Cell.DATE), Column("notes", "N", Cell.TEXTS))
    emit(context(), View("T", columns, rows), Output(OutputFormat(name)))
    assert out.at_writing[0] < 1_000 < out.at_writing[-1] == 2_000
    assert "".join(out.text) == render(View("T", columns, list(rows)), OutputFormat(name), context())


ODD = "a1²沪 -_.:,;\t\"'=@\r\n/"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), max_size=4)


def check_stored_texts(rows):
    from kcrm.exchange.writing import unguard_cell

    columns = (Column("note", "Today"), Column("id", "No.", Cell.IDENTIFIER))
    view = View("T", columns, Rows(len(rows), lambda: iter(rows), (str, "K{}".format)))
    written = list(csv.reader(io.StringIO(text_of(view, "csv"), newline="")))
    assert [tuple(map(unguard_cell, row)) for row in written[1:]] == [(note or "", f"K{number}") for note, number in rows]
    loaded = [(note, f"K{number}") for note, number in rows]
    assert text_of(view, "csv") == text_of(view._replace(rows=loaded), "csv")


@given(st.lists(st.tuples(st.one_of(st.none(), TEXTS), TEXTS)))
def test_a_spreadsheet_reads_stored_texts_as_they_are(rows):
    check_stored_texts(rows)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("around", ["{}b", "a{}b", "a{}"])
def test_a_spreadsheet_reads_stored_texts_as_they_are_among_hundreds_that_need_no_care(odd, around):
    text = around.format(odd)
    check_stored_texts([*((f"G-{number}", number) for number in range(550)), (text, text), ("G1", 1)])


def test_plain_text_of_a_long_list_is_read_twice_and_says_what_the_same_rows_say_together(monkeypatch):
    out = Counted()
    monkeypatch.setattr("sys.stdout", out)

    def read():
        for number in range(2_000):
            out.read += 1
            yield (
                f"C{number}",
                number * 105,
                "两\n行" if number % 5 == 0 else "\x1b[1m" * (number % 30),
                None if number % 3 else "2026-06-15",
            )

    rows = Rows(2_000, read, (str, int, str, date.fromisoformat))
    columns = (Column("id", "No."), Column("paid", "P", Cell.MONEY), Column("note", "N", Cell.PROSE), Column("on", "D", Cell.DATE))
    emit(context(), View("T", columns, rows), Output(OutputFormat.PLAIN))
    assert 2_000 < out.at_writing[0] < 3_500 < out.at_writing[-1] == 4_000
    assert "".join(out.text) == render(View("T", columns, list(rows)), OutputFormat.PLAIN, context())


def test_rows_are_a_sequence_that_can_be_gone_through_again_and_cut():
    rows = Rows(3, lambda: iter([(1, "a"), (None, "b"), (3, None)]), (Fraction, str))
    assert list(rows) == [(Fraction(1), "a"), (None, "b"), (Fraction(3), None)]
    assert (len(rows), rows[1:], rows[0]) == (3, [(None, "b"), (Fraction(3), None)], (Fraction(1), "a"))


def test_a_value_is_worked_out_once_and_forgotten_where_there_are_ever_new_ones():
    asked = []
    double = remembering(lambda value: asked.append(value) or value * 2)
    assert [double(value) for value in (3, 3, 4)] == [6, 6, 8]
    assert asked == [3, 4]
    for value in range(12_000):
        assert double(value) == value * 2
    assert len(double.__self__) <= 5_000
