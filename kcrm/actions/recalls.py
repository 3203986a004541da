"""Recalls: what the VINs of one are here, and on which of them it was carried out."""

from __future__ import annotations

from collections.abc import Mapping

from kcrm.actions.edits import Entered, Entry, add, edit
from kcrm.actions.records import RecordWriter
from kcrm.actions.selecting import row_still_there, shown
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.model.recalls import Match
from kcrm.named import NamedTuple
from kcrm.queries import recalls as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.recalls import OfMatch
from kcrm.queries.records import Shown
from kcrm.queries.register import Register
from kcrm.records import SheetKind


class RecallCase(NamedTuple):
    """A recall as lists show it, and by what they are here how many of its VINs there are."""

    row: Shown
    matches: Mapping[Match, OfMatch]


def recall_case(session: Session, number: int) -> RecallCase:
    """The recall with this number as it stands today."""
    found = queries.counted(session.connection, number, session.today)
    matches = {match: found[match] for match in Match if match in found}
    return RecallCase(shown(session, SheetKind.RECALL_CAMPAIGNS, number), matches)


def add_recall(session: Session, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[RecallCase]:
    """A recall is opened; today, unless said. Raises as `add`."""
    return add(session, Entry(SheetKind.RECALL_CAMPAIGNS, {"opened_on": "today", **texts}, recall_case, dry_run))


def vin_case(session: Session, number: int) -> Shown:
    """One VIN of a recall."""
    return shown(session, SheetKind.RECALLS, number)


def send_letters(session: Session, recall: int, *, dry_run: bool = False) -> tuple[int, ...]:
    """Note that whoever could not be reached got a letter today; the rows of their vehicles."""
    with session.write(dry_run=dry_run) as planner:
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone)
        numbers = tuple(queries.unreached(planner.connection, recall))
        for number in numbers:
            row = row_still_there(planner.connection, SheetKind.RECALLS, number)
            writer.write(SheetKind.RECALLS, row, {"letter_on": session.today})
        return numbers


def carried_out(session: Session, recall: int, vehicle: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[Shown]:
    """A recall was carried out on a vehicle; today, or when its order was closed, unless said. Raises NotFoundError, else as `edit`."""
    number = queries.vin_of_recall(session.connection, recall, vehicle)
    if number is None:
        raise NotFoundError(
            N_("{recall} is not about {vehicle}."),
            hint=N_("To add it: kcrm recall vin add VIN RECALL_NO"),
            recall=identifier(Thing.RECALL, recall),
            vehicle=identifier(Thing.VEHICLE, vehicle),
        )
    return edit(session, Entry(SheetKind.RECALLS, {"state": "done", **texts}, vin_case, dry_run), number)
