"""Judging values: small samples, targets, ranks, attainment; and the periods that a period is compared with."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period
from kcrm.kpis import KPIS, Direction
from kcrm.model.kpi import Counted
from kcrm.rules.kpi import Figure, Scope, ScopeKind, Status, attainment, in_rank_order, kpi_value, period_before, ranks, year_before
from kcrm.rules.kpi.formulas import value_of

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))
CAP = Fraction(3, 2)
COUNTED = ("total_visits", "complaints", "calls_planned", "calls_done", "calls_lapsed")


def rate(numerator, denominator, key="appointment_rate", cases=None):
    return kpi_value(key, MAY, numerator, denominator, cases)


def of_person(value, who="A"):
    return Figure(value, Scope(ScopeKind.PERSON, who))


@pytest.mark.parametrize(
    ("value", "target", "status"),
    [
        (rate(4, 10), 40, Status.MET),
        (rate(39, 100), 40, Status.MISSED),
        (rate(9, 9), 40, Status.SMALL_SAMPLE),  # nine cases, ten are needed
        (rate(0, 0), 40, Status.NO_VALUE),
        (rate(4, 10), None, Status.NO_TARGET),
        (rate(2, 100, "rework_rate"), 2, Status.MET),  # less is better
        (rate(3, 100, "rework_rate"), 2, Status.MISSED),
        (rate(50, 40, "technician_productivity", cases=9), 100, Status.SMALL_SAMPLE),  # forty hours, but nine orders
        (rate(8, 9, "technician_productivity", cases=10), 100, Status.MISSED),  # nine hours, but ten orders
        (rate(1, 2, "level1_share"), 30, Status.MET),  # all technicians there are: no sample
        (kpi_value("total_visits", MAY, 3), 5, Status.MISSED),  # a count is what it is
    ],
)
def test_the_status_of_a_value(value, target, status):
    assert Figure(value, target=None if target is None else Fraction(target)).status(10) is status


def test_a_correction_is_told_before_anything_else():
    assert Figure(rate(4, 10), target=Fraction(40), present=rate(5, 10)).status(10) is Status.CORRECTED


def test_ranks_are_best_first_equal_ones_alike_and_small_samples_have_none():
    values = [rate(5, 10), rate(9, 10), rate(9, 9), rate(18, 20), rate(0, 0), rate(1, 10)]
    assert ranks([of_person(one) for one in values], 10) == {0: 3, 1: 1, 3: 1, 5: 4}


def test_where_less_is_better_the_least_is_first():
    assert ranks([of_person(rate(5, 100, "rework_rate")), of_person(rate(1, 100, "rework_rate"))], 10) == {0: 2, 1: 1}
    assert ranks([], 10) == {}


def test_figures_stand_by_kpi_and_rank_those_without_a_rank_last():
    def figure(who, value):
        return Figure(value, Scope(ScopeKind.PERSON, who))

    figures = [
        figure("A", rate(1, 20)),
        figure("A", rate(1, 20, "rework_rate")),
        figure("B", rate(2, 2)),
        figure("C", rate(19, 20)),
        figure("C", rate(0, 20, "rework_rate")),
        figure("C", kpi_value("calls_planned", MAY, 5)),  # neither way is better
    ]
    found = [(one.key, one.scope.id, rank) for one, rank in in_rank_order(figures, 10)]
    assert found == [
        ("appointment_rate", "C", 1),
        ("appointment_rate", "A", 2),
        ("appointment_rate", "B", None),
        ("rework_rate", "C", 1),
        ("rework_rate", "A", 2),
        ("calls_planned", "C", None),
    ]


counts = st.builds(lambda cases, key: kpi_value(key, MAY, min(cases, 3), cases=cases), st.integers(0, 30), st.sampled_from(COUNTED))


@given(counts, st.sampled_from(ScopeKind), st.integers(0, 30))
def test_a_count_is_a_small_sample_of_who_is_ranked_only_and_by_what_it_was_counted_from(value, kind, least):
    figure = Figure(value, Scope(kind, "A"))
    assert figure.is_small(least) is (kind in {ScopeKind.TEAM, ScopeKind.PERSON, ScopeKind.STORE, ScopeKind.REGION} and value.cases < least)
    assert (figure.status(least) is Status.SMALL_SAMPLE) is figure.is_small(least)


@given(st.lists(counts, max_size=8).filter(lambda values: len({one.key for one in values}) < 2), st.integers(0, 30))
def test_who_has_a_rank_is_no_small_sample_and_who_has_none_is_one(values, least):
    figures = [of_person(one, str(place)) for place, one in enumerate(values)]
    ranked = ranks(figures, least)
    assert set(ranked) == {place for place, one in enumerate(figures) if one.status(least) is not Status.SMALL_SAMPLE}
    assert not ranked or min(ranked.values()) == 1


@pytest.mark.parametrize(
    ("value", "is_small"),
    [
        # nine visits are nine cases, ten are ten
        (value_of("paid_repair", MAY, Counted(1, None, 9)), True),
        (value_of("paid_repair", MAY, Counted(1, None, 10)), False),
        # one complaint of nine visits, one of ten; where no visits are counted there is no sample
        (value_of("complaints", MAY, Counted(1, None, 9)), True),
        (value_of("complaints", MAY, Counted(1, None, 10)), False),
        (value_of("complaints", MAY, Counted(1)), False),
        # nine calls planned, one of them done
        (value_of("calls_planned", MAY, Counted(9, None, 9)), True),
        (value_of("calls_done", MAY, Counted(1, None, 9)), True),
        (value_of("calls_lapsed", MAY, Counted(1, None, 10)), False),
    ],
)
def test_counts_bring_along_what_they_were_counted_from(value, is_small):
    assert of_person(value).is_small(10) is is_small


@pytest.mark.parametrize(
    ("value", "target", "direction", "reached"),
    [
        (40, 80, Direction.MORE, Fraction(1, 2)),
        (80, 80, Direction.MORE, 1),
        (800, 80, Direction.MORE, CAP),
        (4, 2, Direction.LESS, Fraction(1, 2)),  # twice as much as there should be
        (0, 2, Direction.LESS, CAP),
        (0, 0, Direction.LESS, 1),
        (0, 0, Direction.MORE, 1),
        (3, 0, Direction.MORE, CAP),
        (None, 80, Direction.MORE, None),
        (40, None, Direction.MORE, None),
        (-40, 80, Direction.MORE, 0),
    ],
)
def test_how_much_of_a_target_is_reached(value, target, direction, reached):
    assert attainment(None if value is None else Fraction(value), None if target is None else Fraction(target), direction, CAP) == reached


@given(st.fractions(0, 1000), st.fractions(Fraction(1, 100), 1000), st.sampled_from(Direction))
def test_a_target_is_reached_when_and_only_when_it_is_met(value, target, direction):
    from kcrm.rules.kpi import is_met

    assert (attainment(value, target, direction, CAP) >= 1) is is_met(value, target, direction)


def days(first, last):
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("period", "before", "a_year_ago"),
    [
        (MAY, days("2026-04-01", "2026-04-30"), days("2025-05-01", "2025-05-31")),
        (days("2026-03-01", "2026-03-31"), days("2026-02-01", "2026-02-28"), days("2025-03-01", "2025-03-31")),
        (days("2028-02-01", "2028-02-29"), days("2028-01-01", "2028-01-31"), days("2027-02-01", "2027-02-28")),
        (days("2026-10-01", "2026-12-31"), days("2026-07-01", "2026-09-30"), days("2025-10-01", "2025-12-31")),  # a quarter
        (days("2026-01-01", "2026-12-31"), days("2025-01-01", "2025-12-31"), days("2025-01-01", "2025-12-31")),
        (days("2026-06-15", "2026-06-21"), days("2026-06-08", "2026-06-14"), days("2025-06-16", "2025-06-22")),  # Monday to Sunday
        (days("2026-06-16", "2026-06-16"), days("2026-06-15", "2026-06-15"), days("2025-06-16", "2025-06-16")),
        (days("2028-02-29", "2028-02-29"), days("2028-02-28", "2028-02-28"), days("2027-02-28", "2027-02-28")),
        (days("2026-05-11", "2026-05-20"), days("2026-05-01", "2026-05-10"), days("2025-05-11", "2025-05-20")),
    ],
)
def test_what_a_period_is_compared_with(period, before, a_year_ago):
    assert period_before(period) == before
    assert year_before(period) == a_year_ago


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 800))
def test_the_period_before_ends_on_the_day_before(first, length):
    period = Period(first, date.fromordinal(first.toordinal() + length))
    before = period_before(period)
    assert before.last.toordinal() + 1 == first.toordinal()
    assert before.first <= before.last


def test_every_kpi_names_its_denominator_where_it_is_a_share_or_a_ratio():
    for one in KPIS.values():
        assert (one.denominator is not None) >= (one.unit in {"percent", "ratio"}), one.key
