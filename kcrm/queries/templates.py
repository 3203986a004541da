"""A dealership's own wording."""

from __future__ import annotations

import sqlite3

from kcrm.model import Purpose
from kcrm.queries.records import Saved, save
from kcrm.templates import TemplateId


def edited_templates(connection: sqlite3.Connection, language: str) -> dict[TemplateId, str]:
    """What this dealership says in its own words, in one language."""
    rows = connection.execute("SELECT purpose, name, body FROM template WHERE language = ? ORDER BY id", (language,))
    return {TemplateId(Purpose(row["purpose"]), row["name"]): row["body"] for row in rows}


def keep_template(connection: sqlite3.Connection, template: TemplateId, language: str, body: str) -> Saved:
    """Store one wording in place of any other of its own."""
    row = connection.execute(
        "SELECT * FROM template WHERE purpose = ? AND name = ? AND language = ?", (template.purpose, template.name, language)
    ).fetchone()
    _number, saved = save(
        connection,
        "template",
        row,
        {"purpose": template.purpose, "name": template.name, "language": language, "body": body},
    )
    return saved


def drop_template(connection: sqlite3.Connection, template: TemplateId, language: str) -> bool:
    """Forget the dealership's own wording; whether there was one."""
    cursor = connection.execute(
        "DELETE FROM template WHERE purpose = ? AND name = ? AND language = ?", (template.purpose, template.name, language)
    )
    return cursor.rowcount > 0
