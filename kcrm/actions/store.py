"""What the store says of itself: its name, and which of a group's stores it is."""

from __future__ import annotations

import re
import unicodedata

from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.queries import desk
from kcrm.queries.desk import StoreOf
from kcrm.queries.records import Saved
from kcrm.records.cells import line_text, said

_CODE = pattern(r"[A-Z0-9_-]{1,16}", re.ASCII)


class StoreEdit(NamedTuple):
    """What the store is to say from now on, as typed. None: as before; empty: nothing any more, which a name may not be."""

    code: str | None = None
    region: str | None = None
    name: str | None = None


def store_code(text: str | None, option: str) -> str | None:
    """A store's code in capitals, None where none is said. Raises UsageError, which names the option, for what cannot name a folder."""
    code = said(text, line_text)
    if code is None:
        return None
    code = unicodedata.normalize("NFKC", code).upper()
    if _CODE.fullmatch(code) is None:
        raise UsageError(
            N_("{option}: “{value}” is not a store code. Write up to 16 of A-Z, 0-9, - and _, as in SH-01."), option=option, value=code
        )
    return code


def store_region(text: str | None) -> str | None:
    """A store's region, None where none is said. Raises UsageError for what is no line of text."""
    return said(text, line_text)


def store_name(text: str, option: str) -> str:
    """A store's name. Raises UsageError, which names the option, where there is none."""
    name = said(text, line_text)
    if name is None:
        raise UsageError(N_("{option}: the name is empty."), option=option)
    return name


def edit_store(session: Session, edit: StoreEdit, *, dry_run: bool = False) -> tuple[Saved, StoreOf]:
    """Change what is given of the store; whether that changed anything, and what it says then.

    Raises UsageError for a malformed value, and where nothing is given.
    """
    if edit == StoreEdit():
        raise UsageError(N_("Nothing to change."), hint=N_("To see what can be changed: kcrm {noun} edit --help"), noun="store")
    with session.write(dry_run=dry_run):
        before = desk.store_of(session.connection)
        after = StoreOf(
            before.code if edit.code is None else store_code(edit.code, "--code"),
            before.region if edit.region is None else store_region(edit.region),
            before.name if edit.name is None else store_name(edit.name, "--name"),
        )
        if after == before:
            return Saved.UNCHANGED, before
        desk.save_store(session.connection, after)
        return Saved.CHANGED, after
