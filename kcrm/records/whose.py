"""Whose a record is that belongs to a customer: the fields by which commands, files and lists name them."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field
from kcrm.records.types import CUSTOMER, NAME, NUMBER, PHONE, identifier

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
