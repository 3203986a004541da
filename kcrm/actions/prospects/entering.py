"""A prospect registered or corrected at the command line: its texts read, its references found, what they contradict refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kcrm.actions.edits import Entered, Entry, of_option, values_of
from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.prospects.sellers import check_seller
from kcrm.actions.references import ColumnError
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.identifiers import load_pinyin
from kcrm.queries import lookup
from kcrm.queries.customers import customer_by_id
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.prospects import prospect_by_id
from kcrm.queries.records import Saved, Shown
from kcrm.queries.staff import staff_by_id
from kcrm.records import SheetKind


def add_prospect(session: Session, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[Shown]:
    """Register a prospect.

    Raises UsageError for a malformed value or a day gone by, RefusedError where the phone is that of an open one or the level contradicts
    the day, AmbiguousError where several customers have the phone.
    """
    values = {key: value for key, value in _values(session, texts).items() if value is not None}
    consultant_id = values.get("consultant")
    if isinstance(consultant_id, int):
        check_seller(staff_by_id(session.connection, consultant_id), session.today)
    load_pinyin()
    with session.write(dry_run=dry_run) as planner:
        desk = ProspectDesk.of(session)
        try:
            number = desk.register(values)
        except ColumnError as error:
            raise of_option(error) from error
        planner.plan_changed()
        remarks = (*_named_otherwise(session, number, str(values["name"])), *_not_called(session, number))
        return _entered(session, number, Saved.NEW, remarks)


def edit_prospect(session: Session, number: int, texts: Mapping[str, str], reason: str | None, *, dry_run: bool = False) -> Entered[Shown]:
    """Correct what is recorded of a prospect; another day of purchase or level is a step in its history.

    reason: why the level falls. Raises UsageError where nothing is given or a lower level has no reason, RefusedError as `add_prospect`.
    """
    values = _values(session, texts)
    if not values:
        raise UsageError(N_("Nothing to change."), hint=N_("To see what can be changed: kcrm {noun} edit --help"), noun="prospect")
    with session.write(dry_run=dry_run) as planner:
        desk = ProspectDesk.of(session)
        try:
            outcome = desk.correct(number, values, reason)
        except ColumnError as error:
            raise of_option(error) from error
        planner.plan_changed()
        return _entered(session, number, outcome, ())


def _values(session: Session, texts: Mapping[str, str]) -> dict[str, object]:
    """The texts as values. Raises UsageError for a day of purchase gone by that no level says more of, or a day and a number of days."""
    values = values_of(session, Entry(SheetKind.PROSPECTS, texts, shown_prospect))
    within = values.pop("within_days", None)
    if isinstance(within, int):
        if "intended_on" in values:
            raise UsageError(N_("Give either --intended or --within-days."))
        values["intended_on"] = session.today + timedelta(days=within)
    registered_on = values.get("registered_on")
    if isinstance(registered_on, date) and registered_on > session.today:
        raise UsageError(N_("--registered-on: {day} is still to come."), day=registered_on)
    intended_on = values.get("intended_on")
    if isinstance(intended_on, date) and intended_on < session.today and values.get("level") is None:
        raise UsageError(N_("--intended: {day} is past. If they still mean to buy, say how soon with --level."), day=intended_on)
    return values


def shown_prospect(session: Session, number: int) -> Shown:
    """A prospect as lists and cards show it."""
    return shown(session, SheetKind.PROSPECTS, number)


def _entered(session: Session, number: int, outcome: Saved, remarks: tuple[str, ...]) -> Entered[Shown]:
    return Entered(lookup.thing(session.connection, Thing.PROSPECT, number), outcome, shown_prospect(session, number), remarks)


def _named_otherwise(session: Session, number: int, name: str) -> tuple[str, ...]:
    prospect = prospect_by_id(session.connection, number)
    if prospect.customer == name:
        return ()
    told = _("The phone belongs to {customer} {known}: the prospect is theirs, and the name stays as it is.")
    return (told.format(customer=identifier(Thing.CUSTOMER, prospect.customer_id), known=prospect.customer),)


def _not_called(session: Session, number: int) -> tuple[str, ...]:
    customer = customer_by_id(session.connection, prospect_by_id(session.connection, number).customer_id)
    if not customer.do_not_contact:
        return ()
    told = _("{customer} {name} wants no contact: nobody is reminded to call.")
    return (told.format(customer=identifier(Thing.CUSTOMER, customer.id), name=customer.name),)
