"""What becomes of a fact when somebody says otherwise (the source documents on customer files; ranks are usual practice).

What the customer says, a document shows or staff read themselves stands above what the DMS says, and that above a list; what customer
service has verified stands with the first. A day that is not known lies before every other. What only fills a form (`fillers`) is no word
against anybody: in a file of the DMS, or a list, it replaces nothing and contradicts nothing, and gives way to whatever is said.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import Enum
from typing import Final

from kcrm.model.quality import KnownFrom, Opened, Said
from kcrm.rules.quality.fillers import representative

_RANKS: Final = {KnownFrom.CUSTOMER: 3, KnownFrom.DOCUMENT: 3, KnownFrom.OWN: 3, KnownFrom.DMS: 2, KnownFrom.LIST: 1}
HIGHEST: Final = 3


class Resolution(Enum):
    """What becomes of it. takes: the new value stands; opens: a conflict that somebody decides."""

    EQUAL = "equal"
    TAKES = "takes"
    TAKES_AND_OPENS = "takes and opens"
    KEEPS = "keeps"
    KEEPS_AND_OPENS = "keeps and opens"

    @property
    def takes(self) -> bool:
        """Whether the new value stands from now on."""
        return self in {Resolution.TAKES, Resolution.TAKES_AND_OPENS}

    @property
    def opens(self) -> bool:
        """Whether a conflict is opened."""
        return self in {Resolution.TAKES_AND_OPENS, Resolution.KEEPS_AND_OPENS}


def rank(said: Said) -> int:
    """How reliable a value is, 3 the most."""
    return HIGHEST if said.verified else _RANKS[said.source]


def fills(said: Said, fillers: Collection[str]) -> bool:
    """Whether a value only fills a form. fillers: what does. One that is known at first hand, or verified, is meant."""
    return rank(said) < HIGHEST and said.value is not None and not representative(said.value, fillers)


def resolve(old: Said, new: Said, *, identity: bool, fillers: Collection[str] = ()) -> Resolution:
    """Which of two values stands. identity: of a field that says who or what this is. fillers: what only fills a form.

    Where nothing was said the new value is taken, and what is emptied is empty. A higher rank takes; a lower one keeps the old. Of one rank
    the newer takes; of identity an older one, or one of the same day, does not. Whoever contradicts an identity without standing above it
    opens a conflict. What only fills a form stands against nothing.
    """
    if old.value == new.value:
        return Resolution.EQUAL
    if old.value is None or new.value is None:
        return Resolution.TAKES
    if fills(new, fillers):
        return Resolution.TAKES if fills(old, fillers) and rank(new) >= rank(old) else Resolution.KEEPS
    if fills(old, fillers) or rank(new) > rank(old):
        return Resolution.TAKES
    takes = rank(new) == rank(old) and _not_before(old.on, new.on, same_day=not identity)
    if identity:
        return Resolution.TAKES_AND_OPENS if takes else Resolution.KEEPS_AND_OPENS
    return Resolution.TAKES if takes else Resolution.KEEPS


def holds(old: Said, new: Said, strict: int | None, *, joined: bool = False) -> bool:
    """Whether a strict value, as a consent that was withdrawn, stands against a file that says otherwise.

    Only who stands first takes it back, or the source that said it: a DMS that never heard of what a list brought goes on as before.
    joined: another record was merged into this one, of which the same source tells before or after it; the stricter stands.
    """
    return strict is not None and old.value == strict != new.value and rank(new) < HIGHEST and (joined or new.source is not old.source)


def again(old: Said, new: Said, *, identity: bool, fillers: Collection[str] = ()) -> Resolution:
    """The same where a file says what somebody took away: to take it away was a word, too, so that the fact stays empty.

    old: that word, without a value. A conflict is opened where the file is no less reliable and later, and always about an identity; what
    only fills a form opens none.
    """
    if fills(new, fillers):
        return Resolution.KEEPS
    later = rank(new) >= rank(old) and _not_before(old.on, new.on, same_day=False)
    return Resolution.KEEPS_AND_OPENS if identity or later else Resolution.KEEPS


def decide(old: Said, new: Said, *, identity: bool) -> Resolution:
    """The same where a person at the desk types the new value: it is taken.

    A conflict is opened where it contradicts an identity that was verified, stands in a document, or was said by somebody above.
    """
    if old.value == new.value:
        return Resolution.EQUAL
    documented = old.source is KnownFrom.DOCUMENT is not new.source
    opens = identity and None not in {old.value, new.value} and (old.verified or documented or rank(old) > rank(new))
    return Resolution.TAKES_AND_OPENS if opens else Resolution.TAKES


def opened(old: Said, new: Said, *, taken: bool) -> Opened:
    """Why these two values of an identity, of which the new one was taken or not, became a conflict (`resolve`, `decide`).

    An old one without a value was taken away. Whether the old one was verified then is not asked: it follows from what became of the two.
    """
    if old.value is None:
        return Opened.EMPTIED
    if taken:
        return Opened.NEWER if rank(new) == rank(old) and _not_before(old.on, new.on, same_day=False) else Opened.AGAINST
    if rank(new) < rank(old):
        return Opened.BELOW
    return Opened.NOT_NEWER if rank(new) == rank(old) and not _not_before(old.on, new.on, same_day=False) else Opened.VERIFIED


def confirms(old: Said, new: Said) -> bool:
    """Whether saying the same again tells more than was known: from above, or first-hand on a later day."""
    if rank(new) != rank(old):
        return rank(new) > rank(old)
    return rank(new) == HIGHEST and _not_before(old.on, new.on, same_day=False)


def _not_before(old: date | None, new: date | None, *, same_day: bool) -> bool:
    if old is None or new is None:
        return old is None and (new is not None or same_day)
    return new > old or (same_day and new == old)
