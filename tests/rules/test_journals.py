"""On which days a journal is wanted, when it is in time, and who reads it."""

from __future__ import annotations

from datetime import date

from kcrm.rules.journals import days_wanted, in_time, may_read
from kcrm.rules.tasks import Colleague


def test_a_journal_is_wanted_of_each_day_of_work_on_which_somebody_is_there():
    wanted = days_wanted(date(2026, 6, 12), date(2026, 6, 16), lambda day: day.weekday() < 5, lambda day: day.day == 15)
    assert wanted == [date(2026, 6, 12), date(2026, 6, 16)]


def test_it_is_in_time_up_to_so_many_days_after():
    assert in_time(date(2026, 6, 12), date(2026, 6, 12), 1)
    assert in_time(date(2026, 6, 12), date(2026, 6, 13), 1)
    assert not in_time(date(2026, 6, 12), date(2026, 6, 14), 1)
    assert not in_time(date(2026, 6, 12), date(2026, 6, 13), 0)


def test_the_head_of_the_department_reads_it_and_nobody_their_own():
    writer = Colleague(1, "客服部")
    assert may_read(Colleague(2, "客服部", heads=True), writer)
    assert may_read(Colleague(2, None, heads=True), writer)
    assert may_read(Colleague(2, "管理层", heads_all=True), writer)
    assert not may_read(Colleague(2, "售后部", heads=True), writer)
    assert not may_read(Colleague(2, "客服部"), writer)
    assert not may_read(Colleague(1, "客服部", heads=True), Colleague(1, "客服部", heads=True))
