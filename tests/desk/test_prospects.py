"""A prospect called at the full screen: the card, and the questions after the call."""

from __future__ import annotations

import pytest
from at_desk import at_desk
from conftest import filled_once


@filled_once
def sales(desk):
    """X1 has 张伟, level A, to be contacted today."""
    desk.at("2026-06-12T09:30")
    zhang = ("张伟", "13800138001", "--source", "web", "--model", "瑞虎8 [/b]", "--rival", "哈弗H6", "--budget", "120000")
    desk.ok("prospect", "add", *zhang, "--intended", "2026-06-28", "--consultant", "X1")
    desk.ok("prospect", "contact", "L1", "--note", "要白色", "--as", "X1")
    desk.ok("prospect", "edit", "L1", "--level", "A")
    return desk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("level A: they mean to buy", "wants 瑞虎8 [/b], also looks at", "Next contact as agreed", "When they mean to buy")),
        ("zh", ("A级：预计 2026-06-28 购车、归 X1", "意向 瑞虎8 [/b]、对比 哈弗H6", "约好下次联系时间", "打算什么时候买")),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_consultant_sees_the_prospect_and_says_when_next_and_when_they_buy(sales, language, said, size):
    async def play(seat):
        if size == (120, 40):
            assert all(words in seat.shown for words in said[:2])
        await seat.keys("a", "颜色定了", "<enter>")
        assert said[2] in seat.shown
        await seat.keys("2026-06-18 15:00", "<enter>")
        assert said[3] in seat.shown
        await seat.keys("2026-06-20", "<enter>")

    at_desk(sales, play, language=language, size=size, staff="X1")
    assert sales.query("SELECT note FROM call ORDER BY id DESC LIMIT 1") == [("颜色定了",)]
    assert sales.query("SELECT stage, intended_on, agreed_on, agreed_time, contacted_on FROM prospect") == [
        ("contacted", "2026-06-20", "2026-06-18", "15:00", "2026-06-15")
    ]


def test_esc_goes_back_through_the_questions_and_writes_nothing(sales):
    async def play(seat):
        await seat.keys("a", "<enter>", "<escape>")
        assert "Note (Enter: none)" in seat.shown
        await seat.keys("<escape>")

    at_desk(sales, play, staff="X1")
    assert sales.query("SELECT count(*) FROM call") == [(1,)]
