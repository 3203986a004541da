"""What can be concluded of a campaign: rates of those approached and those left alone, what it brought and what it cost.

A rate has the score interval of Wilson (1927), a difference of two rates the interval that Newcombe (1998, method 10) makes of two such.
Without a control group nothing is said of a difference. Where few people are in a group nothing is concluded, and a campaign whose days of
response are not over is told as it stands so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import Final

from kcrm.model.campaigns import ARRIVALS, RESPONSES, Group, Step, Targeted, TargetState, Verdict
from kcrm.named import NamedTuple
from kcrm.policy_campaigns import CampaignPolicy

_PERCENT: Final = 100


class Between(NamedTuple):
    """An interval: both ends as shares of 1."""

    low: float
    high: float


class Rate(NamedTuple):
    """How many of how many, with the interval in which the true rate lies. All None where there is nobody."""

    those: int
    of: int
    interval: Between | None

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.those, self.of) if self.of else None


class Effect(NamedTuple):
    """What became of a campaign. Amounts in fen.

    responded: of those approached, whoever did anything that was hoped for. treated, control: who came or bought. lift: of the share that
    came, how much more than of those left alone. fen: what those approached brought who came or bought. more_fen: how much of it would not
    have come by itself, as those left alone show; None where there is no control group. cost_each: a response. gain: earned a fen spent,
    (income - cost) / cost.
    """

    verdict: Verdict
    responded: Rate
    treated: Rate
    control: Rate
    lift: Fraction | None
    lift_between: Between | None
    fen: int
    more_fen: Fraction | None
    cost_fen: int
    cost_each: Fraction | None
    gain: Fraction | None


def furthest(person: Targeted, policy: CampaignPolicy, before: date | None = None) -> Step | None:
    """The furthest that somebody came within the days of response; of steps alike the first. None where nothing happened.

    before: only what happened until that day. A refusal counts where nothing else came of it.
    """
    return max(_in_time(person, policy, before), key=lambda step: (_PLACE[step.state], -step.day.toordinal()), default=None)


def earned_fen(person: Targeted, policy: CampaignPolicy) -> int:
    """What somebody brought by coming or buying within the days of response."""
    return sum(step.fen for step in _in_time(person, policy) if step.state in ARRIVALS)


def response_until(since: date, policy: CampaignPolicy) -> date:
    """The last day on which something counts as a response."""
    return since + timedelta(days=policy.response_days)


def effect(people: Sequence[Targeted], cost_fen: int, policy: CampaignPolicy, today: date) -> Effect:
    """What became of it, as known on a day."""
    treated = [each for each in people if each.group is Group.TREATED]
    alone = [each for each in people if each.group is Group.CONTROL]
    responded = rate(_counted(treated, policy, RESPONSES), len(treated), policy.confidence_percent)
    came = rate(_counted(treated, policy, ARRIVALS), len(treated), policy.confidence_percent)
    came_alone = rate(_counted(alone, policy, ARRIVALS), len(alone), policy.confidence_percent)
    fen = sum(earned_fen(each, policy) for each in treated)
    more_fen = fen - Fraction(sum(earned_fen(each, policy) for each in alone) * len(treated), len(alone)) if alone else None
    compared = came.value is not None and came_alone.value is not None
    lift = came.value - came_alone.value if came.value is not None and came_alone.value is not None else None
    between = difference(came, came_alone) if compared else None
    so_far = any(response_until(each.since, policy) >= today for each in people)
    return Effect(
        _verdict(treated, alone, between, policy, so_far=so_far),
        responded,
        came,
        came_alone,
        lift,
        between,
        fen,
        more_fen,
        cost_fen,
        Fraction(cost_fen, responded.those) if responded.those else None,
        Fraction(fen - cost_fen, cost_fen) if cost_fen else None,
    )


def rate(count: int, of: int, confidence_percent: int) -> Rate:
    """A share and its interval by Wilson's score method, without continuity correction."""
    if not of:
        return Rate(count, of, None)
    z = NormalDist().inv_cdf(0.5 + confidence_percent / _PERCENT / 2)
    share, square = count / of, z * z
    middle = (2 * count + square) / (2 * (of + square))
    half = z * sqrt(square + 4 * count * (1 - share)) / (2 * (of + square))
    return Rate(count, of, Between(0.0 if count == 0 else middle - half, 1.0 if count == of else middle + half))


def difference(one: Rate, other: Rate) -> Between | None:
    """The interval of the difference of two rates by Newcombe's method 10: from the intervals of each. None where one has none."""
    if one.interval is None or other.interval is None or one.value is None or other.value is None:
        return None
    first, second = float(one.value), float(other.value)
    below = sqrt((first - one.interval.low) ** 2 + (other.interval.high - second) ** 2)
    above = sqrt((one.interval.high - first) ** 2 + (second - other.interval.low) ** 2)
    return Between(first - second - below, first - second + above)


def _verdict(
    treated: Sequence[Targeted], alone: Sequence[Targeted], between: Between | None, policy: CampaignPolicy, *, so_far: bool
) -> Verdict:
    if so_far:
        return Verdict.SO_FAR
    if not alone or between is None:
        return Verdict.NO_COMPARISON
    if min(len(treated), len(alone)) < policy.small_group:
        return Verdict.SMALL
    if between.low > 0:
        return Verdict.MORE
    return Verdict.FEWER if between.high < 0 else Verdict.NO_DIFFERENCE


def _counted(people: Iterable[Targeted], policy: CampaignPolicy, states: tuple[TargetState, ...]) -> int:
    """How many people did any of these, each once."""
    return sum(any(step.state in states for step in _in_time(each, policy)) for each in people)


def _in_time(person: Targeted, policy: CampaignPolicy, before: date | None = None) -> Iterable[Step]:
    last = response_until(person.since, policy)
    if before is not None:
        last = min(last, before)
    return (step for step in person.steps if person.since <= step.day <= last)


_PLACE: Final = {
    state: place
    for place, state in enumerate(
        (
            TargetState.LISTED,
            TargetState.SENT,
            TargetState.REACHED,
            TargetState.REFUSED,
            TargetState.RESPONDED,
            TargetState.BOOKED,
            TargetState.CAME,
            TargetState.BOUGHT,
        )
    )
}
