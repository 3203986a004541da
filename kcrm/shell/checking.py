"""Going through a checklist at a terminal: one key an item."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from kcrm.actions.manager.checklists import Asked, Said
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model.manager import CheckResult, ItemFacts
from kcrm.queries.checklists import Item, RunItem
from kcrm.rules.checklists import needs_reason
from kcrm.shell.console import notice, warn
from kcrm.shell.keys import BACK, END, Keyboard
from kcrm.views.labels import label_of

_KEYS = dict(zip("123", CheckResult, strict=True))
_LATER = " "


def asked_through(context: AppContext, items: Sequence[Asked], said: Mapping[int, Said]) -> dict[int, Said]:
    """What was said already, and what a person answers to the other items; those alone where nobody is there to answer.

    Esc goes back to the item before. Raises RefusedError where the person leaves: nothing is written then.
    """
    found, left = dict(said), [each for each in items if each.id not in said]
    if not (context.terminal.stdin_tty and context.terminal.stderr_tty) or not left:
        return found
    keyboard = Keyboard()
    words = " ".join(f"{key} {label_of(result)}" for key, result in _KEYS.items())
    notice(_("{keys}; Enter: later; Esc: back").format(keys=words))
    place = 0
    while place < len(left):
        item = left[place]
        warn(f"{place + 1}/{len(left)}  {_title(item)}")
        answer = _answer(keyboard, item)
        if answer is None:
            place = max(place - 1, 0)
            continue
        if isinstance(answer, Said):
            found[item.id] = answer
        else:
            found.pop(item.id, None)
        place += 1
    return found


def _title(item: Item | RunItem) -> str:
    words = _("{no}. {item} ({weight}, required)") if item.required else _("{no}. {item} ({weight})")
    return words.format(no=item.item_no, item=item.item, weight=item.weight)


def _answer(keyboard: Keyboard, item: Item | RunItem) -> Said | str | None:
    """What a key says; the key for later, None for back."""
    while True:
        sys.stderr.flush()
        pressed = keyboard.key()
        if pressed == END:
            raise RefusedError(N_("Nothing changed."))
        if pressed == BACK:
            return None
        if pressed == _LATER:
            return _LATER
        if pressed not in _KEYS:
            continue
        result = _KEYS[pressed]
        warn(label_of(result))
        if result is CheckResult.PASS:
            return Said(result)
        note = keyboard.line(_("Note:") + " ")
        if note is None:
            raise RefusedError(N_("Nothing changed."))
        if note == BACK or (not note.strip() and needs_reason(ItemFacts(item.weight, item.required), result)):
            warn(f"? {_title(item)}")
            continue
        return Said(result, note.strip() or None)
