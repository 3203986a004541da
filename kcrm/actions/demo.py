"""The sample dealership in a database of its own, moved to today, as its first week with kcrm would find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from kcrm.actions.complaints.demo import work_complaints
from kcrm.actions.finance import import_finance
from kcrm.actions.fleets.demo import import_companies
from kcrm.actions.founding import found
from kcrm.actions.imports import ImportOptions, ImportReport, import_file
from kcrm.actions.manager.demo import set_desk
from kcrm.actions.prospects.demo import import_prospects
from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session, open_session
from kcrm.actions.surveys import import_forms
from kcrm.actions.transferring import transfer
from kcrm.context import AppContext
from kcrm.errors import RefusedError
from kcrm.exchange.sample import Transfer, moved_sample
from kcrm.i18n import N_
from kcrm.model.quality import KnownFrom
from kcrm.queries import customers, vehicles
from kcrm.queries.orders import order_row
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.rules.points import worth_fen

STORE = "云汐澜岳"
# Late enough that the list is one that can be worked, early enough that something is overdue.
_LIVE_SINCE = timedelta(days=3)


def make_demo(context: AppContext, path: Path, report: Callable[[ImportReport], None]) -> None:
    """Make the demonstration's database at `path`, in place of an earlier one, and import the sample; `report` is told of each file.

    Raises RefusedError where a database stands there that is not the demonstration's.
    """
    if path.exists():
        with open_session(context.replace(db=path)) as session:
            if session.store.name != STORE:
                raise RefusedError(
                    N_("{path} is the database of {store}, not a demo; nothing was changed."),
                    hint=N_("Choose another file: kcrm --db OTHER_PATH demo"),
                    path=path,
                    store=session.store.name,
                )
    found(context, path, STORE, context.today - _LIVE_SINCE, replace=True)
    with open_session(context.replace(db=path)) as session, moved_sample(session.today) as sample:
        for kind, file in sample.files:
            report(import_file(session, kind, str(file), ImportOptions()))
        import_file(session, SheetKind.CUSTOMERS, str(sample.signups), ImportOptions(known_from=KnownFrom.LIST))
        _transfer(session, sample.transfer)
        report(import_finance(session, str(sample.finance)))
        report(import_forms(session, str(sample.surveys)))
        work_complaints(session)
        report(import_prospects(session, sample))
        for taken in import_companies(session, sample.companies):
            report(taken)
        for taken in set_desk(session, sample.desk):
            report(taken)
        _give_points(session)
        with session.write(automatic=True) as planner:
            planner.plan_due()


def _transfer(session: Session, change: Transfer) -> None:
    vehicle_id = vehicles.id_of_vin(session.connection, change.vin)
    buyer_id = customers.id_of_number(session.connection, change.customer_no)
    assert vehicle_id is not None
    assert buyer_id is not None
    transfer(session, vehicle_id, buyer_id, change.on)


# Whose the opening balances are, and in how many days each expires.
_BALANCES = (("KH00018", 8_000, 400), ("KH00060", 5_200, 300), ("KH00215", 1_600, 20), ("KH00016", 12_300, 500))
# Whose, how many days ago it was issued, on which order it was used: the first was, the second lapsed, the third can still be noted.
_VOUCHERS = (("KH00162", 70, "GD01389"), ("KH00278", 70, None), ("KH00274", 40, None))


def _give_points(session: Session) -> None:
    """What some have from the store's former system."""
    step, worth = session.policy.points.step, worth_fen(session.policy.points.step, session.policy.points)
    with session.write() as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        for number, points, days in _BALANCES:
            until = session.today + timedelta(days=days)
            writer.keep(SheetKind.POINTS, {"customer_no": number, "points": points, "expires_on": until})
        for number, days, order_no in _VOUCHERS:
            values: dict[str, object] = {"customer_no": number, "value": worth, "points": step}
            if order_no is not None:
                order = order_row(planner.connection, order_no)
                assert order is not None, "it is in the sample"
                values |= {"order_no": order_no, "used_on": date.fromisoformat(order["closed_on"])}
            writer.keep(SheetKind.VOUCHERS, {**values, "issued_at": session.now - timedelta(days=days)})
