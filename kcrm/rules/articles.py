"""Which articles help in a call, and which are to be looked through again.

Customer-service manager CRM training manual 2012 (staff know products, rivals and rules of the house); how they are chosen and for how
long a text is relied on is practice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final

from kcrm.model.articles import Article, ArticleDays, ArticleState, Helping, Spoken
from kcrm.rules.calendar import months_after

MOST: Final = 2
"""Titles that a card has room for."""


def confirmed_since(today: date, confirm_months: int) -> date:
    """From which day on a confirmation still holds; the day itself counts."""
    return months_after(today, -confirm_months)


def state_of(days: ArticleDays, today: date, confirm_months: int) -> ArticleState:
    """How an article stands; its last day still counts as valid, and an end that is far away replaces no confirmation."""
    if days.withdrawn_on is not None:
        return ArticleState.WITHDRAWN
    if days.valid_until is not None and days.valid_until < today:
        return ArticleState.EXPIRED
    return ArticleState.VALID if days.confirmed_on >= confirmed_since(today, confirm_months) else ArticleState.UNCONFIRMED


def is_of(model: str, named: str) -> bool:
    """Whether a vehicle's model is the one that an article names, or a version of it: 青屿 1.5L is 青屿, C12 is not C1."""
    whole, beginning = _plain(model), _plain(named)
    if not beginning or not whole.startswith(beginning):
        return False
    after = whole[len(beginning) : len(beginning) + 1]
    return not (after.isascii() and after.isalnum() and beginning[-1].isascii())


def helps(article: Helping, spoken: Spoken) -> bool:
    """Whether it helps in a call: with one of its kinds or causes, and of one of its models, as far as it names such.

    One that names nothing helps in every call and thus in none.
    """
    if article.models and not any(is_of(model, named) for model in spoken.models for named in article.models):
        return False
    if article.kinds or article.causes:
        return bool(article.kinds & spoken.kinds or article.causes & spoken.causes)
    return bool(article.models)


def offered(articles: Iterable[Article], spoken: Spoken, today: date) -> tuple[Article, ...]:
    """The articles that help and are valid today, the most helpful first, at most `MOST`; of those alike the later one.

    The most helpful is what more people found helpful than not. One that nobody confirmed for long is offered still.
    """
    good = [each for each in articles if _in_force(each.days, today) and helps(each, spoken)]
    return tuple(sorted(good, key=lambda each: (each.unhelpful - each.helpful, -each.written_on.toordinal(), -each.id))[:MOST])


def _in_force(days: ArticleDays, today: date) -> bool:
    return days.withdrawn_on is None and (days.valid_until is None or days.valid_until >= today)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
