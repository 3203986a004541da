"""Paper questionnaires as a file: one row a customer, survey and day, one column a question.

A rating may be followed by what was expected, `8/9`; as spreadsheets take that for a date, what was expected may have a column of its own,
`work_quality_expected`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import Final

from kcrm.enums import StrEnum
from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.exchange.columns import Column
from kcrm.exchange.forms import Form, FormKind
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone
from kcrm.policy_sections import SurveysPolicy
from kcrm.records import cells
from kcrm.records.cells import Moment, Parser
from kcrm.rules.surveys import questions_of
from kcrm.surveys import Answer, AnswerKind, Question, read_answer, surveys

_EXPECTED, _EXPECTED_ZH = "_expected", "期望"
_NAMES: Final[Mapping[str, str]] = {
    "ssi.delivery": "交车",
    "ssi.salesperson": "销售顾问表现",
    "ssi.facility": "店面设施",
    "ssi.deal": "成交条件",
    "ssi.delivery_time": "交车时间",
    "ssi.paperwork": "手续办理",
    "ssi.start_of_sale": "看车接待",
    "csi.problems_met": "问题解决",
    "csi.convenience": "便利性",
    "csi.handover": "取车交接",
    "csi.work_quality": "维修质量",
    "csi.time_on_site": "在店时间",
    "csi.advisor": "服务顾问表现",
    "csi.start_of_service": "到店接待",
    "new_owner.driving": "驾驶感受",
    "new_owner.service_needed": "是否需要服务",
    "new_owner.own": "本店自定问题",
    "new_owner.notes": "详细意见",
    "sale_process.test_drive_offered": "是否邀请试驾",
    "service_process.bill_explained": "是否讲解账单",
    "service_process.old_part_shown": "是否展示旧件",
    "recommend.recommend": "是否愿意推荐",
}


class SurveyKey(StrEnum):
    """The question sets."""

    SSI = "ssi"
    CSI = "csi"
    NEW_OWNER = "new_owner"
    RECOMMEND = "recommend"


_SURVEYS: Final[Mapping[StrEnum, tuple[str, ...]]] = {
    SurveyKey.SSI: ("销售满意度", "SSI"),
    SurveyKey.CSI: ("售后满意度", "CSI"),
    SurveyKey.NEW_OWNER: ("新车主调查",),
    SurveyKey.RECOMMEND: ("推荐意愿", "推荐"),
}
read_survey = cells.choice(_SURVEYS)


def answers_in(values: Mapping[str, object]) -> tuple[Answer, ...]:
    """The answers of a row that was read."""
    found = []
    for each in surveys():
        for question in each.questions:
            answer, expected = values.get(question.name), values.get(question.name + _EXPECTED)
            if isinstance(answer, Answer):
                found.append(answer._replace(expectation=expected) if isinstance(expected, int) else answer)
    return tuple(found)


def _answer(question: Question) -> Parser:
    return lambda text, _: read_answer(text, question)


def _expectation(question: Question) -> Parser:
    def parse(text: str, _: Moment) -> object:
        return read_answer(f"{question.least}/{text}", question).expectation

    return parse


def _question_columns() -> Iterator[Column]:
    questions = [question for each in surveys() for question in each.questions]
    often = Counter(question.key for question in questions)
    for question in questions:
        short = (question.key,) if often[question.key] == 1 else ()
        names = (_NAMES[question.name], *short)
        yield Column(question.name, names, _answer(question))
        if question.kind is AnswerKind.RATING and question.with_expectation:
            expected = (_NAMES[question.name] + _EXPECTED_ZH, *(name + _EXPECTED for name in short))
            yield Column(question.name + _EXPECTED, expected, _expectation(question))


def _check(policy: SurveysPolicy, values: Mapping[str, object], moment: Moment) -> Iterator[tuple[str | None, KcrmError]]:
    surveyed_on = values["surveyed_on"]
    assert isinstance(surveyed_on, date)
    if surveyed_on > moment.today:
        yield "surveyed_on", RefusedError(N_("{day} is in the future."), day=surveyed_on)
    answers = answers_in(values)
    survey = str(values["survey"])
    permitted = {question.name for question in questions_of(survey, policy)}
    if not answers:
        yield None, RefusedError(N_("The row has no answer to any question."))
    for answer in answers:
        name = f"{answer.survey}.{answer.question}"
        if name not in permitted and answer.survey == survey:
            yield (
                name,
                RefusedError(N_("{question} is not asked: the policy's {key} does not list it."), question=name, key=f"surveys.{survey}"),
            )
        elif name not in permitted:
            yield name, RefusedError(N_("{question} is not part of this survey."), question=name)
        both = isinstance(given := values[name], Answer) and given.expectation is not None
        if both and name + _EXPECTED in values:
            yield name, UsageError(N_("{question}: the expectation is in two columns."), question=name)
    for key in values:
        if key.endswith(_EXPECTED) and key.removesuffix(_EXPECTED) not in values:
            yield key, RefusedError(N_("{question}: has an expectation, but no rating."), question=key.removesuffix(_EXPECTED))


@cache
def questionnaires(policy: SurveysPolicy) -> Form:
    """The form of such a file. Every known question has a column, so that a sheet stays one; only what the policy asks may be answered."""
    return Form(
        FormKind.SURVEYS,
        (
            Column("customer_no", ("客户编号", "客户号"), cells.number_text),
            Column("phone", ("手机", "手机号", "电话", "联系电话"), lambda text, _: normal_phone(text)),
            Column("name", ("姓名", "客户姓名", "客户名称"), cells.line_text),
            Column("surveyed_on", ("调查日期", "日期"), cells.day(past=True)),
            Column("survey", ("问卷", "调查", "调查类型"), read_survey),
            Column("staff", ("调查人", "访问员"), cells.number_text),
            Column("note", ("备注",), cells.long_text),
            *_question_columns(),
        ),
        (("customer_no", "phone"), ("surveyed_on",), ("survey",)),
        partial(_check, policy),
    )
