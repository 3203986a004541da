"""Which follow-ups a company account brings, and when: visits, renewals, reminders of what it owes, reviews of its credit, anniversaries.

Customer-service manager CRM training manual 2012, of group customers: visited by grade, contracts, arrears and anniversaries watched;
Evaluating customers and prospects: credit judged anew. The days are usual practice, and policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from kcrm.model.fleets import AccountMember, CreditGrade, KnownAccount, MemberRole
from kcrm.model.kinds import Kind
from kcrm.model.planned import BaseFact, CancelReason
from kcrm.model.planning import FollowUpKey
from kcrm.model.vocabulary import Channel
from kcrm.named import NamedTuple
from kcrm.policy_sections import FleetsPolicy, KindPolicy
from kcrm.rules.calendar import ONE_DAY, in_year, months_after
from kcrm.rules.fleets.contracts import agreed_limits, renewal_due_on, wants_renewal
from kcrm.rules.fleets.credit import Limits, held_since, reassess_on
from kcrm.rules.fleets.members import SPEAKING, spokesperson
from kcrm.rules.fleets.receivables import BillState, ledger, reminder_to_make, step_days

_HELD: Final = 1


class Called(NamedTuple):
    """A follow-up that an account brings. event_on: the day that it reminds of; None where it looks back.

    occurrence: the month of a visit, the days from a reminder to the bill's day, negative after it, 1 for a review on hold.
    late_too: it is called for also where it fell due before go-live.
    """

    base: BaseFact
    base_on: date
    due_on: date
    occurrence: int = 0
    case: str | None = None
    lapses_on: date | None = None
    event_on: date | None = None
    because: str | None = None
    late_too: bool = False


class Visits(NamedTuple):
    """How often an account is visited: every so many months from a day on."""

    base: BaseFact
    base_on: date
    months: int
    grade: CreditGrade | None


def visits_of(account: KnownAccount, policy: FleetsPolicy) -> Visits | None:
    """By the approved credit grade, counted from the day since which it counts; None where there is no formal cooperation, or it is closed.

    An account that nobody has graded yet is visited as one of grade C, from its first day on: it is known too little to be left alone, and
    not well enough to be seen more often.
    """
    if not account.is_open or account.grade is CreditGrade.D:
        return None
    every = {CreditGrade.A: policy.a_visit, CreditGrade.B: policy.b_visit, CreditGrade.C: policy.c_visit}
    if account.grade is None or account.graded_on is None:
        return Visits(BaseFact.ACCOUNT_SINCE, account.since_on, policy.c_visit, None)
    return Visits(BaseFact.GRADED_ON, account.graded_on, every[account.grade], account.grade)


def next_visit_on(account: KnownAccount, policy: FleetsPolicy, today: date) -> date | None:
    """The first day from today on, on which a visit falls due; None where none does."""
    visits = visits_of(account, policy)
    if visits is None:
        return None
    return next(_visits(visits, today, today)).due_on


def calls_of(
    kind: Kind, account: KnownAccount, rule: KindPolicy, policy: FleetsPolicy, today: date, first: date, last: date
) -> Iterator[Called]:
    """The follow-ups of a kind that an open account brings.

    first, last: of visits and anniversaries, those that are due between these days, and the first one after them.
    """
    if not account.is_open:
        return
    match kind:
        case Kind.ACCOUNT_VISIT:
            visits = visits_of(account, policy)
            if visits is not None:
                yield from _visits(visits, first, last)
        case Kind.CONTRACT_RENEWAL:
            yield from _renewals(account, policy)
        case Kind.DUNNING:
            yield from _reminder(account, policy, today)
        case Kind.CREDIT_REVIEW:
            yield from _review(account, policy, today)
        case Kind.ACCOUNT_ANNIVERSARY:
            yield from _anniversaries(account, rule, first, last)


def _visits(visits: Visits, first: date, last: date) -> Iterator[Called]:
    """Each makes sense until the next one is due."""
    base_on, every = visits.base_on, visits.months
    months = every * max(1, ((first.year - base_on.year) * 12 + first.month - base_on.month) // every)
    because = f"grade={visits.grade or 'none'}"
    while True:
        due_on, following_on = months_after(base_on, months), months_after(base_on, months + every)
        if due_on >= first:
            yield Called(visits.base, base_on, due_on, months, lapses_on=following_on - ONE_DAY, because=because)
            if due_on > last:
                return
        months += every


def _renewals(account: KnownAccount, policy: FleetsPolicy) -> Iterator[Called]:
    for each in account.contracts:
        if wants_renewal(each, account.contracts):
            due_on = renewal_due_on(each, policy)
            yield Called(BaseFact.CONTRACT_UNTIL, each.until, due_on, case=f"N{each.id}", lapses_on=each.until, event_on=each.until)


def _states(account: KnownAccount, today: date) -> tuple[BillState, ...]:
    return ledger(account.bills, account.payments, today).bills


def _reminder(account: KnownAccount, policy: FleetsPolicy, today: date) -> Iterator[Called]:
    if not account.bills:
        return
    wanted = reminder_to_make(_states(account, today), policy, today, account.asked_on)
    if wanted is not None:
        lead = (wanted.due_on - wanted.on).days
        yield Called(BaseFact.BILL_DUE_ON, wanted.due_on, wanted.on, lead, because=f"step={wanted.step}", late_too=True)


def _held_since(account: KnownAccount, policy: FleetsPolicy, today: date) -> date | None:
    return held_since(_states(account, today), account.orders, _limits(account), policy, today)


def _limits(account: KnownAccount) -> Limits:
    return Limits(None if account.assessed is None else account.assessed.limit, agreed_limits(account.contracts))


def _review(account: KnownAccount, policy: FleetsPolicy, today: date) -> Iterator[Called]:
    """When the assessment runs out, or before that at once where the account is on hold."""
    assessed = account.assessed
    if assessed is None:
        return
    over_on = assessed.valid_until
    on = reassess_on(assessed, _held_since(account, policy, today)) if today < over_on else over_on
    if on == over_on:
        yield Called(BaseFact.CREDIT_UNTIL, on, on, because="expires", late_too=True)
    else:
        yield Called(BaseFact.HELD_SINCE, on, on, _HELD, because="held", late_too=True)


def _anniversaries(account: KnownAccount, rule: KindPolicy, first: date, last: date) -> Iterator[Called]:
    for each in account.anniversaries:
        for year in range(max(first.year, each.day.year), last.year + 2) if each.yearly else (each.day.year,):
            due_on = in_year(each.day, year)
            if due_on >= first:
                lapses_on = due_on + timedelta(days=rule.lapse_days)
                yield Called(BaseFact.ANNIVERSARY_ON, each.day, due_on, year, f"FN{each.id}", lapses_on)
                if due_on > last:
                    break


def turns_of(account: KnownAccount, policy: FleetsPolicy, today: date) -> Iterator[date]:
    """The days to come on which something of the account may change although nobody writes anything, in no order.

    Bills come to another step or are too late, what is dated later is there, members come and go, the assessment runs out, the limit
    of a contract begins or ends.
    """
    days: list[date | None] = []
    for each in _states(account, today) if account.bills else ():
        if each.open > 0:
            days += [day for day, _step in step_days(each.bill.due_on, policy)]
            days.append(each.bill.due_on + timedelta(days=policy.hold_days + 1))
    for bill in account.bills:
        days += [bill.issued_on, bill.written_off_on]
    days += [payment.paid_on for payment in account.payments]
    days += [on for on, _amount in account.orders]
    if account.assessed is not None:
        days.append(account.assessed.valid_until)
    for limit in agreed_limits(account.contracts):
        days += [limit.first_on, limit.last_on + ONE_DAY]
    for member in account.members:
        days += [member.starts_on, member.until and member.until + ONE_DAY]
    yield from (day for day in days if day is not None and day > today)


_ASKED: Final[Mapping[Kind, tuple[MemberRole, ...]]] = {Kind.DUNNING: (MemberRole.FINANCE, *SPEAKING)}


def contact_for(kind: Kind, channel: Channel, account: KnownAccount, today: date) -> AccountMember | None:
    """Whom to reach about it: of what is owed the finance contact; else who speaks for the account. None for the company itself."""
    reached = [each for each in account.members if each.phone is not None and (channel is not Channel.MESSAGE or each.written_to)]
    return spokesperson(reached, _ASKED.get(kind, SPEAKING), today)


def cancel_reason_of(key: FollowUpKey, account: KnownAccount | None, policy: FleetsPolicy, today: date) -> CancelReason:
    """Why an account calls no more for a follow-up that a rule once planned."""
    if account is None or not account.is_open:
        return CancelReason.ACCOUNT_CLOSED
    match key.kind:
        case Kind.ACCOUNT_VISIT:
            visits = visits_of(account, policy)
            return CancelReason.POLICY if visits is not None and visits.base_on == key.base_on else CancelReason.REASSESSED
        case Kind.CONTRACT_RENEWAL:
            return _why_no_renewal(key, account)
        case Kind.DUNNING:
            return _why_no_reminder(key, account, policy, today)
        case Kind.CREDIT_REVIEW:
            return _why_no_review(key, account)
    stands = any(f"FN{each.id}" == key.case and each.day == key.base_on for each in account.anniversaries)
    return CancelReason.POLICY if stands else CancelReason.BASE_CHANGED


def _why_no_renewal(key: FollowUpKey, account: KnownAccount) -> CancelReason:
    contract = next((each for each in account.contracts if f"N{each.id}" == key.case), None)
    if contract is None or not wants_renewal(contract, account.contracts):
        return CancelReason.CONTRACT_OVER
    return CancelReason.POLICY if contract.until == key.base_on else CancelReason.BASE_CHANGED


def _why_no_reminder(key: FollowUpKey, account: KnownAccount, policy: FleetsPolicy, today: date) -> CancelReason:
    """What it was asked for is paid; or something of the account is at a higher step, or was so earlier."""
    states = _states(account, today)
    due = [each for each in states if each.bill.due_on == key.base_on]
    if all(each.open == 0 for each in due):
        return CancelReason.PAID if due else CancelReason.BASE_CHANGED
    wanted = reminder_to_make(states, policy, today, account.asked_on)
    if wanted is None:
        return CancelReason.BASE_CHANGED
    if key.occurrence not in {(key.base_on - day).days for day, _step in step_days(key.base_on, policy)}:
        return CancelReason.POLICY
    return CancelReason.STEPPED_UP if (wanted.due_on - wanted.on).days < key.occurrence else CancelReason.BASE_CHANGED


def _why_no_review(key: FollowUpKey, account: KnownAccount) -> CancelReason:
    """It was assessed anew; or what put it on hold is paid, or before its time is over it is on hold."""
    assessed = account.assessed
    if assessed is None:
        return CancelReason.REASSESSED
    if key.occurrence == _HELD:
        return CancelReason.REASSESSED if assessed.on >= key.base_on else CancelReason.PAID
    return CancelReason.BASE_CHANGED if assessed.valid_until == key.base_on else CancelReason.REASSESSED
