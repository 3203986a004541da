"""What `show` shows: of each kind of thing its card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kcrm.actions.selecting import select_any, shown
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.queries.lookup import Found, Thing
from kcrm.records import kind_of
from kcrm.shell.output import MACHINE_FORMATS, Output
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.records import record_card


def show_one(session: Session, text: str, output: Output, *, qr: bool) -> Result:
    """The one thing meant; qr: with a code to dial. Raises NotFoundError, AmbiguousError, UsageError where nobody is dialled."""
    found = select_any(session, text)
    return Result(_view(session, found, output)._replace(of=(found.thing, found.id)), below=_code(session, found) if qr else "")


def _code(session: Session, found: Found) -> str:
    from kcrm.queries.customers import customer_by_id  # noqa: PLC0415 - a code is asked for now and then
    from kcrm.shell.qr import customer_code  # noqa: PLC0415

    if found.thing is not Thing.CUSTOMER:
        raise UsageError(
            N_("--qr needs a customer; {identifier} is not one."), hint=N_("As in: kcrm show C12 --qr"), identifier=found.identifier
        )
    return customer_code(session.context, customer_by_id(session.connection, found.id))


def _customer(session: Session, number: int) -> View:
    from kcrm.actions.cards import customer_card  # noqa: PLC0415 - here and below: one thing is shown, and the others are not loaded
    from kcrm.views.customers import customer_record  # noqa: PLC0415

    return customer_record(customer_card(session, number))


def _vehicle(session: Session, number: int) -> View:
    from kcrm.actions.cards import vehicle_card  # noqa: PLC0415
    from kcrm.views.vehicles import vehicle_record  # noqa: PLC0415

    return vehicle_record(vehicle_card(session, number))


def _order(session: Session, number: int) -> View:
    from kcrm.actions.cards import order_card  # noqa: PLC0415
    from kcrm.views.orders import order_record  # noqa: PLC0415

    return order_record(order_card(session, number))


def _followup(session: Session, number: int) -> View:
    from kcrm.queries.followups import followup_by_id  # noqa: PLC0415
    from kcrm.views.followups import followup_view  # noqa: PLC0415

    return followup_view(followup_by_id(session.connection, number))


def complaint_card(session: Session, number: int) -> View:
    """A complaint in full, and how its vehicle stands by the state's warranty duties."""
    from kcrm.actions.cards import warranty_of  # noqa: PLC0415
    from kcrm.actions.complaints.cases import complaint_case  # noqa: PLC0415
    from kcrm.views.complaints.story import story  # noqa: PLC0415

    case = complaint_case(session.connection, session.now, number)
    return story(case, warranty_of(session, case.complaint.vehicle_id))


def _prospect(session: Session, number: int) -> View:
    from kcrm.actions.prospects.story import prospect_story  # noqa: PLC0415
    from kcrm.views.prospects import prospect_record  # noqa: PLC0415

    return prospect_record(prospect_story(session, number))


def _form(session: Session, number: int) -> View:
    from kcrm.actions.surveys import form_card  # noqa: PLC0415
    from kcrm.views.surveys import form_view  # noqa: PLC0415

    return form_view(form_card(session, number))


def _finding(session: Session, number: int) -> View:
    from kcrm.queries.findings import finding_by_id  # noqa: PLC0415
    from kcrm.views.findings import finding_view  # noqa: PLC0415

    return finding_view(finding_by_id(session.connection, number), session.today)


def _conflict(session: Session, number: int) -> View:
    from kcrm.queries.evidence import conflict_by_id  # noqa: PLC0415
    from kcrm.views.evidence import conflict_view  # noqa: PLC0415

    return conflict_view(conflict_by_id(session.connection, number))


def _account(session: Session, number: int) -> View:
    from kcrm.actions.fleets.account import account_card  # noqa: PLC0415
    from kcrm.views.fleet_account import account_record  # noqa: PLC0415

    return account_record(account_card(session, number))


def _bill(session: Session, number: int) -> View:
    from kcrm.actions.fleets.receivables import bill_card  # noqa: PLC0415
    from kcrm.views.fleets import bill_record  # noqa: PLC0415

    return bill_record(bill_card(session, number))


def _contract(session: Session, number: int) -> View:
    from kcrm.actions.fleets.account import contract_card  # noqa: PLC0415
    from kcrm.views.fleet_account import contract_record  # noqa: PLC0415

    return contract_record(contract_card(session, number))


def _assessed(session: Session, number: int) -> View:
    from kcrm.queries.credit import assessed_by_id  # noqa: PLC0415
    from kcrm.views.credit import assessed_view  # noqa: PLC0415

    return assessed_view(assessed_by_id(session.connection, number))


def _article(session: Session, number: int) -> View:
    from kcrm.actions.manager.articles import article_card  # noqa: PLC0415
    from kcrm.views.articles import article_view  # noqa: PLC0415

    return article_view(article_card(session, number))


def _checked(session: Session, number: int) -> View:
    from kcrm.actions.manager.checklists import run_card  # noqa: PLC0415
    from kcrm.views.checklists import run_view  # noqa: PLC0415

    return run_view(run_card(session, number))


def _journal(session: Session, number: int) -> View:
    from kcrm.actions.manager.journals import journal_card  # noqa: PLC0415
    from kcrm.views.journals import journal_view  # noqa: PLC0415

    return journal_view(journal_card(session, number))


def _call(session: Session, number: int) -> View:
    from kcrm.queries.calls import listed_call  # noqa: PLC0415
    from kcrm.views.calls import call_view  # noqa: PLC0415

    return call_view(listed_call(session.connection, number))


_CARDS: Mapping[Thing, Callable[[Session, int], View]] = {
    Thing.CUSTOMER: _customer,
    Thing.VEHICLE: _vehicle,
    Thing.ORDER: _order,
    Thing.FOLLOWUP: _followup,
    Thing.COMPLAINT: complaint_card,
    Thing.PROSPECT: _prospect,
    Thing.SURVEY_FORM: _form,
    Thing.FINDING: _finding,
    Thing.CALL: _call,
    Thing.CONFLICT: _conflict,
    Thing.FLEET: _account,
    Thing.BILL: _bill,
    Thing.CONTRACT: _contract,
    Thing.CREDIT_ASSESSMENT: _assessed,
    Thing.ARTICLE: _article,
    Thing.CHECKLIST_RUN: _checked,
    Thing.JOURNAL: _journal,
}


def _view(session: Session, found: Found, output: Output) -> View:
    if found.thing in _CARDS:
        return _CARDS[found.thing](session, found.id)
    if found.thing is Thing.OPERATION:
        from kcrm.actions.operations import operation_card  # noqa: PLC0415
        from kcrm.views.operations import operation_view  # noqa: PLC0415

        whole = output.chosen(session.context.terminal) in MACHINE_FORMATS
        card = operation_card(session, found.id, whole=whole)
        return operation_view(card, session.context, whole=whole)
    kind = kind_of(found.thing)
    assert kind is not None, "what is no case is declared"
    return record_card(kind, shown(session, kind, found.id))
