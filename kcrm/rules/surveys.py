"""Which questions a call asks (Customer-service manager CRM training manual 2012; for whether they would recommend us, usual practice)."""

from __future__ import annotations

from collections.abc import Collection

from kcrm.model import Kind
from kcrm.surveys import Answer, AnswerKind, Question, read_answer, read_answers, surveys

__all__ = ["Answer", "AnswerKind", "Question", "questions_for", "read_answer", "read_answers"]


def questions_for(kinds: Collection[Kind]) -> tuple[Question, ...]:
    """The questions of one call about follow-ups of these kinds: every set that one of them asks, once, in the order of the sets."""
    return tuple(question for survey in surveys() if not survey.asked_by.isdisjoint(kinds) for question in survey.questions)
