"""Satisfaction out of survey answers: rating against expectation by aspect, and who would recommend the store.

CS is rating ÷ expectation: above 1 the customer is delighted, at 1 satisfied, below 1 disappointed (Customer-service manager CRM training
manual 2012). The net promoter score is that of Reichheld, The One Number You Need to Grow (Harvard Business Review, 2003). Who is measured
does not ask (usual practice): an answer that they took themselves is no part of any score.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

from kcrm.enums import StrEnum
from kcrm.model import Kind, Team
from kcrm.surveys import RECOMMEND, AnswerKind, surveys

_PROMOTER = 9
_DETRACTOR = 6
_WHOLE = 100


class Verdict(StrEnum):
    """How a rating stands to what was expected."""

    DELIGHTED = "delighted"
    SATISFIED = "satisfied"
    DISAPPOINTED = "disappointed"


class Subject(StrEnum):
    """What a survey is about: the purchase, which the selling consultant answers for, or a visit, for which it is the advisor."""

    PURCHASE = "purchase"
    VISIT = "visit"


_SUBJECT = {Kind.DC3: Subject.PURCHASE, Kind.DC7: Subject.PURCHASE, Kind.DC30: Subject.PURCHASE, Kind.POST_SERVICE: Subject.VISIT}
_FORMS = {"ssi": Subject.PURCHASE, "csi": Subject.VISIT}


@dataclass(frozen=True, slots=True)
class About:
    """What a call or a form was about. kind: of the follow-up, None on a form; staff: numbers of staff, None where nobody is entered."""

    kind: Kind | None
    consultant_id: int | None = None
    consultant_team: Team | None = None
    advisor_id: int | None = None
    order_team: Team | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """One rated answer.

    given_in: the call or form it was given in; all answers in one are of one customer, and so one case. asked_by: who took it, None
    where nobody said. measured: the staff whose work it judges, teams: their teams; several where one call was about several vehicles.
    """

    survey: str
    question: str
    rating: int
    expectation: int | None
    on: date
    asked_by: int | None = None
    measured: frozenset[int] = frozenset()
    teams: frozenset[Team] = frozenset()
    given_in: str = ""

    @property
    def aspect(self) -> str:
        """The question's full key: csi.work_quality."""
        return f"{self.survey}.{self.question}"

    @property
    def person(self) -> int | None:
        """Whom it counts for: nobody, where it could be several."""
        return next(iter(self.measured)) if len(self.measured) == 1 else None

    @property
    def team(self) -> Team | None:
        return next(iter(self.teams)) if len(self.teams) == 1 else None

    @property
    def by_measured(self) -> bool:
        """Whether somebody took an answer about themselves."""
        return self.asked_by is not None and self.asked_by in self.measured


def measured(survey: str, about: Iterable[About]) -> tuple[frozenset[int], frozenset[Team]]:
    """Whose work, and which teams', a survey judges that was asked about these things.

    SSI judges selling consultants, CSI service advisors; whether they would recommend the store, whoever the call or form was about.
    The team is the workshop's that did the order, or that of the consultant.
    """
    staff: set[int | None] = set()
    teams: set[Team | None] = set()
    for each in about:
        for subject in _subjects(survey, each):
            bought = subject is Subject.PURCHASE
            staff.add(each.consultant_id if bought else each.advisor_id)
            teams.add(each.consultant_team if bought else each.order_team)
    return frozenset(each for each in staff if each is not None), frozenset(each for each in teams if each is not None)


def subjects() -> Iterator[tuple[str, Kind, Subject]]:
    """What each survey of ratings is about that is asked in a call: the survey, the kind of follow-up whose call asks it, the subject."""
    for each in (survey for survey in surveys() if any(question.kind is AnswerKind.RATING for question in survey.questions)):
        yield from ((each.key, kind, subject) for kind, subject in _SUBJECT.items() if kind in each.asked_by)


def _subjects(survey: str, about: About) -> tuple[Subject, ...]:
    if about.kind is not None:
        asked_by = next((each.asked_by for each in surveys() if each.key == survey), frozenset())
        return (_SUBJECT[about.kind],) if about.kind in asked_by and about.kind in _SUBJECT else ()
    possible = _on_paper(survey)
    if len(possible) <= 1:
        return tuple(possible)
    # a form says by its vehicle or its order what it is about
    return (Subject.VISIT,) if about.advisor_id is not None or about.order_team is not None else (Subject.PURCHASE,)


def _on_paper(survey: str) -> frozenset[Subject]:
    """What the forms are about on which a survey stands."""
    forms = next((each.on_forms | {each.key} for each in surveys() if each.key == survey), frozenset())
    return frozenset(_FORMS[form] for form in forms if form in _FORMS)


def form_subject(survey: str, bought_on: date | None, closed_on: date | None) -> Subject | None:
    """What a form on paper is about; for whether they would recommend the store, what was later. None where it judges nobody.

    bought_on, closed_on: of the latest purchase and the latest visit by the form's day.
    """
    possible = _on_paper(survey)
    if len(possible) <= 1:
        return next(iter(possible), None)
    return Subject.VISIT if closed_on is not None and (bought_on is None or closed_on >= bought_on) else Subject.PURCHASE


def satisfaction(rating: int, expectation: int) -> Fraction:
    """CS: rating ÷ expectation, which is at least 1."""
    return Fraction(rating, expectation)


def verdict(cs: Fraction) -> Verdict:
    """What a CS means."""
    if cs == 1:
        return Verdict.SATISFIED
    return Verdict.DELIGHTED if cs > 1 else Verdict.DISAPPOINTED


@dataclass(frozen=True, slots=True)
class Score:
    """What a number of ratings come to.

    count: of the ratings, total: their sum. compared: how many came with an expectation, cases: in how many calls and forms;
    compared_total and expected_total: of those the sums of rating and of expectation. delighted, satisfied, disappointed: how many of
    those.
    """

    count: int
    total: int
    compared: int
    cases: int
    compared_total: int
    expected_total: int
    delighted: int
    satisfied: int
    disappointed: int

    @property
    def mean(self) -> Fraction | None:
        """The mean rating; no value without ratings."""
        return Fraction(self.total, self.count) if self.count else None

    @property
    def cs(self) -> Fraction | None:
        """Sum of ratings ÷ sum of expectations; no value where nobody said what they expected."""
        return Fraction(self.compared_total, self.expected_total) if self.expected_total else None


def score(ratings: Iterable[Rating]) -> Score:
    """All ratings together, each with the same weight."""
    rated = list(ratings)
    compared = [(each.rating, each.expectation) for each in rated if each.expectation is not None]
    verdicts = [verdict(satisfaction(rating, expectation)) for rating, expectation in compared]
    return Score(
        count=len(rated),
        total=sum(each.rating for each in rated),
        compared=len(compared),
        cases=len({each.given_in for each in rated if each.expectation is not None}),
        compared_total=sum(rating for rating, _expectation in compared),
        expected_total=sum(expectation for _rating, expectation in compared),
        delighted=verdicts.count(Verdict.DELIGHTED),
        satisfied=verdicts.count(Verdict.SATISFIED),
        disappointed=verdicts.count(Verdict.DISAPPOINTED),
    )


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The net promoter score: promoters answer 9 or 10, detractors 0 to 6, on a scale from 0 to 10."""

    promoters: int
    passives: int
    detractors: int

    @property
    def count(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def net(self) -> Fraction | None:
        """Promoters less detractors in percent of all answers, -100 to 100; no value without answers."""
        return Fraction((self.promoters - self.detractors) * _WHOLE, self.count) if self.count else None


def recommendation(ratings: Iterable[Rating]) -> Recommendation:
    """Who would recommend the store, of the answers to that question."""
    marks = [each.rating for each in ratings if each.survey == RECOMMEND]
    promoters, detractors = sum(mark >= _PROMOTER for mark in marks), sum(mark <= _DETRACTOR for mark in marks)
    return Recommendation(promoters, len(marks) - promoters - detractors, detractors)


Group = TypeVar("Group", bound=Hashable)


def grouped(ratings: Iterable[Rating], by: Callable[[Rating], Group]) -> dict[Group, list[Rating]]:
    """The ratings by what `by` says of each, in the order in which that first occurs."""
    groups: dict[Group, list[Rating]] = {}
    for each in ratings:
        groups.setdefault(by(each), []).append(each)
    return groups


def fair(ratings: Iterable[Rating]) -> tuple[list[Rating], list[Rating]]:
    """What counts, and what is left out because who is measured took the answer."""
    parted = grouped(ratings, lambda each: each.by_measured)
    return parted.get(False, []), parted.get(True, [])


def lowest(scores: Mapping[str, Score]) -> Sequence[str]:
    """The aspects that satisfy least, several where they are equal; none where fewer than two can be compared.

    They are compared by what they are told by, rating ÷ expectation; by the mean rating where nobody said of any what they expected.
    """
    satisfied = {aspect: found.cs for aspect, found in scores.items() if found.cs is not None}
    compared = satisfied or {aspect: found.mean for aspect, found in scores.items() if found.mean is not None}
    if len(compared) < 2:  # noqa: PLR2004 - the lowest of one says nothing
        return ()
    least = min(compared.values())
    return tuple(aspect for aspect, value in compared.items() if value == least)
