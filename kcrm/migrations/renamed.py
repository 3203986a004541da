"""What became of columns that bear another name now, so that what the operations log recorded under the old one can still be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Value = str | int | None


def _hundredths(minutes: Value) -> Value:
    """As m010 turned minutes into hundredths of an hour."""
    return None if minutes is None else (int(minutes) * 100 + 30) // 60


def _same(value: Value) -> Value:
    return value


RENAMED: Mapping[str, Mapping[str, tuple[str, Callable[[Value], Value]]]] = {
    "repair_order": {
        "standard_minutes": ("standard_centihours", _hundredths),
        "actual_minutes": ("actual_centihours", _hundredths),
    },
    "complaint": {"manufacturer_no": ("outside_no", _same)},
}
"""By table and old column: the new one, and how a value of the old one is written there."""
