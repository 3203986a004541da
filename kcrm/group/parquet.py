"""Rows into a Parquet file. They are handed over through Python: DuckDB brings Parquet with it, and downloads nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import RefusedError
from kcrm.group.facts import is_number
from kcrm.i18n import N_
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

    from duckdb import DuckDBPyConnection

Row = Sequence[object]
_AT_ONCE = 20_000


class Written(NamedTuple):
    """A file that was written, or stood there with the same rows. content: SHA-256 of the rows."""

    path: Path
    rows: int
    content: str


def duckdb() -> ModuleType:
    """The library. Raises RefusedError where it is not installed."""
    try:
        import duckdb as library  # noqa: PLC0415 - of an extra, and slow to load
    except ModuleNotFoundError as missing:
        if missing.name != "duckdb":
            raise
        raise RefusedError(
            N_("kcrm group needs DuckDB, which is not installed."), hint=N_("To install it: pip install 'kcrm[group]'")
        ) from missing
    return library


def sql_type(column: str) -> str:
    """What the column is in the file."""
    return "BIGINT" if is_number(column) else "VARCHAR"


def quoted(path: Path) -> str:
    """A path within a statement."""
    return "'" + str(path).replace("'", "''") + "'"


class Parquet:
    """Writes files, each by the name of what it holds, so that the same rows are the same file and are not written again."""

    def __init__(self) -> None:
        self._connection: DuckDBPyConnection = duckdb().connect(config={"threads": 1})

    def write(self, folder: Path, columns: Sequence[str], rows: Iterable[Row]) -> Written:
        """These rows as `part-….parquet` in the folder, whole or not at all; no file for no rows. They are read once, in blocks."""
        digest, count, waiting = hashlib.sha256(",".join(columns).encode()), 0, False
        first: list[Row] = []
        for several in _blocks(rows):
            if count:
                waiting = waiting or self._begun(columns, first)
                self._take(columns, several)
            else:
                first = several
            count += len(several)
            for row in several:
                digest.update(("\x1e" + "\x1f".join("\x00" if value is None else str(value) for value in row)).encode())
        found = Written(folder / f"part-{digest.hexdigest()[:32]}.parquet", count, digest.hexdigest())
        if count and not found.path.exists():
            if not waiting:
                self._begun(columns, first)
            self._save(found.path)
        return found

    def _begun(self, columns: Sequence[str], first: Sequence[Row]) -> bool:
        self._connection.execute(f"CREATE OR REPLACE TABLE rows ({', '.join(f'{name} {sql_type(name)}' for name in columns)})")
        self._take(columns, first)
        return True

    def _take(self, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if rows:
            values = ", ".join(f"unnest(?::{sql_type(name)}[])" for name in columns)
            self._connection.execute(f"INSERT INTO rows SELECT {values}", [list(column) for column in zip(*rows, strict=True)])

    def _save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.new")
        self._connection.execute(f"COPY rows TO {quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")
        draft.replace(path)


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
