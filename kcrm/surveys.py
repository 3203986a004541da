"""What customers can be asked, and how their answers are typed.

The question sets are data, `surveys.toml`: the new-owner survey, satisfaction with the purchase (SSI) and with service (CSI) by aspects,
and whether they would recommend the store (Customer-service manager CRM training manual 2012).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from kcrm.datafile import read_table
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import Kind
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.text import as_digits, yes_or_no

RECOMMEND = "recommend"
"""The set of one question: whether they would recommend the store."""

_EQUALS = pattern("[=＝]")
_EXPECTATION = "expectation"
_LEAST_EXPECTATION = 1  # satisfaction is rating ÷ expectation


class AnswerKind(Word):
    RATING = "rating", N_("{least}-{most}")
    YES_NO = "yes_no", N_("y/n")
    TEXT = "text", N_("words")


class ExpectationAsked(Word):
    """How often in a call a customer is asked what they had expected."""

    SURVEY = "survey", N_("once a survey")
    ASPECT = "aspect", N_("every aspect")


class Question(NamedTuple):
    """One question. least, most: the ends of its scale, for ratings only."""

    survey: str
    key: str
    kind: AnswerKind
    with_expectation: bool = False
    least: int = 1
    most: int = 10

    @property
    def name(self) -> str:
        """Its full key, which is also the name of its wording: csi.work_quality."""
        return f"{self.survey}.{self.key}"


class Answer(NamedTuple):
    """One answer, as the table keeps it. answer: `yes` or `no`, or the customer's words."""

    survey: str
    question: str
    rating: int | None = None
    expectation: int | None = None
    answer: str | None = None

    @property
    def said(self) -> str:
        """The rating with what was expected, `8/9`, or what was said."""
        rating = "/".join(str(number) for number in (self.rating, self.expectation) if number is not None)
        return rating or self.answer or ""


class Survey(NamedTuple):
    """A question set and the kinds of follow-up whose call asks it. on_forms: other sets whose questionnaires on paper have it, too."""

    key: str
    asked_by: frozenset[Kind]
    on_forms: frozenset[str]
    questions: tuple[Question, ...]
    source: str

    @property
    def counts_yes(self) -> bool:
        """Whether it comes to the share of those who say yes, as all of its questions are answered by yes or no."""
        return all(question.kind is AnswerKind.YES_NO for question in self.questions)


@cache
def surveys() -> tuple[Survey, ...]:
    """Every question set, in the order in which they are asked; of its aspects the policy may leave out some."""
    return tuple(_survey(key, table) for key, table in read_table(Path(__file__).with_name("surveys.toml")).items())


def _survey(key: str, table: Mapping[str, object]) -> Survey:
    asked_by, on_forms, questions = table["asked_by"], table.get("on_forms", []), table["questions"]
    assert isinstance(asked_by, list)
    assert isinstance(on_forms, list)
    assert isinstance(questions, dict)
    return Survey(
        key=key,
        asked_by=frozenset(map(Kind, asked_by)),
        on_forms=frozenset(on_forms),
        questions=tuple(
            Question(
                survey=key,
                key=name,
                kind=AnswerKind(values["kind"]),
                with_expectation=values.get("expectation", False),
                least=values.get("least", 1),
                most=values.get("most", 10),
            )
            for name, values in questions.items()
        ),
        source=str(table["source"]),
    )


def read_answers(texts: Sequence[str], questions: Sequence[Question]) -> tuple[Answer, ...]:
    """Answers as they are typed, `csi.work_quality=8/9` or `service_needed=yes`, in the order of the questions.

    Of a question's full key the part after the dot is enough where only one question has it. A rating may be followed by what was expected:
    rating/expectation; `csi.expectation=9` is what was expected at each rating of that survey that has nothing of its own. Raises
    UsageError, with near keys, for an answer to what is not asked, a value that does not fit, or two answers to one question.
    """
    found: dict[Question, Answer] = {}
    expected: dict[str, int] = {}
    wholes = {question.survey: question for question in reversed(questions) if question.with_expectation}
    for text in texts:
        parts = _EQUALS.split(text, maxsplit=1)
        if len(parts) == 1:
            raise UsageError(N_("{text} is not an answer. Write question=answer: {example}"), text=text, example=_example(questions))
        key, value = parts
        survey, dot, name = key.strip().casefold().rpartition(".")
        if name == _EXPECTATION and (
            whole := wholes.get(survey) if dot else next(iter(wholes.values()), None) if len(wholes) == 1 else None
        ):
            if whole.survey in expected:
                raise UsageError(N_("{question} is answered twice."), question=f"{whole.survey}.{_EXPECTATION}")
            about = whole._replace(key=_EXPECTATION)
            expected[whole.survey] = _number(value, about, max(whole.least, _LEAST_EXPECTATION))
            continue
        question = _asked(key, questions)
        if question in found:
            raise UsageError(N_("{question} is answered twice."), question=question.name)
        found[question] = read_answer(value, question)
    rated = {question.survey for question, answer in found.items() if answer.rating is not None and question.with_expectation}
    if alone := next((survey for survey in expected if survey not in rated), None):
        raise UsageError(N_("{question} needs a rating with it."), question=f"{alone}.{_EXPECTATION}")
    return with_expected([found[question] for question in questions if question in found], questions, expected)


def words_in(answers: Sequence[Answer]) -> list[str]:
    """What was answered in the customer's own words."""
    free = {(question.survey, question.key) for survey in surveys() for question in survey.questions if question.kind is AnswerKind.TEXT}
    return [answer.answer for answer in answers if answer.answer is not None and (answer.survey, answer.question) in free]


def read_corrections(texts: Sequence[str]) -> dict[Question, Answer | None]:
    """Answers to any question there is, as they are typed to correct earlier ones; `advisor=` for one that was never given. UsageError."""
    questions = [question for survey in surveys() for question in survey.questions]
    found: dict[Question, Answer | None] = {}
    for text in texts:
        key, equals, value = text.replace("＝", "=").partition("=")
        if equals and not value.strip():
            found[_asked(key, questions)] = None
        else:
            (answer,) = read_answers([text], questions)
            found[_asked(f"{answer.survey}.{answer.question}", questions)] = answer
    return found


def with_expected(answers: Sequence[Answer], questions: Collection[Question], expected: Mapping[str, int]) -> tuple[Answer, ...]:
    """The answers with what was expected, by survey, at their ratings of these questions that have nothing of their own."""
    able = {(question.survey, question.key) for question in questions if question.with_expectation}
    return tuple(
        answer._replace(expectation=expected.get(answer.survey))
        if answer.expectation is None and (answer.survey, answer.question) in able
        else answer
        for answer in answers
    )


def read_answer(text: str, question: Question) -> Answer:
    """One answer as it is typed. Raises UsageError for a value that does not fit the question."""
    value = text.strip()
    match question.kind:
        case AnswerKind.YES_NO:
            yes = yes_or_no(value)
            if yes is None:
                raise UsageError(N_("{question} takes yes or no, not {value}."), question=question.name, value=text)
            return Answer(question.survey, question.key, answer="yes" if yes else "no")
        case AnswerKind.TEXT:
            if not value:
                raise UsageError(N_("{question}: the answer is empty."), question=question.name)
            return Answer(question.survey, question.key, answer=value)
        case AnswerKind.RATING:
            rating, slash, expectation = value.replace("／", "/").partition("/")
            if slash and not question.with_expectation:
                raise UsageError(N_("{question} has no expectation: give one number, not {value}."), question=question.name, value=text)
            return Answer(
                question.survey,
                question.key,
                rating=_number(rating, question, question.least),
                expectation=_number(expectation, question, max(question.least, _LEAST_EXPECTATION)) if slash else None,
            )


def _number(text: str, question: Question, least: int) -> int:
    digits = as_digits(text)
    if digits is not None and len(digits) <= len(str(question.most)) and least <= int(digits) <= question.most:
        return int(digits)
    raise UsageError(
        N_("{question}: {value} is not a whole number from {least} to {most}."),
        question=question.name,
        value=text.strip() or "''",
        least=least,
        most=question.most,
    )


def _asked(text: str, questions: Sequence[Question]) -> Question:
    if not questions:
        raise UsageError(N_("This call has no questions to answer."))
    key = text.strip().casefold().replace("-", "_")
    by_name = {question.name: question for question in questions}
    often = Counter(question.key for question in questions)
    by_key = {question.key: question for question in questions if often[question.key] == 1}
    question = by_name.get(key) or by_key.get(key)
    if question is not None:
        return question
    same = [question.name for question in questions if question.key == key]
    if same:
        raise UsageError(N_("{key} matches several questions. Give the full key."), near=same, key=text.strip())
    raise UsageError(
        N_("{key} is not asked here. Questions: {questions}."),
        near=get_close_matches(key, [*by_name, *by_key]),
        key=text.strip() or "''",
        questions=", ".join(by_name),
    )


def _example(questions: Sequence[Question]) -> str:
    if not questions:
        return "csi.work_quality=8/9"
    values = {AnswerKind.RATING: "8", AnswerKind.YES_NO: "yes", AnswerKind.TEXT: "…"}
    return f"{questions[0].name}={values[questions[0].kind]}"
