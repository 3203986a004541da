"""Database files that are no use, made from a good one, and what may be asked of a directory afterwards."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

PAGE = 4096


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE shopping (thing TEXT)")
    connection.commit()
    connection.close()


def _too_new(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()


def _torn(path: Path) -> None:
    """Every page but the first is overwritten, as by a disk that lies."""
    data = bytearray(path.read_bytes())
    for start in range(PAGE, len(data), PAGE):
        data[start : start + 64] = b"\xff" * 64
    path.write_bytes(data)


def _header_flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[3] ^= 0x10
    path.write_bytes(data)


def _schema_flipped(path: Path) -> None:
    """A table's name and how it was made are no text any more: SQLite cites them where it says what is wrong."""
    data = bytearray(path.read_bytes())
    name = data.index(b"tablestaffstaff") + len("table")
    for place in (name, data.index(b"CREATE", name)):
        data[place] = 0xFF
    path.write_bytes(data)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _text(path: Path) -> None:
    path.write_text("工号,姓名\nS1,白雪\n" * 500, encoding="utf-8")


BAD: dict[str, tuple[Callable[[Path], None], str, str]] = {
    # how it is made, what English says of it, what Chinese says
    "empty": (lambda path: path.write_bytes(b"") and None, "is empty, not a database", "是空文件"),
    "text": (_text, "is not a SQLite database", "不是 SQLite 数据库"),
    "header flipped": (_header_flipped, "is not a SQLite database, or its header is damaged", "不是 SQLite 数据库"),
    "schema flipped": (_schema_flipped, "damaged", "损坏"),
    "one page only": (lambda path: os.truncate(path, 100), "damaged", "损坏"),
    "truncated": (_truncated, "damaged", "损坏"),
    "torn": (_torn, "damaged", "损坏"),
    "foreign": (_foreign, "but not one of kcrm's", "不是 kcrm 的"),
    "too new": (_too_new, "was made by a newer kcrm (schema 9999", "由更新版本的 kcrm"),
}
