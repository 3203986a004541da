"""The words that kcrm brings along are complete and in order in both languages."""

import re
from datetime import date

import pytest

from kcrm.model import CustomerKind, Gender, Kind, Purpose
from kcrm.rules.scripts import Facts, check, fields_of, fill, may_be_empty, permitted_fields
from kcrm.surveys import surveys
from kcrm.templates import LANGUAGES, TemplateId, built_in, words

TODAY = date(2026, 6, 15)
FULL = Facts(
    store="云汐店",
    name="张伟",
    gender=Gender.MALE,
    caller="白雪",
    plate="沪A12345",
    model="雅阁",
    day=date(2026, 6, 3),
    years=2,
    festival="春节",
    offer="六月工时八折。",
)
BARE = Facts(store="云汐店", name="张伟")
COMPANY = Facts(store="云汐店", name="恒远物流", kind=CustomerKind.COMPANY, model="雅阁")
EVERY = [(language, template) for language in LANGUAGES for template in built_in(language)]
WORDED = [(language, template) for language, template in EVERY if not may_be_empty(template.purpose, template.name)]


def test_both_languages_have_the_same_templates_and_words():
    assert set(built_in("en")) == set(built_in("zh"))
    assert set(words("en")) == set(words("zh"))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_follow_up_has_a_script_and_a_message(kind):
    assert built_in("zh")[TemplateId(Purpose.SCRIPT, kind)]
    assert built_in("zh")[TemplateId(Purpose.MESSAGE, kind)]


def test_every_question_has_its_wording_and_no_wording_lacks_a_question():
    asked = {question.name for survey in surveys() for question in survey.questions}
    worded = {template.name for template in built_in("en") if template.purpose is Purpose.QUESTION}
    assert worded == asked | {"expectation", "expectation_once"}


def test_the_special_situations_are_those_of_the_training_documents():
    # Customer callbacks and complaint handling; Customer-service manager CRM training manual 2012
    assert {template.name for template in built_in("en") if template.purpose is Purpose.SITUATION} == {
        "friend_buys",
        "privacy",
        "out_of_warranty",
        "too_many_calls",
        "silent",
        "bad_line",
        "waiting",
    }


@pytest.mark.parametrize(("language", "template"), WORDED, ids=str)
def test_built_in_templates_pass_the_check(language, template):
    assert check(built_in(language)[template], permitted_fields(template.purpose, template.name)) == ()


@pytest.mark.parametrize("facts", [FULL, BARE, COMPANY], ids=["full", "bare", "company"])
@pytest.mark.parametrize(("language", "template"), WORDED, ids=str)
def test_built_in_templates_can_be_said_whatever_is_known(language, template, facts):
    spoken = fill(built_in(language)[template], fields_of(facts, words(language), TODAY))
    assert spoken
    assert not re.search(r"[{}]|None", spoken)


@pytest.mark.parametrize(("language", "template"), [each for each in WORDED if each[1].purpose is Purpose.MESSAGE], ids=str)
def test_messages_name_the_store_first(language, template):
    if template.name != "unreached":
        opening, closing = ("【", "】") if language == "zh" else ("[", "]")
        assert fill(built_in(language)[template], fields_of(FULL, words(language), TODAY)).startswith(f"{opening}云汐店{closing}")


def test_no_offer_is_running_at_first():
    for language in LANGUAGES:
        assert built_in(language)[TemplateId(Purpose.SCRIPT, "offer")] == ""


def test_chinese_messages_without_an_offer_fit_one_segment():
    for template, body in built_in("zh").items():
        if template.purpose is Purpose.MESSAGE:
            assert len(fill(body, {**fields_of(FULL, words("zh"), TODAY), "offer": None})) <= 70
