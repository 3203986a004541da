"""What counts published facts where they are too many for one machine: a Spark cluster, by the same text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kcrm.errors import RefusedError
from kcrm.group.engine import Shown
from kcrm.group.facts import POLICY_LIST, columns, is_number
from kcrm.group.manifest import Manifest
from kcrm.group.years import ALL_YEARS, Years
from kcrm.i18n import N_

if TYPE_CHECKING:
    from types import ModuleType


def pyspark() -> ModuleType:
    """The library. Raises RefusedError where it is not installed."""
    try:
        library = import_module("pyspark.sql")  # of an extra, and slow to load
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"pyspark", "py4j"}:
            raise
        raise RefusedError(
            N_("--engine spark needs PySpark, which is not installed."),
            hint=N_("To install it: pip install 'kcrm[spark]'. Without it: --engine duckdb"),
        ) from missing
    return library


class Spark:
    """A session with a cluster that reads the group's folder by the same path. master: its address, `local[2]` for this machine."""

    def __init__(self, folder: Path, master: str) -> None:
        builder = pyspark().SparkSession.builder.master(master).appName("kcrm group")
        # codes of stores stay texts; a group's tables are small once summed up
        settings = {"spark.sql.sources.partitionColumnTypeInference.enabled": "false", "spark.ui.showConsoleProgress": "false"}
        for name, value in settings.items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        self._folder, self._shown = folder, Shown(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._session.stop()

    def over(self, stores: Sequence[Manifest], tables: Iterable[str], prefix: str = "", years: Years = ALL_YEARS) -> None:
        """See Engine."""
        for table, files in self._shown.anew(stores, tables, prefix, years):
            self._show(prefix + table, table, files)

    def define(self, table: str, query: str) -> None:
        """See Engine."""
        self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {table} AS {query}")
        self._shown.forget(table)

    def execute(self, statement: str, arguments: Sequence[object], /) -> Iterable[Sequence[object]]:
        """See Engine."""
        return [tuple(row) for row in self._session.sql(statement, args=list(arguments)).collect()]

    def _show(self, name: str, table: str, files: Sequence[Path]) -> None:
        named = columns()[table]
        schema = ", ".join(f"{column} {'BIGINT' if is_number(column) else 'STRING'}" for column in named)
        if files:
            reader = self._session.read.schema(f"{schema}, store STRING, year STRING").option("basePath", str(self._folder / table))
            rows = reader.parquet(*map(str, files))
        else:
            rows = self._session.createDataFrame([], f"{schema}, store STRING")
        rows = rows.select(*named).distinct() if table == POLICY_LIST else rows.select(*named, "store")
        rows.createOrReplaceTempView(name)
