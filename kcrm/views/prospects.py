"""A prospect with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import By
from kcrm.model.prospects import Concerns, InvalidReason, LostReason, Moved, ProspectEvent, ProspectLevel, ProspectStep, Stage
from kcrm.model.words import Word
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.prospects import Late
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.records import Reader, record_card, rows_of
from kcrm.views.values import yuan

if TYPE_CHECKING:
    from kcrm.actions.prospects.overdue import Overdue
    from kcrm.actions.prospects.story import ProspectStory

_HISTORY = (
    Column("at", N_("Time"), Cell.INSTANT),
    Column("step", N_("Step"), Cell.ENUM, labels=ProspectStep),
    Column("by", N_("By"), Cell.ENUM, 3, labels=By),
    Column("stage", N_("Stage"), Cell.ENUM, 2, labels=Stage),
    Column("what", N_("What"), Cell.TEXTS),
    Column("staff", N_("Staff"), priority=1),
    Column("note", N_("Note"), priority=1),
)
_OVERDUE = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 5),
    Column("name", N_("Name")),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 3),
    Column("level", N_("Buying level"), Cell.ENUM, labels=ProspectLevel),
    Column("stage", N_("Stage"), Cell.ENUM, 4, labels=Stage),
    Column("model", N_("Model"), priority=4),
    Column("consultant_no", N_("Consultant no."), Cell.IDENTIFIER, 6),
    Column("consultant", N_("Consultant")),
    Column("contacted_on", N_("Last contact"), Cell.DATE, 2),
    Column("due_on", N_("Due"), Cell.DATE, 1),
    Column("days_late", N_("Days late"), Cell.COUNT),
    Column("concerns", N_("Concerns"), Cell.ENUM, labels=Concerns),
    Column("reassigned_on", N_("Reassigned on"), Cell.DATE, 2),
)
_REASONS: Mapping[ProspectStep, type[Word]] = {
    ProspectStep.REASSIGNED: Moved,
    ProspectStep.REOPENED: Moved,
    ProspectStep.LOST: LostReason,
    ProspectStep.LOSS_CHECKED: LostReason,
    ProspectStep.INVALID: InvalidReason,
}


def prospect_record(story: ProspectStory) -> View:
    """The record and every step since it was registered."""
    readers = {
        "step": lambda event: event.kind,
        "what": lambda event: list(particulars(event, story.staff, story.short_drive_km)),
        "staff": lambda event: story.staff.get(event.staff_id),
    }
    history = View(_("Steps taken"), _HISTORY, rows_of(_HISTORY, story.events, readers))
    return record_card(SheetKind.PROSPECTS, story.row, {"history": history})


def overdue_list(found: Sequence[Overdue]) -> View:
    """Late contacts, as given; people are told when a colleague gets one only where that happens."""
    readers: dict[str, Reader] = {key: attrgetter(f"prospect.{key}") for key in Late._fields}
    readers |= {
        "id": lambda each: identifier(Thing.PROSPECT, each.prospect.id),
        "name": lambda each: each.prospect.customer,
        "customer_id": lambda each: identifier(Thing.CUSTOMER, each.prospect.customer_id),
    }
    view = View(_("Late contacts"), _OVERDUE, rows_of(_OVERDUE, found, readers), empty=_("No contact is so late."))
    if any(each.reassigned_on is not None for each in found):
        return view
    return view._replace(columns=(*_OVERDUE[:-1], _OVERDUE[-1]._replace(audience=Audience.MACHINES)))


def particulars(event: ProspectEvent, staff: Mapping[int, str], short_drive_km: int) -> Iterator[str]:
    """What is particular about a step, in words. staff: names by id. short_drive_km: under which a test drive is short."""
    if event.skipped:
        yield _("skipped: {stages}").format(stages=_(", ").join(label_of(Stage(each)) for each in event.skipped.split(",")))
    if event.declined:
        yield _("offered, not wanted")
    elif event.kind is ProspectStep.TEST_DRIVE:
        yield from _drive(event, short_drive_km)
    if event.price_fen is not None:
        yield _("{price} yuan").format(price=yuan(event.price_fen))
    if event.list_price_fen is not None:
        yield _("list price {price}").format(price=yuan(event.list_price_fen))
    if event.deposit_fen is not None:
        yield _("deposit {price}").format(price=yuan(event.deposit_fen))
    words_of = _REASONS.get(event.kind)
    reason = event.reason if words_of is None or event.reason is None else label_of(words_of(event.reason))
    said = (
        (N_("valid to {value}"), event.valid_until),
        (N_("with {value}"), event.gifts),
        (N_("approved by {value}"), staff.get(event.approver_id or 0)),
        (N_("promised for {value}"), event.promised_on),
        (N_("to {value}"), event.rival),
        (N_("again on {value}"), event.again_on),
        (N_("agreed for {value}"), None if event.agreed_on is None else f"{event.agreed_on} {event.agreed_time or ''}".strip()),
        (N_("means to buy on {value}"), event.intended_on),
        (N_("level {value} by hand"), event.floor),
        (N_("given to {value}"), staff.get(event.to_id or 0)),
    )
    if reason is not None:
        yield reason
    yield from (_(words).format(value=value) for words, value in said if value is not None)


def _drive(event: ProspectEvent, short_km: int) -> Iterator[str]:
    if event.model is not None:
        yield event.model
    if event.km is not None:
        yield _("{count} km").format(count=event.km)
        if event.km < short_km:
            yield _("short")
    if not event.licence_seen:
        yield _("licence not seen")
    if not event.agreement_signed:
        yield _("agreement not signed")
