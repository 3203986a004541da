"""Which consent counts, and what it permits.

The Personal Information Protection Law of China (2021): consent is withdrawn as easily as it is given, and whoever relies on it proves it.
China's rules on short messages of 2015: what offers something asks for consent. A consent of which nobody knows the day proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Final

from kcrm.model.consents import NO, ConsentAnswer, ConsentKind, ConsentOrigin, ConsentSaid, Ground, Permission

_REFUSALS: Final = {ConsentAnswer.REFUSED: Ground.REFUSED, ConsentAnswer.WITHDRAWN: Ground.WITHDRAWN}


def counts_from(said: ConsentSaid) -> date:
    """From which day a word counts: the day it was said on; where that is not known, and of two records made one, when it was kept."""
    days = (said.told_on, said.given_on) if said.origin is ConsentOrigin.MERGE else (said.given_on, said.told_on)
    return next((day for day in days if day is not None), date.min)


def standing(history: Sequence[ConsentSaid]) -> ConsentSaid | None:
    """The word of one kind that counts: the latest; None where nobody said anything, or it was taken back as a mistake.

    Of several in a row that say the same, the last whose day is known: a form that turns up dates the consent of a file.
    """
    days = _days(history)
    latest_first = sorted(history, key=lambda each: (days[each.id], each.id), reverse=True)
    if not latest_first or latest_first[0].answer is ConsentAnswer.CLEARED:
        return None
    same = list(takewhile(lambda each: is_yes(each) == is_yes(latest_first[0]) and each.answer is not ConsentAnswer.CLEARED, latest_first))
    return next((each for each in same if each.given_on is not None), same[0])


def _days(history: Sequence[ConsentSaid]) -> Mapping[int, date]:
    """By word from which day it counts. A yes of unknown day stands against no refusal that was kept after it, whenever that was said."""
    days, refused_on = {}, date.max
    for each in sorted(history, key=lambda each: each.id, reverse=True):
        undated = is_yes(each) and each.given_on is None
        days[each.id] = min(counts_from(each), refused_on) if undated else counts_from(each)
        if each.answer in NO:
            refused_on = min(refused_on, days[each.id])
    return days


def is_yes(said: ConsentSaid | None) -> bool:
    """Whether it is a yes."""
    return said is not None and said.answer is ConsentAnswer.GIVEN


def answer_of(yes: bool | None, before: bool | None) -> ConsentAnswer:
    """What is said by a yes, a no, or nothing, after what stood there."""
    if yes is None:
        return ConsentAnswer.CLEARED
    if yes:
        return ConsentAnswer.GIVEN
    return ConsentAnswer.WITHDRAWN if before else ConsentAnswer.REFUSED


def is_undated(yes: bool | None, on: date | None) -> bool:
    """Whether it is a consent of unknown day, on which nothing is offered."""
    return bool(yes) and on is None


def may_offer(yes: bool | None, on: date | None, *, unasked: bool) -> bool:
    """Whether something may be offered. unasked: whether it may be to who was never asked, as it may by telephone."""
    return unasked if yes is None else yes and not is_undated(yes, on)


def permission(kind: ConsentKind, said: ConsentSaid | None, *, do_not_contact: bool) -> Permission:
    """What somebody permits of a kind by the word that counts. do_not_contact: whether they want no contact at all."""
    yes = None if said is None else is_yes(said)
    if do_not_contact:
        return Permission(contact=False, offers=False, ground=Ground.DO_NOT_CONTACT)
    if said is not None and said.answer in NO:
        return Permission(contact=False, offers=False, ground=_REFUSALS[said.answer])
    on = said.given_on if said is not None else None
    offers = may_offer(yes, on, unasked=kind is ConsentKind.CALL)
    ground = Ground.NEVER_ASKED if yes is None else Ground.UNKNOWN_DAY if is_undated(yes, on) else Ground.CONSENTED
    return Permission(contact=True, offers=offers, ground=ground)
