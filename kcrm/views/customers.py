"""Customers: a list and the card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kcrm.actions.cards import CustomerCard
from kcrm.i18n import N_, _
from kcrm.model import Channel, CustomerClass, FollowUp, Grade, Kind, Lifecycle, Loyalty
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.calls import in_a_line
from kcrm.views.complaints.cases import open_complaints
from kcrm.views.consents import consents_part
from kcrm.views.evidence import conflicts_view, how_to_decide
from kcrm.views.formers import formers_view
from kcrm.views.history import history_note, history_view
from kcrm.views.labels import label_of
from kcrm.views.orders import last_orders
from kcrm.views.points import points_part
from kcrm.views.quality import asked_view
from kcrm.views.records import number_of, record_card, record_part, rows_of
from kcrm.views.values import joined
from kcrm.views.vehicles import owned_vehicles

_JUDGED = (
    Column("class", N_("ABC class"), Cell.ENUM, labels=CustomerClass),
    Column("lifecycle", N_("Lifecycle"), Cell.ENUM, labels=Lifecycle),
    Column("grade_by_rule", N_("Grade by rule"), Cell.ENUM, labels=Grade),
    Column("loyalty_by_rule", N_("Loyalty by rule"), Cell.ENUM, labels=Loyalty),
    Column("loyalty_visits", N_("Visits that count"), Cell.COUNT),
    Column("maintenance_missed_on", N_("Maintenance missed, expected on"), Cell.DATE),
    Column("lost_since_on", N_("Lost since"), Cell.DATE),
    Column("member_since", N_("Club member since"), Cell.DATE),
    Column("last_event", N_("Last event"), personal=Personal.NOTE),
    Column("last_event_on", N_("Day of the last event"), Cell.DATE),
)
_ERASED_ON = Column("erased_on", N_("Erased on"), Cell.DATE)
_REFUSED = (Column("kind", N_("What"), Cell.ENUM, labels=Kind), Column("refused_on", N_("Refused on"), Cell.DATE))
_INTENTIONS = frozenset({"id", "level", "stage", "model", "intended_on", "next_on", "consultant_no", "consultant", "lost_reason"})
_FOLLOWUP_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, 2, labels=Channel),
    Column("due_on", N_("Due"), Cell.DATE, 1),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, 1, personal=Personal.PLATE),
    Column("assignee_no", N_("Employee no."), Cell.IDENTIFIER, 4),
    Column("assignee", N_("Assignee")),
    Column("attempts", N_("Attempts"), Cell.COUNT, 3),
)


def customer_record(card: CustomerCard) -> View:
    """The card: the facts, open complaints, the vehicles, the open follow-ups, next first, what happened, newest first.

    Machines get the last orders too; people find them in the history.
    """
    number = identifier(Thing.CUSTOMER, card.customer.id)
    view = record_card(
        SheetKind.CUSTOMERS,
        card.facts,
        {
            "complaints": open_complaints(card.complaints),
            "vehicles": owned_vehicles(card.vehicles, card.last_visits),
            "followups": _open_followups(card.followups),
            "prospects": record_part(SheetKind.PROSPECTS, _("Prospects"), _INTENTIONS, card.prospects),
            "orders": last_orders(card.orders)._replace(audience=Audience.MACHINES),
            "history": history_view(card.history),
            "refusals": View(_("Refuses"), _REFUSED, card.refusals),
            "merged": formers_view(card.formers, Thing.CUSTOMER),
            "asked": asked_view(card.asked),
            "conflicts": conflicts_view(card.conflicts),
            **_credit(card),
            **({"points": points_part(card.points)} if card.points is not None else {}),
            **_rescues(card),
            **_works(card),
            **_recalls(card),
            **({"consents": consents_part(card.consents)} if card.consents else {}),
            **_appointments(card),
        },
        (*zip(_JUDGED, _judged(card), strict=True), *(((_ERASED_ON, card.erased_on),) if card.erased_on is not None else ())),
    )
    again = (_("To resume contact: kcrm customer allow {customer} KIND").format(customer=number),) if card.refusals else ()
    return view._replace(notes=(*history_note(card.history, card.customer.id), *again, *how_to_decide(card.conflicts)))


def _credit(card: CustomerCard) -> dict[str, View]:
    if card.credit is None:
        return {}
    from kcrm.views.credit import credit_part  # noqa: PLC0415 - few customers are accounts

    return {"credit": credit_part(card.credit)}


def _recalls(card: CustomerCard) -> dict[str, View]:
    if not card.recalls:
        return {}
    from kcrm.views.recalls import recalls_part  # noqa: PLC0415 - few vehicles are recalled

    return {"recalls": recalls_part(card.recalls)}


def _rescues(card: CustomerCard) -> dict[str, View]:
    if not card.rescues:
        return {}
    from kcrm.views.rescues import rescues_part  # noqa: PLC0415 - few customers have had any

    # people find them in the history
    return {"rescues": rescues_part(card.rescues)._replace(audience=Audience.MACHINES)}


def _appointments(card: CustomerCard) -> dict[str, View]:
    if not card.appointments:
        return {}
    from kcrm.views.appointments import appointments_part  # noqa: PLC0415 - few have any

    return {"appointments": appointments_part(card.appointments)}


def _works(card: CustomerCard) -> dict[str, View]:
    if not card.works:
        return {}
    from kcrm.views.works import works_part  # noqa: PLC0415 - few have any

    return {"works": works_part(card.works)}


def allowed_view(card: CustomerCard, kinds: Iterable[Kind]) -> View:
    """The card once these kinds are allowed again; in a line what is next."""
    what = _("contact resumed: {kinds}").format(kinds=joined(map(label_of, kinds)))
    return customer_record(card)._replace(brief=in_a_line(card.customer, what, next(iter(card.followups), None)))


def _judged(card: CustomerCard) -> tuple[object, ...]:
    """What follows from the facts; grade and loyalty that staff judged stand above it, among the record's own fields."""
    rule = card.loyalty
    return card.customer_class, card.lifecycle, card.grade_by_rule, rule.loyalty, rule.visits, rule.missed_on, rule.lost_on, *card.club


def _open_followups(followups: Sequence[FollowUp]) -> View:
    return View(_("Open follow-ups"), _FOLLOWUP_COLUMNS, rows_of(_FOLLOWUP_COLUMNS, followups, {"id": number_of(Thing.FOLLOWUP)}))
