from __future__ import annotations

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import NotFoundError, RefusedError
from kcrm.exchange.writing import atomic_write, file_stem, guard_cell, unguard_cell
from kcrm.model.personal import nothing_personal

CELLS = st.text() | st.text("'=+-@\t\ra1", max_size=6)


def names_in(folder) -> list[str]:
    return [path.name for path in folder.iterdir()]


@given(CELLS)
def test_what_was_guarded_reads_back(text):
    assert unguard_cell(guard_cell(text)) == text


@given(CELLS)
def test_no_guarded_cell_begins_as_a_formula(text):
    assert guard_cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"} or not text


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("@A1", "'@A1"),
        ("-5", "'-5"),
        ("'=1", "''=1"),
        ("''+", "'''+"),
        ("张伟", "张伟"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ],
)
def test_only_formulas_and_guarded_cells_get_a_quote(text, guarded):
    assert guard_cell(text) == guarded


def test_import_leaves_a_quote_that_is_the_texts_own():
    assert unguard_cell("'quoted'") == "'quoted'"
    assert unguard_cell("''=1") == "'=1"


def test_a_text_of_any_length_gives_a_name_that_a_file_system_takes_and_no_other_text_has(tmp_path):
    texts = ["很" * 60, "很" * 61, "很" * 62, "=" * 50_000, "=" * 50_001, f"{'很' * 60}.", "x" * 100]
    stems = [file_stem(text) for text in texts]
    assert stems[0] == "很" * 60
    assert stems[1].startswith("很" * 20 + "%%")
    assert len(set(stems)) == len(texts)
    for stem in stems:
        with atomic_write(tmp_path / f"{stem}.html", nothing_personal) as file:
            file.write("x")
    assert len(names_in(tmp_path)) == len(texts)


def test_a_file_appears_whole_for_its_owner_only(tmp_path):
    target = tmp_path / "list.csv"
    with atomic_write(target, nothing_personal, encoding="utf-8-sig") as file:
        file.write("姓名\r\n")
        assert not target.exists()
    assert target.read_bytes() == b"\xef\xbb\xbf" + "姓名\r\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert names_in(tmp_path) == ["list.csv"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    target = tmp_path / "list.csv"
    target.write_text("old")

    def fail() -> None:
        with atomic_write(target, nothing_personal) as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_text() == "old"
    assert names_in(tmp_path) == ["list.csv"]


def test_a_link_is_not_written_through(tmp_path):
    real = tmp_path / "real"
    real.write_text("old")
    link = tmp_path / "link"
    link.symlink_to(real)
    with pytest.raises(RefusedError, match="is a symbolic link"), atomic_write(link, nothing_personal):
        pass
    assert real.read_text() == "old"
    assert link.is_symlink()


def test_a_folder_or_device_is_not_replaced(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    for target in (tmp_path, fifo):
        with pytest.raises(RefusedError, match="not an ordinary file"), atomic_write(target, nothing_personal):
            pass


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(NotFoundError, match="nowhere does not exist"), atomic_write(tmp_path / "nowhere" / "list.csv", nothing_personal):
        pass


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")  # noqa: PTH110
def test_a_full_disk_is_said_and_leaves_no_half_file(tmp_path, monkeypatch):
    import tempfile

    def full(*, dir, prefix, suffix):  # noqa: A002
        name = dir / f"{prefix}x{suffix}"
        name.write_text("")
        return os.open("/dev/full", os.O_WRONLY), str(name)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with (
        pytest.raises(RefusedError, match="cannot be written: No space left"),
        atomic_write(tmp_path / "list.csv", nothing_personal) as file,
    ):
        file.write("text")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("begins", [b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"])
def test_a_database_is_not_replaced(tmp_path, begins):
    path = tmp_path / "store.db"
    path.write_bytes(begins + b"rest")
    with pytest.raises(RefusedError, match="is a database"), atomic_write(path, nothing_personal):
        pass
    assert path.read_bytes() == begins + b"rest"
    assert names_in(tmp_path) == ["store.db"]
