"""The views that other programs read (`m040_views`): what each column means, of whom it tells, in which form it stands.

Columns that a record has, too, are those of its declaration; a test holds names and order against the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from kcrm.i18n import N_
from kcrm.model import (
    BaseFact,
    Cause,
    Channel,
    ComplaintChannel,
    ComplaintSource,
    ComplaintState,
    CustomerClass,
    Finding,
    Kind,
    Level,
    Severity,
)
from kcrm.model.cell import Cell
from kcrm.model.classes import Lifecycle
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.records import SheetKind, noun_of
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, FLAG, MONEY, NAME, NUMBER, PAST_DAY, PHONE, TEXT, word

_MARK: Final = FLAG._replace(name=N_("1 or 0"), example="1")
_LOCAL: Final = TEXT._replace(name=N_("local time"), example="2026-03-04 09:30:00", longest=None)
_UTC: Final = TEXT._replace(name=N_("time in UTC"), example="2026-03-04T01:30:00Z", longest=None)
_NO: Final = NUMBER._replace(name=N_("whole number"), example="12", longest=None)
_CLOCK: Final = TEXT._replace(name=N_("time of day"), example="15:30", longest=None)
_COUNT: Final = NUMBER._replace(name=N_("whole number"), example="3", longest=None)


class Readable(NamedTuple):
    """A view. title: an msgid, what its rows are. columns: in their order; of a field only what says what stands there counts."""

    name: str
    title: str
    columns: tuple[Field, ...]


def readable_views() -> tuple[Readable, ...]:
    """All of them."""
    return (_customers(), _vehicles(), _orders(), _due(), _complaints())


def _customers() -> Readable:
    noun = noun_of(SheetKind.CUSTOMERS)
    return Readable(
        "v_customers",
        N_("Customers"),
        (
            _id("customer"),
            *_of(noun, "customer_no"),
            Field("former_numbers", TEXT, N_("Former numbers"), help=N_("Numbers of records that were merged into this one.")),
            *_of(noun, "kind name phone phone2 phone_state gender birthday email wechat region address postal_code licence_expires_on"),
            *_of(noun, "source contact_window do_not_contact call_consent message_consent contact_only key_person hobby wish note"),
            _CLASS,
            Field("lifecycle", word(Lifecycle, "STATE"), N_("Lifecycle")),
            Field("last_visit_on", PAST_DAY, N_("Last visit")),
            Field("visits_12m", _COUNT, N_("Service visits"), help=N_("In the 12 months before the day of judgement.")),
            Field("paid_12m", MONEY, N_("Paid"), help=N_("In the 12 months before the day of judgement.")),
            Field("judged_on", PAST_DAY, N_("Judged on"), help=N_("The day for which class, visits and paid were worked out.")),
            *_person("specialist", N_("Specialist"), N_("Specialist no.")),
        ),
    )


def _vehicles() -> Readable:
    noun = noun_of(SheetKind.VEHICLES)
    return Readable(
        "v_vehicles",
        N_("Vehicles"),
        (
            _id("vehicle"),
            *_of(noun, "vin"),
            Field(
                "former_vins", TEXT, N_("Former VINs"), help=N_("VINs of records that were merged into this one."), personal=Personal.VIN
            ),
            *_of(noun, "plate brand model trim model_year colour energy use"),
            *_owner("phone"),
            *_of(noun, "registered_on ordered_on planned_delivery_on delivered_on warranty_until insurance_expires_on"),
            *_of(
                noun, "compulsory_expires_on inspection_due_on loan_until sold_on scrapped_on mileage_km list_price price payment deposit"
            ),
            *_of(noun, "down_payment loan_amount trade_in_value contract_no invoice_no workshop_note"),
            *_person("sales_consultant", N_("Sales consultant"), N_("Sales consultant no.")),
            *_person("service_advisor", N_("Service advisor"), N_("Service advisor no.")),
        ),
    )


def _orders() -> Readable:
    noun = noun_of(SheetKind.ORDERS)
    return Readable(
        "v_orders",
        N_("Repair orders, with who owned the vehicle when it came in"),
        (
            _id("order"),
            *_of(noun, "order_no"),
            *_vehicle("vehicle_id vin plate brand model"),
            *_owner("phone"),
            *_of(noun, "type"),
            Field("opened_on", PAST_DAY, N_("Came in on")),
            *_times(noun, "opened_at", "promised_at"),
            Field("closed_on", PAST_DAY, N_("Closed on")),
            *_times(noun, "closed_at"),
            *_person("advisor", N_("Service advisor"), N_("Service advisor no.")),
            *_person("technician", N_("Technician"), N_("Technician no.")),
            *_of(noun, "team brought_by brought_by_phone fault standard_hours actual_hours labor_amount parts_amount other_amount"),
            *_of(noun, "total_amount payer mileage_km appointment accident overhaul rework_of steps"),
        ),
    )


def _due() -> Readable:
    return Readable(
        "v_due",
        N_("Open follow-ups; to do on a day are those whose call_on is that day or before"),
        (
            _id("followup"),
            Field("kind", word(Kind, "KIND"), N_("Follow-up kind")),
            Field("channel", word(Channel, "CHANNEL"), N_("By")),
            Field("due_on", COMING_DAY, N_("Due")),
            Field("call_on", COMING_DAY, N_("Call on")),
            Field("call_time", _CLOCK, N_("Call at")),
            Field("lapses_on", COMING_DAY, N_("Lapses after")),
            *_owner("phone phone2 contact_window do_not_contact"),
            _CLASS,
            Field("contact_name", NAME, N_("Ask for"), personal=Personal.NAME),
            Field("contact_phone", PHONE, N_("Contact phone"), personal=Personal.PHONE),
            *_vehicle("vehicle_id vin plate model"),
            _ORDER_NO,
            Field("case_no", NUMBER, N_("Case")),
            Field("about", TEXT, N_("What about"), personal=Personal.NOTE),
            Field("place", TEXT, N_("Place"), personal=Personal.ADDRESS),
            Field("base", word(BaseFact, "FACT"), N_("Counted from")),
            Field("base_on", PAST_DAY, N_("On")),
            Field("attempts", _COUNT, N_("Attempts")),
            *_person("assignee", N_("Assignee"), N_("Assignee no.")),
        ),
    )


def _complaints() -> Readable:
    noun = noun_of(SheetKind.COMPLAINTS)
    return Readable(
        "v_complaints",
        N_("Complaints"),
        (
            _id("complaint"),
            *_of(noun, "complaint_no"),
            *_owner("phone"),
            *_vehicle("vehicle_id vin plate model"),
            _id("order"),
            _ORDER_NO,
            Field("received_on", PAST_DAY, N_("Received on")),
            *_times(noun, "received_at"),
            Field("severity", word(Severity, "SEVERITY"), N_("Complaint severity")),
            Field("cause", word(Cause, "CAUSE"), N_("Cause")),
            Field("channel", word(ComplaintChannel, "CHANNEL"), N_("Received via")),
            Field("source", word(ComplaintSource, "SOURCE"), N_("Source")),
            *_of(noun, "platform outside_no reply_by_on description"),
            Field("state", word(ComplaintState, "STATE"), N_("State")),
            Field("level", word(Level, "LEVEL"), N_("Escalation level")),
            Field("paused", _MARK, N_("Paused")),
            *_person("owner", N_("Owner"), N_("Owner's number")),
            *_of(noun, "department"),
            Field("secondary_department", TEXT, N_("Secondary")),
            Field("finding", word(Finding, "FINDING"), N_("Finding")),
            Field("goodwill", MONEY, N_("Goodwill")),
            *_times(noun, "contacted_at", "accepted_at", "resolved_at", "closed_at"),
        ),
    )


@cache
def amounts_of(view: str) -> frozenset[str]:
    """The columns of a view that are yuan."""
    return frozenset(field.key for each in readable_views() if each.name == view for field in each.columns if field.type.cell is Cell.MONEY)


@cache
def told_by_view(view: str, column: str) -> Personal | None:
    """What a view's column tells of a person."""
    return next((field.personal for each in readable_views() if each.name == view for field in each.columns if field.key == column), None)


_CLASS: Final = Field("class", word(CustomerClass, "CLASS"), N_("ABC class"))
_ORDER_NO: Final = Field("order_no", NUMBER, N_("Order no."))
_LABELS: Final = {
    "customer": N_("Customer identifier, without C"),
    "vehicle": N_("Vehicle identifier, without V"),
    "order": N_("Order identifier, without R"),
    "followup": N_("Follow-up identifier, without F"),
    "complaint": N_("Complaint identifier, without K"),
}


def _id(of: str) -> Field:
    return Field(f"{of}_id", _NO, _LABELS[of])


def _of(noun: Noun, keys: str) -> Iterator[Field]:
    """Fields of a record, as the file keeps them."""
    for key in keys.split():
        field = noun.field(key)
        yield field._replace(type=_MARK if field.type.cell is Cell.FLAG else field.type)


def _owner(keys: str) -> Iterator[Field]:
    customer = noun_of(SheetKind.CUSTOMERS)
    yield _id("customer")
    yield from _of(customer, "customer_no")
    yield customer.field("name")._replace(key="customer", label=N_("Customer"))
    yield from _of(customer, keys)


def _vehicle(keys: str) -> Iterator[Field]:
    vehicle = noun_of(SheetKind.VEHICLES)
    for key in keys.split():
        yield from [_id("vehicle")] if key == "vehicle_id" else _of(vehicle, key)


def _person(key: str, name: str, number: str) -> tuple[Field, Field]:
    return Field(f"{key}_no", NUMBER, number), Field(key, NAME, name)


def _times(noun: Noun, *keys: str) -> Iterator[Field]:
    """A time as it is there, where the policy's zone keeps UTC+8, and as the file keeps it."""
    for key in keys:
        label = noun.field(key).label
        yield Field(key, _LOCAL, label, help=_WHERE)
        yield Field(f"{key}_utc", _UTC, label)


_WHERE: Final = N_("Empty where desk.zone of the policy is none of China's zones; then only the time in UTC is known.")
