"""Whether what this command writes is masked: the text of every message, question and file that is no view goes through here.

Views are masked cell by cell (`kcrm.shell.gate`). Without users nothing is.
"""

from __future__ import annotations

from contextvars import ContextVar

hidden: ContextVar[bool] = ContextVar("kcrm_hidden", default=False)
"""Whether who gives the command is shown phones as 138****8000."""


def shown(text: str) -> str:
    """The text as it may be written: whatever reads like a phone in it is masked, unless it may be shown."""
    if not hidden.get():
        return text
    from kcrm.rules.access import masked_in  # noqa: PLC0415 - without users nothing is masked

    return masked_in(text)
