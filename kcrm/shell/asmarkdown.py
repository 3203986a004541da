"""Checklists and articles written as the Markdown that import reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from kcrm.actions.session import Session
from kcrm.exchange.markdown import articles_text, checklists_text
from kcrm.queries.exports import exported
from kcrm.records import SheetKind, noun_of
from kcrm.render import tell_written
from kcrm.shell.filing import write_file
from kcrm.shell.leaving import recording_of

KINDS = frozenset({SheetKind.CHECKLISTS, SheetKind.ARTICLES})
"""What may be written so."""


def write_markdown(session: Session, kind: SheetKind, path: Path) -> None:
    """All of a kind, in one file."""
    fields = noun_of(kind).written
    rows = [dict(zip((field.key for field in fields), row, strict=True)) for row in exported(session.connection, kind)]
    text = checklists_text(rows) if kind is SheetKind.CHECKLISTS else articles_text(_as_typed(row) for row in rows)
    told = {field.personal for field in fields if field.personal is not None}
    write_file(path, text, recording_of(session.context, told, len(rows), path))
    tell_written(path, len(rows))


def _as_typed(row: Mapping[str, object]) -> dict[str, object]:
    return {
        key: ",".join(map(str, value)) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value
        for key, value in row.items()
    }
