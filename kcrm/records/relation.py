"""How two customers stand to each other: a parent company, who referred whom, a family."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.fleets import Tie
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, CUSTOMER, NAME, NOTE, NUMBER, PHONE, identifier, word

NOUN: Final = Noun(
    name="relation",
    kind="relations",
    table="relation",
    letter="FR",
    title=N_("Relation"),
    titles=N_("Relations"),
    fields=(
        Field("id", identifier("FR"), N_("No.")),
        Field("who", CUSTOMER, N_("Customer"), help=N_("The customer."), column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=2),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
        Field("customer", NAME, N_("Name"), column=None, shown=1, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field(
            "tie",
            word(Tie, "TIE"),
            N_("Relation"),
            "关系",
            N_("What the other is: parent, subsidiary, supplier, client, sibling, referred_by, family."),
            needed=True,
            clearable=False,
        ),
        Field("to", CUSTOMER, N_("Related to"), help=N_("The other customer."), column="other_id", shown=None, named="other_no"),
        Field("other_id", identifier("C"), N_("Related to"), column=None, shown=3),
        Field("other_no", NUMBER, N_("Other customer no."), "关系客户编号", column=None, shown=6, clearable=False),
        Field("other_phone", PHONE, N_("Phone"), "关系客户电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field("other", NAME, N_("Other customer"), column=None, personal=Personal.NAME),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=4, personal=Personal.NOTE),
        Field("from_on", COMING_DAY, N_("From"), "起始日期", N_("Its first day."), shown=3),
        Field("until_on", COMING_DAY, N_("Until"), "终止日期", N_("Its last day."), shown=2),
    ),
    needs=(("customer_no", "phone"), ("tie",), ("other_no", "other_phone")),
    known_by=(("customer_no", "phone"), ("tie",), ("other_no", "other_phone")),
    first=("customer_no", "tie", "other_no"),
)
