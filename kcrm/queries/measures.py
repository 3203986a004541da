"""Which measures are about what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from kcrm.model.manager import MeasureState

_ABOUT_FIGURES = """
SELECT id, about FROM measure
WHERE source = 'kpi' AND about IS NOT NULL AND state IN (SELECT value FROM json_each(?)) ORDER BY id
"""

_ALSO_ABOUT = """
SELECT other.id FROM measure AS own JOIN measure AS other ON other.source = own.source AND other.about = own.about AND other.id <> own.id
WHERE own.id = ? AND own.source <> 'meeting' AND other.state = 'open' ORDER BY other.id
"""


def about_figures(connection: sqlite3.Connection, states: Collection[MeasureState]) -> list[tuple[int, str]]:
    """The measures in these states that are against a figure, and what they name, in the order in which they were taken."""
    return [(row["id"], row["about"]) for row in connection.execute(_ABOUT_FIGURES, (json.dumps(list(states)),))]


def also_about(connection: sqlite3.Connection, number: int) -> list[int]:
    """The other measures that are open and about the very same as this one; a meeting decides on many things, and is none."""
    return [row["id"] for row in connection.execute(_ALSO_ABOUT, (number,))]
