"""What counts published facts: DuckDB on one machine, or whatever else runs the same text over the same files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

from kcrm.group.facts import POLICY_LIST, columns, texts
from kcrm.group.manifest import Manifest
from kcrm.group.parquet import duckdb, quoted, sql_type
from kcrm.group.years import ALL_YEARS, Years, is_read


class Engine(Protocol):
    """Runs the text that counts, over the facts of the stores that it was last told."""

    def over(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str = "", years: Years = ALL_YEARS) -> None:
        """Let these tables be the rows of these stores, each with the column `store`.

        prefix: before a table's name. years: of which rows are needed.
        """

    def define(self, table: str, query: str) -> None:
        """Let this table be what that query finds."""

    def execute(self, statement: str, arguments: Sequence[object], /) -> Iterable[Sequence[object]]:
        """The rows of a statement, whose values are bound in the order of their question marks."""


class Shown:
    """What the tables of an engine show, so that none is shown again as it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shown: dict[str, tuple[tuple[str, ...], frozenset[str] | None]] = {}

    def anew(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str, years: Years) -> Iterator[tuple[str, list[Path]]]:
        """The tables, without prefix, that show something else by now, each with its files as the manifests name them."""
        codes = tuple(each.store for each in stores)
        wanted = {table: (codes, years.get(table)) for table in tables}
        files: dict[str, list[Path]] = {table: [] for table, shown in wanted.items() if self._shown.get(prefix + table) != shown}
        for each in (each for store in stores for each in store.files if files):
            if each.table in files and is_read(each.table, each.year, years):
                files[each.table].append(self._folder / each.path)
        for table, paths in files.items():
            yield table, paths
            self._shown[prefix + table] = wanted[table]

    def forget(self, table: str) -> None:
        """It is something else now."""
        self._shown.pop(table, None)


class DuckDb:
    """DuckDB within this process, over the files as they lie."""

    def __init__(self, folder: Path) -> None:
        self._shown, self._connection = Shown(folder), duckdb().connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def over(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str = "", years: Years = ALL_YEARS) -> None:
        """See Engine."""
        for table, files in self._shown.anew(stores, tables, prefix, years):
            self.define(prefix + table, _rows(table, files))

    def define(self, table: str, query: str) -> None:
        """See Engine."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {table} AS {query}")
        self._shown.forget(table)

    def execute(self, statement: str, arguments: Sequence[object], /) -> Iterable[Sequence[object]]:
        """See Engine."""
        rows: list[tuple[object, ...]] = self._connection.execute(statement, list(arguments)).fetchall()
        return rows


def _rows(table: str, files: Sequence[Path]) -> str:
    named = columns()[table]
    if not files:
        return f"SELECT {', '.join(f'NULL::{sql_type(name)} AS {name}' for name in named)}, NULL::VARCHAR AS store WHERE false"
    listed = ", ".join(map(quoted, files))
    source = f"read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false)"
    # which words count as what is the same for all stores of a policy
    distinct, store = ("DISTINCT ", "") if table == POLICY_LIST else ("", ", store")
    return f"SELECT {distinct}{', '.join(named)}{store} FROM {source}"  # noqa: S608 - our own words, and paths that are quoted


def tables_of(kinds: Iterable[str]) -> list[str]:
    """The tables that the text of these kinds of row reads."""
    return [table for table in columns() if any(table in texts()[name] for name in kinds)]
