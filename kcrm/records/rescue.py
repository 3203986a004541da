"""A rescue (救援): who asked for help on the road, where, when which step was taken, and how it ended."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model import ClockState, Payer
from kcrm.model.personal import Personal
from kcrm.model.rescues import RescueState, Solved
from kcrm.records.noun import Field, Noun
from kcrm.records.types import (
    COMING_INSTANT,
    MONEY,
    NAME,
    NOTE,
    NUMBER,
    ORDER,
    PAST_DAY,
    PAST_INSTANT,
    STAFF,
    TEXT,
    WHOLE,
    identifier,
    word,
)
from kcrm.records.whose import customer, vehicle

NOUN: Final = Noun(
    name="rescue",
    kind="rescues",
    table="rescue",
    letter="E",
    title=N_("Rescue"),
    titles=N_("Rescues"),
    fields=(
        Field("id", identifier("E"), N_("No.")),
        Field("rescue_no", NUMBER, N_("Rescue no."), "救援编号/救援单号", N_("The store's own number for it."), shown=7, also="--number"),
        *customer(N_("The customer."), name=1, phone=1, zh="电话/报救电话"),
        Field(
            "caller",
            NAME,
            N_("Caller"),
            "报救人/求助人",
            N_("Who rang, where that is not the customer."),
            shown=5,
            personal=Personal.NAME,
        ),
        *vehicle(N_("The vehicle, if it is known here."), plate=2),
        Field(
            "car",
            TEXT,
            N_("Unknown car"),
            "车辆描述/外来车辆",
            N_("The car, if it is not known here: its plate, model, colour."),
            shown=4,
            personal=Personal.NOTE,
        ),
        Field(
            "place",
            TEXT,
            N_("Place"),
            "救援地点/地点",
            N_("Where it stands."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field(
            "fault",
            NOTE,
            N_("Fault"),
            "故障现象/故障/救援原因",
            N_("What is wrong with it."),
            needed=True,
            clearable=False,
            shown=2,
            personal=Personal.NOTE,
        ),
        Field("state", word(RescueState, "STATE"), N_("State"), column=None),
        Field("standing", word(ClockState, "STATE"), N_("In time"), column=None),
        Field("due_at", COMING_INSTANT, N_("Due at"), column=None, shown=3),
        Field(
            "asked_at",
            PAST_INSTANT,
            N_("Asked for help"),
            "报救时间/求助时间",
            N_("When they asked for help; now, unless said."),
            needed=True,
            clearable=False,
            shown=3,
            also="--asked",
        ),
        Field(
            "answered_at",
            PAST_INSTANT,
            N_("Answered"),
            "接听时间/受理时间",
            N_("When they were answered; now, unless said."),
            shown=6,
            also="--answered",
        ),
        Field(
            "dispatched_at",
            PAST_INSTANT,
            N_("Sent out"),
            "派车时间/出发时间",
            N_("When somebody was sent out."),
            shown=6,
            also="--dispatched",
        ),
        Field("arrived_at", PAST_INSTANT, N_("Arrived"), "到达时间/到场时间", N_("When they were there."), shown=5, also="--arrived"),
        Field("waited", WHOLE, N_("Minutes waited"), column=None, shown=3),
        Field("closed_at", PAST_INSTANT, N_("Over at"), "完成时间/结束时间", N_("When it was over."), shown=6, also="--closed"),
        Field("solved", word(Solved, "HOW"), N_("How it ended"), "救援结果/结果", N_("on_spot, towed_in or cancelled."), shown=4),
        Field("rescuer", STAFF, N_("Who went"), "救援人员/救援技师", N_("Who was sent out."), "rescuer_id", shown=4),
        Field("cost", MONEY, N_("Cost"), "费用/救援费用", N_("What it cost."), "cost_fen", shown=5),
        Field("payer", word(Payer, "PAYER"), N_("Payer"), "付款方/费用承担", N_("customer, warranty, insurer or internal."), shown=6),
        Field("order_id", identifier("R"), N_("Repair order"), shown=6),
        Field("order", ORDER, N_("Repair order"), help=N_("The repair order that came of it."), column=None, shown=None),
        Field("order_no", NUMBER, N_("Order no."), "工单号", column=None, shown=None, clearable=False),
        Field("told_on", PAST_DAY, N_("Written down on"), shown=8),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=7, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"), ("place",), ("fault",), ("asked_at",)),
    known_by=(("rescue_no", "customer_no", "phone"), ("rescue_no", "asked_at")),
    number="rescue_no",
    first=("rescue_no", "customer_no", "phone", "place", "fault", "asked_at"),
)
