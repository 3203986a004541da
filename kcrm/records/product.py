"""What an account ordered besides vehicles: insurance, an extended warranty, maintenance by contract, rescue."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.fleets import Product
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, MONEY, NOTE, identifier, word
from kcrm.records.whose import OF_ACCOUNT

NOUN: Final = Noun(
    name="product",
    kind="products",
    table="product",
    letter="OP",
    title=N_("Product"),
    titles=N_("Products"),
    fields=(
        Field("id", identifier("OP"), N_("No.")),
        *OF_ACCOUNT,
        Field(
            "product",
            word(Product, "PRODUCT"),
            N_("Product"),
            "产品",
            N_("insurance, extended_warranty, contract_maintenance, rescue or other."),
            needed=True,
            clearable=False,
        ),
        Field("amount", MONEY, N_("Yuan"), "金额", N_("What it costs."), "amount_fen"),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=4, personal=Personal.NOTE),
        Field("from_on", COMING_DAY, N_("From"), "起始日期", N_("Its first day."), shown=3),
        Field("until_on", COMING_DAY, N_("Until"), "终止日期", N_("Its last day."), shown=2),
    ),
    needs=(("customer_no", "phone"), ("product",)),
    known_by=(("customer_no", "phone"), ("product",)),
    first=("customer_no", "product", "from_on", "until_on", "amount"),
)
