"""What customers said in a period: by aspect, team, person or month, each survey as a whole first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kcrm.actions.session import Session
from kcrm.actions.surveys import Answered, answered, people
from kcrm.dates import Period, add_months
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Unit
from kcrm.model.words import Word
from kcrm.queries.kpi import months
from kcrm.rules.kpi import WHOLE, Scope, ScopeKind, Status, is_met, period_before
from kcrm.rules.kpi.targets import target_of
from kcrm.rules.satisfaction import Rating, Recommendation, Score, Verdict, grouped, lowest, recommendation, score, verdict
from kcrm.rules.surveys import asked_surveys
from kcrm.surveys import RECOMMEND, surveys

NPS = "nps"
_YES = frozenset(survey.key for survey in surveys() if survey.counts_yes)
_PERCENT = 100


class By(Word):
    """How the answers are parted."""

    ASPECT = "aspect", N_("aspect")
    TEAM = "team", N_("team")
    PERSON = "person", N_("person")
    MONTH = "month", N_("month")


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """What one survey's answers of a scope and period come to.

    key: the survey, `nps` for whether they would recommend the store. left_out: answers taken by whom they judge. previous: the value of
    the period before. lowest: whether this aspect is rated lowest of its survey. asked: whether it is still asked, by the policy in force.
    """

    key: str
    scope: Scope
    period: Period
    score: Score
    recommendation: Recommendation
    left_out: int
    previous: Fraction | None
    target: Fraction | None
    lowest: bool = False
    asked: bool = True

    @property
    def counts_yes(self) -> bool:
        """Whether it is the share of those who say yes."""
        return self.key in _YES

    @property
    def unit(self) -> Unit:
        return Unit.PERCENT if self.key == NPS or self.counts_yes else Unit.RATIO

    @property
    def value(self) -> Fraction | None:
        """The net promoter score, the percentage of yes, or CS."""
        return _value(self.key, self.score, self.recommendation)

    @property
    def numerator(self) -> int | None:
        if self.value is None:
            return None
        if self.key == NPS:
            return self.recommendation.promoters - self.recommendation.detractors
        return self.score.total if self.counts_yes else self.score.compared_total

    @property
    def denominator(self) -> int | None:
        if self.value is None:
            return None
        if self.key == NPS:
            return self.recommendation.count
        return self.score.count if self.counts_yes else self.score.expected_total

    @property
    def verdict(self) -> Verdict | None:
        return None if self.key == NPS or self.score.cs is None else verdict(self.score.cs)

    def status(self, small_sample: int) -> Status:
        """The judgement. small_sample: answers from fewer calls and forms than that are not judged."""
        if self.value is None:
            return Status.NO_VALUE
        if (self.score.count if self.key == NPS or self.counts_yes else self.score.cases) < small_sample:
            return Status.SMALL_SAMPLE
        if self.target is None:
            return Status.NO_TARGET
        return Status.MET if is_met(self.value, self.target, KPIS[self.key].direction) else Status.MISSED


@dataclass(frozen=True, slots=True)
class SatisfactionReport:
    """The rows, in the order in which they are shown."""

    period: Period
    by: By
    rows: tuple[SatisfactionRow, ...]


def satisfaction_report(session: Session, period: Period, by: By = By.ASPECT, survey: str | None = None) -> SatisfactionReport:
    """What was answered in a period; survey: only that one's answers."""
    now, before = answered(session, period), answered(session, period_before(period))
    rows: list[SatisfactionRow] = []
    for each in surveys():
        if survey in (None, each.key):
            rows += _of_survey(session, each.key, by, now, before)
    return SatisfactionReport(period, by, tuple(rows))


def _of_survey(session: Session, survey: str, by: By, now: Answered, before: Answered) -> Iterator[SatisfactionRow]:
    key = NPS if survey == RECOMMEND else survey
    counted, left_out, earlier = (
        [each for each in ratings if each.survey == survey] for ratings in (now.counted, now.left_out, before.counted)
    )
    if not counted and not left_out:
        return
    target = target_of(key, months.targets(session.connection), session.policy.kpi) if key in KPIS else None
    yield _row(key, WHOLE, now.period, (counted, left_out, earlier), target)
    if by is By.MONTH:
        yield from _months(key, now.period, (counted, left_out, earlier), target)
    elif not (by is By.ASPECT and key == NPS):  # it has but one question
        yield from _parts(session, key, by, now.period, (counted, left_out, earlier), target)


_Three = tuple[Sequence[Rating], Sequence[Rating], Sequence[Rating]]


def _parts(session: Session, key: str, by: By, period: Period, ratings: _Three, target: Fraction | None) -> Iterator[SatisfactionRow]:
    staff = people(session) if by is By.PERSON else {}

    def scope_of(each: Rating) -> Scope:
        if by is By.ASPECT:
            return Scope(ScopeKind.ASPECT, each.aspect)
        if by is By.TEAM:
            return Scope(ScopeKind.TEAM, each.team)
        member = staff[each.person] if each.person is not None else None
        return Scope(ScopeKind.PERSON, member.employee_no, member.name) if member else Scope(ScopeKind.PERSON)

    counted, left_out, earlier = (grouped(each, scope_of) for each in ratings)
    scores = {str(scope.id): score(each) for scope, each in counted.items()}
    least = lowest(scores) if by is By.ASPECT else ()
    asked = [question.name for each in asked_surveys(session.policy.surveys) for question in each.questions]
    for scope in sorted(counted | left_out, key=_order(by, asked)):
        three = (counted.get(scope, []), left_out.get(scope, []), earlier.get(scope, []))
        row = _row(key, scope, period, three, target)
        yield replace(row, lowest=scope.id in least, asked=scope.id in asked) if by is By.ASPECT else row


def _months(key: str, period: Period, ratings: _Three, target: Fraction | None) -> Iterator[SatisfactionRow]:
    counted, left_out, earlier = ratings
    first = period.first
    before = period_before(_month_in(period, first))
    earlier = [each for each in earlier if each.on in before]
    while first <= period.last:
        month = _month_in(period, first)
        three = tuple([each for each in some if each.on in month] for some in (counted, left_out))
        yield _row(key, WHOLE, month, (three[0], three[1], earlier), target)
        earlier = three[0]
        first = month.last + timedelta(days=1)


def _month_in(period: Period, first: date) -> Period:
    """The days of a month, from its first, that lie in the period."""
    return Period(first, min(period.last, add_months(first.replace(day=1), 1) - timedelta(days=1)))


def _row(key: str, scope: Scope, period: Period, ratings: _Three, target: Fraction | None) -> SatisfactionRow:
    counted, left_out, earlier = ratings
    previous = _value(key, score(earlier), recommendation(earlier))
    return SatisfactionRow(key, scope, period, score(counted), recommendation(counted), len(left_out), previous, target)


def _value(key: str, found: Score, recommended: Recommendation) -> Fraction | None:
    if key in _YES:
        return found.mean * _PERCENT if found.mean is not None else None
    return recommended.net if key == NPS else found.cs


def _order(by: By, asked: Sequence[str]) -> Callable[[Scope], tuple[object, ...]]:
    """Aspects as they are asked, then those that are no longer; teams and people by name; who is not known last."""
    aspects = [*asked, *(question.name for each in surveys() for question in each.questions)]

    def key(scope: Scope) -> tuple[object, ...]:
        if by is By.ASPECT:
            return (aspects.index(str(scope.id)),)
        return (scope.id is None, scope.id or "")

    return key
