"""The program's own tables (`policy.toml`, `surveys.toml` and the like), read by way of what was parsed once.

To load `tomllib` and to parse takes a tenth of a short command's time. So the build parses each table and leaves it as JSON beside it, with
the text that it came from: where that is not, letter for letter, what the table says now, or where there is no such file, the table itself
is parsed. An edited table is thus never read as it was before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT, _TABLE = "text", "table"


def read_table(path: Path) -> dict[str, Any]:
    """The table in that TOML file; days are texts, `2026-02-17`, as JSON knows none."""
    text = path.read_text(encoding="utf-8")
    parsed = _parsed_before(path, text)
    return _parse(text) if parsed is None else parsed


def parse_ahead(path: Path) -> None:
    """Leave the parsed table beside its file."""
    text = path.read_text(encoding="utf-8")
    _beside(path).write_text(json.dumps({_TEXT: text, _TABLE: _parse(text)}, ensure_ascii=False), encoding="utf-8")


def _beside(path: Path) -> Path:
    return path.with_suffix(".parsed.json")


def _parsed_before(path: Path, text: str) -> dict[str, Any] | None:
    try:
        kept = json.loads(_beside(path).read_bytes())
        table = kept[_TABLE] if kept[_TEXT] == text else None
    except (OSError, ValueError, LookupError, TypeError):  # none, or none that can be read
        return None
    return table if isinstance(table, dict) else None


def _parse(text: str) -> dict[str, Any]:
    from tomllib import loads  # noqa: PLC0415 - see above

    table: dict[str, Any] = json.loads(json.dumps(loads(text), default=str))
    return table
