"""The options of `add` and `edit`: one for each column of an import file, made from a table instead of declared forty times.

A command says `@with_fields(SheetKind.STAFF)` and takes `texts`, a mapping of import key to what was typed; the decorator puts in the place
of that one parameter an option for each field below, `joined_on` as `--joined-on` (`kcrm.shell.signatures`).
What each text means is not known here: `kcrm.exchange.columns` has the parser of each column, the same for a file and for an option.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from inspect import Parameter
from types import MappingProxyType
from typing import Annotated, Final

import typer

from kcrm.exchange.columns import SheetKind
from kcrm.i18n import N_
from kcrm.shell.signatures import Command, in_place_of


@dataclass(frozen=True, slots=True)
class Field:
    """An option's placeholder for its value, and its help, an msgid."""

    metavar: str
    help: str


_TEAM = Field("TEAM", N_("Team: mechanical, body or paint."))

_FIELDS: Mapping[SheetKind, Mapping[str, Field]] = {
    SheetKind.STAFF: {
        "employee_no": Field("NUMBER", N_("Employee number.")),
        "name": Field("NAME", N_("Name.")),
        "role": Field(
            "ROLE",
            N_(
                "Post: sales_manager, sales_consultant, service_advisor, technician, cs_specialist, cs_manager, department_head or "
                "general_manager."
            ),
        ),
        "team": _TEAM,
        "department": Field("TEXT", N_("Department.")),
        "level": Field("TEXT", N_("Level.")),
        "phone": Field("PHONE", N_("Phone.")),
        "joined_on": Field("DATE", N_("First working day.")),
        "left_on": Field("DATE", N_("Last working day; open follow-ups then go to others.")),
    },
    SheetKind.CUSTOMERS: {
        "name": Field("NAME", N_("Name.")),
        "phone": Field("PHONE", N_("Phone.")),
        "customer_no": Field("NUMBER", N_("Customer number.")),
        "kind": Field("KIND", N_("Kind: person or company.")),
        "phone2": Field("PHONE", N_("Second phone.")),
        "gender": Field("GENDER", N_("Gender: male or female.")),
        "birthday": Field("DATE", N_("Date of birth.")),
        "region": Field("TEXT", N_("Region.")),
        "address": Field("TEXT", N_("Address.")),
        "wechat": Field("TEXT", N_("WeChat name.")),
        "licence_expires_on": Field("DATE", N_("Day on which the driving licence expires.")),
        "source": Field("TEXT", N_("How the customer came to us.")),
        "contact_window": Field("FROM-TO", N_("When it suits to be called, as in 18:00-20:00.")),
        "do_not_contact": Field("YES|NO", N_("Whether the customer wants no contact at all.")),
        "call_consent": Field("YES|NO", N_("Whether the customer consents to calls.")),
        "message_consent": Field("YES|NO", N_("Whether the customer consents to messages.")),
        "key_person": Field("TEXT", N_("Who decides.")),
        "hobby": Field("TEXT", N_("Hobby.")),
        "note": Field("TEXT", N_("Note.")),
        "value_type": Field("TYPE", N_("What the customer values: relationship, cost or time.")),
        "relation_type": Field("TYPE", N_("What the relation rests on: partner, opinion, cost or service.")),
        "relationship_level": Field(
            "LEVEL", N_("How closely the store keeps in touch: basic, reactive, accountable, proactive or partnership.")
        ),
        "grade": Field("GRADE", N_("How important: important, ordinary or potential.")),
        "loyalty": Field("LOYALTY", N_("How loyal: loyal, flexible or lost.")),
    },
    SheetKind.VEHICLES: {
        "vin": Field("VIN", N_("Vehicle identification number.")),
        "plate": Field("PLATE", N_("Plate.")),
        "brand": Field("TEXT", N_("Brand.")),
        "model": Field("TEXT", N_("Model.")),
        "use": Field("USE", N_("Use: private, official or commercial.")),
        "energy": Field("ENERGY", N_("Energy: combustion, hybrid, range_extended or electric.")),
        "registered_on": Field("DATE", N_("Day of first registration.")),
        "planned_delivery_on": Field("DATE", N_("Day on which it is to be delivered.")),
        "delivered_on": Field("DATE", N_("Day on which it was delivered.")),
        "sales_consultant": Field("STAFF", N_("Sales consultant, by employee number or name.")),
        "service_advisor": Field("STAFF", N_("Service advisor, by employee number or name.")),
        "mileage_km": Field("KM", N_("Mileage read today.")),
        "warranty_until": Field("DATE", N_("Last day of the warranty.")),
        "insurance_expires_on": Field("DATE", N_("Day on which the insurance expires.")),
        "inspection_due_on": Field("DATE", N_("Day on which the next annual inspection is due.")),
        "sold_on": Field("DATE", N_("Day on which the owner sold it to somebody we do not know.")),
        "scrapped_on": Field("DATE", N_("Day on which it was scrapped.")),
        "model_class": Field("CLASS", N_("Class of the model: premium or economy.")),
    },
    SheetKind.ORDERS: {
        "order_no": Field("NUMBER", N_("Order number.")),
        "type": Field(
            "TYPE",
            N_("Type: paid_maintenance, paid_repair, free_inspection, free_repair, warranty_repair, internal, pdi or accessory."),
        ),
        "opened_at": Field("TIME", N_("When the vehicle came in.")),
        "promised_at": Field("TIME", N_("When it was promised for.")),
        "closed_at": Field("TIME", N_("When the order was closed.")),
        "advisor": Field("STAFF", N_("Service advisor, by employee number or name.")),
        "technician": Field("STAFF", N_("Technician, by employee number or name.")),
        "team": _TEAM,
        "brought_by": Field("NAME", N_("Who brought the vehicle.")),
        "brought_by_phone": Field("PHONE", N_("Phone of who brought it; the post-service call goes there.")),
        "standard_hours": Field("HOURS", N_("Standard hours.")),
        "actual_hours": Field("HOURS", N_("Actual hours.")),
        "labor_amount": Field("YUAN", N_("Labour.")),
        "parts_amount": Field("YUAN", N_("Parts.")),
        "other_amount": Field("YUAN", N_("Other charges.")),
        "payer": Field("PAYER", N_("Who pays: customer, warranty, insurer or internal.")),
        "mileage_km": Field("KM", N_("Mileage on arrival.")),
        "appointment": Field("YES|NO", N_("Whether it came by appointment.")),
        "accident": Field("YES|NO", N_("Whether it had an accident.")),
        "overhaul": Field("YES|NO", N_("Whether it is an overhaul.")),
        "rework_of": Field("NUMBER", N_("Number of the order whose work is done again.")),
        "steps": Field("STEPS", N_("Process steps done, as in 1,2,4.")),
    },
}
FIELDS: Final = MappingProxyType(_FIELDS)


def with_fields(kind: SheetKind, *, but: Collection[str] = (), required: Collection[str] = ()) -> Callable[[Command], Command]:
    """Give the decorated command, in the place of its parameter `texts`, an option for each field of this kind.

    but: fields that are arguments of the command, or that it does not take. required: options that must be given.
    """
    keys = [key for key in FIELDS[kind] if key not in but]
    options = [_option(key, FIELDS[kind][key], required=key in required) for key in keys]
    return in_place_of("texts", options, lambda typed: {key: text for key, text in typed.items() if text is not None})


def _option(key: str, field: Field, *, required: bool) -> Parameter:
    option = typer.Option(f"--{key.replace('_', '-')}", metavar=field.metavar, help=field.help)
    if required:
        return Parameter(key, Parameter.KEYWORD_ONLY, annotation=Annotated[str, option])
    return Parameter(key, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])
