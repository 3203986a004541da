"""How many bytes of the file each table takes, by itself and in its indexes."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.named import NamedTuple

# a page of no table of the schema's is of the schema itself
_BY_TABLE: Final = """
SELECT coalesce(made.tbl_name, dbstat.name),
    sum(CASE WHEN made.type = 'index' THEN 0 ELSE dbstat.pgsize END),
    sum(CASE WHEN made.type = 'index' THEN dbstat.pgsize ELSE 0 END), sum(dbstat.unused)
FROM dbstat LEFT JOIN sqlite_schema AS made ON made.name = dbstat.name
WHERE dbstat.aggregate = TRUE GROUP BY 1 ORDER BY sum(dbstat.pgsize) DESC, 1
"""


class Size(NamedTuple):
    """What a table takes, in bytes of whole pages. unused: what is free in them."""

    table: str
    own: int
    indexes: int
    unused: int


class Sizes(NamedTuple):
    """By table, largest first. free: bytes of pages that hold nothing now and are written to again."""

    tables: tuple[Size, ...]
    free: int


def sizes_of(connection: sqlite3.Connection) -> Sizes | None:
    """Of the main database; None where this SQLite was built without `dbstat` and cannot tell."""
    try:
        tables = tuple(Size(*row) for row in connection.execute(_BY_TABLE))
    except sqlite3.OperationalError as error:
        if "dbstat" not in str(error):
            raise
        return None
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
    return Sizes(tables, pages * size)
