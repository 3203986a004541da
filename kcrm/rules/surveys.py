"""Which questions a call or a form asks, by the policy's aspects.

Customer-service manager CRM training manual 2012; for whether they would recommend us, usual practice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from kcrm.model import Kind
from kcrm.policy_sections import SurveysPolicy
from kcrm.surveys import RECOMMEND, Answer, AnswerKind, Question, Survey, read_answer, read_answers, surveys

__all__ = ["Answer", "AnswerKind", "Question", "asked_surveys", "questions_for", "questions_of", "read_answer", "read_answers"]


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
    """What a form of this survey may answer: its own questions, and whether they would recommend the store."""
    return _questions(policy, lambda each: each.key in {survey, RECOMMEND})


def _questions(policy: SurveysPolicy, asks: Callable[[Survey], bool]) -> tuple[Question, ...]:
    return tuple(question for survey in asked_surveys(policy) if asks(survey) for question in survey.questions)
