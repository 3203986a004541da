"""Customers who ring us: who it is, what is due for them, and the call written down; whoever is not known yet becomes a record.

Customer-service manager CRM training manual 2012 (inbound enquiries). That a stranger is kept as a contact is usual practice.
"""

from __future__ import annotations

from kcrm.actions.calls.report import CallReport, Logged
from kcrm.actions.calls.targets import Target, open_today
from kcrm.actions.calls.writing import record_call
from kcrm.actions.contacts import Stranger, add_contact
from kcrm.actions.planning import Planner
from kcrm.actions.records import RecordWriter
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import load_pinyin, normal_phone
from kcrm.model import FollowUp
from kcrm.named import NamedTuple
from kcrm.queries import customers
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.register import Register
from kcrm.records import SheetKind

_FEWEST_DIGITS = 4  # of the end of a phone


class Caller(NamedTuple):
    """Who rang. customer_id: None for somebody who is not known yet. name: as they gave it; phone: which they rang from, if known."""

    customer_id: int | None
    name: str | None = None
    phone: str | None = None


def caller_of(session: Session, text: str | None, name: str | None) -> Caller:
    """Who is meant by what was typed: a customer, or a phone that nobody has yet.

    Raises UsageError where nothing was typed, NotFoundError, AmbiguousError, and RefusedError for a name that is not the customer's.
    """
    if text is None:
        if name is None:
            raise UsageError(N_("call in: who called? Give a customer, a phone or --name NAME."))
        return Caller(None, name)
    phone = _phone(text)
    try:
        customer_id = select(session, text, Thing.CUSTOMER)
    except NotFoundError as error:
        if phone is not None:
            return Caller(None, name, phone)
        raise NotFoundError(
            error.message,
            near=error.near,
            hint=N_("Somebody new: kcrm call in PHONE --name NAME; without a phone: kcrm call in --name NAME"),
            **error.fields,
        ) from error
    customer = customers.customer_by_id(session.connection, customer_id)
    if name is not None and customer.name not in {name, customer.phone}:
        raise RefusedError(
            N_("{number} is {customer}, not {name}."),
            hint=N_("Drop --name. To rename: kcrm customer edit {number} --name {name}; for somebody else: kcrm customer add {name} PHONE"),
            number=identifier(Thing.CUSTOMER, customer_id),
            customer=customer.name,
            name=name,
        )
    digits = "".join(character for character in text if character.isdigit())
    own = (customer.phone, customer.phone2) if len(digits) >= _FEWEST_DIGITS else ()
    return Caller(customer_id, name, next((each for each in own if each is not None and each.endswith(phone or digits)), phone))


def due_for(session: Session, caller: Caller) -> tuple[FollowUp, ...]:
    """The calls that are due for who rang, today or before."""
    return tuple(open_today(session, caller.customer_id)) if caller.customer_id is not None else ()


def take_call(session: Session, caller: Caller, report: CallReport, items: tuple[FollowUp, ...], *, dry_run: bool = False) -> Logged:
    """Write down a call that came in, with what it settled. Raises as `log_call` does."""
    assert report.incoming is not None
    if caller.customer_id is None or caller.name is not None:
        load_pinyin()
    with session.write(dry_run=dry_run) as planner:
        customer_id = _known(session, planner, caller)
        report = report._replace(incoming=report.incoming._replace(phone=caller.phone))
        return record_call(session, planner, Target(customer_id, items), report)


def _known(session: Session, planner: Planner, caller: Caller) -> int:
    """The record of who rang: made where there was none, named where it had only a phone."""
    writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
    if caller.customer_id is None:
        return add_contact(writer, Stranger(caller.name, caller.phone), "call")
    row = customers.customer_row(planner.connection, caller.customer_id)
    if caller.name is not None and row["name"] != caller.name:
        writer.save(SheetKind.CUSTOMERS, row, {"name": caller.name}, told_on=None)
    return caller.customer_id


def _phone(text: str) -> str | None:
    try:
        return normal_phone(text)
    except UsageError:
        return None
