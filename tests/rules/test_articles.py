"""Which articles help in a call, and how they stand. Days are counted by hand around 2026-06-15."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Cause, Kind
from kcrm.model.articles import Article, ArticleDays, ArticleKind, ArticleState, Spoken
from kcrm.rules.articles import MOST, confirmed_since, helps, is_of, offered, state_of

TODAY = date(2026, 6, 15)
RENEWAL = Spoken(frozenset({Kind.INSURANCE_EXPIRY}), models=("青屿 1.5L 豪华型",))


def article(number=1, *, written_on=date(2026, 1, 1), valid_until=None, withdrawn_on=None, **facts):
    facts = {"kinds": frozenset({Kind.INSURANCE_EXPIRY}), **facts}
    days = ArticleDays(written_on, valid_until, withdrawn_on)
    return Article(number, ArticleKind.HOW_TO, f"文章{number}", written_on, days, **facts)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (ArticleDays(TODAY), ArticleState.VALID),
        (ArticleDays(date(2025, 6, 15)), ArticleState.VALID),  # twelve months ago to the day
        (ArticleDays(date(2025, 6, 14)), ArticleState.UNCONFIRMED),
        (ArticleDays(date(2025, 6, 14), date(2030, 1, 1)), ArticleState.UNCONFIRMED),  # an end that is far away is no confirmation
        (ArticleDays(TODAY, TODAY), ArticleState.VALID),  # its last day
        (ArticleDays(TODAY, date(2026, 6, 14)), ArticleState.EXPIRED),
        (ArticleDays(date(2025, 6, 14), date(2026, 6, 14)), ArticleState.EXPIRED),
        (ArticleDays(TODAY, date(2026, 6, 14), TODAY), ArticleState.WITHDRAWN),
    ],
)
def test_an_article_stands_by_its_last_day_and_by_when_somebody_confirmed_it(days, state):
    assert state_of(days, TODAY, 12) is state


def test_a_confirmation_holds_for_whole_months_and_from_a_months_end():
    assert confirmed_since(TODAY, 1) == date(2026, 5, 15)
    assert confirmed_since(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert state_of(ArticleDays(date(2026, 5, 15)), TODAY, 1) is ArticleState.VALID
    assert state_of(ArticleDays(date(2026, 5, 14)), TODAY, 1) is ArticleState.UNCONFIRMED


@pytest.mark.parametrize(
    ("model", "named", "same"),
    [
        ("青屿 1.5L 豪华型", "青屿", True),
        ("青屿 1.5L 豪华型", "青屿 1.5L", True),
        ("青屿EV", "青屿", True),
        ("衡川 2.0T", "青屿", False),
        ("青屿", "青屿 1.5L", False),  # the article is of one version, the vehicle of any
        ("C12", "C1", False),
        ("C1 PRO", "c1", True),
        ("Ｃ１  Pro", "C1 pro", True),  # of one width and with single blanks
        ("青屿", " ", False),
    ],
)
def test_a_model_is_the_one_that_is_named_or_a_version_of_it(model, named, same):
    assert is_of(model, named) is same


@pytest.mark.parametrize(
    ("facts", "helping"),
    [
        ({}, True),
        ({"kinds": frozenset({Kind.BIRTHDAY})}, False),
        ({"kinds": frozenset({Kind.BIRTHDAY, Kind.INSURANCE_EXPIRY})}, True),
        ({"models": ("青屿",)}, True),
        ({"models": ("衡川",)}, False),  # a model narrows what it helps with
        ({"models": ("衡川", "青屿")}, True),
        ({"kinds": frozenset(), "models": ("青屿",)}, True),  # the model alone
        ({"kinds": frozenset()}, False),  # nothing is said of what it helps with
        ({"kinds": frozenset(), "causes": frozenset({Cause.PRICE})}, False),
    ],
)
def test_an_article_helps_with_its_kinds_of_its_models(facts, helping):
    assert helps(article(**facts), RENEWAL) is helping


def test_an_article_helps_with_the_cause_of_a_complaint_whatever_the_call_is_about():
    priced = article(kinds=frozenset({Kind.BIRTHDAY}), causes=frozenset({Cause.PRICE}))
    assert helps(priced, RENEWAL._replace(causes=frozenset({Cause.PRICE})))
    assert not helps(priced, RENEWAL._replace(causes=frozenset({Cause.PARTS})))


def numbers(*articles):
    return [each.id for each in offered(articles, RENEWAL, TODAY)]


def test_the_most_helpful_two_are_offered_and_of_those_alike_the_later():
    one, two = article(1, helpful=3, unhelpful=2), article(2, helpful=2)
    assert numbers(one, two, article(3)) == [2, 1]  # 2, 1 and 0 more found it helpful than not
    assert numbers(article(1), article(2, written_on=date(2026, 1, 2)), article(3)) == [2, 3]
    assert numbers(article(1, unhelpful=1), article(2), article(3, helpful=1)) == [3, 2]
    assert numbers(article(1, unhelpful=1)) == [1]


def test_what_is_out_of_date_or_withdrawn_is_not_offered_and_what_nobody_confirmed_is():
    assert numbers(article(1, valid_until=TODAY), article(2, valid_until=date(2026, 6, 14)), article(3, withdrawn_on=TODAY)) == [1]
    assert numbers(article(1, written_on=date(2020, 1, 1))) == [1]


FACTS = st.builds(
    article,
    st.integers(1, 9),
    helpful=st.integers(0, 3),
    unhelpful=st.integers(0, 3),
    kinds=st.frozensets(st.sampled_from([Kind.INSURANCE_EXPIRY, Kind.BIRTHDAY])),
    models=st.sampled_from([(), ("青屿",), ("衡川",)]),
    valid_until=st.sampled_from([None, *(TODAY + timedelta(days) for days in (-1, 0, 1))]),
)


@given(st.lists(FACTS, max_size=6, unique_by=lambda each: each.id))
def test_whatever_the_order_the_same_few_are_offered_and_no_better_one_is_left_out(articles):
    found = offered(articles, RENEWAL, TODAY)
    assert found == offered(reversed(articles), RENEWAL, TODAY)
    good = [each for each in articles if helps(each, RENEWAL) and (each.days.valid_until or TODAY) >= TODAY]
    assert len(found) == min(MOST, len(good))
    assert all(each in good for each in found)
    left = [each.helpful - each.unhelpful for each in good if each not in found]
    assert not left or max(left) <= min(each.helpful - each.unhelpful for each in found)
