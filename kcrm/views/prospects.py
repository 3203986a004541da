"""A prospect with its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import By
from kcrm.model.personal import Personal
from kcrm.model.prospects import Concerns, InvalidReason, LostReason, Moved, ProspectEvent, ProspectLevel, ProspectStep, Stage
from kcrm.model.words import Word
from kcrm.named import NamedTuple
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
    Column("what", N_("What"), Cell.TEXTS, audience=Audience.MACHINES, personal=Personal.NOTE),
    Column("what", N_("What"), Cell.TEXTS, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("staff", N_("Staff"), priority=1),
    Column("note", N_("Note"), priority=1, personal=Personal.NOTE),
)
_OVERDUE = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER, 5),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 3, personal=Personal.PHONE),
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
    rows = [
        (
            *(event.at, event.kind, event.by, event.stage),
            *([each.code for each in found], [each.words for each in found]),
            *(story.staff.get(event.staff_id or 0), event.note),
        )
        for event in story.events
        for found in [list(_particulars(event, story.staff, story.short_drive_km))]
    ]
    history = View(_("Steps taken"), _HISTORY, rows)
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


def particulars(event: ProspectEvent, staff: Mapping[int, str], short_drive_km: int) -> list[str]:
    """What is particular about a step, in words. staff: names by id. short_drive_km: under which a test drive is short."""
    return [each.words for each in _particulars(event, staff, short_drive_km)]


class _Particular(NamedTuple):
    """One thing about a step: as programs read it in any language, and in words."""

    code: str
    words: str


def _particulars(event: ProspectEvent, staff: Mapping[int, str], short_drive_km: int) -> Iterator[_Particular]:
    if event.skipped:
        stages = _(", ").join(label_of(Stage(each)) for each in event.skipped.split(","))
        yield _Particular(f"skipped={event.skipped}", _("skipped: {stages}").format(stages=stages))
    if event.declined:
        yield _Particular("declined", _("offered, not wanted"))
    elif event.kind is ProspectStep.TEST_DRIVE:
        yield from _drive(event, short_drive_km)
    for key, words, fen in (
        ("price", N_("{price} yuan"), event.price_fen),
        ("list_price", N_("list price {price}"), event.list_price_fen),
        ("deposit", N_("deposit {price}"), event.deposit_fen),
    ):
        if fen is not None:
            yield _Particular(f"{key}={fen / 100:.2f}", _(words).format(price=yuan(fen)))
    if event.reason is not None:
        words_of = _REASONS.get(event.kind)
        yield _Particular(f"reason={event.reason}", event.reason if words_of is None else label_of(words_of(event.reason)))
    said = (
        ("valid_until", N_("valid to {value}"), event.valid_until),
        ("gifts", N_("with {value}"), event.gifts),
        ("approver", N_("approved by {value}"), staff.get(event.approver_id or 0)),
        ("promised_on", N_("promised for {value}"), event.promised_on),
        ("rival", N_("to {value}"), event.rival),
        ("again_on", N_("again on {value}"), event.again_on),
        ("agreed", N_("agreed for {value}"), None if event.agreed_on is None else f"{event.agreed_on} {event.agreed_time or ''}".strip()),
        ("intended_on", N_("means to buy on {value}"), event.intended_on),
        ("level", N_("level {value} by hand"), event.floor),
        ("to", N_("given to {value}"), staff.get(event.to_id or 0)),
    )
    yield from (_Particular(f"{key}={value}", _(words).format(value=value)) for key, words, value in said if value is not None)


def _drive(event: ProspectEvent, short_km: int) -> Iterator[_Particular]:
    if event.model is not None:
        yield _Particular(f"model={event.model}", event.model)
    if event.km is not None:
        yield _Particular(f"km={event.km}", _("{count} km").format(count=event.km))
        if event.km < short_km:
            yield _Particular("short", _("short"))
    if not event.licence_seen:
        yield _Particular("licence_not_seen", _("licence not seen"))
    if not event.agreement_signed:
        yield _Particular("agreement_not_signed", _("agreement not signed"))
