"""How the rows of a long result are taken: told of while they are, and held where all must be known before the first is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.progress import one_by_one
from kcrm.queries.rows import Rows

MOST_HELD: Final = 200_000
"""Rows; 100,000 of three columns take a table 0.3 GB."""


def watched(rows: Rows, file: Path | None) -> Rows:
    """The same rows; how many were read of them is seen by who looks."""
    what, named = (N_("Writing the list"), {}) if file is None else (N_("Writing {file}"), {"file": file.name})
    return Rows(len(rows), lambda: one_by_one(what, rows.read(), len(rows), **named), rows.loads)


def held(rows: Sequence[Sequence[object]], chosen: str) -> Sequence[Sequence[object]]:
    """All of them, for what cannot be drawn before the last is known. Raises RefusedError for so many that they would fill the memory."""
    if isinstance(rows, Rows) and len(rows) > MOST_HELD:
        raise RefusedError(
            N_("{format} holds at most {most} rows, as all must be known to draw it; these are {count}."),
            hint=N_("Take fewer with --limit, or write them with -o csv, jsonl or plain."),
            format=chosen,
            most=MOST_HELD,
            count=len(rows),
        )
    return list(rows)
