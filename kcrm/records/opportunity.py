"""An opportunity: business that may yet come of a customer."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.classes import OpportunityState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, CUSTOMER, MONEY, NAME, NOTE, NUMBER, PAST_DAY, PHONE, PROBABILITY, TEXT, identifier, word

NOUN: Final = Noun(
    name="opportunity",
    kind="opportunities",
    table="opportunity",
    letter="P",
    title=N_("Opportunity"),
    titles=N_("Opportunities"),
    fields=(
        Field("id", identifier("P"), N_("No.")),
        Field("opportunity_no", NUMBER, N_("Opportunity no."), "商机编号", N_("The store's own number for it."), shown=5, also="--number"),
        Field("who", CUSTOMER, N_("Customer"), help=N_("The customer."), column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=3),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=5, clearable=False),
        Field("customer", NAME, N_("Name"), column=None, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field("kind", TEXT, N_("What"), "类型", N_("What it is, in a word: insurance, 换车."), emptied="other"),
        Field("amount", MONEY, N_("Yuan"), "金额", N_("Its value."), "amount_fen", needed=True, clearable=False),
        Field(
            "probability",
            PROBABILITY,
            N_("Probability"),
            "概率",
            N_("Probability: 0.3 or 30%."),
            "probability_bp",
            needed=True,
            clearable=False,
        ),
        Field(
            "expected_on",
            COMING_DAY,
            N_("Expected by"),
            "预计日期",
            N_("When it is expected; after that it no longer counts."),
            also="--expected",
        ),
        Field("state", word(OpportunityState, "STATE"), N_("State")),
        Field("opened_on", PAST_DAY, N_("Opened on"), shown=4),
        Field("ended_on", PAST_DAY, N_("Ended on"), shown=6),
        Field("reason", NOTE, N_("Why"), shown=6),
        Field("note", NOTE, N_("Note"), "备注", N_("Note."), shown=7, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"), ("amount",), ("probability",)),
    known_by=(("opportunity_no", "customer_no", "phone"),),
    number="opportunity_no",
    first=("opportunity_no", "customer_no", "phone", "amount", "probability"),
)
