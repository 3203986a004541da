"""Who is told what, and for how long. Today is Monday 2026-06-15; what has happened is news for 14 days, so from 2026-06-01 on."""

from __future__ import annotations

from datetime import date

import pytest

from kcrm.model import ClockKind
from kcrm.model.manager import MeasureState, Sanction, TaskState
from kcrm.model.notices import (
    BirthdayNews,
    BreachNews,
    DeadlineNews,
    JournalNews,
    MeasureNews,
    News,
    NoticeKind,
    PlanNews,
    ScoresNews,
    TaskNews,
)
from kcrm.rules.notices import notices, superior_of
from kcrm.rules.tasks import Colleague

TODAY, DAYS = date(2026, 6, 15), 14
ANN, BEN, HEAD, OTHER, BOSS = 1, 2, 3, 4, 5
HOUSE = (
    Colleague(ANN, "客服部"),
    Colleague(BEN, "客服部"),
    Colleague(HEAD, "客服部", heads=True),
    Colleague(OTHER, "售后部", heads=True),
    Colleague(BOSS, "总经办", heads_all=True),
)


def told(news, today=TODAY, house=HOUSE):
    return [(str(each.kind), each.receiver_id, each.day.isoformat()) for each in notices(news, house, today, DAYS)]


def task(state, *, giver=HEAD, receiver=ANN, due="2026-06-20", accepted=None, done=None, returns=0):
    days = [date.fromisoformat(day) if day else None for day in (due, accepted, done)]
    return TaskNews("T1", "盘点", giver, receiver, TaskState(state), date(2026, 6, 2), *days, returns, None, None)


@pytest.mark.parametrize(
    ("person", "house", "superior"),
    [
        (HOUSE[0], HOUSE, HEAD),
        (HOUSE[2], HOUSE, BOSS),  # a head answers to who leads the house
        (HOUSE[4], HOUSE, None),
        (Colleague(9, "销售部"), HOUSE, BOSS),  # a department without a head
        (Colleague(9, None), HOUSE, BOSS),
        (Colleague(9, None), HOUSE[:4], HEAD),  # nobody leads the house: the first head, by number
        (Colleague(9, "销售部"), HOUSE[:4], None),
        (HOUSE[2], HOUSE[:4], None),  # the head of another department is no superior of a head
        (HOUSE[0], HOUSE[:2], None),
    ],
)
def test_a_superior_heads_the_department_or_the_house(person, house, superior):
    assert superior_of(person, house) == superior


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (task("open"), [("task_given", ANN, "2026-06-02")]),
        (task("open", due=None), [("message", ANN, "2026-06-02")]),
        (task("open", giver=ANN), []),  # one's own
        (task("open", giver=None), [("task_given", ANN, "2026-06-02")]),
        (task("open", receiver=9), []),  # who does not work here
        (task("accepted", accepted="2026-06-01"), [("task_accepted", HEAD, "2026-06-01")]),
        (task("accepted", accepted="2026-05-31"), []),  # no news any more
        (task("accepted", giver=None, accepted="2026-06-03"), []),
        (task("done", accepted="2026-06-01", done="2026-06-01"), [("task_done", HEAD, "2026-06-01")]),
        (task("done", accepted="2026-05-31", done="2026-05-31"), []),
        (task("returned", returns=1), [("task_returned", ANN, "2026-06-15")]),
        (task("cancelled", due="2026-06-01"), []),
        # on its day it is in time; a day later it is late, of which the superior hears as well
        (task("accepted", accepted="2026-05-20", due="2026-06-15"), []),
        (task("accepted", accepted="2026-05-20", due="2026-06-14"), [("task_late", ANN, "2026-06-14"), ("task_late", HEAD, "2026-06-14")]),
        (task("accepted", receiver=BOSS, accepted="2026-05-20", due="2026-06-14"), [("task_late", BOSS, "2026-06-14")]),
    ],
)
def test_a_task_is_told_to_who_has_it_and_what_becomes_of_it_to_who_gave_it(given, wanted):
    assert told(News(tasks=(given,))) == wanted


def test_what_was_returned_and_done_again_is_told_anew():
    first, second = (notices(News(tasks=(task("done", done="2026-06-15", returns=times),)), HOUSE, TODAY, DAYS) for times in (0, 1))
    assert [each.occasion for each in (*first, *second)] == ["0", "1"]


@pytest.mark.parametrize(
    ("state", "due", "check", "wanted"),
    [
        ("open", "2026-06-15", "2026-07-15", [("measure_due", ANN, "2026-06-15")]),
        ("open", "2026-06-16", "2026-07-15", []),
        ("done", "2026-05-01", "2026-06-15", [("check_due", ANN, "2026-06-15")]),
        ("done", "2026-05-01", "2026-06-16", []),
        ("worked", "2026-05-01", "2026-06-01", []),
    ],
)
def test_a_measure_is_told_on_its_day_and_when_it_is_looked_at(state, due, check, wanted):
    measure = MeasureNews("G1", "换座椅", ANN, MeasureState(state), date.fromisoformat(due), date.fromisoformat(check))
    assert told(News(measures=(measure,))) == wanted


@pytest.mark.parametrize(
    ("month", "approved", "wanted"),
    [
        ("2026-06-01", None, [("plan_waiting", HEAD, "2026-05-29")]),
        ("2026-05-01", None, []),  # its month is over
        ("2026-06-01", "2026-06-01", [("plan_approved", ANN, "2026-06-01")]),
        ("2026-06-01", "2026-05-31", []),
    ],
)
def test_a_plan_waits_for_the_superior_and_comes_back_to_its_person(month, approved, wanted):
    approved_on = date.fromisoformat(approved) if approved else None
    plan = PlanNews("WP1", ANN, date.fromisoformat(month), 4, date(2026, 5, 29), HEAD if approved else None, approved_on)
    assert told(News(plans=(plan,))) == wanted


def test_a_remark_is_told_to_the_writer_while_it_is_news():
    journal = JournalNews("JR1", ANN, date(2026, 5, 30), HEAD, date(2026, 6, 1), "写得好")
    assert told(News(journals=(journal,))) == [("journal_remark", ANN, "2026-06-01")]
    assert told(News(journals=(journal._replace(read_on=date(2026, 5, 31)),))) == []


def test_scores_that_wait_are_told_to_each_head():
    scores = ScoresNews(HEAD, date(2026, 5, 1), 3, date(2026, 6, 14))
    assert told(News(scores=(scores, scores._replace(waiting=0)))) == [("scores_waiting", HEAD, "2026-06-14")]


def test_a_missed_deadline_goes_to_the_superior_and_after_it_went_up_to_who_has_it():
    missed = DeadlineNews("K1", ANN, ClockKind.ACCEPT, "2026-06-14T08:00:00+00:00", date(2026, 6, 14), moved_up=False)
    assert told(News(deadlines=(missed,))) == [("complaint_late", HEAD, "2026-06-14")]
    moved = missed._replace(owner_id=HEAD, moved_up=True)
    assert told(News(deadlines=(moved,))) == [("complaint_late", HEAD, "2026-06-14")]
    before, after = (notices(News(deadlines=(each,)), HOUSE, TODAY, DAYS)[0] for each in (missed, moved))
    assert before.occasion == after.occasion
    assert told(News(deadlines=(missed._replace(owner_id=None),))) == []


@pytest.mark.parametrize(
    ("sanction", "decider", "decided", "receivers"),
    [
        ("fault_slip", HEAD, "2026-06-01", [ANN]),  # the superior decided it
        ("fault_slip", BOSS, "2026-06-01", [ANN, HEAD]),
        ("none", BOSS, "2026-06-01", [ANN, HEAD]),  # it stands, though nothing follows
        ("unfounded", BOSS, "2026-06-01", []),
        ("fault_slip", BOSS, "2026-05-31", []),
    ],
)
def test_a_breach_that_stands_is_told_to_its_person_and_the_superior(sanction, decider, decided, receivers):
    breach = BreachNews("BR1", ANN, date(2026, 5, 20), "虚报", Sanction(sanction), "查实", decider, date.fromisoformat(decided))
    assert [receiver for _kind, receiver, _day in told(News(breaches=(breach,)))] == receivers


@pytest.mark.parametrize(
    ("born", "today", "is_told"),
    [
        ("1990-06-15", "2026-06-15", True),
        ("1990-06-15", "2026-06-14", False),
        ("1990-06-15", "2026-06-16", False),
        ("1992-02-29", "2026-02-28", True),  # kept on the 28th where there is no 29th
        ("1992-02-29", "2028-02-28", False),
        ("1992-02-29", "2028-02-29", True),
    ],
)
def test_somebody_who_works_here_is_congratulated_on_the_day(born, today, is_told):
    news = News(birthdays=(BirthdayNews(ANN, date.fromisoformat(born)), BirthdayNews(999, date.fromisoformat(born))))
    day = date.fromisoformat(today)
    found = notices(news, HOUSE, day, 14)
    assert [(each.kind, each.receiver_id, each.occasion, each.day) for each in found] == (
        [(NoticeKind.BIRTHDAY, ANN, f"{day.year}", day)] if is_told else []
    )
