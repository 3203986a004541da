"""Whose a record is that belongs to a customer: the fields by which commands, files and lists name them."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field
from kcrm.records.types import CUSTOMER, NAME, NUMBER, PHONE, PLATE, VEHICLE, VIN, identifier

OF_ACCOUNT: Final = (
    Field("who", CUSTOMER, N_("Account"), help=N_("The company."), column="customer_id", shown=None),
    Field("customer_id", identifier("C"), N_("Account"), column=None, shown=3),
    Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
    Field("customer", NAME, N_("Company"), column=None, personal=Personal.NAME),
    Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
)
"""What only an account has names it by these."""
OF_CUSTOMER: Final = (
    Field("who", CUSTOMER, N_("Customer"), help=N_("The customer."), column="customer_id", shown=None),
    Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=1),
    Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
    Field("customer", NAME, N_("Name"), column=None, personal=Personal.NAME),
    Field("phone", PHONE, N_("Phone"), "电话/手机", column=None, shown=4, clearable=False, personal=Personal.PHONE),
)
"""What anybody may have."""


def customer(help: str, *, name: int, phone: int | None, zh: str = "电话") -> tuple[Field, ...]:  # noqa: A002 - as the field calls it
    """Whose a record of the workshop is. help: an msgid, of the option. name, phone: their priority in lists. zh: the phone's headings."""
    return (
        Field("who", CUSTOMER, N_("Customer"), help=help, column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=6),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=7, clearable=False),
        Field("customer", NAME, N_("Name"), column=None, shown=name, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), zh, column=None, shown=phone, clearable=False, personal=Personal.PHONE),
    )


def vehicle(help: str, *, plate: int) -> tuple[Field, ...]:  # noqa: A002
    """Which vehicle it is about. help: an msgid, of the option. plate: its priority in lists."""
    return (
        Field("vehicle_id", identifier("V"), N_("Vehicle identifier"), shown=7),
        Field("vehicle", VEHICLE, N_("Vehicle"), help=help, column=None, shown=None),
        Field("vin", VIN, N_("VIN"), "车架号", column=None, shown=8, clearable=False, personal=Personal.VIN),
        Field("plate", PLATE, N_("Plate"), "车牌号", column=None, shown=plate, clearable=False, personal=Personal.PLATE),
    )
