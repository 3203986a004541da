"""Credit of company accounts: grade, limit, what is done where it is used up or bills are late, and when it is judged again.

The grades and what they rest on are those of Evaluating customers and prospects, which also names dunning, holding and stopping; the
numbers are usual practice, and policy. Money is fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kcrm.model import Role
from kcrm.model.fleets import (
    AgreedLimit,
    Assessment,
    CreditFacet,
    CreditGrade,
    CreditMeasure,
    CreditReason,
    CreditReview,
    CreditStands,
    LimitFrom,
    Scores,
)
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.fleets.receivables import BillState

_HUNDRED = 100


class Graded(NamedTuple):
    """A grade with what it rests on. score: 0 to 100; None where a score is missing. missing: which."""

    grade: CreditGrade | None
    score: Fraction | None
    missing: tuple[CreditFacet, ...] = ()


def graded(scores: Scores, policy: FleetsPolicy, *, formal: bool = True) -> Graded:
    """The grade by the weighed scores: A from `a_points` on, B from `b_points`, C below; without one of them none.

    formal: whether there is a formal cooperation; without it the grade is D whatever the scores are, and they may be missing. ValueError
    for a score below 0 or above 100, and for weights that are not 100 together.
    """
    said = {facet: getattr(scores, facet) for facet in CreditFacet}
    if any(each is not None and not 0 <= each <= _HUNDRED for each in said.values()):
        raise ValueError(scores)
    if sum(each.percent for each in policy.weights) != _HUNDRED:
        raise ValueError(policy.weights)
    missing = tuple(facet for facet, each in said.items() if each is None)
    score = None
    if not missing:
        score = sum((Fraction(said[CreditFacet(each.facet)]) * each.percent for each in policy.weights), Fraction(0)) / _HUNDRED
    if not formal:
        return Graded(CreditGrade.D, score, missing)
    if score is None:
        return Graded(None, None, missing)
    return Graded(grade_of(score, policy), score)


def grade_of(score: Fraction, policy: FleetsPolicy) -> CreditGrade:
    """The grade of a score of somebody who cooperates formally."""
    if score >= policy.a_points:
        return CreditGrade.A
    return CreditGrade.B if score >= policy.b_points else CreditGrade.C


def months_counted(since: date, policy: FleetsPolicy, today: date) -> int:
    """Over how many months the mean is taken: the whole months since the account exists, at least one and at most `mean_months`."""
    months = (today.year - since.year) * 12 + today.month - since.month
    if months > 0 and months_after(since, months) > today:
        months -= 1
    return max(1, min(months, policy.mean_months))


def mean_month(revenue: Iterable[tuple[date, int]], since: date, policy: FleetsPolicy, today: date) -> Fraction:
    """The mean month's revenue of an account, in fen. revenue: its closed orders, each with the day. since: the first day of the account.

    Of twelve months that are those after the same day a year ago, today included.
    """
    months = months_counted(since, policy, today)
    after = months_after(today, -months)
    return Fraction(sum(amount for on, amount in revenue if after < on <= today), months)


def limit_of(grade: CreditGrade, mean: Fraction, policy: FleetsPolicy) -> int:
    """The credit limit that a grade brings, in whole fen, never above what the mean month allows."""
    months = {
        CreditGrade.A: policy.a_months,
        CreditGrade.B: policy.b_months,
        CreditGrade.C: policy.c_months,
        CreditGrade.D: policy.d_months,
    }
    return int(max(Fraction(0), mean) * months[grade])


class Limit(NamedTuple):
    """The credit limit that holds on a day, in fen, and whose it is.

    assessed: of the assessment; agreed: of the contracts named, together. None where there is none of the kind.
    """

    amount: int
    whose: LimitFrom
    assessed: int | None
    agreed: int | None
    contracts: tuple[int, ...] = ()


class Limits(NamedTuple):
    """What may limit an account's credit. assessed: of its approved assessment, in fen, None without one. agreed: of its contracts."""

    assessed: int | None = None
    agreed: Sequence[AgreedLimit] = ()

    def on(self, day: date) -> Limit | None:
        """The lower of the assessed limit and of what the contracts of that day allow together; None where neither says anything.

        A contract that names no limit takes none away and adds none. Where both are the same it is the assessed one.
        """
        held = [each for each in self.agreed if each.first_on <= day <= each.last_on]
        agreed = sum(each.amount for each in held) if held else None
        numbers = tuple(sorted(each.contract_id for each in held))
        if agreed is not None and (self.assessed is None or agreed < self.assessed):
            return Limit(agreed, LimitFrom.CONTRACT, self.assessed, agreed, numbers)
        return None if self.assessed is None else Limit(self.assessed, LimitFrom.ASSESSED, self.assessed, agreed, numbers)

    def amount_on(self, day: date) -> int | None:
        """Its fen alone."""
        limit = self.on(day)
        return None if limit is None else limit.amount


class Because(NamedTuple):
    """One reason for a measure. found, bound: exposure and limit, or the part of it that warns, in fen; or days late and how many may be.

    bills: those later than that.
    """

    measure: CreditMeasure
    reason: CreditReason
    found: int
    bound: Fraction
    bills: tuple[int, ...] = ()


class Standing(NamedTuple):
    """What is done about an account's credit, and why; gravest first. exposure: its open bills and open orders."""

    measure: CreditMeasure
    exposure: int
    limit: int | None
    because: tuple[Because, ...] = ()


def standing(states: Iterable[BillState], open_orders: int, limit: int | None, policy: FleetsPolicy, today: date) -> Standing:
    """What an account's bills and orders call for (Evaluating customers and prospects names the measures).

    states: its bills. open_orders: fen of orders that it is to pay and that are not closed. limit: the one that holds; None without one,
    when only lateness decides. Where nothing is open all is in order at any limit. What is in the workshop already goes on whatever
    it says.
    """
    unpaid = [each for each in states if each.open > 0]
    exposure = sum(each.open for each in unpaid) + open_orders
    found = (_by_lateness(unpaid, policy, today), None if limit is None else _by_exposure(exposure, limit, policy))
    order = list(CreditMeasure)
    because = sorted((each for each in found if each is not None), key=lambda each: -order.index(each.measure))
    return Standing(because[0].measure if because else CreditMeasure.OK, exposure, limit, tuple(because))


def _by_lateness(unpaid: Iterable[BillState], policy: FleetsPolicy, today: date) -> Because | None:
    late = sorted(((today - each.bill.due_on).days, each.bill.id) for each in unpaid if each.bill.due_on < today)
    if not late:
        return None
    most = late[-1][0]
    steps = ((CreditMeasure.STOP, policy.stop_days), (CreditMeasure.HOLD, policy.hold_days), (CreditMeasure.WARN, 0))
    measure, bound = next(step for step in steps if most > step[1] or step[0] is CreditMeasure.WARN)
    return Because(measure, CreditReason.LATE, most, Fraction(bound), tuple(sorted(number for days, number in late if days > bound)))


def _by_exposure(exposure: int, limit: int, policy: FleetsPolicy) -> Because | None:
    if exposure <= 0:
        return None
    if exposure > limit:
        return Because(CreditMeasure.HOLD, CreditReason.OVER_LIMIT, exposure, Fraction(limit))
    warned = Fraction(limit * policy.warn_percent, _HUNDRED)
    return Because(CreditMeasure.WARN, CreditReason.NEAR_LIMIT, exposure, warned) if exposure >= warned else None


def held_since(
    states: Iterable[BillState], orders: Iterable[tuple[date, int]], limits: Limits, policy: FleetsPolicy, today: date
) -> date | None:
    """Since when what is open today is too late or above the limit; None where neither is. orders: open ones, each with its day and fen.

    Above the limit of each day: a contract that begins may put an account on hold that owes no more than before.
    """
    unpaid = [each for each in states if each.open > 0]
    days = [each.bill.due_on + timedelta(days=policy.hold_days + 1) for each in unpaid]
    since = _over_since([*((each.bill.issued_on, each.open) for each in unpaid), *orders], limits, today)
    return min((day for day in (*days, since) if day is not None and day <= today), default=None)


def _over_since(opened: Sequence[tuple[date, int]], limits: Limits, today: date) -> date | None:
    """Since when without a break what was opened has been more than the limit of the day."""
    turns = [each.first_on for each in limits.agreed] + [each.last_on + ONE_DAY for each in limits.agreed]
    more: dict[date, int] = dict.fromkeys(turns, 0)
    for day, amount in opened:
        more[day] = more.get(day, 0) + amount
    total, since = 0, None
    for day in sorted(day for day in more if day <= today):
        total += more[day]
        limit = limits.on(day)
        if limit is None or total <= limit.amount:
            since = None
        elif since is None:
            since = day
    return since


def may_approve(role: Role, limit: int, policy: FleetsPolicy) -> bool:
    """Whether a credit limit of so many fen is within the authority of a post; one that is not named approves nothing, not even 0."""
    authority = policy.credit.limit_of(role)
    return 0 < authority >= limit


def who_may_approve(limit: int, policy: FleetsPolicy) -> tuple[Role, ...]:
    """The posts with the authority for such a limit, in the order of the vocabulary."""
    return tuple(role for role in Role if may_approve(role, limit, policy))


def stands_as(number: int, approved: Iterable[int]) -> CreditStands:
    """What an assessment is worth: of those of an account that were approved the latest counts, though it be no longer valid.

    number: of the assessment; approved: of all of its account that were approved. The later a number, the later it was assessed.
    """
    latest = max(approved, default=None)
    if latest is None or latest < number:
        return CreditStands.WAITS
    return CreditStands.COUNTS if latest == number else CreditStands.REPLACED


def reassess_on(latest: Assessment, held_since: date | None) -> date:
    """When an account's credit is judged again: on the last day of the latest assessment, or at once where it is on hold.

    held_since: since when it is on hold or stopped, None where it is not; an assessment made since then has taken it into account.
    """
    over = latest.valid_until
    return min(over, held_since) if held_since is not None and held_since > latest.on else over


class Review(NamedTuple):
    """By when credit is to be assessed anew, and why."""

    why: CreditReview
    on: date


def review(since: date, latest: Assessment | None, held_since: date | None) -> Review:
    """When and why an account's credit is judged next; where nothing was ever approved, the day since which it is an account.

    latest: the assessment that counts.
    """
    if latest is None:
        return Review(CreditReview.NEVER, since)
    on = reassess_on(latest, held_since)
    return Review(CreditReview.EXPIRES if on == latest.valid_until else CreditReview.HELD, on)


def valid_until(assessed_on: date, policy: FleetsPolicy) -> date:
    """Until when an assessment holds where nobody says otherwise: so many months later it is due again."""
    return months_after(assessed_on, policy.assess_months)
