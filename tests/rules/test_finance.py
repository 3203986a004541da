"""Profit, break-even, plan: worked examples of public textbooks, small cases by hand, laws on any amounts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.kpis import KPIS
from kcrm.rules.finance import (
    BreakEven,
    CostKind,
    Costs,
    Income,
    Measure,
    NoBreakEven,
    OpenDays,
    break_even,
    break_even_values,
    costs_of,
    forecast_fen,
    open_days,
    plan_lines,
    profit_fen,
)

AMOUNTS = st.integers(0, 10**12)
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))


def test_the_textbook_company_breaks_even_at_100_000_and_has_a_sixth_to_spare():
    # Saylor Academy, Accounting, "Break-Even Point Analysis" (Video Productions): price 20, variable cost 12, fixed costs 40,000:
    # break-even at 5,000 units or 100,000; at sales of 120,000 (6,000 units, variable cost 72,000) the margin of safety is 20,000, 16.67 %.
    found = break_even(120_000_00, Costs(40_000_00, 72_000_00), Fraction(20_00))
    assert found == BreakEven(
        contribution_fen=48_000_00,
        contribution=Fraction(40, 100),
        income_fen=Fraction(100_000_00),
        safety_fen=Fraction(20_000_00),
        safety=Fraction(1, 6),
        visits=5_000,
    )


def test_the_break_even_income_is_made_of_the_fixed_cost_and_the_contribution_margin_ratio():
    # the same textbook: 40,000 of fixed cost over a ratio of 48,000/120,000 = 0.4 make 100,000
    costs = Costs(40_000_00, 72_000_00)
    income = Income(120_000_00, 0, 0)
    point = break_even(income.total_fen, costs, Fraction(20_00))
    reached, safety, visits = break_even_values(point, income, costs, Fraction(20_00), JUNE)
    assert (reached.numerator, reached.denominator, reached.value) == (40_000, Fraction(2, 5), 100_000)
    assert (safety.numerator, safety.denominator) == (20_000, 120_000)
    assert (visits.numerator, visits.denominator, visits.value) == (100_000, 20, 5_000)


def test_where_there_is_no_point_nothing_is_divided():
    # all income goes into variable cost; the fixed cost is known, what it would be divided by is not
    costs = Costs(40_00, 100_00)
    values = break_even_values(break_even(100_00, costs), Income(100_00, 0, 0), costs, None, JUNE)
    assert [(one.numerator, one.denominator, one.value) for one in values] == [(40, None, None), (None, 100, None), (None, None, None)]


def test_part_of_a_visit_covers_nothing():
    # Principles of Managerial Accounting (Pennsylvania State University), 7.2 Breakeven Analysis: fixed costs 20,000, price 400, variable
    # cost 250. 20,000 / 150 = 133.33 units: the 134th is needed. Here 200 units were sold.
    found = break_even(200 * 400_00, Costs(20_000_00, 200 * 250_00), Fraction(400_00))
    assert found.visits == 134
    assert found.income_fen == Fraction(20_000_00 * 400, 150)


def test_below_break_even_the_margin_of_safety_is_negative():
    # 1,000 - 500 leaves 1/2; 600 / (1/2) = 1,200, which is 200 more than came in, 20 % of it
    found = break_even(1_000_00, Costs(600_00, 500_00))
    assert (found.income_fen, found.safety_fen, found.safety, found.visits) == (1_200_00, -200_00, Fraction(-1, 5), None)


@pytest.mark.parametrize(
    ("income", "variable", "why"),
    [
        (0, 0, NoBreakEven.NO_INCOME),
        (0, 5_00, NoBreakEven.NO_INCOME),
        (100_00, 100_00, NoBreakEven.LOSS_MAKING),
        (100_00, 100_01, NoBreakEven.LOSS_MAKING),
    ],
)
def test_a_mix_that_loses_on_every_yuan_never_breaks_even(income, variable, why):
    found = break_even(income, Costs(50_00, variable), Fraction(10_00))
    assert found.why is why
    assert (found.income_fen, found.safety_fen, found.safety, found.visits) == (None, None, None, None)
    assert found.contribution_fen == income - variable


def test_one_fen_of_contribution_is_enough_for_a_break_even_point():
    # 0.01 of 100.00 is left: 50.00 / 0.0001 = 500,000.00
    assert break_even(100_00, Costs(50_00, 99_99)).income_fen == 500_000_00


@settings(max_examples=150)
@given(AMOUNTS.filter(bool), AMOUNTS, AMOUNTS)
def test_at_the_break_even_income_the_profit_is_nothing(income, fixed, variable):
    found = break_even(income, Costs(fixed, variable))
    if found.income_fen is None:
        assert variable >= income
    else:
        assert found.income_fen - found.income_fen * Fraction(variable, income) - fixed == 0
        assert found.safety_fen == income - found.income_fen
        assert (found.safety_fen >= 0) == (profit_fen(Income(income, 0, 0), Costs(fixed, variable)) >= 0)


@settings(max_examples=150)
@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_profit_is_what_is_left_and_a_plan_line_adds_up(labor, parts, other, fixed, variable):
    income, costs = Income(labor, parts, other), Costs(fixed, variable)
    assert profit_fen(income, costs) + fixed + variable == labor + parts + other
    planned = {Measure.LABOR_INCOME: other, Measure.PARTS_INCOME: labor, Measure.OTHER_INCOME: parts}
    lines = {line.measure: line for line in plan_lines(planned, income, costs, OpenDays(3, 30))}
    sums = (Measure.LABOR_INCOME, Measure.PARTS_INCOME, Measure.OTHER_INCOME)
    assert lines[Measure.INCOME].variance_fen == sum(lines[each].variance_fen for each in sums) == 0
    for line in lines.values():
        if line.variance_fen is not None:
            assert line.plan_fen + line.variance_fen == line.actual_fen
        if line.percent is not None:
            assert line.percent * line.plan_fen == 100 * line.actual_fen


def test_a_month_half_gone_is_forecast_by_its_open_days():
    # 10 of 20 open days: twice the income and variable cost so far; the rent is the whole month's
    plan = {Measure.LABOR_INCOME: 500_00, Measure.PARTS_INCOME: 700_00, Measure.OTHER_INCOME: 0, Measure.FIXED_COST: 400_00}
    lines = plan_lines(plan, Income(300_00, 200_00, 0), Costs(400_00, 250_00), OpenDays(10, 20))
    assert [(each.measure.value, each.plan_fen, each.actual_fen, each.variance_fen, each.percent, each.forecast_fen) for each in lines] == [
        ("labor_income", 500_00, 300_00, -200_00, 60, 600_00),
        ("parts_income", 700_00, 200_00, -500_00, Fraction(200, 7), 400_00),
        ("other_income", 0, 0, 0, None, 0),
        ("income", 1_200_00, 500_00, -700_00, Fraction(125, 3), 1_000_00),
        ("fixed_cost", 400_00, 400_00, 0, 100, 400_00),
        ("variable_cost", None, 250_00, None, None, 500_00),
        ("profit", None, -150_00, None, None, 100_00),
    ]


def test_without_costs_there_is_income_but_no_profit():
    lines = {line.measure: line for line in plan_lines({Measure.PROFIT: 9}, Income(1, 2, 3), None, OpenDays(1, 1))}
    assert lines[Measure.INCOME].actual_fen == 6
    assert (lines[Measure.FIXED_COST].actual_fen, lines[Measure.PROFIT].actual_fen, lines[Measure.PROFIT].forecast_fen) == (
        None,
        None,
        None,
    )
    assert lines[Measure.PROFIT].plan_fen == 9


def test_a_sum_that_is_planned_itself_stands_against_the_sum_of_its_parts():
    plan = {Measure.LABOR_INCOME: 1, Measure.PARTS_INCOME: 2, Measure.OTHER_INCOME: 3, Measure.INCOME: 10}
    lines = {line.measure: line for line in plan_lines(plan, Income(0, 0, 0), None, OpenDays(1, 1))}
    assert lines[Measure.INCOME].plan_fen == 10


def test_open_days_leave_out_days_on_which_the_store_is_closed():
    # June 2026 has the Sundays 7, 14, 21, 28: 26 open days, 13 of them by Monday the 15th
    found = open_days(JUNE, date(2026, 6, 15), lambda day: day.isoweekday() != 7)
    assert found == OpenDays(elapsed=13, total=26)


def test_a_month_that_is_over_comes_to_what_it_was_and_one_not_begun_to_nothing_known():
    over, coming = (open_days(JUNE, day, lambda _day: True) for day in (date(2026, 7, 3), date(2026, 5, 31)))
    assert forecast_fen(777, over) == 777
    assert forecast_fen(777, coming) is None
    assert forecast_fen(None, over) is None


def test_every_measure_is_a_kpi():
    assert {each.value for each in Measure} <= set(KPIS)


FIXED, VARIABLE = CostKind.FIXED, CostKind.VARIABLE
SPRING = Period(date(2026, 3, 1), date(2026, 4, 30))
MARCH_1, APRIL_1 = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("today", "fen", "costs", "missing"),
    [
        # April begins on its first day; until then its costs need not be known, and count where they are
        (date(2026, 3, 31), {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7}, Costs(5, 7), ()),
        (date(2026, 3, 31), {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7, (APRIL_1, FIXED): 1}, Costs(6, 7), ()),
        (APRIL_1, {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7}, None, (APRIL_1,)),
        (APRIL_1, {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7, (APRIL_1, VARIABLE): 0}, None, (APRIL_1,)),
        (APRIL_1, {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7, (APRIL_1, VARIABLE): 0, (APRIL_1, FIXED): 2}, Costs(7, 7), ()),
        (date(2026, 2, 28), {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7}, None, ()),
        (APRIL_1, {}, None, (MARCH_1, APRIL_1)),
    ],
)
def test_costs_are_known_where_each_month_that_has_begun_has_both_kinds(today, fen, costs, missing):
    assert costs_of(SPRING, today, fen) == (costs, missing)


def test_a_period_that_is_not_of_whole_months_has_no_costs():
    fen = {(MARCH_1, FIXED): 5, (MARCH_1, VARIABLE): 7}
    assert costs_of(Period(MARCH_1, date(2026, 3, 30)), APRIL_1, fen) == (None, ())
    assert costs_of(Period(date(2026, 3, 2), date(2026, 3, 31)), APRIL_1, fen) == (None, ())
