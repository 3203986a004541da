"""Templates are checked when they are saved and filled when they are used."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import BaseFact, CustomerKind, Gender, Kind, Purpose
from kcrm.rules.scripts import Facts, Fault, Problem, check, day_spoken_of, fields_of, fill, permitted_fields, surname_of
from kcrm.templates import words

TODAY = date(2026, 6, 15)
PERMITTED = ("customer", "store", "date")


def faults(body):
    return [(problem.fault, problem.line, problem.column, problem.text) for problem in check(body, PERMITTED)]


# --- check ---


@pytest.mark.parametrize("body", ["您好", "{customer}，您好！\n我是{store}的客服。", "100% & <b> $x %s"])
def test_words_and_permitted_fields_are_in_order(body):
    assert check(body, PERMITTED) == ()


@pytest.mark.parametrize("body", ["", "  \n "])
def test_a_template_without_words_is_empty(body):
    assert faults(body) == [(Fault.EMPTY, 1, 1, "")]


def test_an_unknown_field_is_named_with_its_place_and_near_fields():
    assert check("您好\n我是{sotre}的客服", PERMITTED) == (Problem(Fault.UNKNOWN_FIELD, 2, 3, "{sotre}", ("store",)),)


@pytest.mark.parametrize("field", ["{customer.__class__}", "{0}", "{customer!r}", "{customer:>9}", "{Customer}", "{ customer }", "{客户}"])
def test_only_the_bare_name_of_a_field_is_one(field):
    assert [problem.fault for problem in check(field, PERMITTED)] == [Fault.UNKNOWN_FIELD]


@pytest.mark.parametrize(("body", "column"), [("a{b", 2), ("ab}", 3), ("{}", 1), ("｛customer｝", 1)])
def test_a_brace_that_belongs_to_no_field_is_told(body, column):
    assert faults(body)[0][:3] == (Fault.STRAY_BRACE, 1, column)


def test_control_characters_are_told_but_line_breaks_are_not():
    assert faults("您好\n再\x1b[31m见\t") == [(Fault.CONTROL_CHARACTER, 2, 2, "\x1b"), (Fault.CONTROL_CHARACTER, 2, 8, "\t")]
    assert [problem.fault for problem in check("a\u202eb", PERMITTED)] == [Fault.CONTROL_CHARACTER]


def test_problems_stand_in_the_order_of_the_text():
    assert [problem.fault for problem in check("\t{x}\n}", PERMITTED)] == [Fault.CONTROL_CHARACTER, Fault.UNKNOWN_FIELD, Fault.STRAY_BRACE]


def test_the_offer_cannot_hold_itself():
    assert "offer" in permitted_fields(Purpose.SCRIPT, "7dc")
    assert "offer" not in permitted_fields(Purpose.SCRIPT, "offer")


# --- fill ---


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("{store}您好。", "云汐店您好。"),
        ("您好！保险{date}到期。需要报价吗？", "您好！需要报价吗？"),
        ("保险{date}到期。", ""),
        ("您好。\n保险{date}到期。\n再见。", "您好。\n再见。"),
        ("Hello. It runs until {date}. Goodbye.", "Hello. Goodbye."),
        ("工时4.5折，{date}前有效。欢迎来店！", "欢迎来店！"),  # the point of a number ends no sentence
        ("他说“您好。”{date}见。", "他说“您好。”"),
        ("{store}欢迎您。{date}", "云汐店欢迎您。"),
        ("真的吗？！{store}欢迎您", "真的吗？！云汐店欢迎您"),
        ("您好!我是{date}的客服!再见", "您好!再见"),
    ],
)
def test_a_sentence_whose_field_has_no_value_is_left_out(body, filled):
    assert fill(body, {"store": "云汐店", "date": None}) == filled


def test_values_are_put_in_as_they_are():
    assert fill("{customer}，您好", {"customer": "{store}. {0}\\1", "store": "云汐店"}) == "{store}. {0}\\1，您好"


def test_what_is_no_field_stays():
    assert fill("{Customer} {} { customer }", {"customer": "张伟"}) == "{Customer} {} { customer }"


@given(st.text(alphabet="ab{}。.! \nstore", max_size=60))
def test_a_template_that_passes_leaves_no_braces(body):
    if not check(body, ("store",)):
        filled = fill(body, {"store": "云汐店"})
        assert "{" not in filled
        assert filled.split() == body.replace("{store}", "云汐店").split()


# --- fields ---


def fields(language="zh", **facts):
    return fields_of(Facts(**{"store": "云汐店", "name": "张伟", **facts}), words(language), TODAY)


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({"gender": Gender.MALE}, "张先生", "Mr 张伟"),
        ({"gender": Gender.FEMALE}, "张女士", "Ms 张伟"),
        ({}, "张伟", "张伟"),
        ({"name": "欧阳娜娜", "gender": Gender.FEMALE}, "欧阳女士", "Ms 欧阳娜娜"),
        ({"name": "John Smith", "gender": Gender.MALE}, "John Smith先生", "Mr John Smith"),
        ({"name": "恒远物流", "kind": CustomerKind.COMPANY, "gender": Gender.MALE}, "恒远物流", "恒远物流"),
    ],
)
def test_the_salutation_follows_the_gender_where_it_is_known(facts, zh, en):
    assert fields("zh", **facts)["salutation"] == zh
    assert fields("en", **facts)["salutation"] == en


@pytest.mark.parametrize(
    ("name", "surname"),
    [("张伟", "张"), ("欧阳锋", "欧阳"), ("欧阳", "欧"), ("司马光明", "司马"), ("马司令", "马"), ("阿依古丽·买买提", "阿依古丽·买买提")],
)
def test_surnames_of_two_characters_are_known(name, surname):
    assert surname_of(name) == surname


def test_what_is_not_known_of_caller_and_vehicle_gets_a_neutral_word():
    assert (fields("zh")["caller"], fields("zh")["vehicle"]) == ("客服专员", "爱车")
    assert (fields("en")["caller"], fields("en")["vehicle"]) == ("customer service", "car")
    assert fields("zh", model="雅阁")["vehicle"] == "雅阁"
    assert fields("zh", plate="沪A12345")["vehicle"] == "沪A12345"
    assert fields("zh", model="雅阁", plate="沪A12345")["vehicle"] == "雅阁（沪A12345）"


def test_other_fields_without_facts_have_no_value():
    without = {"plate", "model", "date", "years", "festival", "hotline", "inspection", "assumed", "about", "minutes"}
    without |= {"bills", "amount", "count", "others", "offer"}
    assert {name for name, value in fields("en").items() if value is None} == without


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [(date(2026, 3, 4), "3月4日", "4 March"), (date(2025, 12, 31), "2025年12月31日", "31 December 2025")],
)
def test_dates_are_said_with_their_year_where_it_is_another(day, zh, en):
    assert fields("zh", day=day)["date"] == zh
    assert fields("en", day=day)["date"] == en


def test_every_permitted_field_has_a_value_to_give():
    given_ = set(fields())
    assert {field for purpose in Purpose for field in permitted_fields(purpose, "7dc")} == given_


def test_a_date_is_spoken_of_only_where_it_is_the_one_the_words_mean():
    on, due = date(2025, 12, 1), date(2026, 6, 1)
    assert day_spoken_of(Kind.DORMANT, BaseFact.LAST_VISIT_ON, on, due) == on
    assert day_spoken_of(Kind.DORMANT, BaseFact.DELIVERED_ON, on, due) is None  # never came: there is no last visit to speak of
    assert day_spoken_of(Kind.POST_SERVICE, BaseFact.BY_HAND, on, due) is None
    assert day_spoken_of(Kind.BIRTHDAY, BaseFact.BIRTHDAY, date(1990, 6, 1), due) == due


@pytest.mark.parametrize(("minutes", "zh", "en"), [((5, 8), "5到8", "5 to 8"), ((5, 5), "5", "5"), (None, None, None)])
def test_how_long_a_call_takes_is_said_as_the_policy_has_it(minutes, zh, en):
    assert (fields("zh", minutes=minutes)["minutes"], fields("en", minutes=minutes)["minutes"]) == (zh, en)
