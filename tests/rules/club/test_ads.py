"""What advertisements brought; counted by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from kcrm.model.events import Advertisement, Brought, Medium
from kcrm.model.prospects import ProspectLevel
from kcrm.policy import Policy
from kcrm.rules.club.ads import Quality, advertisement_of, cost_within, qualities

PROSPECTS = Policy.default().prospects
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
AD = Advertisement(1, Medium.WEB, "汽车之家", date(2026, 6, 11), date(2026, 7, 10), 30_000)


def came(number, day="2026-06-15", platform="汽车之家", **facts):
    return Brought(number, date.fromisoformat(day), platform, **facts)


@pytest.mark.parametrize(
    ("day", "platform", "found"),
    [
        ("2026-06-10", "汽车之家", False),
        ("2026-06-11", "汽车之家", True),
        ("2026-08-09", " 汽车 之家", True),  # thirty days after its last
        ("2026-08-10", "汽车之家", False),
        ("2026-06-15", "易车", False),
        ("2026-06-15", None, False),
    ],
)
def test_a_prospect_comes_of_an_advertisement_whose_code_they_name_while_it_lasts_and_thirty_days_after(day, platform, found):
    assert advertisement_of(came(1, day, platform), [AD], 30) == (AD if found else None)


def test_letters_count_alike_whatever_their_case_and_of_two_the_one_that_began_last_counts():
    older = AD._replace(id=2, from_on=date(2026, 1, 1), code="DY8008")
    newer = older._replace(id=3, from_on=date(2026, 6, 1))
    assert advertisement_of(came(1, platform="dy8008"), [newer, older], 30) is newer
    assert advertisement_of(came(1, "2026-05-31", "dy8008"), [newer, older], 30) is older


@pytest.mark.parametrize(
    ("first", "last", "fen"),
    [
        (*JUNE, 20_000),  # twenty of its thirty days
        (date(2026, 7, 1), date(2026, 7, 31), 10_000),
        (date(2026, 1, 1), date(2026, 12, 31), 30_000),
        (date(2026, 7, 11), date(2026, 7, 31), 0),
        (date(2026, 7, 10), date(2026, 7, 10), 1_000),
    ],
)
def test_each_day_of_an_advertisement_costs_the_same(first, last, fen):
    assert cost_within(AD, first, last) == fen
    assert cost_within(AD._replace(cost_fen=None), first, last) == 0


def test_each_medium_is_judged_by_the_levels_of_those_it_brought_by_sales_and_by_their_cost():
    radio = Advertisement(2, Medium.RADIO, "FM91", date(2026, 6, 1), date(2026, 6, 30), 6_000)
    people = [
        came(1, intended_on=date(2026, 6, 22), bought=True),  # H on the day they came
        came(2, intended_on=date(2026, 6, 30)),  # A
        came(3, intended_on=date(2026, 7, 1)),  # B: sixteen days
        came(4, floor=ProspectLevel.A),
        came(5, platform="易车", bought=True),
    ]
    found = qualities(people, [AD, radio], JUNE, 30, PROSPECTS)
    assert found == [
        Quality(Medium.WEB, None, 1, 4, 3, 1, 20_000),
        Quality(Medium.RADIO, None, 1, 0, 0, 0, 6_000),
        Quality(None, None, 0, 1, 0, 1, 0),
    ]
    web, silent, none = found
    assert (web.soon_share, web.conversion, web.prospect_fen, web.sale_fen) == (Fraction(3, 4), Fraction(1, 4), 5_000, 20_000)
    assert (silent.soon_share, silent.conversion, silent.prospect_fen, silent.sale_fen) == (None, None, None, None)
    assert (none.conversion, none.sale_fen) == (1, None)


def test_what_ended_before_the_period_is_shown_where_somebody_still_comes_of_it():
    july = (date(2026, 7, 20), date(2026, 7, 31))
    assert [row.medium for row in qualities([], [AD], july, 30, PROSPECTS)] == [None]
    assert qualities([came(1, "2026-07-20")], [AD], july, 30, PROSPECTS, by_code=True)[0] == Quality(Medium.WEB, "汽车之家", 1, 1, 0, 0, 0)
