"""Credit of accounts: a judgement, how an account stands and why, who is to be judged anew."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.fleets.credit import AccountCredit
from kcrm.i18n import N_, _
from kcrm.model.fleets import CreditGrade, CreditMeasure, CreditReason, CreditReview, LimitFrom
from kcrm.model.personal import Personal
from kcrm.queries.credit import Assessed
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.fleets.credit import Because, Limit
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import Reader, listing, number_of, rows_of, single
from kcrm.views.values import joined, yuan

_FACETS = ("size", "finance", "cooperation", "stability")
ASSESSED = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer_id", N_("Account"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 6),
    Column("customer", N_("Company"), personal=Personal.NAME),
    Column("day", N_("Assessed on"), Cell.DATE),
    Column("size", N_("Size"), Cell.NUMBER, 4),
    Column("finance", N_("Finances"), Cell.NUMBER, 4),
    Column("cooperation", N_("Cooperation"), Cell.NUMBER, 4),
    Column("stability", N_("Stability"), Cell.NUMBER, 4),
    Column("grade", N_("Credit grade"), Cell.ENUM, labels=CreditGrade),
    Column("limit", N_("Credit limit"), Cell.MONEY),
    Column("credit_days", N_("Credit days"), Cell.COUNT, 2),
    Column("facts_from", N_("Facts from"), Cell.PROSE, 5, personal=Personal.NOTE),
    Column("assessor_no", N_("Assessor's no."), Cell.IDENTIFIER, 8),
    Column("assessor", N_("Assessed by"), priority=3),
    Column("approver_no", N_("Approver's no."), Cell.IDENTIFIER, 8),
    Column("approver", N_("Approved by"), priority=1),
    Column("approved_on", N_("Approved on"), Cell.DATE, 1),
    Column("valid_until", N_("Valid until"), Cell.DATE, 1),
)
_HISTORY = tuple(column for column in ASSESSED if not column.key.startswith("customer"))
LIMIT_OF = (
    Column("limit_says", N_("Limit by"), Cell.PROSE, 5, audience=Audience.PEOPLE),
    Column("limit_from", N_("Limit by"), Cell.ENUM, audience=Audience.MACHINES, labels=LimitFrom),
    Column("assessed_limit", N_("Assessed limit"), Cell.MONEY, audience=Audience.MACHINES),
    Column("contract_limit", N_("Limit of contracts"), Cell.MONEY, audience=Audience.MACHINES),
    Column("limit_contracts", N_("Contracts with a limit"), Cell.TEXTS, audience=Audience.MACHINES),
)
"""Whose limit holds, and the other one where there are two."""
_STANDS = (
    Column("customer_id", N_("Account"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 6),
    Column("customer", N_("Company"), personal=Personal.NAME),
    Column("grade", N_("Credit grade"), Cell.ENUM, labels=CreditGrade),
    Column("limit", N_("Credit limit"), Cell.MONEY, 1),
    *LIMIT_OF,
    Column("credit_days", N_("Credit days"), Cell.COUNT, 5),
    Column("exposure", N_("Exposure"), Cell.MONEY),
    Column("open_bills", N_("Open bills"), Cell.MONEY, 4),
    Column("open_orders", N_("Open orders"), Cell.MONEY, 4),
    Column("measure", N_("Measure"), Cell.ENUM, labels=CreditMeasure),
    Column("why", N_("Why"), Cell.PROSE, 2),
    Column("valid_until", N_("Valid until"), Cell.DATE, 3),
    Column("review_on", N_("Assess anew by"), Cell.DATE, 3),
    Column("waiting", N_("To be approved"), Cell.IDENTIFIER, 3),
)
_REVIEWS = (
    *_STANDS[:4],
    Column("review", N_("Why"), Cell.ENUM, labels=CreditReview),
    Column("review_on", N_("Assess anew by"), Cell.DATE),
    Column("waiting", N_("To be approved"), Cell.IDENTIFIER),
    Column("measure", N_("Measure"), Cell.ENUM, 1, labels=CreditMeasure),
    Column("exposure", N_("Exposure"), Cell.MONEY, 2),
)
_BECAUSE = (
    Column("measure", N_("Measure"), Cell.ENUM, labels=CreditMeasure),
    Column("reason", N_("Why"), Cell.ENUM, labels=CreditReason),
    Column("exposure", N_("Exposure"), Cell.MONEY),
    Column("bound", N_("From"), Cell.MONEY),
    Column("days_late", N_("Days late"), Cell.COUNT),
    Column("bills", N_("Bills"), Cell.TEXTS),
)
_OPEN = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("number", N_("Document no."), Cell.IDENTIFIER),
    Column("on", N_("Day"), Cell.DATE),
    Column("open", N_("Still owed"), Cell.MONEY),
)
_NAMED = 3
_IN_CARDS = frozenset({"grade", "limit", *(column.key for column in LIMIT_OF), "exposure", "measure", "why", "review_on"})


def assessed_view(found: Assessed) -> View:
    """One judgement; people are told what is still to be done about it."""
    view = single(_("Credit assessment"), ASSESSED, assessed_row(found))
    if found.approved_on is not None:
        return view
    return view._replace(notes=(how_to_approve(found),))


def assessed_row(found: Assessed) -> tuple[object, ...]:
    """What `ASSESSED` shows of one."""
    return rows_of(ASSESSED, [found], _readers())[0]


def how_to_approve(found: Assessed) -> str:
    """What is still to be done about one that nobody approved."""
    waits = _("It counts once somebody else approves it: kcrm credit approve {number}")
    return waits.format(number=identifier(Thing.CREDIT_ASSESSMENT, found.id))


def credit_record(found: AccountCredit) -> View:
    """How an account stands: grade, limit, exposure, the measure with what it rests on, and how it was judged."""
    bills = [
        (identifier(Thing.BILL, each.bill.id), found.bill_numbers.get(each.bill.id), each.bill.due_on, each.open)
        for each in found.ledger.open_bills
    ]
    orders = [(identifier(Thing.ORDER, each.id), each.order_no, each.opened_on, each.amount) for each in found.orders]
    parts = {
        "reasons": View(_("Reasons"), _BECAUSE, [_because(found, each) for each in found.standing.because], audience=Audience.MACHINES),
        "exposed": View(_("Open bills and orders"), _OPEN, [*bills, *orders]),
        "history": View(_("Assessments"), _HISTORY, rows_of(_HISTORY, found.history, _readers())),
    }
    return single(_("Credit"), _STANDS, _stands(found), {key: part for key, part in parts.items() if part.rows or key == "reasons"})


def credit_listing(found: Sequence[AccountCredit]) -> View:
    """How accounts stand."""
    return listing(_("Credit"), _STANDS, [_stands(each) for each in found], len(found))._replace(empty=_("No such accounts."))


def review_listing(found: Sequence[AccountCredit]) -> View:
    """Whose credit is to be judged anew, the earliest first."""
    rows = [
        (*_stands(each)[:4], each.review, each.review_on, _waiting(each), each.standing.measure, each.standing.exposure) for each in found
    ]
    return View(_("Credit to be assessed"), _REVIEWS, rows, total=len(rows), empty=_("Nobody is to be assessed."))


def credit_part(found: AccountCredit, *, named: bool = False) -> View:
    """How far an account is trusted today, as part of its card. named: of another one, which has to say whose it is."""
    keys = _IN_CARDS | {"customer_id", "customer"} if named else _IN_CARDS
    columns = tuple(column for column in _STANDS if column.key in keys)
    row = [value for column, value in zip(_STANDS, _stands(found), strict=True) if column.key in keys]
    return View(_("Credit"), columns, [row])


def reason_in_words(found: AccountCredit, because: Because) -> str:
    """What a measure rests on, with the numbers and the bills."""
    if because.reason is CreditReason.LATE:
        bills = _bills(found, because)
        more = [_("{count} more").format(count=len(bills) - _NAMED)] if len(bills) > _NAMED else []
        return _("up to {days} days late: {bills}").format(days=because.found, bills=" ".join([*bills[:_NAMED], *more]))
    words = {"exposure": yuan(because.found), "limit": yuan(found.standing.limit or 0)}
    if found.limit is not None and found.limit.whose is LimitFrom.CONTRACT:
        return _("{exposure} open, limit {limit} by {whose}").format(**words, whose=_by_contracts(found, found.limit))
    return _("{exposure} open, limit {limit}").format(**words)


def limit_of(found: AccountCredit) -> tuple[object, ...]:
    """What `LIMIT_OF` shows: whose the limit is that holds today."""
    limit = found.limit
    if limit is None:
        return (None,) * 4 + ([],)
    assessed = _("assessment {number}").format(number=identifier(Thing.CREDIT_ASSESSMENT, found.approved.id)) if found.approved else None
    both = (assessed, limit.assessed), (_by_contracts(found, limit) if limit.contracts else None, limit.agreed)
    (whose, _amount), (other, amount) = both if limit.whose is LimitFrom.ASSESSED else both[::-1]
    says = whose if amount is None else _("{whose} ({other}: {amount})").format(whose=whose, other=other, amount=yuan(amount))
    return says, limit.whose, limit.assessed, limit.agreed, _contracts(found, limit)


def _by_contracts(found: AccountCredit, limit: Limit) -> str:
    return _("contract {numbers}").format(numbers=" + ".join(_contracts(found, limit)))


def _contracts(found: AccountCredit, limit: Limit) -> list[str]:
    return [found.contract_numbers.get(number) or identifier(Thing.CONTRACT, number) for number in limit.contracts]


def _stands(found: AccountCredit) -> tuple[object, ...]:
    account, approved, stands = found.account, found.approved, found.standing
    grade = None if approved is None else approved.grade
    orders = sum(each.amount for each in found.orders)
    return (
        *(identifier(Thing.CUSTOMER, account.customer_id), account.customer_no, account.name, grade, stands.limit),
        *(*limit_of(found), found.credit_days),
        *(stands.exposure, stands.exposure - orders, orders, stands.measure),
        joined(reason_in_words(found, each) for each in stands.because) or None,
        *(approved.valid_until if approved is not None else None, found.review_on, _waiting(found)),
    )


def _waiting(found: AccountCredit) -> str | None:
    return identifier(Thing.CREDIT_ASSESSMENT, found.waiting.id) if found.waiting is not None else None


def _because(found: AccountCredit, because: Because) -> tuple[object, ...]:
    late = because.reason is CreditReason.LATE
    money = (None, None) if late else (because.found, int(because.bound))
    return because.measure, because.reason, *money, because.found if late else None, _bills(found, because)


def _bills(found: AccountCredit, because: Because) -> list[str]:
    return [found.bill_numbers.get(number) or identifier(Thing.BILL, number) for number in because.bills]


def _readers() -> dict[str, Reader]:
    return {
        "id": number_of(Thing.CREDIT_ASSESSMENT),
        "limit": lambda each: each.limit_fen,
        **{key: _score(key) for key in _FACETS},
    }


def _score(key: str) -> Reader:
    """Hundredths of a point as points."""
    from fractions import Fraction  # noqa: PLC0415 - only where an assessment is shown

    return lambda each: None if getattr(each, key) is None else Fraction(getattr(each, key), 100)
