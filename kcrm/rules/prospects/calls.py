"""Which calls a buying intention brings, and when: the next contact, what follows a test drive, a quote, a visit, a loss.

Principles and methods of customer relationship management: contacted by level; Customer-care department plan: process calls to a sample of
those who came. The days are policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from kcrm.model.kinds import Kind
from kcrm.model.planned import BaseFact
from kcrm.model.prospects import Dated, KnownProspect, Stage
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.followups.coverage import drawn
from kcrm.rules.prospects.levels import is_contacted, level, next_contact


class Called(NamedTuple):
    """A call that a prospect brings. start: what it follows. call_on, call_time: what was agreed."""

    start: Dated
    base: BaseFact
    due_on: date
    because: str | None = None
    call_on: date | None = None
    call_time: str | None = None


def start_of(prospect: KnownProspect, kind: Kind) -> Dated | None:
    """What a kind of call starts from; None where the stage asks for none."""
    return _STARTS[kind](prospect)


def call_of(prospect: KnownProspect, kind: Kind, rule: KindPolicy, policy: Policy) -> Called | None:
    """The call of a kind that a prospect brings now; None for none."""
    start = start_of(prospect, kind)
    if start is None:
        return None
    base = kind.row.base
    due_on, because = start.on + timedelta(days=rule.days), None
    match kind:
        case Kind.PROSPECT_CONTACT:
            return _contact(prospect, start, policy)
        case Kind.SHOWROOM_VISIT:
            number = drawn(f"L{prospect.id}")
            if number >= policy.prospects.showroom_percent:
                return None
            because = f"drawn={number}"
        case Kind.QUOTE_EXPIRY:
            due_on = start.on - timedelta(days=rule.days)
            due_on = due_on if prospect.quoted_on is None else max(due_on, prospect.quoted_on)  # no call is late before there is a quote
        case Kind.INVALID_PROSPECT if prospect.unreachable:
            due_on, because = start.on + timedelta(days=policy.prospects.unreachable_days), "unreachable"
        case Kind.INVALID_PROSPECT if prospect.again_on is not None:
            due_on, because = prospect.again_on, f"named={prospect.again_on}"
    return Called(start, base, due_on, because)


def _contact(prospect: KnownProspect, start: Dated, policy: Policy) -> Called:
    """The first contact by the day that was promised, any other by the level of that very day; who was not reached is tried again.

    Of whom only the day of registration is known, the first is due the day after: they may have come in the evening.
    """
    agreed = prospect.agreed_on, prospect.agreed_time
    talked_on = max(filter(None, (prospect.contacted_on, prospect.missed_on)), default=None)
    if talked_on is None:
        due_on = start.on + ONE_DAY if prospect.first_due_on is None else max(start.on, prospect.first_due_on)
        return Called(start, BaseFact.ENQUIRED_ON, due_on, "first", *agreed)
    due_on = next_contact(talked_on, prospect.intended_on, policy.prospects, prospect.floor, start.on if start.on > talked_on else None)
    judged = level(prospect.intended_on, due_on, policy.prospects, prospect.floor)
    base = BaseFact.CONTACTED_ON if start.on <= talked_on else BaseFact.INTENT_CHANGED_ON
    return Called(start, base, due_on, f"level={judged.level}", *agreed)


def _while_open(found: Callable[[KnownProspect], Dated | None]) -> Callable[[KnownProspect], Dated | None]:
    return lambda prospect: found(prospect) if is_contacted(prospect.stage) else None


def _at(stage: Stage, found: Callable[[KnownProspect], Dated | None]) -> Callable[[KnownProspect], Dated | None]:
    return lambda prospect: found(prospect) if prospect.stage is stage else None


_STARTS: Mapping[Kind, Callable[[KnownProspect], Dated | None]] = {
    Kind.PROSPECT_CONTACT: _while_open(lambda prospect: prospect.base),
    Kind.TEST_DRIVE_AFTER: _while_open(lambda prospect: prospect.driven),
    Kind.QUOTE_EXPIRY: _while_open(lambda prospect: prospect.quoted_until),
    Kind.SHOWROOM_VISIT: _while_open(lambda prospect: prospect.came),
    Kind.LOST_CHECK: _at(Stage.LOST, lambda prospect: prospect.lost),
    Kind.LOST_PROSPECT: _at(Stage.LOST, lambda prospect: prospect.lost),
    Kind.INVALID_PROSPECT: _at(Stage.INVALID, lambda prospect: prospect.invalid),
}
