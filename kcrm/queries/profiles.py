"""What was said of the headings and words of files, remembered for files with the same headings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from kcrm.named import NamedTuple
from kcrm.queries.records import save

Words = Mapping[str, Mapping[str, str]]


class Profile(NamedTuple):
    """headings: as they are compared. mapping: heading -> key. words: heading or key -> text -> value."""

    id: int
    kind: str
    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    words: Words
    saved_on: date


def profile_for(connection: sqlite3.Connection, kind: str, headings: Iterable[str]) -> Profile | None:
    """What was said of files of this kind with these headings, in whatever order they stand."""
    row = _row(connection, kind, headings)
    return None if row is None else _profile(row)


def profiles(connection: sqlite3.Connection) -> list[Profile]:
    """All of them, by number."""
    return [_profile(row) for row in connection.execute("SELECT * FROM import_profile ORDER BY id")]


def save_profile(
    connection: sqlite3.Connection, kind: str, headings: Iterable[str], mapping: Mapping[str, str], words: Words, today: date
) -> None:
    """Remember this in the place of what was known of such files; nothing is written where it was known so."""
    known = _row(connection, kind, headings)
    said = {"mapping": _text(mapping), "words": _text(words)}
    if known is None or any(known[column] != text for column, text in said.items()):
        save(connection, "import_profile", known, {"kind": kind, "headings": _key(headings), **said, "saved_on": today})


def forget_profile(connection: sqlite3.Connection, number: int) -> None:
    """It is remembered no more."""
    connection.execute("DELETE FROM import_profile WHERE id = ?", (number,))


def _row(connection: sqlite3.Connection, kind: str, headings: Iterable[str]) -> sqlite3.Row | None:
    found = connection.execute("SELECT * FROM import_profile WHERE kind = ? AND headings = ?", (kind, _key(headings)))
    row: sqlite3.Row | None = found.fetchone()
    return row


def _profile(row: sqlite3.Row) -> Profile:
    headings, mapping, words = (json.loads(row[column]) for column in ("headings", "mapping", "words"))
    return Profile(row["id"], row["kind"], tuple(headings), mapping, words, date.fromisoformat(row["saved_on"]))


def _key(headings: Iterable[str]) -> str:
    return _text(sorted(headings))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
