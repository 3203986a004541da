"""Who knows what a call is about.

Customer-service manager CRM training manual 2012 and CRM refinement guide (experts of a topic are named where it is needed); from which
mark on somebody is one, and for how long, is practice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kcrm.model.articles import Spoken, Trained
from kcrm.policy_sections import TrainingsPolicy
from kcrm.rules.articles import helps
from kcrm.rules.calendar import months_after

MOST: Final = 2
"""Names that a card has room for."""


def known_since(today: date, policy: TrainingsPolicy) -> date:
    """From which day on a training still counts; the day itself does."""
    return months_after(today, -policy.expert_months)


def is_expert(trained: Trained, today: date, policy: TrainingsPolicy) -> bool:
    """Whether somebody knows a topic: who trained others in it, or had a good mark, not too long ago."""
    well = trained.is_trainer or (trained.mark is not None and trained.mark >= policy.expert_mark * 100)
    return well and known_since(today, policy) <= trained.day <= today


def experts(known: Iterable[Trained], spoken: Spoken, today: date, policy: TrainingsPolicy) -> tuple[Trained, ...]:
    """Whom to ask in a call, at most `MOST`, each by what they know best: trainers first, then the better mark, then the later day."""
    best: dict[str, Trained] = {}
    for each in sorted(known, key=_place):
        if is_expert(each, today, policy) and helps(each, spoken):
            best.setdefault(each.employee_no, each)
    return tuple(best.values())[:MOST]


def _place(each: Trained) -> tuple[object, ...]:
    return (not each.is_trainer, -(each.mark or 0), -each.day.toordinal(), each.topic, each.employee_no)
