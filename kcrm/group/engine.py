"""What counts published facts: DuckDB on one machine, or whatever else runs the same text over the same files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, Self

from kcrm.group.facts import POLICY_LIST, columns
from kcrm.group.manifest import Manifest
from kcrm.group.parquet import duckdb, quoted, sql_type


class Engine(Protocol):
    """Runs the text that counts, over the facts of the stores that it was last told."""

    def over(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str = "") -> None:
        """Let these tables be the rows of these stores, each with the column `store`. prefix: before a table's name."""

    def define(self, table: str, query: str) -> None:
        """Let this table be what that query finds."""

    def execute(self, statement: str, arguments: Sequence[object], /) -> Iterable[Sequence[object]]:
        """The rows of a statement, whose values are bound in the order of their question marks."""


def files_of(folder: Path, stores: Iterable[Manifest], table: str) -> list[Path]:
    """The files of a table that these stores have published, as their manifests name them."""
    return [folder / each.path for store in stores for each in store.files if each.table == table]


class DuckDb:
    """DuckDB within this process, over the files as they lie."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._connection = folder, duckdb().connect()
        self._shown: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def over(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str = "") -> None:
        """See Engine."""
        codes = tuple(each.store for each in stores)
        for table in tables:
            if self._shown.get(prefix + table) != codes:
                self.define(prefix + table, self._rows(table, stores))
                self._shown[prefix + table] = codes

    def define(self, table: str, query: str) -> None:
        """See Engine."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {table} AS {query}")
        self._shown.pop(table, None)

    def execute(self, statement: str, arguments: Sequence[object], /) -> Iterable[Sequence[object]]:
        """See Engine."""
        rows: list[tuple[object, ...]] = self._connection.execute(statement, list(arguments)).fetchall()
        return rows

    def _rows(self, table: str, stores: Sequence[Manifest]) -> str:
        named, files = columns()[table], files_of(self._folder, stores, table)
        if not files:
            return f"SELECT {', '.join(f'NULL::{sql_type(name)} AS {name}' for name in named)}, NULL::VARCHAR AS store WHERE false"
        listed = ", ".join(map(quoted, files))
        source = f"read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false)"
        # which words count as what is the same for all stores of a policy
        distinct, store = ("DISTINCT ", "") if table == POLICY_LIST else ("", ", store")
        return f"SELECT {distinct}{', '.join(named)}{store} FROM {source}"  # noqa: S608 - our own words, and paths that are quoted


def tables_of(facts: Iterable[str], texts: Mapping[str, str]) -> list[str]:
    """The tables that the text of these kinds of row reads."""
    return [table for table in columns() if any(table in texts[name] for name in facts)]
