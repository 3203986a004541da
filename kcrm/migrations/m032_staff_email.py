"""Where members of staff get their list of the day by mail."""

from __future__ import annotations

SQL = "ALTER TABLE staff ADD COLUMN email TEXT CHECK (email <> '');"
