"""What may have been meant by a text that finds nothing."""

from __future__ import annotations

import difflib
import re
import sqlite3

from kcrm.queries.lookup import OWN, Thing, unmarked

_NEAR_POOL = 500
_NEAR = 3
_LIKENESS = 0.5  # two-character names that share one are as near as short names get


def near(connection: sqlite3.Connection, text: str) -> list[str]:
    """Existing names and numbers that look like `text`, best first."""
    text = unmarked(text)[1]
    pool: dict[str, None] = {}
    for statement in (
        "SELECT name FROM customer WHERE name GLOB :first || '*' OR name GLOB '*' || :last LIMIT :pool",
        "SELECT plate FROM vehicle WHERE plate GLOB :start || '*' LIMIT :pool",
        "SELECT pinyin FROM customer WHERE pinyin GLOB :start || '*' LIMIT :pool",
        *(
            f"SELECT {column} FROM {table} WHERE {column} GLOB :start || '*' LIMIT :pool"  # noqa: S608 - our own names
            for thing, table, column in OWN
            if thing not in {Thing.ORDER, Thing.STAFF}
        ),
        # by range, as the indices of these large tables serve it
        "SELECT order_no FROM repair_order WHERE order_no >= :prefix AND order_no < :prefix || char(1114111) LIMIT :pool",
        "SELECT vin FROM vehicle WHERE vin >= upper(:prefix) AND vin < upper(:prefix) || char(1114111) LIMIT :pool",
        "SELECT employee_no FROM staff",
        "SELECT name FROM staff",
        "SELECT name FROM department",
    ):
        arguments = {
            "first": _glob_safe(text[:1]),
            "last": _glob_safe(text[-1:]),
            "start": _glob_safe(text[: max(1, len(text) - 2)]),
            "prefix": text[: max(1, len(text) - 2)],
            "pool": _NEAR_POOL,
        }
        pool.update((str(row[0]), None) for row in connection.execute(statement, arguments))
    return difflib.get_close_matches(text, list(pool), n=_NEAR, cutoff=_LIKENESS)


def _glob_safe(text: str) -> str:
    return re.sub(r"[*?\[]", lambda match: f"[{match[0]}]", text)
