"""A follow-up as a record."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from kcrm.i18n import N_, _
from kcrm.model import AssignedBy, BaseFact, CancelReason, Channel, DueBy, FollowUp, Kind, State
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.labels import label_of
from kcrm.views.records import Reader, number_of, row_of

FOLLOWUP = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, labels=Channel),
    Column("state", N_("State"), Cell.ENUM, labels=State),
    Column("reason", N_("Reason ended"), Cell.ENUM, labels=CancelReason),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("contact_name", N_("Ask for"), personal=Personal.NAME),
    Column("contact_phone", N_("Contact phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("vehicle_id", N_("Vehicle"), Cell.IDENTIFIER),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model")),
    Column("order_no", N_("Order no."), Cell.IDENTIFIER),
    Column("case", N_("Case"), Cell.IDENTIFIER),
    Column("about", N_("What about"), Cell.PROSE, personal=Personal.NOTE),
    Column("place", N_("Place"), Cell.PROSE, personal=Personal.ADDRESS),
    Column("base", N_("Counted from"), Cell.ENUM, labels=BaseFact),
    Column("base_on", N_("On"), Cell.DATE),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("due_by", N_("Due date basis"), Cell.ENUM, labels=DueBy),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("lapses_on", N_("Lapses after"), Cell.DATE),
    Column("assignee", N_("Assignee")),
    Column("assignee_no", N_("Assignee no."), Cell.IDENTIFIER),
    Column("assigned_by", N_("Assigned by"), Cell.ENUM, labels=AssignedBy),
    Column("attempts", N_("Attempts"), Cell.COUNT),
    Column("opened_at", N_("Planned at"), Cell.INSTANT),
    Column("ended_at", N_("Ended at"), Cell.INSTANT),
    Column("policy_version", N_("Policy version"), Cell.COUNT),
)

_READERS: Mapping[str, Reader] = {"id": number_of(Thing.FOLLOWUP), "policy_version": attrgetter("policy_version_id")}


def followup_view(item: FollowUp, parts: Mapping[str, View] | None = None) -> View:
    """One follow-up, everything that is stored of it."""
    row = followup_row(item)
    return View(title_of(item), FOLLOWUP, [row], shape=Shape.RECORD, parts=parts or {})


def title_of(item: FollowUp) -> str:
    number, kind = identifier(Thing.FOLLOWUP, item.id), label_of(item.kind)
    return _("{number}: {kind} for {customer}").format(number=number, kind=kind, customer=item.customer)


def followup_row(item: FollowUp) -> tuple[object, ...]:
    return row_of(FOLLOWUP, item, _READERS)
