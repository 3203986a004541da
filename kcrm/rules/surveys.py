"""Which questions a call or a form asks, by the policy's aspects.

Customer-service manager CRM training manual 2012; for whether they would recommend us, usual practice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date

from kcrm.model import Kind
from kcrm.policy_sections import CallingPolicy, SurveysPolicy
from kcrm.surveys import (
    Answer,
    AnswerKind,
    ExpectationAsked,
    Question,
    Survey,
    read_answer,
    read_answers,
    read_corrections,
    surveys,
    with_expected,
)

__all__ = [
    "Answer",
    "AnswerKind",
    "Question",
    "asked_surveys",
    "expected_once",
    "in_time",
    "most_questions",
    "questions_for",
    "questions_of",
    "read_answer",
    "read_answers",
    "read_corrections",
    "service_is_needed",
    "with_expectation",
]

_SECONDS = 60
_SERVICE_NEEDED = ("new_owner", "service_needed", "yes")


def asked_surveys(policy: SurveysPolicy) -> tuple[Survey, ...]:
    """Every question set as it is asked: of SSI and CSI the policy's aspects, in its order."""
    aspects = {"ssi": policy.ssi, "csi": policy.csi}
    return tuple(_of_aspects(survey, aspects[survey.key]) if survey.key in aspects else survey for survey in surveys())


def _of_aspects(survey: Survey, aspects: tuple[str, ...]) -> Survey:
    known = {question.key: question for question in survey.questions}
    return survey._replace(questions=tuple(known[aspect] for aspect in aspects))


def questions_for(kinds: Collection[Kind], policy: SurveysPolicy) -> tuple[Question, ...]:
    """The questions of one call about follow-ups of these kinds: every set that one of them asks, once, in the order of the sets."""
    return _questions(policy, lambda survey: not survey.asked_by.isdisjoint(kinds))


def questions_of(survey: str, policy: SurveysPolicy) -> tuple[Question, ...]:
    """What a form of this survey may answer: its own questions, and those that stand beside them on paper."""
    return _questions(policy, lambda each: each.key == survey or survey in each.on_forms)


def most_questions(calling: CallingPolicy, policy: SurveysPolicy) -> int:
    """How many questions a call has time for (5 to 8 minutes: Customer callbacks and complaint handling)."""
    return calling.most_minutes * _SECONDS // policy.question_seconds


def in_time(questions: Sequence[Question], most: int, day: date) -> tuple[Question, ...]:
    """At most so many of a call's questions, in their order. Of more than that each day leaves out others.

    The day is any that the call keeps whenever it is looked at. On as many days in a row as there are questions each has its turn equally
    often.
    """
    first = day.toordinal() % len(questions) if questions else 0
    turn = {(first + step) % len(questions) for step in range(min(most, len(questions)))}
    return tuple(question for place, question in enumerate(questions) if place in turn)


def with_expectation(questions: Sequence[Question], asked: ExpectationAsked) -> tuple[Question, ...]:
    """At which of a call's questions it is asked what had been expected: at each that can be, or at the first of its survey."""
    able = [question for question in questions if question.with_expectation]
    if asked is ExpectationAsked.ASPECT:
        return tuple(able)
    return tuple({question.survey: question for question in reversed(able)}.values())


def expected_once(answers: Sequence[Answer], unasked: Collection[Question]) -> tuple[Answer, ...]:
    """The answers of a call, where what was said first of a survey's expectation holds for its ratings that had none of their own.

    unasked: the questions at which it was not asked.
    """
    said = {answer.survey: answer.expectation for answer in reversed(answers) if answer.expectation is not None}
    return with_expected(answers, unasked, said)


def service_is_needed(answers: Iterable[Answer]) -> bool:
    """Whether they said that something is to be put right: more is to come of it than an answer."""
    return any((answer.survey, answer.question, answer.answer) == _SERVICE_NEEDED for answer in answers)


def _questions(policy: SurveysPolicy, asks: Callable[[Survey], bool]) -> tuple[Question, ...]:
    return tuple(question for survey in asked_surveys(policy) if asks(survey) for question in survey.questions)
