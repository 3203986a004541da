"""Which rows of a list are written, in which format, and where to."""

from pathlib import Path

import pytest
from every_kind import LABELS, Level, context, one_text

from kcrm.context import OutputFormat, Terminal
from kcrm.errors import UsageError
from kcrm.render import emit
from kcrm.shell.output import Output
from kcrm.views import Cell, Column, View

# --- which rows, which format, where to ---

NUMBERS = View("T", (Column("n", "Today", Cell.COUNT), Column("id", "Options")), [(n if n % 10 else None, f"F{n}") for n in range(1, 121)])


def rows_of(capsys, output, **terminal):
    emit(context(**terminal), NUMBERS, output)
    return capsys.readouterr()


def test_a_terminal_shows_the_first_50_rows_and_the_total(capsys):
    out, err = rows_of(capsys, Output(), stdout_tty=True)
    assert len(out.splitlines()) == 1 + 50
    assert err == "50 of 120 rows; --limit 0 shows all.\n"
    out, err = rows_of(capsys, Output(limit=0), stdout_tty=True)
    assert len(out.splitlines()) == 1 + 120
    assert err == "120 rows\n"


def test_elsewhere_and_in_machine_formats_there_are_all_rows_unless_limited(capsys):
    assert len(rows_of(capsys, Output()).out.splitlines()) == 1 + 120
    assert len(rows_of(capsys, Output(OutputFormat.JSONL), stdout_tty=True).out.splitlines()) == 120
    assert len(rows_of(capsys, Output(OutputFormat.JSONL, limit=7)).out.splitlines()) == 7


def test_the_total_may_be_more_than_the_rows_that_were_fetched(capsys):
    emit(context(stdout_tty=True), View("T", NUMBERS.columns, NUMBERS.rows[:50], total=500_000), Output())
    assert capsys.readouterr().err == "50 of 500000 rows; --limit 0 shows all.\n"


def test_a_query_may_fetch_only_the_page_unless_all_rows_are_needed_for_sorting():
    on, off = Terminal(stdout_tty=True), Terminal()
    assert (Output().page(on), Output().page(off)) == (50, None)
    assert (Output(limit=7).page(off), Output(limit=0).page(on)) == (7, None)
    assert (Output(sort="n", limit=7).page(on), Output(OutputFormat.CSV).page(on)) == (None, None)


def test_sorting_is_stable_by_value_and_leaves_missing_values_last_either_way():
    cut = Output(sort="-n", limit=3).cut(NUMBERS, Terminal())
    assert [row[0] for row in cut.rows] == [119, 118, 117]
    assert [row[0] for row in Output(sort="n").cut(NUMBERS, Terminal()).rows][-12:] == [None] * 12
    assert [row[0] for row in Output(sort="-n").cut(NUMBERS, Terminal()).rows][-12:] == [None] * 12
    assert [row[1] for row in Output(sort="id").cut(NUMBERS, Terminal()).rows][:3] == ["F1", "F2", "F3"]


def test_enums_sort_in_the_order_of_their_labels():
    column = Column("level", "Today", Cell.ENUM, labels=LABELS)
    view = View("T", (column,), [(Level.HIGH,), (Level.LOW,)])  # low stands first in LABELS, high in the alphabet
    assert [row[0] for row in Output(sort="level").cut(view, Terminal()).rows] == [Level.LOW, Level.HIGH]


def test_an_unknown_sort_key_is_a_usage_error_with_the_near_ones():
    with pytest.raises(UsageError) as caught:
        Output(sort="leve").cut(View("T", (Column("level", "Today"),), []), Terminal())
    assert caught.value.near == ("level",)
    assert str(caught.value) == "--sort: there is no column leve. The columns are: level."


def test_an_empty_list_says_so_on_stderr_and_writes_no_row(capsys):
    for terminal in ({"stdout_tty": True}, {}):
        emit(context(**terminal), View("T", NUMBERS.columns, []), Output())
        assert capsys.readouterr() == ("", "Nothing to show.\n")


@pytest.mark.parametrize(
    ("name", "chosen", "begins"),
    [
        ("a.csv", None, b"\xef\xbb\xbfn,id\n"),
        ("a.CSV", None, b"\xef\xbb\xbfn,id\n"),
        ("a.tsv", None, b"n\tid\n"),
        ("a.json", None, b"[\n"),
        ("a.html", None, b"<!doctype html>"),
        ("a.md", None, b"|   Today"),
        ("a.txt", None, b"  Today"),
        ("a", OutputFormat.CSV, b"\xef\xbb\xbfn,id\n"),
        ("a.csv", OutputFormat.JSON, b"[\n"),
        ("a", OutputFormat.TABLE, b"  Today"),
    ],
)
def test_a_file_is_written_in_the_format_of_its_name_unless_told_otherwise(tmp_path, capsys, name, chosen, begins):
    emit(context(stdout_tty=True), NUMBERS, Output(chosen, to=tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(begins)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"{tmp_path / name}: 120 rows written.\n")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_byte_order_mark_can_be_left_off_files_and_put_on_stdout(tmp_path, capsys):
    emit(context(), NUMBERS, Output(to=tmp_path / "a.csv", bom=False))
    assert (tmp_path / "a.csv").read_bytes().startswith(b"n,id\n")
    emit(context(), NUMBERS, Output(OutputFormat.CSV, bom=True))
    assert capsys.readouterr().out.startswith("\ufeffn,id\n")
    emit(context(), NUMBERS, Output(OutputFormat.JSON, bom=True))
    assert capsys.readouterr().out.startswith("[\n")


def test_a_file_name_without_a_known_ending_wants_a_format(tmp_path):
    with pytest.raises(UsageError, match="unknown format"):
        emit(context(), NUMBERS, Output(to=tmp_path / "list"))
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_not_utf8_can_still_be_written(tmp_path):
    emit(context(), one_text("a\udcffb"), Output(to=tmp_path / "a.txt"))
    assert Path(tmp_path / "a.txt").read_text("utf-8").splitlines()[1] == "a\\udcffb"
