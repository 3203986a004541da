"""KPI formulas against worked examples from textbooks and industry pages, and against what the document of the KPIs names."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from kcrm.dates import Period
from kcrm.i18n import _, use_language
from kcrm.kpis import KPIS, definition, shown_in
from kcrm.model.kpi import Counted
from kcrm.policy import Policy
from kcrm.policy_values import DOCUMENTS
from kcrm.queries.kpi.facts import FACTS
from kcrm.rules.kpi import KpiValue, kpi_value
from kcrm.rules.kpi.bounds import bounds_of, delivered_for_first, first_reaching, return_window
from kcrm.rules.kpi.formulas import FORMULAS, value_of
from kcrm.rules.kpi.targets import target_of

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
    "calls in": "calls_in",
    "renewals here of those that ran out": "renewals_here",
    "bookings of reminders": "bookings",
    "findings by department": "findings",
    "findings answered": "findings_answered",
    "complaints": "complaints",
    "complaints on time": "complaints_on_time",
    "complaints satisfied after re-call": "complaints_satisfied",
    "prospects by source": "prospects",
    "conversion": "prospect_conversion",
    "open prospects by level": "prospects_open",
    "contacts due": "prospect_contacts",
    "contacts on time": "prospect_contacts_on_time",
    "first contact on time": "first_contacts_on_time",
    "received within 3 minutes of visitors": "visitors_received",
    "test drives offered of those who came": "test_drives_offered",
    "driven of those who came": "test_drives",
    "came of leads invited": "leads_came",
    "quote to order": "quote_to_order",
    "median days to order": "days_to_order",
    "cost a lead by platform": "lead_cost",
    "cars delivered on the promised day": "delivered_on_promise",
    "days late": "delivery_days_late",
    "cancelled orders by consultant": "orders_cancelled",
    "deliveries by model": "deliveries",
    "reasons of loss": "prospects_lost",
    "revisits that reopened": "revisits_reopened",
    "opportunities lost": "opportunities_lost",
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
# what that of the data themselves names
NAMED |= {
    "completeness (whole, group, person)": "completeness",
    "verified in time": "verified_in_time",
    "doubtful phones": "doubtful_phones",
    "conflicts open": "conflicts_open",
    "conflicts opened": "conflicts_opened",
    "conflicts settled": "conflicts_settled",
    "duplicates open, certain": "duplicates_certain",
    "duplicates open, to look at": "duplicates_perhaps",
    "merged": "records_merged",
}
# what that of company accounts names
NAMED |= {
    "contract execution": "contract_execution",
    "share of revenue by contract customers": "contract_revenue",
    "arrears": "arrears",
    "over 30 days": "arrears_30",
    "over 90 days": "arrears_90",
    "days sales outstanding": "days_sales_outstanding",
    "collected in time": "collected_in_time",
    "accounts by grade": "fleet_accounts",
    "moves up": "grades_up",
    "moves down": "grades_down",
    "visits on time": "account_visits_on_time",
    "return rate of fleet vehicles": "fleet_return_rate",
}


# what that of the manager's desk names
NAMED |= {
    "plans in time": "plans_in_time",
    "journals in time": "journals_in_time",
    "score by person, department, quarter": "use_score",
    "tasks on time": "tasks_on_time",
    "jobs on time": "jobs_on_time",
    "5S score by place and its trend": "checks_score",
    "measures that worked": "measures_worked",
    "articles used": "articles_used",
    "reach": "campaign_reached",
    "response": "campaign_responses",
    "cost a response": "campaign_response_cost",
    "return": "campaign_return",
    "campaign income": "campaign_income",
    "campaign cost": "campaign_spent",
    "points redeemed": "points_redeemed",
    "points open": "points_open",
    "points expired": "points_expired",
    "vouchers used": "vouchers_used",
    "rescues": "rescues",
    "recall done": "recall_done",
    "safety recalls done": "recall_safety_done",
    "median minutes": "rescue_minutes",
    "rescues on time": "rescues_on_time",
    "work declined": "work_declined",
    "work done after all": "work_settled",
    "work recovered": "work_recovered",
    "bay use = hours of orders ÷ (bays × open hours)": "bay_use",
    "kept rate = arrived ÷ (arrived + no-show)": "kept_appointments",
    "no-shows": "no_shows",
    "hours lost to no-shows": "no_show_hours",
    "messages sent": "messages_sent",
    "messages failed": "messages_failed",
    "messages refused": "messages_refused",
    "club members": "club_members",
    "active members": "club_active",
    "retention of members": "club_return_rate",
    "retention of others": "others_return_rate",
}


def made(key, *counted):
    """The value of a KPI of which this was counted, in fen and hundredths of an hour."""
    return value_of(key, MAY, Counted(*counted))


# --- every KPI that the document names ---


def test_every_kpi_that_the_document_names_exists_and_there_is_no_other():
    assert set(NAMED.values()) == set(KPIS)


@pytest.mark.parametrize("key", KPIS)
def test_every_kpi_is_documented_in_both_languages(key):
    found = definition(key)
    texts = [found.name, found.formula, found.numerator.words, *([found.denominator.words] if found.denominator else [])]
    texts += [found.note] if found.note else []
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
    "calls_in": (7, None, 7),
    "renewals_here": (3, 5, 60),
    "bookings": (1, 4, 25),
    "findings": (4, None, 4),
    "findings_answered": (3, 4, 75),
    "complaints": (2, None, 2),
    "complaint_rate": (2, 160, Fraction(5, 4)),  # 1.25 in 100 visits
    "complaints_on_time": (3, 4, 75),
    "complaints_satisfied": (1, 2, 50),
    "ssi": (54, 60, Fraction(9, 10)),  # under 1: disappointed
    "csi": (63, 60, Fraction(21, 20)),  # over 1: delighted
    "nps": (70 - 10, 100, 60),
    "prospects": (12, None, 12),
    "prospect_conversion": (3, 12, 25),
    "prospects_open": (9, None, 9),
    "prospect_contacts": (30, None, 30),
    "prospect_contacts_on_time": (27, 30, 90),
    "first_contacts_on_time": (11, 12, Fraction(275, 3)),  # 91.67 %
    "visitors_received": (19, 20, 95),
    "test_drives_offered": (16, 16, 100),
    "test_drives": (10, 16, Fraction(125, 2)),  # 62.5 %
    "leads_came": (7, 28, 25),
    "quote_to_order": (4, 10, 40),
    "days_to_order": (Fraction(23, 2), None, Fraction(23, 2)),  # of 8 and 15 days
    "lead_cost": (900, 12, 75),
    "delivered_on_promise": (9, 12, 75),
    "delivery_days_late": (6, 12, Fraction(1, 2)),
    "orders_cancelled": (1, None, 1),
    "deliveries": (12, None, 12),
    "prospects_lost": (2, None, 2),
    "revisits_reopened": (1, 8, Fraction(25, 2)),
    "opportunities_lost": (2, None, 2),
    "contract_execution": (150_000, 600_000, 25),
    "contract_revenue": (36_000, 120_000, 30),
    "arrears": (12_500, None, 12_500),
    "arrears_30": (8_000, None, 8_000),
    "arrears_90": (3_000, None, 3_000),
    "days_sales_outstanding": (80_000 * 90, 240_000, 30),  # a third of what ninety days brought
    "collected_in_time": (18, 24, 75),
    "fleet_accounts": (6, None, 6),
    "grades_up": (1, None, 1),
    "grades_down": (2, None, 2),
    "account_visits_on_time": (5, 8, Fraction(125, 2)),  # 62.5 %
    "fleet_return_rate": (27, 30, 90),
    "plans_in_time": (9, 12, 75),
    "journals_in_time": (190, 200, 95),
    "tasks_on_time": (7, 8, Fraction(175, 2)),  # 87.5 %
    "jobs_on_time": (3, 4, 75),
    "checks_score": (45, 48, Fraction(375, 4)),  # 93.75 of 100
    "measures_worked": (3, 4, 75),
    "articles_used": (12, None, 12),
    "campaign_reached": (30, 40, 75),
    "campaign_responses": (9, 36, 25),
    "campaign_income": (1_234, None, 1_234),
    "campaign_spent": (500, None, 500),
    "campaign_response_cost": (500, 8, Fraction(125, 2)),
    "campaign_return": (1_000, 500, 200),
    "points_redeemed": (5_000, None, 5_000),
    "points_expired": (700, None, 700),
    "points_open": (80, None, 80),
    "vouchers_used": (3, 4, 75),
    "rescues": (8, None, 8),
    "recall_done": (3, 4, 75),
    "recall_safety_done": (1, 8, Fraction(25, 2)),  # 12.5 %
    "rescue_minutes": (Fraction(89, 2), None, Fraction(89, 2)),  # of 41 and 48 minutes
    "rescues_on_time": (7, 8, Fraction(175, 2)),  # 87.5 %
    "work_declined": (8, None, 8),
    "work_settled": (3, 8, Fraction(75, 2)),  # 37.5 %
    "work_recovered": (1650, 6600, 25),
    "kept_appointments": (7, 8, Fraction(175, 2)),  # 87.5 %
    "no_shows": (1, None, 1),
    "no_show_hours": (Fraction(3, 2), None, Fraction(3, 2)),  # an hour and a half
    "bay_use": (Fraction(9, 2), 18, 25),  # 4.5 of 18 hours
    "messages_sent": (250, None, 250),
    "messages_failed": (5, 250, 2),
    "messages_refused": (1, 250, Fraction(2, 5)),  # 0.4 %
    "club_members": (40, None, 40),
    "club_active": (30, 40, 75),
    "club_return_rate": (27, 30, 90),
    "others_return_rate": (300, 400, 75),
    "use_score": (Fraction(1985, 10), 3, Fraction(1985, 30)),  # 66.17 in the mean
    "completeness": (45, 75, 60),  # of the 75 fields of the catalogue
    "verified_in_time": (7, 8, Fraction(175, 2)),  # 87.5 %
    "doubtful_phones": (3, 400, Fraction(3, 4)),
    "conflicts_open": (5, None, 5),
    "conflicts_opened": (4, None, 4),
    "conflicts_settled": (3, None, 3),
    "duplicates_certain": (2, None, 2),
    "duplicates_perhaps": (6, None, 6),
    "records_merged": (1, None, 1),
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
    assert kpi_value(key, MAY, 5, -2).value is None


def test_what_nobody_records_has_no_value_and_not_zero():
    assert kpi_value("points", MAY, None).value is None


def test_a_count_has_no_denominator():
    with pytest.raises(ValueError, match="total_visits"):
        kpi_value("total_visits", MAY, 1, 2)


# --- what was counted to values ---


def test_every_kpi_is_counted_from_known_rows_or_made_of_others_or_says_why_it_has_no_value():
    for one in KPIS.values():
        for side in filter(None, one.sides):
            assert (
                (side.facts in FACTS) or (side.of and {part.removeprefix("-") for part in side.of} <= set(KPIS)) or one.note is not None
            ), one.key
            assert side.facts is None or not side.of


def test_every_formula_belongs_to_a_kpi():
    assert set(FORMULAS) <= set(KPIS)


def test_a_kpi_stands_somewhere_and_places_have_no_two_at_one_place():
    places = {}
    for one in KPIS.values():
        assert one.shown, one.key
        for place, at in one.shown.items():
            assert places.setdefault((place, at), one.key) == one.key


def test_what_is_divided_is_in_yuan_and_hours():
    assert made("technician_productivity", 5000, 4000, 3).value == 125  # "Flat Rate Efficiency Calculator": 50 h in 40 h
    assert made("technician_productivity", 10, 11, 1).numerator == Fraction(1, 10)
    assert made("process_execution_rate", 240, 320, 40).value == 75
    # "Key Numbers 101 Series, Key # 21, Average RO": 50,000 of sales over 146 vehicles are 342.46
    assert made("average_ticket", 5_000_000, 146).value == Fraction(50_000, 146)
    assert made("income", 12_000_050).value == Fraction("120000.5")
    assert made("complaint_rate", 2, 160).value == Fraction(5, 4)
    assert made("csi", 63, 60, 9).cases == 9


def test_an_empty_workshop_has_no_rates():
    assert [made(key, 0, 0).value for key in ("rework_rate", "appointment_rate", "average_ticket")] == [None] * 3


def test_return_and_churn_make_a_hundred():
    assert made("return_rate", 198, 256).value + made("churn", 256 - 198, 256).value == 100


def test_file_shares_have_no_value_where_nobody_grades_customers():
    assert [made(key, 0, 300, 0).value for key in ("ordinary_file_share", "loyal_file_share")] == [None, None]
    assert [made(key, number, 300, 210).value for key, number in (("ordinary_file_share", 180), ("loyal_file_share", 75))] == [60, 25]
    assert made("loyal_file_share", 0, 300, 1).value == 0
    assert made("points", None).value is None


def test_turnover_is_over_the_mean_of_the_staff_at_the_beginning_and_at_the_end():
    # "How to Calculate Employee Turnover": 100 at the start, 110 at the end, 20 leavers; each end counts a half
    value = made("staff_turnover", 20, 210)
    assert (value.numerator, value.denominator) == (20, 105)
    assert round(float(value.value), 2) == 19.05


def test_scores_are_counted_in_tenths_of_a_point():
    assert made("use_score", 1985, 3).value == Fraction(1985, 30)
    assert made("use_score", None, 0).value is None


def test_days_are_counted_in_hundredths_and_of_nobody_there_is_no_median():
    assert made("days_to_order", 1150, None, 2).value == Fraction(23, 2)
    assert made("days_to_order", 0, None, 1).value == 0
    assert made("days_to_order", 0, None, 0).value is None
    assert made("delivery_days_late", 200, 8).value == Fraction(1, 4)


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


@pytest.mark.parametrize(
    ("period", "now", "pairs"),
    [
        # delivered on 24 April to 24 May, a week before
        (MAY, datetime(2026, 6, 1, 9, tzinfo=UTC), (31, (date(2026, 4, 24), date(2026, 5, 1)), (date(2026, 5, 24), date(2026, 5, 31)))),
        # on the last day it may still be done: not before the day after is it judged
        (MAY, datetime(2026, 5, 3, 9, tzinfo=UTC), (2, (date(2026, 4, 24), date(2026, 5, 1)), (date(2026, 4, 25), date(2026, 5, 2)))),
    ],
)
def test_whose_time_for_being_verified_runs_out(period, now, pairs):
    found = bounds_of(period, Policy.default(), 1, now).verify
    assert (len(found), found[0], found[-1]) == pairs
    assert bounds_of(MAY, Policy.default(), 1, datetime(2026, 5, 1, 9, tzinfo=UTC)).verify == ()
    longer = Policy.default().with_value("evidence.verify_days", "10")
    assert bounds_of(MAY, longer, 1, now).verify[0] == (date(2026, 4, 21), date(2026, 5, 1))


def test_the_first_day_from_which_so_many_months_last_until_another():
    assert first_reaching(date(2026, 6, 15), 24) == date(2024, 6, 15)
    # from 28 February on two years last until 28 February and longer, from 29 February as well: the 28th is the first
    assert first_reaching(date(2026, 2, 28), 24) == date(2024, 2, 28)
    # from 31 August on six months last until 28 February only; 1 September is the first that lasts until 1 March
    assert first_reaching(date(2027, 3, 1), 6) == date(2026, 9, 1)


def test_the_stores_own_target_goes_before_that_of_the_policy():
    policy = Policy.default().kpi
    assert target_of("appointment_rate", {}, policy) == 40
    assert target_of("appointment_rate", {"appointment_rate": Fraction(55)}, policy) == 55
    assert target_of("csi", {}, policy) == 1  # 100 % of what was expected
    assert target_of("total_visits", {}, policy) is None


def test_all_spokes_of_the_radar_have_a_target_by_default():
    assert all(target_of(key, {}, Policy.default().kpi) is not None for key in shown_in("radar"))


def test_a_value_keeps_what_it_was_made_of():
    value = kpi_value("average_ticket", MAY, 50_000, 146)
    assert value == KpiValue("average_ticket", MAY, Fraction(50_000), Fraction(146))
    assert round(value.value, 2) == Fraction("342.47")  # the page cuts off: 342.465…
