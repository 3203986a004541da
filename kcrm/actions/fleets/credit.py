"""How far accounts are trusted to pay later: assessed by one, approved by another, and what follows from bills and open orders.

Evaluating customers and prospects asks for the four scores, the grades, and dunning, holding and stopping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from kcrm.actions.filters.typed import typed_condition
from kcrm.actions.fleets.receivables import account_named
from kcrm.actions.selecting import select_of
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.model.fleets import AccountState, CreditFacet, CreditGrade, CreditMeasure, CreditReview, Scores
from kcrm.named import NamedTuple
from kcrm.queries import credit, fleets
from kcrm.queries.credit import Assessed, NewAssessment, OpenOrder
from kcrm.queries.fleets import AccountRow
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.fleets.contracts import PAYS, agreed_limits, credit_days_on
from kcrm.rules.fleets.credit import (
    Limit,
    Limits,
    Standing,
    graded,
    held_since,
    limit_of,
    may_approve,
    mean_month,
    review,
    standing,
    valid_until,
    who_may_approve,
)
from kcrm.rules.fleets.receivables import Ledger, ledger

_HUNDRED = 100


class NewCredit(NamedTuple):
    """What is said of an account's credit. scores: hundredths of a point, of what somebody said. limit: fen; None: by the grade.

    days: None as before. formal: whether there is a formal cooperation. on: the day of the judgement, None for today.
    """

    scores: Mapping[CreditFacet, int]
    formal: bool
    limit: int | None
    days: int | None
    facts_from: str | None
    on: date | None = None


class AccountCredit(NamedTuple):
    """An account's credit today. approved: the latest assessment that counts; history: all, the latest first.

    limit: the one that holds, None without any. credit_days: within how many a bill of today is to be paid that names no contract.
    review_on: when it is to be assessed anew; review: why. bill_numbers, contract_numbers: by id what the store calls its bills, and the
    contracts that name a limit.
    """

    account: AccountRow
    approved: Assessed | None
    history: Sequence[Assessed]
    limit: Limit | None
    credit_days: int | None
    standing: Standing
    ledger: Ledger
    orders: Sequence[OpenOrder]
    review: CreditReview
    review_on: date
    bill_numbers: dict[int, str]
    contract_numbers: dict[int, str]

    @property
    def waiting(self) -> Assessed | None:
        """The assessment that waits to be approved."""
        latest = next(iter(self.history), None)
        return latest if latest is not None and latest.approved_on is None else None


def credits_of(session: Session, accounts: Sequence[AccountRow]) -> list[AccountCredit]:
    """The credit of these accounts by today."""
    connection, today, policy = session.connection, session.today, session.policy.fleets
    customers = [each.customer_id for each in accounts]
    bills, payments = fleets.bills_of(connection, customers), fleets.payments_of(connection, customers)
    contracts = fleets.contracts_of_each(connection, customers)
    orders, assessed = credit.open_orders_of(connection, customers), credit.assessed_of(connection, customers)
    names = fleets.names_of(connection, "bill", "bill_no", [bill.id for own in bills.values() for bill in own])
    agreed = {number: agreed_limits(contracts[number]) for number in customers}
    called = fleets.names_of(connection, "contract", "contract_no", [each.contract_id for own in agreed.values() for each in own])
    found = []
    for account in accounts:
        number = account.customer_id
        laid = ledger(bills[number], payments[number], today)
        approved = next((each for each in assessed[number] if each.approved_on is not None), None)
        days = credit_days_on(contracts[number], approved.credit_days if approved is not None else None, today)
        limits = Limits(approved.limit_fen if approved is not None else None, agreed[number])
        stands = standing(laid.bills, sum(each.amount for each in orders[number]), limits.amount_on(today), policy, today)
        held = held_since(laid.bills, [(each.opened_on, each.amount) for each in orders[number]], limits, policy, today)
        again = review(account.since_on, approved.judged if approved is not None else None, held)
        found.append(
            AccountCredit(account, approved, assessed[number], limits.on(today), days, stands, laid, orders[number], *again, names, called)
        )
    return found


def credit_of(session: Session, customer_id: int) -> AccountCredit | None:
    """The credit of a customer by today; None for one that is no account."""
    accounts = fleets.accounts(session.connection, owner=customer_id)
    return credits_of(session, accounts)[0] if accounts else None


def credit_card(session: Session, text: str) -> AccountCredit:
    """The credit of the account that a text means. Raises as `select` does."""
    return credits_of(session, [account_named(session, text)])[0]


class Wanted(NamedTuple):
    """Which accounts to list. filters: of customers. grade, measure: None for any."""

    filters: Sequence[str] = ()
    grade: CreditGrade | None = None
    measure: CreditMeasure | None = None


def credit_list(session: Session, wanted: Wanted) -> list[AccountCredit]:
    """The credit of the accounts that are not closed, the company's number first."""
    condition = typed_condition(session, wanted.filters) if wanted.filters else None
    accounts = [each for each in fleets.accounts(session.connection, condition) if each.state is not AccountState.CLOSED]
    return [
        each
        for each in credits_of(session, accounts)
        if (wanted.grade is None or (each.approved is not None and each.approved.grade is wanted.grade))
        and wanted.measure in {None, each.standing.measure}
    ]


def to_review(session: Session, until: date) -> list[AccountCredit]:
    """The accounts whose credit is to be assessed, or what was assessed approved, by that day; the earliest first."""
    found = [each for each in credit_list(session, Wanted()) if each.review_on <= until]
    return sorted(found, key=lambda each: (each.review_on, each.account.customer_id))


def assess(session: Session, text: str, new: NewCredit, *, dry_run: bool = False) -> Assessed:
    """Write down how an account's credit is judged; it counts once somebody else approved it.

    UsageError where nobody says who judges, RefusedError for an account that is closed or a score that is missing.
    """
    assessor = _acting(session)
    with session.write(dry_run=dry_run):
        account, day, policy = account_named(session, text), new.on or session.today, session.policy.fleets
        if account.state is AccountState.CLOSED:
            raise RefusedError(
                N_("{account} is closed."),
                hint=N_("To open it again: kcrm fleet edit {account} --state active"),
                account=identifier(Thing.CUSTOMER, account.customer_id),
            )
        scores = {facet.value: Fraction(given, _HUNDRED) for facet, given in new.scores.items()}
        found = graded(Scores(**scores), policy, formal=new.formal)
        if found.grade is None:
            raise RefusedError(
                N_("Without these scores there is no grade: {missing}."),
                hint=N_("Give them from 0 to 100; where there is no formal cooperation yet, --informal brings D."),
                missing=", ".join(f"--{each}" for each in found.missing),
            )
        limit = limit_of(found.grade, mean_month(revenue_of(session, account), account.since_on, policy, day), policy)
        number = credit.add(
            session.connection,
            NewAssessment(
                customer_id=account.customer_id,
                day=day,
                size=new.scores.get(CreditFacet.SIZE),
                finance=new.scores.get(CreditFacet.FINANCE),
                cooperation=new.scores.get(CreditFacet.COOPERATION),
                stability=new.scores.get(CreditFacet.STABILITY),
                grade=found.grade,
                limit_fen=limit if new.limit is None else new.limit,
                credit_days=_days(session, account, found.grade) if new.days is None else new.days,
                facts_from=new.facts_from,
                assessor_id=assessor.id,
                valid_until=valid_until(day, policy),
            ),
        )
        return credit.assessed_by_id(session.connection, number)


def revenue_of(session: Session, account: AccountRow) -> list[tuple[date, int]]:
    """The closed orders that an account pays, each with its day and fen."""
    paid = PAYS[account.kind]
    orders = fleets.account_orders(session.connection, account.customer_id, account.kind)
    return [(each.closed_on, each.amount) for each in orders if each.closed_on is not None and each.payer is paid]


def approve(session: Session, text: str, *, on: date | None = None, dry_run: bool = False) -> Assessed:
    """Let an assessment count, or the one of an account that waits. on: since when, None for today.

    RefusedError where who acts assessed it, lacks the authority, or it counts already or a later one does.
    """
    approver = _acting(session)
    with session.write(dry_run=dry_run):
        found = _waiting(session, text)
        number = identifier(Thing.CREDIT_ASSESSMENT, found.id)
        if found.assessor_id == approver.id:
            raise RefusedError(
                N_("{name} assessed {number}, and nobody approves their own assessment."),
                hint=N_("Let somebody else approve it: kcrm credit approve {number} --as EMPLOYEE_NO"),
                name=approver.name,
                number=number,
            )
        policy = session.policy.fleets
        if not may_approve(approver.role, found.limit_fen, policy):
            raise _beyond_authority(approver, found, who_may_approve(found.limit_fen, policy))
        credit.approve(session.connection, found.id, approver.id, on or session.today)
        return credit.assessed_by_id(session.connection, found.id)


def _waiting(session: Session, text: str) -> Assessed:
    meant = select_of(session, text, (Thing.FLEET, Thing.CREDIT_ASSESSMENT))
    if meant.thing is Thing.CREDIT_ASSESSMENT:
        asked = credit.assessed_by_id(session.connection, meant.id)
    else:
        account = fleets.account_numbered(session.connection, meant.id)
        history = credit.assessed_of(session.connection, [account.customer_id])[account.customer_id]
        if not history:
            raise RefusedError(
                N_("{account} has not been assessed yet."),
                hint=N_("As in: kcrm credit assess {account} --size 80 --finance 70 --cooperation 60 --stability 90"),
                account=identifier(Thing.CUSTOMER, account.customer_id),
            )
        asked = history[0]
    number = identifier(Thing.CREDIT_ASSESSMENT, asked.id)
    if asked.approved_on is not None:
        raise RefusedError(
            N_("{number} was approved by {name} on {day} already."), number=number, name=asked.approver or "", day=asked.approved_on
        )
    others = credit.assessed_of(session.connection, [asked.customer_id])[asked.customer_id]
    later = next((each for each in others if each.id > asked.id and each.approved_on is not None), None)
    if later is not None:
        raise RefusedError(
            N_("{later} was approved since, and takes the place of {number}."),
            later=identifier(Thing.CREDIT_ASSESSMENT, later.id),
            number=number,
        )
    return asked


def _acting(session: Session) -> Staff:
    """Who judges credit says who they are: nobody approves what they assessed themselves."""
    if session.actor is None:
        raise UsageError(N_("Credit is judged by somebody: say who you are."), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    return session.actor


def _beyond_authority(approver: Staff, found: Assessed, able: Sequence[object]) -> RefusedError:
    from decimal import Decimal  # noqa: PLC0415 - only where something is refused

    message = N_("A credit limit of {amount} yuan exceeds the authority of {name} ({role}). It can be approved by: {able}.")
    if not able:
        message = N_("A credit limit of {amount} yuan exceeds the authority of {name} ({role}) and of everyone here.")
    return RefusedError(
        message,
        hint=N_("To see who may approve how much: kcrm policy show fleets.credit"),
        amount=Decimal(found.limit_fen).scaleb(-2),
        name=approver.name,
        role=approver.role,
        able=able[0] if able else "",
    )


def _days(session: Session, account: AccountRow, grade: CreditGrade) -> int:
    """As they were approved before; without a formal cooperation, and before the first time, none."""
    if grade is CreditGrade.D:
        return 0
    return credit.days_allowed(session.connection, account.customer_id, session.today) or 0
