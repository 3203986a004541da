"""A repair order."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.vocabulary import OrderType, Payer, Team
from kcrm.records.noun import Field, Noun, Section
from kcrm.records.staff import TEAM_HELP
from kcrm.records.types import (
    COMING_INSTANT,
    FLAG,
    HOURS,
    KILOMETRES,
    LINES,
    MONEY,
    NAME,
    NUMBER,
    PAST_INSTANT,
    PHONE,
    PLATE,
    STAFF,
    STEPS,
    VEHICLE,
    VIN,
    identifier,
    word,
)

_PAYMENT: Final = Section.PAYMENT

ACCIDENTS: Final = frozenset({"事故", "事故维修", "钣喷"})
"""Words for a type that also say that the vehicle had an accident."""

NOUN: Final = Noun(
    name="order",
    kind="orders",
    table="repair_order",
    letter="R",
    title=N_("Repair order"),
    titles=N_("Repair orders"),
    fields=(
        Field("id", identifier("R"), N_("No.")),
        Field("order_no", NUMBER, N_("Order no."), "工单号/委托书号", N_("Order number."), needed=True, clearable=False),
        Field("vehicle_id", identifier("V"), N_("Vehicle identifier"), shown=6),
        Field("vehicle", VEHICLE, N_("Vehicle"), help=N_("The vehicle."), column=None, shown=None),
        Field("vin", VIN, N_("VIN"), "车架号", column=None, shown=7, clearable=False, personal=Personal.VIN),
        Field("plate", PLATE, N_("Plate"), "车牌号", column=None, clearable=False, personal=Personal.PLATE),
        Field("customer_id", identifier("C"), N_("Customer identifier"), column=None, shown=7),
        Field("customer", NAME, N_("Customer"), column=None, shown=1, personal=Personal.NAME),
        Field(
            "type",
            word(OrderType, "TYPE"),
            N_("Type"),
            "工单类型/维修类型",
            N_("Type, in English or Chinese, as in paid_maintenance."),
            needed=True,
            clearable=False,
        ),
        Field("opened_at", PAST_INSTANT, N_("Came in"), "进厂时间/开单时间", N_("When the vehicle came in."), needed=True, clearable=False),
        Field("promised_at", COMING_INSTANT, N_("Promised for"), "预计交车时间", N_("Promised time."), shown=5),
        Field("closed_at", PAST_INSTANT, N_("Closed"), "结算时间/完工时间", N_("When the order was closed."), shown=2),
        Field("advisor_no", NUMBER, N_("Service advisor no."), column=None, shown=8),
        Field(
            "advisor", STAFF, N_("Service advisor"), "服务顾问", N_("Service advisor, by employee number or name."), "advisor_id", shown=4
        ),
        Field("technician_no", NUMBER, N_("Technician no."), column=None, shown=8),
        Field("technician", STAFF, N_("Technician"), "维修技师", N_("Technician, by employee number or name."), "technician_id", shown=6),
        Field("team", word(Team, "TEAM"), N_("Team"), "班组", TEAM_HELP, shown=6),
        Field("brought_by", NAME, N_("Brought by"), "送修人", N_("Who brought the vehicle."), shown=6, personal=Personal.NAME),
        Field(
            "brought_by_phone",
            PHONE,
            N_("Their phone"),
            "送修人电话",
            N_("Phone of the person who brought it; the post-service call goes there."),
            shown=6,
            personal=Personal.PHONE,
        ),
        Field("fault", LINES, N_("Fault"), "故障/报修内容", N_("What the customer reported."), shown=5, personal=Personal.NOTE),
        Field("standard_hours", HOURS, N_("Standard hours"), "标准工时", N_("Standard hours."), "standard_centihours", shown=8),
        Field("actual_hours", HOURS, N_("Actual hours"), "实际工时", N_("Actual hours."), "actual_centihours", shown=8),
        Field("labor_amount", MONEY, N_("Labour"), "工时费", N_("Labour."), "labor_fen", shown=7, emptied=0, section=_PAYMENT),
        Field("parts_amount", MONEY, N_("Parts"), "配件费/材料费", N_("Parts."), "parts_fen", shown=7, emptied=0, section=_PAYMENT),
        Field("other_amount", MONEY, N_("Other"), "其他费用", N_("Other charges."), "other_fen", shown=8, emptied=0, section=_PAYMENT),
        Field("total_amount", MONEY, N_("Total"), column=None, shown=2, section=_PAYMENT),
        Field(
            "payer",
            word(Payer, "PAYER"),
            N_("Payer"),
            "付款方",
            N_("Who pays: customer, warranty, insurer or internal."),
            shown=7,
            emptied=Payer.CUSTOMER,
            section=_PAYMENT,
        ),
        Field("mileage_km", KILOMETRES, N_("Mileage (km)"), "里程/进厂里程", N_("Mileage on arrival."), shown=3),
        Field("appointment", FLAG, N_("By appointment"), "预约", N_("By appointment."), shown=9, emptied=False),
        Field("accident", FLAG, N_("Accident"), "事故车", N_("Accident repair."), shown=9, emptied=False),
        Field("overhaul", FLAG, N_("Overhaul"), "大修", N_("Overhaul."), shown=9, emptied=False),
        Field("rework_of", NUMBER, N_("Rework of"), "返修原单", N_("Number of the order whose work is redone."), shown=9),
        Field("steps", STEPS, N_("Steps done"), "流程步骤", N_("Process steps done, as in 1,2,4."), shown=9),
    ),
    needs=(("order_no",), ("vin", "plate"), ("type",), ("opened_at",)),
    known_by=(("order_no",),),
    number="order_no",
)
