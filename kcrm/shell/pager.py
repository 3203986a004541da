"""A result that is longer than the screen, shown a screen at a time by the pager that the user chose."""

from __future__ import annotations

import os
from contextlib import suppress

from kcrm.context import Terminal
from kcrm.system import not_found

_LESS = {"LESS": "FRX", "LESSCHARSET": "utf-8"}
"""Unless they are set: short results do not wait for a key, colours stay, what was read stays on the screen; Chinese is no binary."""


def paged(text: str, terminal: Terminal) -> bool:
    """Show the text through the terminal's pager; False where there is none, it is not needed, or it cannot be started."""
    if not terminal.pager or text.count("\n") < terminal.height:
        return False
    import signal  # noqa: PLC0415 - a screenful needs neither
    import subprocess  # noqa: PLC0415

    # as git does it: the setting is a command line of the shell, and Ctrl-C is the pager's until it ends
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager = subprocess.Popen(terminal.pager, shell=True, stdin=subprocess.PIPE, env=_LESS | os.environ)  # noqa: S602 - the user's own
        assert pager.stdin is not None
        with suppress(BrokenPipeError):  # whoever has read enough leaves
            pager.stdin.write(text.encode("utf-8", errors="replace"))
        with suppress(BrokenPipeError):
            pager.stdin.close()
        return not not_found(pager.wait())
    finally:
        signal.signal(signal.SIGINT, before)
