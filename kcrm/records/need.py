"""A need that waits: a part, a model or an offer that has yet to come, or a day that the customer named."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.vocabulary import Awaited, NeedState
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, CUSTOMER, NAME, NOTE, NUMBER, PAST_DAY, PHONE, PLATE, VEHICLE, VIN, identifier, word

NOUN: Final = Noun(
    name="need",
    kind="needs",
    table="need",
    letter="ND",
    title=N_("Need"),
    titles=N_("Needs"),
    fields=(
        Field("id", identifier("ND"), N_("No.")),
        Field("need_no", NUMBER, N_("Need no."), "需求编号", N_("The store's own number for it."), shown=6, also="--number"),
        Field("who", CUSTOMER, N_("Customer"), help=N_("The customer."), column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=3),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
        Field("customer", NAME, N_("Name"), column=None, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=None, clearable=False, personal=Personal.PHONE),
        Field("vehicle_id", identifier("V"), N_("Vehicle identifier"), shown=6),
        Field("vehicle", VEHICLE, N_("Vehicle"), help=N_("The vehicle that it is for."), column=None, shown=None),
        Field("vin", VIN, N_("VIN"), "车架号", column=None, shown=7, clearable=False, personal=Personal.VIN),
        Field("plate", PLATE, N_("Plate"), "车牌号", column=None, shown=2, clearable=False, personal=Personal.PLATE),
        Field(
            "what",
            word(Awaited, "WAITS_FOR"),
            N_("Waits for"),
            "类别/等什么",
            N_("What they wait for: part, model, offer or day (配件, 车型, 优惠, 日期)."),
            needed=True,
            clearable=False,
        ),
        Field(
            "text",
            NOTE,
            N_("What it is"),
            "内容/需求内容",
            N_("What it is, in words."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("day", COMING_DAY, N_("Day named"), "约定日期", N_("The day to call, if they named one."), "wanted_on"),
        Field("state", word(NeedState, "STATE"), N_("State"), column=None),
        Field("noted_on", PAST_DAY, N_("Noted on"), shown=4),
        Field("came_on", PAST_DAY, N_("Came on"), "到货日期", shown=1),
        Field("ended_on", PAST_DAY, N_("Dropped on"), shown=6),
        Field("reason", NOTE, N_("Why"), shown=6),
    ),
    needs=(("customer_no", "phone"), ("what",), ("text",)),
    known_by=(("need_no", "customer_no", "phone"),),
    number="need_no",
    first=("need_no", "customer_no", "phone", "what", "text"),
)
