"""Consents of a customer: what they permit now and why, and all that they ever said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model.consents import ConsentKind, ConsentOrigin, Ground
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.records import record_part

if TYPE_CHECKING:
    from kcrm.actions.consented import Standing
    from kcrm.actions.consents import ConsentCard

_CUSTOMER = (
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("do_not_contact", N_("Do not contact"), Cell.FLAG),
)
_NOW = (
    Column("kind", N_("Consent to"), Cell.ENUM, labels=ConsentKind),
    Column("contact", N_("May be reached"), Cell.FLAG),
    Column("offers", N_("May be offered something"), Cell.FLAG),
    Column("ground", N_("Why"), Cell.ENUM, labels=Ground),
    Column("since", N_("Day it was said"), Cell.DATE),
    Column("origin", N_("How"), Cell.ENUM, labels=ConsentOrigin),
    Column("text_version", N_("Text version"), priority=1),
)
_HISTORY = ("id", "kind", "answer", "given_on", "origin", "text_version", "told_on", "taken_by_no", "taken_by", "note")


def consents_view(card: ConsentCard) -> View:
    """What a customer permits, and the words it follows from, the latest written down first."""
    number = identifier(Thing.CUSTOMER, card.customer_id)
    undated = any(each.permits.ground is Ground.UNKNOWN_DAY for each in card.standings)
    hint = _("Nothing is offered on a consent of unknown day. To note the day: kcrm consent set {customer} --on DAY …").format(
        customer=number
    )
    return View(
        _("Consents"),
        _CUSTOMER,
        [(number, card.name, card.do_not_contact)],
        shape=Shape.RECORD,
        parts={
            "now": consents_part(card.standings),
            "history": record_part(SheetKind.CONSENTS, _("What was said"), _HISTORY, card.history),
        },
        notes=(hint,) if undated else (),
    )


def consents_part(standings: Sequence[Standing]) -> View:
    """How calls and messages stand."""
    rows = [
        (
            each.kind,
            each.permits.contact,
            each.permits.offers,
            each.permits.ground,
            *((each.said.given_on, each.said.origin, each.said.text_version) if each.said is not None else (None, None, None)),
        )
        for each in standings
    ]
    return View(_("Consents"), _NOW, rows)
