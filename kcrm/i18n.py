"""Text in English and Chinese."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark an msgid that is translated where it is shown."""
    return message
