"""The demonstration's prospects with their history, that no list tells: contacts, test drives, quotes, orders, each on its day."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from kcrm.actions.imports import ImportOptions, ImportReport, import_file
from kcrm.actions.prospects.loop import ProspectDesk
from kcrm.actions.session import Session
from kcrm.exchange.prospect_log import LoggedStep, LoggedVisit, read_log, read_register
from kcrm.exchange.sample import Sample
from kcrm.model import Staff
from kcrm.queries import staff, vehicles, visitors
from kcrm.queries.register import Register
from kcrm.queries.rows import record
from kcrm.queries.visitors import NewVisitor
from kcrm.records import SheetKind, noun_of


def import_prospects(session: Session, sample: Sample) -> ImportReport:
    """Import the list and take the steps of the log, all on their days; the register of the showroom goes with it.

    Those before go-live go with the list, before anybody is planned; those since then one after the other, so that each ends the calls
    that it was due for.
    """
    log = list(read_log(sample.steps, session.policy.zone))
    since = session.store.go_live_on
    before = [each for each in log if each.step.at.date() < since]
    report = import_file(session, SheetKind.PROSPECTS, str(sample.prospects), ImportOptions(log=partial(_take, session, before)))
    for each in log[len(before) :]:
        with session._replace(actor=_member(session, each.by_no)).write():
            _take(session, [each])
    with session.write():
        _register(session, read_register(sample.visitors, session.policy.zone))
    return report


def _take(session: Session, log: Iterable[LoggedStep]) -> None:
    desk, noun = ProspectDesk.of(session), noun_of(SheetKind.PROSPECTS)
    for each in log:
        (row,) = desk.writer.register.find(noun.table, noun.number, each.prospect_no)
        desk.take(
            row["id"],
            each.step._replace(
                staff_id=_member(session, each.by_no).id,
                to_id=None if each.to_no is None else _member(session, each.to_no).id,
                approver_id=None if each.approver_no is None else _member(session, each.approver_no).id,
                vehicle_id=None if each.vin is None else vehicles.id_of_vin(session.connection, each.vin),
            ),
        )


def _register(session: Session, register: Iterable[LoggedVisit]) -> None:
    noun, known = noun_of(SheetKind.PROSPECTS), Register(session.connection)
    for each in register:
        prospect = known.find(noun.table, noun.number, each.prospect_no) if each.prospect_no else ()
        visitors.add(
            session.connection,
            NewVisitor(
                each.came_at,
                each.came_at.date(),
                each.met_at,
                None if each.by_no is None else _member(session, each.by_no).id,
                each.party,
                each.again,
                each.drive_offered,
                each.contact_left,
                each.name,
                each.note,
                prospect[0]["id"] if prospect else None,
            ),
        )


def _member(session: Session, employee_no: str) -> Staff:
    row = staff.staff_row(session.connection, employee_no)
    assert row is not None
    return record(Staff, row)
