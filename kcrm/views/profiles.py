"""What is remembered of the headings and words of files."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.queries.profiles import Profile
from kcrm.views import Cell, Column, View
from kcrm.views.imports import KINDS
from kcrm.views.records import single

_COLUMNS = (
    Column("id", N_("No."), Cell.COUNT),
    Column("kind", N_("Kind"), Cell.ENUM, labels=KINDS),
    Column("mapping", N_("Columns"), Cell.TEXTS),
    Column("words", N_("Words of the file"), Cell.TEXTS),
    Column("headings", N_("Headings"), Cell.TEXTS, 3),
    Column("saved_on", N_("Saved"), Cell.DATE, 1),
)


def profile_list(found: Sequence[Profile]) -> View:
    """All of them."""
    empty = _("Nothing is remembered of files: --map and --map-value are, once they were used.")
    return View(_("What is remembered of files"), _COLUMNS, [_row(each) for each in found], empty=empty)


def profile_record(found: Profile) -> View:
    """One of them."""
    return single(_("What is remembered of files"), _COLUMNS, _row(found))


def forgotten(found: Profile) -> View:
    """What is remembered no more."""
    return profile_record(found)._replace(brief=_("Forgotten: what was said of such files on {day}.").format(day=found.saved_on))


def _row(found: Profile) -> tuple[object, ...]:
    mapping = tuple(f"{heading}={key}" for heading, key in found.mapping.items())
    words = tuple(f"{heading}:{text}={value}" for heading, meant in found.words.items() for text, value in meant.items())
    return found.id, found.kind, mapping, words, found.headings, found.saved_on
