"""Commits that SQLite leaves out because the write-ahead log was torn are noticed by whoever opens the database next."""

import contextlib
import shutil
import sqlite3

import pytest
from dbfiles import LI, ZHANG, findings

from kcrm.storage import torn

FRAME = 24 + 4096


@pytest.fixture
def cut_off(desk):
    """The files as a power cut leaves them: two customers are in the log only."""
    with contextlib.closing(sqlite3.connect(desk.db)) as other:
        other.execute("SELECT * FROM store").fetchall()  # so that no command is the last to close the database
        desk.take("customers", ZHANG)
        desk.take("customers", ZHANG, LI)
        desk.folder.joinpath("cut").mkdir()
        for suffix in ("", "-wal", "-shm"):
            shutil.copy(f"{desk.db}{suffix}", desk.folder / "cut" / f"desk.db{suffix}")
    for suffix in ("", "-wal", "-shm"):
        desk.db.with_name(f"desk.db{suffix}").unlink(missing_ok=True)
        shutil.move(desk.folder / "cut" / f"desk.db{suffix}", desk.folder / f"desk.db{suffix}")
    return desk


def names(desk):
    return [row["name"] for row in desk.json("customer", "list")]


def damage(desk, *, frames_from_end):
    wal = desk.folder / "desk.db-wal"
    content = bytearray(wal.read_bytes())
    content[len(content) - frames_from_end * FRAME + 100] ^= 0xFF
    wal.write_bytes(content)


def test_a_whole_log_is_taken_in_and_nothing_is_said(cut_off):
    assert names(cut_off) == ["张伟", "李娜"]
    assert torn.lost_tails(cut_off.db) == []
    assert "lost_tail" not in findings(cut_off)


def test_a_damaged_frame_before_a_commit_is_noticed_by_the_next_command_without_the_index(cut_off):
    (cut_off.folder / "desk.db-shm").unlink()
    before = (cut_off.folder / "desk.db-wal").read_bytes()
    damage(cut_off, frames_from_end=2)
    assert names(cut_off) == ["张伟"]
    (kept,) = torn.lost_tails(cut_off.db)
    assert kept.stat().st_size == len(before)
    assert kept.stat().st_mode & 0o777 == 0o600
    found = findings(cut_off, code=6)["lost_tail"]
    assert str(kept) in found["detail"]
    # once the file is gone, so is the finding
    kept.unlink()
    assert "lost_tail" not in findings(cut_off)


def test_a_tail_that_is_gone_from_the_disk_is_noticed_where_the_index_is_left(cut_off):
    wal = cut_off.folder / "desk.db-wal"
    wal.write_bytes(wal.read_bytes()[: -2 * FRAME])
    assert names(cut_off) == ["张伟"]
    assert len(torn.lost_tails(cut_off.db)) == 1


def test_frames_of_a_transaction_that_was_never_committed_are_no_loss(cut_off):
    wal = cut_off.folder / "desk.db-wal"
    content = wal.read_bytes()
    (cut_off.folder / "desk.db-shm").unlink()
    page = bytearray(content[-FRAME:])
    page[4:8] = bytes(4)  # not the last of its commit, and its checksum is wrong too
    wal.write_bytes(content + page)
    assert names(cut_off) == ["张伟", "李娜"]
    assert torn.lost_tails(cut_off.db) == []


def test_the_same_loss_is_kept_once(cut_off):
    damage(cut_off, frames_from_end=2)
    with contextlib.closing(sqlite3.connect(cut_off.db)) as other:  # keeps the log there
        assert names(cut_off) == ["张伟"]
        (kept,) = torn.lost_tails(cut_off.db)
        kept.rename(f"{kept}-first")  # as if it had been a minute ago
        assert names(cut_off) == ["张伟"]
        other.execute("SELECT * FROM store").fetchall()
    assert len(torn.lost_tails(cut_off.db)) == 1


def test_while_somebody_has_the_database_open_its_index_is_left_alone(cut_off, monkeypatch):
    """Closing it would let go of this process's own locks, and the next process would cut the index off under the others."""
    read = []
    real = torn._read
    monkeypatch.setattr(torn, "_read", lambda file, *place: (read.append(file.name), real(file, *place))[1])
    with contextlib.closing(sqlite3.connect(cut_off.db)) as other:
        other.execute("SELECT * FROM store").fetchall()
        assert torn.log_beside(cut_off.db) is None
        assert names(cut_off) == ["张伟", "李娜"]
    assert read == []


def test_a_migration_backs_up_without_opening_the_file_that_it_has_locked(shell, monkeypatch):
    from released_desk import released

    from kcrm.storage import dbfile, migration

    released(shell.db, 7, filled=False)
    opened = []
    real = dbfile.check_file
    monkeypatch.setattr(dbfile, "check_file", lambda path: (opened.append(path), real(path))[1])
    with contextlib.closing(dbfile.connect(shell.db)) as connection:
        assert migration.migrate(connection, shell.db).backup.exists()
    assert opened == []
