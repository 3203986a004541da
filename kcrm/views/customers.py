"""Customers: a list and the card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kcrm.actions.cards import CustomerCard
from kcrm.i18n import N_, _
from kcrm.model import Customer, FollowUp
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.classification.labels import CUSTOMER_CLASS, GRADE, LIFECYCLE, LOYALTY, RELATION_TYPE, RELATIONSHIP_LEVEL, VALUE_TYPE
from kcrm.views.complaints.cases import open_complaints
from kcrm.views.history import history_note, history_view
from kcrm.views.labels import CHANNEL, CUSTOMER_KIND, GENDER, KIND, PHONE_STATE
from kcrm.views.orders import last_orders
from kcrm.views.records import Reader, listing, row_of, rows_of, single
from kcrm.views.vehicles import owned_vehicles

_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 2),
    Column("kind", N_("Customer kind"), Cell.ENUM, 3, labels=CUSTOMER_KIND),
    Column("name", N_("Name")),
    Column("phone", N_("Phone"), Cell.IDENTIFIER),
    Column("phone2", N_("Second phone"), Cell.IDENTIFIER, 5),
    Column("phone_state", N_("State of the phone"), Cell.ENUM, 6, labels=PHONE_STATE, colours={"doubtful": "yellow", "wrong": "red"}),
    Column("gender", N_("Gender"), Cell.ENUM, 7, labels=GENDER),
    Column("birthday", N_("Birthday"), Cell.DATE, 4),
    Column("region", N_("Region"), priority=3),
    Column("address", N_("Address"), priority=9),
    Column("wechat", N_("WeChat"), priority=7),
    Column("licence_expires_on", N_("Licence expires"), Cell.DATE, 7),
    Column("source", N_("Source"), priority=7),
    Column("contact_window", N_("Suits to call"), priority=4),
    Column("do_not_contact", N_("Do not contact"), Cell.FLAG, 2),
    Column("call_consent", N_("Consents to calls"), Cell.FLAG, 8),
    Column("call_consent_on", N_("Calls: since"), Cell.DATE, 9),
    Column("message_consent", N_("Consents to messages"), Cell.FLAG, 8),
    Column("message_consent_on", N_("Messages: since"), Cell.DATE, 9),
    Column("key_person", N_("Decides"), priority=7),
    Column("hobby", N_("Hobby"), priority=8),
    Column("note", N_("Note"), priority=8),
    Column("value_type", N_("Values"), Cell.ENUM, 8, labels=VALUE_TYPE),
    Column("relation_type", N_("Relation type"), Cell.ENUM, 8, labels=RELATION_TYPE),
    Column("relationship_level", N_("Relationship level"), Cell.ENUM, 8, labels=RELATIONSHIP_LEVEL),
    Column("grade", N_("Grade"), Cell.ENUM, 8, labels=GRADE),
    Column("loyalty", N_("Loyalty"), Cell.ENUM, 8, labels=LOYALTY),
    Column("specialist_no", N_("Specialist no."), Cell.IDENTIFIER, 9),
    Column("specialist", N_("Specialist"), priority=1),
)
_JUDGED = (
    Column("class", N_("ABC class"), Cell.ENUM, labels=CUSTOMER_CLASS),
    Column("lifecycle", N_("Lifecycle"), Cell.ENUM, labels=LIFECYCLE),
)
_FOLLOWUP_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=KIND),
    Column("channel", N_("By"), Cell.ENUM, 2, labels=CHANNEL),
    Column("due_on", N_("Due"), Cell.DATE, 1),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 1),
    Column("assignee_no", N_("Employee no."), Cell.IDENTIFIER, 4),
    Column("assignee", N_("Whose")),
    Column("attempts", N_("Attempts"), Cell.COUNT, 3),
)

_READERS: Mapping[str, Reader] = {"id": lambda customer: identifier(Thing.CUSTOMER, customer.id)}


def customer_list(customers: Sequence[Customer], total: int) -> View:
    """The first customers of so many."""
    return listing(_("Customers"), _COLUMNS, rows_of(_COLUMNS, customers, _READERS), total)


def customer_record(card: CustomerCard) -> View:
    """The card: the facts, open complaints, the vehicles, the open follow-ups, next first, what happened, newest first.

    Machines get the last orders too; people find them in the history.
    """
    view = single(
        _("Customer"),
        (*_COLUMNS, *_JUDGED),
        (*row_of(_COLUMNS, card.customer, _READERS), card.customer_class, card.lifecycle),
        {
            "complaints": open_complaints(card.complaints),
            "vehicles": owned_vehicles(card.vehicles, card.last_visits),
            "followups": _open_followups(card.followups),
            "orders": replace(last_orders(card.orders), audience=Audience.MACHINES),
            "history": history_view(card.history),
        },
    )
    return replace(view, notes=history_note(card.history, card.customer.id))


def _open_followups(followups: Sequence[FollowUp]) -> View:
    readers: Mapping[str, Reader] = {"id": lambda followup: identifier(Thing.FOLLOWUP, followup.id)}
    return View(_("Open follow-ups"), _FOLLOWUP_COLUMNS, rows_of(_FOLLOWUP_COLUMNS, followups, readers))
