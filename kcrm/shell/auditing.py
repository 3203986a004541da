"""Going through calls that are rung again, at a terminal: one key a call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from kcrm.actions.manager.audit import Listed, Said
from kcrm.context import AppContext
from kcrm.errors import AmbiguousError
from kcrm.i18n import N_, _
from kcrm.shell.console import notice, warn
from kcrm.shell.keys import BACK, END, Keyboard
from kcrm.views.audit import in_a_line

_SO, _NOT_SO, _LATER = "1", "2", " "


def ask_through(context: AppContext, calls: Sequence[Listed], keep: Callable[[int, Said], None]) -> int:
    """Ask of each call whether it was so, and keep each answer at once, so that whoever stops loses none; how many were given.

    Esc stops. Raises AmbiguousError where nobody is there to answer.
    """
    if not (context.terminal.stdin_tty and context.terminal.stderr_tty):
        raise AmbiguousError(N_("Were they so? No terminal to ask on: add --so CALL or --not-so CALL=NOTE."))
    keyboard, answered = Keyboard(), 0
    if calls:
        notice(_("1 it was so; 2 it was not; Enter: later; Esc: stop"))
    for place, each in enumerate(calls, 1):
        warn(f"{place}/{len(calls)}  {in_a_line(each)}")
        pressed = _pressed(keyboard)
        if pressed is None:
            break
        if pressed == _LATER:
            continue
        note = None
        if pressed == _NOT_SO:
            line = keyboard.line(_("What they said:") + " ")
            if line is None or line == BACK:
                break
            note = line.strip() or None
        keep(each.call.id, Said(pressed == _SO, note))
        answered += 1
    return answered


def _pressed(keyboard: Keyboard) -> str | None:
    """The key that answers; None where the person stops."""
    while True:
        sys.stderr.flush()
        pressed = keyboard.key()
        if pressed in {END, BACK}:
            return None
        if pressed in {_SO, _NOT_SO, _LATER}:
            return pressed
