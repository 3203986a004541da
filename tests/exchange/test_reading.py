from __future__ import annotations

import contextlib
import io
import os
import tempfile
import threading
from pathlib import Path

import pytest

from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.exchange.reading import RaggedRow, Row, open_table
from kcrm.exchange.source import Manner

KNOWN = {"姓名", "手机", "name", "phone"}
TEXT = "姓名,手机\r\n张伟,13800138000\r\n"


def read(data: bytes, **options):
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data), **options) as table:
        return table.encoding, table.headings, [row.cells for row in table.rows()]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (b"\x84\x31\x95\x33" + TEXT.encode("gb18030"), "gb18030"),  # GB18030 has a mark of its own
    ],
)
def test_a_file_of_each_encoding_reads_alike(data, encoding):
    assert read(data) == (encoding, ("姓名", "手机"), [("张伟", "13800138000")])


def test_the_headings_decide_where_both_encodings_fit():
    # E4 BD A0 E5 A5 BD is 你好 in UTF-8 and 浣犲ソ in GB18030
    both = "你好".encode()
    assert both.decode("gb18030") == "浣犲ソ"
    with open_table("-", known={"浣犲ソ"}, stdin=io.BytesIO(both + b"\n1\n")) as table:
        assert (table.encoding, table.headings) == ("gb18030", ("浣犲ソ",))
    with open_table("-", known={"你好"}, stdin=io.BytesIO(both + b"\n1\n")) as table:
        assert (table.encoding, table.headings) == ("utf-8", ("你好",))


def test_an_encoding_given_by_hand_overrides_the_ladder():
    assert read(TEXT.encode("big5", errors="replace"), manner=Manner("big5"))[0] == "big5"
    with pytest.raises(UsageError, match="no encoding “klingon”"):
        read(b"name\n", manner=Manner("klingon"))
    with pytest.raises(UsageError, match="no encoding “rot13”"):
        read(b"name\n", manner=Manner("rot13"))
    with pytest.raises(RefusedError, match="stdin, line 2: not ascii"):
        read("name\n张\n".encode(), manner=Manner("ascii"))


def test_a_file_of_no_known_encoding_names_the_line():
    with pytest.raises(RefusedError, match="stdin, line 3: neither UTF-8 nor GB18030"):
        read(b"name\na\n\xff\xff\n")


def test_a_bad_byte_far_into_a_file_is_found_on_its_line():
    # beyond the first piece that is read: 200,000 lines of 8 bytes
    with pytest.raises(RefusedError, match="line 200002"):
        read(b"name\n" + b"abcdefg\n" * 200_000 + b"\xff\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_learnt_from_the_headings(delimiter):
    others = ",;\t".replace(delimiter, "")
    assert read(f"姓名{delimiter}手机\n张{others[0]}伟{delimiter}{others[1]}1\n".encode())[1:] == (
        ("姓名", "手机"),
        [(f"张{others[0]}伟", f"{others[1]}1".strip())],
    )


def test_excels_sep_line_is_not_the_heading():
    assert read("sep=;\r\n姓名;手机\r\n张伟;1\r\n".encode())[1:] == (("姓名", "手机"), [("张伟", "1")])


def test_cells_are_trimmed_and_lose_exactly_one_guard():
    data = '姓名,手机\n  张伟 ,\t1\n\'=1+1,\'\'=1\n\'own\',"=""007"""\n'
    assert read(data.encode())[2] == [("张伟", "1"), ("=1+1", "'=1"), ("'own'", "007")]


def test_rows_keep_the_line_on_which_they_begin():
    with open_table("-", known=KNOWN, stdin=io.BytesIO(b'\nname,phone\n"a\nb",1\n\n,\nc,2\n')) as table:
        assert list(table.rows()) == [Row(3, ("a\nb", "1")), Row(7, ("c", "2"))]


def test_a_ragged_row_is_told_from_one_with_empty_cells_too_many():
    with open_table("-", known=KNOWN, stdin=io.BytesIO(b"name,phone\na\nb,1,\nc,1,2\nd,3\n")) as table:
        rows = list(table.rows())
    # where one row alone has a comma too many at its end, one of its cells has a comma in it
    assert [type(row) for row in rows] == [RaggedRow, RaggedRow, RaggedRow, Row]
    assert str(rows[0].error).startswith("The row has 1 cells, but there are 2 headings")
    assert (rows[2].line, str(rows[2].error)[:19]) == (4, "The row has 3 cells")


@pytest.mark.parametrize(
    ("data", "ragged"),
    [
        ("name,phone\na,1,\nb,2,\n", []),  # every row ends with a comma
        ("name,phone,\na,1,\nb,2\n", []),  # the headings do
        ("name,phone,,\na,1,,\nb,2,\n", []),
        ("name,phone,\na,1,\nb,c,,\n", [3]),  # b,c without quotes, no phone: it would have gone into the wrong column
        ("name,phone\na,1\nb,c,\n", [3]),
        ("name,phone\nb,c,\na,1\n", [2]),
        ("name,phone\nb,c,\n", [2]),
        ("name,phone\na,1,\nb,2,\nc,d,,\n", [4]),
    ],
)
def test_commas_at_the_end_do_not_hide_one_without_quotes(data, ragged):
    with open_table("-", known=KNOWN, stdin=io.BytesIO(data.encode())) as table:
        assert [row.line for row in table.rows() if isinstance(row, RaggedRow)] == ragged


@pytest.mark.parametrize("character", ["\v", "\f", "\x85", "\u2028", "\u2029"])
def test_rows_that_are_parted_by_something_else_than_line_ends_are_refused_with_the_cause(character):
    data = character.join(("name,phone", "a,1", "b,2")).encode()
    with pytest.raises(RefusedError, match=rf"separated by U\+{ord(character):04X} instead of line breaks"):
        read(data)


def test_a_quote_that_is_never_closed_is_refused_with_its_line():
    with pytest.raises(RefusedError, match="stdin, line 3: unbalanced quotes"):
        read(b'name\na\n"b\nc\n')


@pytest.mark.parametrize(("data", "line"), [(b"name," + b"x" * 200_000 + b"\n", 1), (b"name\na\n" + b"x" * 200_000 + b"\n", 3)])
def test_a_cell_longer_than_any_is_refused_with_its_line_also_as_a_heading(data, line):
    with pytest.raises(RefusedError, match=f"stdin, line {line}: a cell is longer than 131072 characters"):
        read(data)


@pytest.mark.parametrize("encoding", ["undefined", "punycode"])
def test_an_encoding_that_only_says_that_it_failed_is_refused_too(encoding):
    with pytest.raises(RefusedError, match=f"stdin, line [12]: not {encoding}"):  # from Python 3.13 on punycode says where
        read(b"name,phone\n+2AA-,1\n", manner=Manner(encoding))


def test_old_macintosh_line_ends_are_read():
    assert read(b"name,phone\ra,1\rb,2\r")[2] == [("a", "1"), ("b", "2")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b" , \n"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(RefusedError, match="is empty"):
        read(data)


def test_headings_alone_are_a_file_without_rows():
    assert read(b"name,phone")[1:] == (("name", "phone"), [])


def test_workbooks_and_binaries_are_refused_with_advice():
    for start in (b"PK\x03\x04....", b"\xd0\xcf\x11\xe0\xa1\xb1"):
        with pytest.raises(RefusedError, match=r"no workbook that can be read") as refused:
            read(start)
        assert "“CSV UTF-8”" in refused.value.hint
    with pytest.raises(RefusedError, match="line 2: not a text file"):
        read(b"name\n\0\n")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(NotFoundError, match=r"There is no file .*none\.csv"):
        open_table(tmp_path / "none.csv", known=KNOWN)
    with pytest.raises(RefusedError, match="is a folder"):
        open_table(tmp_path, known=KNOWN)


@contextlib.contextmanager
def as_anybody():
    """Without root's right to read everything, where it is root who tests."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_an_unreadable_file_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder, "secret.csv")
        file.write_text("name\n")
        file.chmod(0)
        with as_anybody(), pytest.raises(RefusedError, match="cannot be read: Permission denied"):
            open_table(file, known=KNOWN)


def test_a_named_pipe_is_read_like_a_file(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(TEXT.encode("gb18030"),))
    writer.start()
    with open_table(fifo, known=KNOWN) as table:
        assert [row.cells for row in table.rows()] == [("张伟", "13800138000")]
    writer.join()


def test_a_file_that_becomes_unreadable_midway_is_refused(tmp_path):
    file = tmp_path / "growing.csv"
    file.write_text("name\n" + "a\n" * 100_000)
    with open_table(file, known=KNOWN) as table:
        rows = table.rows()
        assert next(rows) == Row(2, ("a",))
        with file.open("r+b") as other:
            other.seek(100_000)
            other.write(b"\xff")
        with pytest.raises(RefusedError, match=r"growing\.csv cannot be read"):
            list(rows)


def test_a_folder_as_standard_input_is_refused():
    class Folder(io.BytesIO):
        def read(self, *_):
            raise IsADirectoryError(21, "Is a directory")

    with pytest.raises(RefusedError, match="stdin cannot be read: Is a directory"):
        open_table("-", known=KNOWN, stdin=Folder())
