import json
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import DatabaseError, UsageError
from kcrm.model import Channel, CustomerClass, Kind, OrderType, Role
from kcrm.model.fleets import CreditFacet, Scores
from kcrm.policy import Festival, Hours, Policy, as_text
from kcrm.policy_values import DOCUMENTS, FACETS, defaults

POLICY = Policy.default()


@pytest.mark.parametrize(
    ("key", "value", "unit"),
    [
        # the numbers of the follow-up table, kind by kind
        ("followups.1dc.days", 1, "days"),
        ("followups.3dc.days", 3, "days"),
        ("followups.7dc.days", 7, "days"),
        ("followups.30dc.months", 1, "months"),
        ("followups.monthly_care.first_month", 2, "months"),
        ("followups.monthly_care.last_month", 12, "months"),
        ("followups.monthly_care.call_months", (2, 3), "months"),
        ("followups.new_owner_survey.months", 2, "months"),
        ("followups.new_owner_survey.lapse_months", 3, "months"),
        ("followups.post_service.days", 3, "days"),
        ("followups.first_maintenance.months", 3, "months"),
        ("followups.first_maintenance.km", 5000, "km"),
        ("followups.scheduled_maintenance.months", 6, "months"),
        ("followups.scheduled_maintenance.km", 10_000, "km"),
        ("followups.insurance_expiry.lead_days", (30,), "days"),
        ("followups.annual_inspection.lead_days", (30,), "days"),
        ("followups.licence_expiry.lead_days", (30,), "days"),
        ("followups.warranty_expiry.lead_days", (30,), "days"),
        ("followups.birthday.call_classes", ("A",), "class"),
        ("followups.birthday.lapse_days", 2, "days"),
        ("followups.purchase_anniversary.lapse_days", 2, "days"),
        ("followups.festival.lapse_days", 2, "days"),
        ("followups.scheduled_maintenance.intervals", ("*/*/electric=12/20000",), "maintenance interval"),
        ("followups.insurance_expiry.again_days", (15,), "days"),
        ("followups.insurance_expiry.again_lapse_days", 15, "days"),
        ("followups.purchase_anniversary.call_classes", ("A", "B"), "class"),
        ("followups.dormant.after_months", 3, "months"),
        ("followups.dormant.months", 9, "months"),
        ("followups.lost.months", 12, "months"),
        ("followups.lost.after_months", 3, "months"),
        ("inspection.private_sticker", (24, 48, 96), "months"),
        ("inspection.private_line", (72, 120), "months"),
        ("inspection.private_then", 12, "months"),
        ("inspection.commercial_line", (12, 24, 36, 48, 60), "months"),
        ("inspection.commercial_then", 6, "months"),
        ("followups.pre_delivery.days", 1, "days"),
        ("planning.horizon_days", 35, "days"),
        ("calling.hours", ("09:00-11:30", "14:00-20:00"), "hours of the day"),
        ("calling.attempts", 3, "attempts"),
        ("coverage.sample_percent", 30, "percent"),
        ("maintenance.types", ("paid_maintenance", "free_inspection"), "order type"),
        ("visits.excluded_types", ("internal", "pdi", "accessory"), "order type"),
        ("desk.zone", "Asia/Shanghai", "time zone"),
        ("fleets.renewal_days", 60, "days"),
        ("fleets.remind_days", 3, "days"),
        ("fleets.dun_days", 7, "days"),
        ("fleets.final_days", 30, "days"),
        ("fleets.sales_days", 90, "days"),
        ("fleets.weights", ("size=25", "finance=25", "cooperation=25", "stability=25"), "weight"),
        ("fleets.a_points", 80, "points"),
        ("fleets.b_points", 60, "points"),
        ("fleets.a_months", 12, "months"),
        ("fleets.b_months", 6, "months"),
        ("fleets.c_months", 2, "months"),
        ("fleets.d_months", 0, "months"),
        ("fleets.warn_percent", 80, "percent"),
        ("fleets.hold_days", 30, "days"),
        ("fleets.stop_days", 90, "days"),
        ("fleets.assess_months", 12, "months"),
        ("fleets.a_visit", 1, "months"),
        ("fleets.b_visit", 3, "months"),
        ("fleets.c_visit", 6, "months"),
        ("fleets.bundle_vehicles", 5, "vehicles"),
        ("fleets.bundle_batch_days", 7, "days"),
        ("fleets.bundle_call_days", 4, "days"),
        ("surveys.ssi", ("delivery", "salesperson", "facility", "deal", "delivery_time", "paperwork"), "SSI aspect"),
        (
            "surveys.csi",
            ("problems_met", "convenience", "handover", "work_quality", "time_on_site", "advisor", "start_of_service"),
            "CSI aspect",
        ),
    ],
)
def test_the_defaults_are_those_of_the_documents(key, value, unit):
    entry = POLICY.entry(key)
    assert (entry.value, entry.default, entry.unit) == (value, value, unit)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (Kind.DC1, Role.SALES_MANAGER),
        (Kind.DC3, Role.SALES_CONSULTANT),
        (Kind.DC7, Role.SALES_CONSULTANT),
        (Kind.DC30, Role.SERVICE_ADVISOR),
        (Kind.PURCHASE_ANNIVERSARY, Role.SALES_CONSULTANT),
        (Kind.PRE_DELIVERY, Role.SALES_CONSULTANT),
        (Kind.POST_SERVICE, Role.CS_SPECIALIST),
        (Kind.LOST, Role.CS_SPECIALIST),
    ],
)
def test_each_kind_is_the_duty_of_its_role(kind, role):
    assert POLICY.followups[kind].by is role


def test_every_kind_has_a_rule_and_every_value_a_known_source():
    assert set(POLICY.followups) == set(Kind)
    assert {entry.source for entry in POLICY.entries()} <= set(DOCUMENTS)
    assert all(rule.source in DOCUMENTS for rule in POLICY.followups.values())


def test_rules_read_enums_and_clock_times():
    assert POLICY.calling.hours == (Hours(time(9), time(11, 30)), Hours(time(14), time(20)))
    assert POLICY.maintenance.types == (OrderType.PAID_MAINTENANCE, OrderType.FREE_INSPECTION)
    assert POLICY.followups[Kind.FESTIVAL].channel is Channel.MESSAGE
    assert POLICY.followups[Kind.BIRTHDAY].call_classes == (CustomerClass.A,)
    assert str(POLICY.zone) == "Asia/Shanghai"


def test_a_changed_value_is_seen_by_rules_and_in_the_list_and_the_old_policy_stays():
    changed = POLICY.with_value("followups.post_service.days", "4")
    assert changed.followups[Kind.POST_SERVICE].days == 4
    assert (changed.entry("followups.post_service.days").value, changed.entry("followups.post_service.days").default) == (4, 3)
    assert POLICY.followups[Kind.POST_SERVICE].days == 3
    assert changed.with_default("followups.post_service.days") == POLICY


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("followups.insurance_expiry.lead_days", "60, 30", (60, 30)),
        ("followups.insurance_expiry.lead_days", "60，30", (60, 30)),
        ("followups.insurance_expiry.lead_days", "none", ()),
        ("followups.1dc.enabled", "否", False),
        ("followups.1dc.enabled", "Yes", True),
        ("followups.1dc.by", "cs_specialist", "cs_specialist"),
        ("calling.hours", "09:00-12:00,13:30-18:00", ("09:00-12:00", "13:30-18:00")),
        ("surveys.ssi", "deal, start_of_sale", ("deal", "start_of_sale")),
        ("desk.zone", "Asia/Urumqi", "Asia/Urumqi"),
        (
            "fleets.weights",
            "finance=40,size=20,cooperation=20,stability=20",
            ("finance=40", "size=20", "cooperation=20", "stability=20"),
        ),
    ],
)
def test_values_are_typed_as_staff_write_them(key, text, value):
    assert POLICY.with_value(key, text).entry(key).value == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("followups.post_service.days", "four"),
        ("followups.post_service.days", "-1"),
        ("followups.post_service.days", "3.5"),
        ("followups.post_service.days", "٣"),
        ("followups.post_service.days", ""),
        ("followups.post_service.days", "3651"),
        ("coverage.sample_percent", "101"),
        ("planning.horizon_days", "367"),
        ("calling.attempts", "0"),
        ("calling.attempts", "9" * 5_000),  # more digits than Python makes a number of
        ("followups.1dc.enabled", "maybe"),
        ("followups.1dc.by", "technician"),
        ("followups.1dc.channel", "fax"),
        ("followups.birthday.call_classes", "A,D"),
        ("followups.insurance_expiry.lead_days", "30,30"),
        ("calling.hours", "9:00-11:30"),
        ("calling.hours", "11:30-09:00"),
        ("calling.hours", "09:00-25:00"),
        ("calling.hours", "none"),
        ("calling.hours", "14:00-20:00,09:00-11:30"),
        ("calling.hours", "09:00-15:00,14:00-20:00"),
        ("surveys.ssi", "none"),
        ("surveys.ssi", ""),
        ("surveys.ssi", "delivery,deal,delivery"),
        ("surveys.ssi", "advisor"),
        ("surveys.csi", "start_of_sale"),
        ("surveys.csi", "none"),
        ("desk.zone", "Mars/Olympus"),
        ("desk.zone", "../etc/passwd"),
        # against another value
        ("calling.least_minutes", "9"),
        ("followups.dormant.months", "12"),
        ("followups.new_owner_survey.months", "4"),
        ("followups.monthly_care.last_month", "1"),
    ],
)
def test_an_impossible_value_is_refused_by_name(key, text):
    with pytest.raises(UsageError) as refused:
        POLICY.with_value(key, text)
    assert key.rpartition(".")[0] in str(refused.value)


@pytest.mark.parametrize(
    ("key", "text", "near"),
    [
        ("surveys.ssi", "delivery,papework", ("paperwork",)),
        ("surveys.csi", "Advisor", ("advisor",)),
        ("followups.1dc.by", "sales_manger", ("sales_manager",)),
        ("planning.horizon_days", "forty", ()),
    ],
)
def test_a_mistyped_word_is_refused_with_the_near_ones(key, text, near):
    with pytest.raises(UsageError) as refused:
        POLICY.with_value(key, text)
    assert refused.value.near[:1] == near


def test_none_is_offered_only_where_a_list_may_be_empty():
    for key, offered in (("surveys.ssi", False), ("calling.hours", False), ("coverage.whole_uses", True)):
        with pytest.raises(UsageError) as refused:
            POLICY.with_value(key, "nonsense")
        assert str(refused.value.fields["expected"]).endswith(", none") is offered


def test_an_unknown_key_is_refused_with_near_ones():
    with pytest.raises(UsageError) as refused:
        POLICY.with_value("followups.post_servce.days", "3")
    assert refused.value.near[0] == "followups.post_service.days"
    with pytest.raises(UsageError) as refused:
        POLICY.entry("horizon_days")
    assert "planning.horizon_days" in refused.value.near
    with pytest.raises(UsageError):
        POLICY.with_default("no.such")


@given(st.sampled_from(sorted(defaults())))
def test_a_value_written_out_and_read_again_is_the_same(key):
    assert POLICY.with_value(key, as_text(POLICY.entry(key).value)) == POLICY


def test_a_snapshot_survives_json_and_knows_every_value():
    changed = POLICY.with_value("followups.insurance_expiry.lead_days", "60,30")
    snapshot = json.loads(json.dumps(changed.to_snapshot()))
    assert snapshot["followups.insurance_expiry.lead_days"] == [60, 30]
    assert set(snapshot) == {entry.key for entry in POLICY.entries()}
    assert Policy.from_snapshot(snapshot) == changed


def test_an_older_snapshot_takes_the_defaults_for_what_it_does_not_know():
    assert Policy.from_snapshot({}) == POLICY
    assert Policy.from_snapshot({"planning.horizon_days": 40}).planning.horizon_days == 40
    changed = POLICY.with_value("planning.horizon_days", "40")
    without = {key: value for key, value in changed.to_snapshot().items() if not key.startswith("surveys.")}
    assert len(without) == len(changed.to_snapshot()) - 5
    assert Policy.from_snapshot(without) == changed


@pytest.mark.parametrize(
    "snapshot",
    [
        {"followups.teleport.days": 3},
        {"planning.horizon_days": "35"},
        {"planning.horizon_days": True},
        {"planning.horizon_days": 35.0},
        {"planning.horizon_days": -1},
        {"calling.hours": "09:00-11:30"},
        {"calling.hours": [9]},
        {"calling.hours": []},
        {"surveys.ssi": []},
        {"surveys.ssi": ["delivery", "test_drive"]},
        {"surveys.csi": "advisor"},
        {"calling.hours": [["09:00-11:30"]]},
        {"followups.1dc.enabled": 1},
        {"followups.1dc.by": None},
        {"followups.birthday.call_classes": [{}]},
        {"followups.dormant.months": 24},
    ],
)
def test_a_snapshot_of_a_newer_or_damaged_database_is_refused(snapshot):
    with pytest.raises(DatabaseError):
        Policy.from_snapshot(snapshot)


# --- festivals ---


ALL_FESTIVALS = POLICY.with_value("followups.festival.names", ",".join(Festival))


@pytest.mark.parametrize("year", range(2020, 2051))
def test_lunar_dates_are_those_of_an_independent_calendar(year):
    from holidays.calendars.chinese import _ChineseLunisolar

    calendar = _ChineseLunisolar()
    alone = (POLICY.with_value("followups.festival.names", festival).festivals_in(year) for festival in Festival)
    named = {name: on for found in alone for on, name in found}
    new_year = calendar.lunar_new_year_date(year)[0]
    expected = {
        Festival.NEW_YEARS_EVE: new_year - timedelta(days=1),
        Festival.SPRING_FESTIVAL: new_year,
        Festival.LANTERN: new_year + timedelta(days=14),
        Festival.QINGMING: calendar.qingming_date(year)[0],
        Festival.DRAGON_BOAT: calendar.dragon_boat_date(year)[0],
        Festival.MID_AUTUMN: calendar.mid_autumn_date(year)[0],
        Festival.DOUBLE_NINTH: calendar.double_ninth_date(year)[0],
        Festival.WINTER_SOLSTICE: calendar.winter_solstice_date(year)[0],
    }
    assert {name: named.get(name) for name in expected} == expected
    # the 7th of the 7th month is 37 or 38 days before the 15th of the 8th; in 2044 a leap month of 29 or 30 days lies between
    assert (expected[Festival.MID_AUTUMN] - named[Festival.QIXI]).days in ({66, 67} if year == 2044 else {37, 38})


def test_the_eighth_of_the_twelfth_month_is_three_weeks_before_the_new_year_and_may_fall_into_the_year_before():
    on = [day for year in range(2020, 2050) for day, name in ALL_FESTIVALS.festivals_in(year) if name is Festival.LABA]
    news = [day for year in range(2020, 2051) for day, name in ALL_FESTIVALS.festivals_in(year) if name is Festival.SPRING_FESTIVAL]
    assert {(new - laba).days for laba, new in zip(on, news, strict=False)} == {22, 23}
    # of 2022 there are two, of 2023 none
    assert [day for day in on if day.year in {2022, 2023}] == [date(2022, 1, 10), date(2022, 12, 30)]


@pytest.mark.parametrize(
    ("festival", "days"),
    [
        (Festival.QIXI, ["2024-08-10", "2025-08-29", "2026-08-19"]),
        (Festival.LABA, ["2024-01-18", "2025-01-07", "2026-01-26"]),
        (Festival.LANTERN, ["2024-02-24", "2025-02-12", "2026-03-03"]),
    ],
)
def test_festivals_that_no_library_knows_are_those_of_printed_calendars(festival, days):
    assert [str(on) for year in (2024, 2025, 2026) for on, name in ALL_FESTIVALS.festivals_in(year) if name is festival] == days


def test_festivals_stand_in_the_order_of_the_year():
    assert POLICY.festivals_in(2026) == (
        (date(2026, 2, 17), Festival.SPRING_FESTIVAL),
        (date(2026, 6, 19), Festival.DRAGON_BOAT),
        (date(2026, 9, 25), Festival.MID_AUTUMN),
        (date(2026, 10, 1), Festival.NATIONAL_DAY),
    )


def test_two_festivals_on_one_day_are_greeted_as_the_first_of_the_policy():
    assert [name for on, name in POLICY.festivals_in(2020) if on == date(2020, 10, 1)] == [Festival.MID_AUTUMN]


def test_a_year_without_lunar_dates_keeps_national_day_and_is_said():
    assert POLICY.festivals_in(2051) == ((date(2051, 10, 1), Festival.NATIONAL_DAY),)
    assert POLICY.missing_festival_years(date(2049, 12, 1), date(2052, 1, 5)) == (2051, 2052)
    assert POLICY.missing_festival_years(date(2026, 1, 1), date(2050, 12, 31)) == ()


def test_no_year_is_missing_where_no_lunar_festival_is_greeted():
    beyond = (date(2051, 1, 1), date(2051, 12, 31))
    assert POLICY.with_value("followups.festival.enabled", "no").missing_festival_years(*beyond) == ()
    assert POLICY.with_value("followups.festival.names", "national_day").missing_festival_years(*beyond) == ()


@pytest.mark.parametrize(
    "weights",
    [
        "size=25,finance=25,cooperation=25,stability=24",  # 99
        "size=26,finance=25,cooperation=25,stability=25",  # 101
        "size=50,finance=25,cooperation=25",  # one is missing
        "size=25,size=0,finance=25,cooperation=25,stability=25",  # one twice
        "size=25,finance=25,cooperation=25,taste=25",
        "size=-25,finance=75,cooperation=25,stability=25",
        "size=25.5,finance=24.5,cooperation=25,stability=25",
    ],
)
def test_weights_that_are_not_a_hundred_of_the_four_scores_are_refused(weights):
    with pytest.raises(UsageError):
        POLICY.with_value("fleets.weights", weights)


def test_the_weights_are_those_of_the_four_scores():
    assert set(FACETS) == set(CreditFacet) == set(Scores._fields)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("fleets.final_days", "6"),
        ("fleets.stop_days", "29"),
        ("fleets.a_points", "59"),
        ("fleets.b_months", "13"),
        ("fleets.c_months", "7"),
        ("fleets.d_months", "3"),
        ("fleets.bundle_ahead_days", "6"),
        ("fleets.bundle_vehicles", "0"),
        ("fleets.a_points", "101"),
    ],
)
def test_numbers_of_company_accounts_that_contradict_each_other_are_refused(key, text):
    with pytest.raises(UsageError):
        POLICY.with_value(key, text)
