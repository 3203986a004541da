"""KPI formulas against worked examples from textbooks and industry pages, and against what the document of the KPIs names."""

from datetime import date
from fractions import Fraction

import pytest

from kcrm.dates import Period
from kcrm.i18n import _, use_language
from kcrm.kpis import KPIS, RADAR, SERVICE, definition
from kcrm.model import Role, Staff, State
from kcrm.model.kpi import CallCounts, ComplaintCounts, FileFacts, ProspectCounts, ServiceCounts, VehicleFacts, WorkshopFacts
from kcrm.policy import Policy
from kcrm.policy_values import DOCUMENTS
from kcrm.rules.kpi import KpiValue, kpi_value
from kcrm.rules.kpi.customers import delivered_for_first, file_values, points_value, return_window, vehicle_values
from kcrm.rules.kpi.desk import CallFact, call_values, complaint_values, count_calls, lost_value, prospect_values
from kcrm.rules.kpi.staff import days_worked, level_of, level_shares, turnover
from kcrm.rules.kpi.targets import target_of
from kcrm.rules.kpi.visits import service_values
from kcrm.rules.kpi.workshop import steps_done, workshop_values

MAY = Period(date(2026, 5, 1), date(2026, 5, 31))

# what the document of the domain names under "KPIs", in its own words, and the key that stands for it
NAMED = {
    "total = paid + free": "total_visits",
    "paid = paid maintenance + paid repair": "paid_visits",
    "paid maintenance": "paid_maintenance",
    "paid repair": "paid_repair",
    "free = free inspections + free repairs": "free_visits",
    "free inspections": "free_inspections",
    "free repairs": "free_repairs",
    "warranty-claim repairs, of which": "warranty_repairs",
    "rework rate": "rework_rate",
    "technician productivity": "technician_productivity",
    "ordinary-customer file share": "ordinary_file_share",
    "loyal-customer file share": "loyal_file_share",
    "staff turnover": "staff_turnover",
    "level-1 technician share": "level1_share",
    "level-2 technician share": "level2_share",
    "vehicles in use": "vehicles_in_use",
    "appointment rate": "appointment_rate",
    "core-process execution rate": "process_execution_rate",
    "return rate": "return_rate",
    "churn": "churn",
    "average ticket": "average_ticket",
    "first-maintenance return rate": "first_maintenance_return_rate",
    "points": "points",
    "first-time-fix rate": "first_time_fix_rate",
    "on-time handover": "on_time_handover",
    "complaint rate; complaints per 100 visits": "complaint_rate",
    "SSI": "ssi",
    "CSI": "csi",
    "NPS": "nps",
    "calls planned": "calls_planned",
    "calls done": "calls_done",
    "calls done on time": "calls_on_time",
    "calls reached": "calls_reached",
    "calls coverage": "call_coverage",
    "calls lapsed": "calls_lapsed",
    "average score": "call_score",
    "complaints": "complaints",
    "complaints on time": "complaints_on_time",
    "complaints satisfied after re-call": "complaints_satisfied",
    "prospects by source": "prospects",
    "conversion": "prospect_conversion",
    "reasons of loss": "prospects_lost",
    "labour income": "labor_income",
    "parts income": "parts_income",
    "other income": "other_income",
    "income": "income",
    "fixed cost": "fixed_cost",
    "variable cost": "variable_cost",
    "profit": "profit",
    "break-even revenue": "breakeven_income",
    "margin of safety": "margin_of_safety",
    "break-even in visits": "breakeven_visits",
    "plan against actual": "plan_attainment",
    "variance": "plan_variance",
}


def valued(values, key):
    """The value of a KPI among several."""
    (found,) = [one for one in values if one.key == key]
    return found.value


def workshop(**facts):
    return workshop_values(WorkshopFacts(**{"visits": ServiceCounts(), **facts}), MAY)


# --- every KPI that the document names ---


def test_every_kpi_that_the_document_names_exists_and_there_is_no_other():
    assert set(NAMED.values()) == set(KPIS)
    assert set(SERVICE) | set(RADAR) <= set(KPIS)


@pytest.mark.parametrize("key", KPIS)
def test_every_kpi_is_documented_in_both_languages(key):
    found = definition(key)
    texts = [found.name, found.formula, found.numerator, *([found.denominator] if found.denominator else [])]
    assert all(texts)
    assert found.source in DOCUMENTS
    with use_language("zh"):
        assert all(_(text) != text for text in (*texts, found.source))


def test_every_kpi_is_tested_against_a_number_worked_out_by_hand():
    assert set(EXAMPLES) == set(KPIS)


# numerator, denominator and the value that follows; where a page is cited below, the numbers are its own
EXAMPLES = {
    "total_visits": (73, None, 73),
    "paid_visits": (59, None, 59),
    "paid_maintenance": (35, None, 35),
    "paid_repair": (24, None, 24),
    "free_visits": (14, None, 14),
    "free_inspections": (6, None, 6),
    "free_repairs": (8, None, 8),
    "warranty_repairs": (4, None, 4),
    "rework_rate": (3, 200, Fraction(3, 2)),  # 3 of 200: 1.5 in 100
    # "Flat Rate Efficiency Calculator": 50 hours billed in 40 hours of work make 125 %
    "technician_productivity": (50, 40, 125),
    "appointment_rate": (27, 75, 36),  # 27/75 = 9/25 = 36/100
    "process_execution_rate": (60, 80, 75),  # ten orders want 80 steps
    # "First-Time Fix Rate Calculator": 410 first-visit fixes of 500 jobs make 82 %
    "first_time_fix_rate": (410, 500, 82),
    "on_time_handover": (57, 60, 95),
    # "Key Numbers 101 Series, Key # 21, Average RO": 50,000 of sales over 146 vehicles are 342.46
    "average_ticket": (50_000, 146, Fraction(50_000, 146)),
    "ordinary_file_share": (180, 300, 60),
    "loyal_file_share": (75, 300, 25),
    "vehicles_in_use": (338, None, 338),
    "return_rate": (77, 100, 77),
    "churn": (23, 100, 23),
    "first_maintenance_return_rate": (9, 10, 90),
    "points": (1200, None, 1200),
    # "How to Calculate Employee Turnover": 100 at the start, 110 at the end, 20 leavers: 20/105 = 19.05 %
    "staff_turnover": (20, 105, Fraction(2000, 105)),
    "level1_share": (3, 12, 25),
    "level2_share": (6, 12, 50),
    "calls_planned": (40, None, 40),
    "calls_done": (38, None, 38),
    "calls_on_time": (38, 40, 95),
    "calls_reached": (30, 40, 75),
    "call_coverage": (39, 40, Fraction(195, 2)),
    "calls_lapsed": (1, None, 1),
    "call_score": (42, 5, Fraction(42, 5)),
    "complaints": (2, None, 2),
    "complaint_rate": (2, 160, Fraction(5, 4)),  # 1.25 in 100 visits
    "complaints_on_time": (3, 4, 75),
    "complaints_satisfied": (1, 2, 50),
    "ssi": (54, 60, Fraction(9, 10)),  # under 1: disappointed
    "csi": (63, 60, Fraction(21, 20)),  # over 1: delighted
    "nps": (70 - 10, 100, 60),
    "prospects": (12, None, 12),
    "prospect_conversion": (3, 12, 25),
    "prospects_lost": (2, None, 2),
    "labor_income": (48_000, None, 48_000),
    "parts_income": (70_000, None, 70_000),
    "other_income": (2_000, None, 2_000),
    # "Break-Even Point Analysis" (Saylor Academy), Video Productions: sales 120,000, of which 72,000 variable and 40,000 fixed cost
    "income": (120_000, None, 120_000),
    "fixed_cost": (40_000, None, 40_000),
    "variable_cost": (72_000, None, 72_000),
    "profit": (8_000, None, 8_000),
    "breakeven_income": (40_000, 1 - Fraction(72_000, 120_000), 100_000),
    "margin_of_safety": (20_000, 120_000, Fraction(100, 6)),  # 16.67 %
    "breakeven_visits": (100_000, 200, 500),
    "plan_attainment": (90, 120, 75),
    "plan_variance": (90 - 120, None, -30),
}


@pytest.mark.parametrize("key", KPIS)
def test_a_value_is_what_was_divided(key):
    numerator, denominator, value = EXAMPLES[key]
    assert kpi_value(key, MAY, numerator, denominator).value == value


@pytest.mark.parametrize("key", [key for key, one in KPIS.items() if one.denominator])
def test_a_zero_denominator_is_no_value(key):
    assert kpi_value(key, MAY, 0, 0).value is None
    assert kpi_value(key, MAY, 5, 0).value is None
    assert kpi_value(key, MAY, 5, None).value is None


def test_what_nobody_records_has_no_value_and_not_zero():
    assert kpi_value("points", MAY, None).value is None


def test_a_count_has_no_denominator():
    with pytest.raises(ValueError, match="total_visits"):
        kpi_value("total_visits", MAY, 1, 2)


# --- facts to values ---


def test_the_eight_service_indicators_follow_from_the_types_of_visits():
    values = service_values(
        ServiceCounts(paid_repair=24, paid_maintenance=35, warranty_repairs=4, free_repairs_by_store=4, free_inspections=6), MAY
    )
    assert [one.key for one in values] == list(SERVICE)
    assert [one.value for one in values] == [73, 59, 35, 24, 14, 6, 8, 4]


def test_the_workshops_values_come_from_its_facts():
    visits = ServiceCounts(paid_repair=10, paid_maintenance=20, warranty_repairs=2, free_repairs_by_store=8, free_inspections=10)
    values = workshop(
        visits=visits,  # 50 visits, 20 of them repairs, 30 paid
        by_appointment=20,
        came_back=2,
        repairs_back=1,
        timed=3,
        standard_centihours=5000,
        actual_centihours=4000,
        closed=40,
        steps_done=240,
        with_promise=30,
        in_time=27,
        paid_fen=4_500_000,
    )
    assert valued(values, "rework_rate") == 4  # 2/50
    assert valued(values, "technician_productivity") == 125  # "Flat Rate Efficiency Calculator": 50 h in 40 h
    assert valued(values, "appointment_rate") == 40  # 20/50
    assert valued(values, "process_execution_rate") == 75  # 240/320
    assert valued(values, "first_time_fix_rate") == 95  # 19/20: the other visit that came back was for maintenance
    assert valued(values, "on_time_handover") == 90  # 27/30
    assert valued(values, "average_ticket") == 1500  # 45,000 yuan over 30 paid visits


def test_an_empty_workshop_has_no_rates():
    assert [one.value for one in workshop()] == [None] * 7


@pytest.mark.parametrize(
    ("steps", "called_back", "done"),
    [
        ("1,2,3,4,5,6,7,8", None, 8),
        ("1,2,3,4,5,6,7,8", True, 8),
        ("1,2,3,4,5,6,7,8", False, 7),  # the sheet says so, the desk did not call
        ("1,2,3,4,5,6,7", True, 8),
        ("2,4,5,7", False, 4),
        (None, True, 1),
        (None, None, 0),
    ],
)
def test_the_callback_counts_when_its_follow_up_was_made(steps, called_back, done):
    assert steps_done(steps, called_back=called_back) == done


def test_vehicles_in_use_return_and_churn():
    values = vehicle_values(VehicleFacts(sold=350, scrapped=12, throughout=256, returned=198, first_due=4, first_done=3), MAY)
    assert valued(values, "vehicles_in_use") == 338
    assert valued(values, "return_rate") == Fraction(198 * 100, 256)
    assert valued(values, "churn") + valued(values, "return_rate") == 100
    assert valued(values, "first_maintenance_return_rate") == 75


def test_file_shares_have_no_value_where_nobody_grades_customers():
    assert [one.value for one in file_values(FileFacts(300), MAY)] == [None, None]
    assert [one.value for one in file_values(FileFacts(300, 180, 75), MAY)] == [60, 25]
    assert points_value(None, MAY).value is None


def test_the_return_window_is_the_year_that_ends_with_the_period():
    assert return_window(MAY, 12) == Period(date(2025, 6, 1), date(2026, 5, 31))
    # a leap year's last day of February: 1 March 2027 to 29 February 2028
    assert return_window(Period(date(2028, 2, 1), date(2028, 2, 29)), 12) == Period(date(2027, 3, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("period", "delivered"),
    [
        (MAY, Period(date(2025, 11, 1), date(2025, 11, 30))),
        # delivered on 28 to 31 August, six months are over on 28 February alike
        (Period(date(2027, 2, 1), date(2027, 2, 28)), Period(date(2026, 8, 1), date(2026, 8, 31))),
        (Period(date(2027, 2, 28), date(2027, 2, 28)), Period(date(2026, 8, 28), date(2026, 8, 31))),
        # nobody's six months are over on 31 August, as there is no 31 February
        (Period(date(2026, 8, 31), date(2026, 8, 31)), None),
    ],
)
def test_whose_time_for_the_first_maintenance_runs_out(period, delivered):
    assert delivered_for_first(period, 6) == delivered


def person(role=Role.TECHNICIAN, level=None, joined=None, left=None):
    return Staff(1, "T1", "x", role, None, None, level, None, joined, left)


def test_turnover_is_over_the_mean_of_the_staff_at_the_beginning_and_at_the_end():
    # "How to Calculate Employee Turnover": 100 at the start, 20 leave, 30 come, 110 at the end
    stay = [person()] * 80
    leave = [person(left=date(2026, 2, 1))] * 20
    come = [person(joined=date(2026, 3, 1))] * 30
    sales = [person(Role.SALES_CONSULTANT, left=date(2026, 2, 1))]
    year = Period(date(2025, 6, 1), date(2026, 5, 31))
    value = turnover([*stay, *leave, *come, *sales], (Role.TECHNICIAN, Role.SERVICE_ADVISOR), year, MAY)
    assert (value.numerator, value.denominator) == (20, 105)
    assert round(float(value.value), 2) == 19.05


def test_who_leaves_on_the_last_day_of_the_year_has_left_in_it():
    year = Period(date(2025, 6, 1), date(2026, 5, 31))
    value = turnover([person(left=date(2026, 5, 31)), person(), person(left=date(2025, 5, 31))], (Role.TECHNICIAN,), year, MAY)
    # two at the beginning (the third left the day before), one at the end
    assert (value.numerator, value.denominator) == (1, Fraction(3, 2))


def test_levels_are_shares_of_the_technicians_still_here():
    here = [person(level="一级"), person(level="level 2"), person(level="2"), person(level="高级"), person(Role.SERVICE_ADVISOR, level="1")]
    first, second = level_shares([*here, person(level="一级", left=date(2026, 5, 30))], MAY)
    assert (first.value, second.value) == (25, 50)
    assert [level_of(text) for text in ("一级", "1", "二级技师", "level 2", "12", "高级", None)] == [1, 1, 2, 2, None, None, None]


def test_who_leaves_in_mid_period_counts_for_the_days_worked():
    assert days_worked(person(left=date(2026, 5, 20)), MAY) == Period(date(2026, 5, 1), date(2026, 5, 20))
    assert days_worked(person(joined=date(2026, 5, 20)), MAY) == Period(date(2026, 5, 20), date(2026, 5, 31))
    assert days_worked(person(left=date(2026, 4, 30)), MAY) is None
    assert days_worked(person(joined=date(2026, 6, 1)), MAY) is None


def call(due, state, ended=None, **more):
    return CallFact(date(2026, 5, due), state, date(2026, 5, ended) if ended else None, **more)


def test_calls_the_day_before_is_on_time_and_what_lapsed_is_missed():
    facts = [
        call(10, State.DONE, 9, tried=True, reached=True, score=9),  # the day before
        call(10, State.DONE, 10, tried=True, reached=True, score=7),
        call(10, State.DONE, 11, tried=True, reached=True),  # late
        call(10, State.UNREACHABLE, 12, tried=True),
        call(10, State.LAPSED),
        call(10, State.SKIPPED),
        call(10, State.CANCELLED),  # never wanted
        call(10, State.OPEN),
        call(20, State.OPEN),  # not due yet
        call(20, State.DONE, 14, tried=True, reached=True),  # ahead of its time
    ]
    counts = count_calls(facts, date(2026, 5, 15))
    assert counts == CallCounts(planned=8, done=4, on_time=3, tried=5, reached=4, lapsed=1, score_sum=16, scores=2)
    values = {one.key: one.value for one in call_values(counts, MAY)}
    assert values == {
        "calls_planned": 8,
        "calls_done": 4,
        "calls_on_time": Fraction(75, 2),  # 3/8
        "calls_reached": 80,  # 4/5
        "call_coverage": Fraction(125, 2),  # 5/8
        "calls_lapsed": 1,
        "call_score": 8,  # (9+7)/2
    }


def test_complaints_are_held_to_visits():
    values = complaint_values(ComplaintCounts(received=2, decided=4, in_time=3, recalled=2, satisfied=1), 160, MAY)
    assert [(one.key, one.value) for one in values] == [
        ("complaints", 2),
        ("complaint_rate", Fraction(5, 4)),
        ("complaints_on_time", 75),
        ("complaints_satisfied", 50),
    ]
    assert [one.key for one in complaint_values(ComplaintCounts(), None, MAY)] == [
        "complaints",
        "complaints_on_time",
        "complaints_satisfied",
    ]


def test_prospects_by_what_became_of_them():
    assert [one.value for one in prospect_values(ProspectCounts(12, 3), MAY)] == [12, 25]
    assert [one.value for one in prospect_values(ProspectCounts(), MAY)] == [0, None]
    assert lost_value(2, MAY).value == 2


def test_the_stores_own_target_goes_before_that_of_the_policy():
    policy = Policy.default().kpi
    assert target_of("appointment_rate", {}, policy) == 40
    assert target_of("appointment_rate", {"appointment_rate": Fraction(55)}, policy) == 55
    assert target_of("csi", {}, policy) == 1  # 100 % of what was expected
    assert target_of("total_visits", {}, policy) is None


def test_all_spokes_of_the_radar_have_a_target_by_default():
    assert all(target_of(key, {}, Policy.default().kpi) is not None for key in RADAR)


def test_a_value_keeps_what_it_was_made_of():
    value = kpi_value("average_ticket", MAY, 50_000, 146)
    assert value == KpiValue("average_ticket", MAY, Fraction(50_000), Fraction(146))
    assert round(value.value, 2) == Fraction("342.47")  # the page cuts off: 342.465…
