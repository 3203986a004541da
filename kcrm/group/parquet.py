"""Rows into a Parquet file. They are handed over through Python: DuckDB brings Parquet with it, and downloads nothing."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kcrm.errors import KcrmError, RefusedError
from kcrm.group.facts import is_number
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.storage.files import flush_file, flush_folder, forget_draft, of_file

if TYPE_CHECKING:
    from types import ModuleType

    from duckdb import DuckDBPyConnection

Row = Sequence[object]
_AT_ONCE = 20_000
_NUMBER = pattern(r'"errno":"(\d+)"')


class Written(NamedTuple):
    """A file that was written anew, or stood there with the same rows. content: SHA-256 of the rows."""

    path: Path
    rows: int
    content: str
    anew: bool


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

    def __init__(self, is_whole: Callable[[Path], bool] = Path.exists) -> None:
        """is_whole: whether a file stands there as it was once written, and need not be written again."""
        self._is_whole = is_whole
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
        path = folder / f"part-{digest.hexdigest()[:32]}.parquet"
        anew = count > 0 and not self._is_whole(path)
        if anew:
            if not waiting:
                self._begun(columns, first)
            self._save(path)
        return Written(path, count, digest.hexdigest(), anew)

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
        # a name of its own: two that publish at once do not write into one file
        draft = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.new")
        try:
            self._connection.execute(f"COPY rows TO {quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")
            flush_file(draft)  # the manifest must not outlive a power cut that this did not
            draft.replace(path)
        except duckdb().IOException as error:
            raise _in_words(path, error) from error
        except OSError as error:
            raise of_file(error, path) from error
        finally:
            forget_draft(draft)
        flush_folder(path.parent)


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _in_words(path: Path, error: Exception) -> Exception:
    """DuckDB's error of a file as the system's own, such as a full disk, where it tells that one's number."""
    number = _NUMBER.search(str(error))
    if number is None:
        return KcrmError(N_("{file} cannot be written: {reason}."), file=str(path), reason=str(error))
    return OSError(int(number[1]), os.strerror(int(number[1])), str(path))
