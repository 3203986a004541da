"""Work left undone (未修项目) and parts on order (待件): what, for whom, how soon, and what became of it."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.works import DeclinedFor, Urgency, WorkKind, WorkState
from kcrm.records.noun import Field, Noun
from kcrm.records.types import (
    COMING_DAY,
    COMPLAINT,
    FLAG,
    MONEY,
    NOTE,
    NUMBER,
    ORDER,
    PAST_DAY,
    TEXT,
    identifier,
    word,
)
from kcrm.records.whose import customer, vehicle

NOUN: Final = Noun(
    name="work",
    kind="works",
    table="work",
    letter="W",
    title=N_("Work or part left"),
    titles=N_("Work and parts left"),
    fields=(
        Field("id", identifier("W"), N_("No.")),
        Field(
            "work_no", NUMBER, N_("Work no."), "未修编号/项目编号/订货单号", N_("The store's own number for it."), shown=7, also="--number"
        ),
        Field("work_kind", word(WorkKind, "KIND"), N_("Kind"), "类别", column="kind", shown=6, needed=True, clearable=False),
        *customer(N_("Whose it is; of a vehicle its owner, unless said."), name=1, phone=None),
        *vehicle(N_("The vehicle that it is for."), plate=2),
        Field(
            "what",
            TEXT,
            N_("What it is"),
            "项目/未修项目/配件名称",
            N_("The work or the part, in words."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field(
            "urgency", word(Urgency, "URGENCY"), N_("How soon"), "紧急程度/严重程度", N_("urgent, soon or watch."), clearable=False, shown=1
        ),
        Field("state", word(WorkState, "STATE"), N_("State"), column=None),
        Field("estimate", MONEY, N_("Estimate"), "预估金额/报价", N_("What it would cost."), "estimate_fen", shown=2),
        Field(
            "declined_for",
            word(DeclinedFor, "WHY"),
            N_("Why not"),
            "拒绝原因/未修原因",
            N_("Why they did not want it: price, time, undecided, elsewhere, not_needed, no_part, other."),
            shown=4,
            also="--why",
        ),
        Field("safe", FLAG, N_("Safe to drive"), "可安全行驶/能否安全行驶", N_("Whether it is safe to drive until then."), shown=4),
        Field(
            "declined_on",
            PAST_DAY,
            N_("Declined on"),
            "拒绝日期/登记日期",
            N_("When they declined it."),
            clearable=False,
            shown=3,
            also="--on",
        ),
        Field(
            "remind_on",
            COMING_DAY,
            N_("Remind on"),
            "提醒日期/下次联系",
            N_("The day on which they want to be reminded."),
            shown=4,
            also="--remind",
        ),
        Field("ordered_on", PAST_DAY, N_("Ordered on"), "订货日期", N_("When it was ordered."), clearable=False, shown=4, also="--ordered"),
        Field(
            "expected_on", COMING_DAY, N_("Expected on"), "预计到货日期/预计到货", N_("When it should come."), shown=3, also="--expected"
        ),
        Field("arrived_on", PAST_DAY, N_("Came on"), "到货日期", N_("When it came."), shown=3, also="--arrived"),
        Field("complaint_id", identifier("K"), N_("Complaint"), shown=5),
        Field(
            "complaint",
            COMPLAINT,
            N_("Complaint"),
            help=N_("The complaint that waits for it: its clocks pause until it comes."),
            column=None,
            shown=None,
        ),
        Field("complaint_no", NUMBER, N_("Complaint no."), "投诉编号", column=None, shown=None, clearable=False),
        Field("order_id", identifier("R"), N_("Repair order"), shown=6),
        Field("order", ORDER, N_("Repair order"), help=N_("The repair order on which it was found."), column=None, shown=None),
        Field("order_no", NUMBER, N_("Order no."), "工单号/来源工单", column=None, shown=None, clearable=False),
        Field("settled_on", PAST_DAY, N_("Done on"), "完成日期", N_("When it was done."), shown=4, also="--done"),
        Field("settled_order_id", identifier("R"), N_("Done on order"), shown=6),
        Field(
            "settled_order",
            ORDER,
            N_("Done on order"),
            help=N_("The repair order that did it."),
            column=None,
            shown=None,
            named="settled_order_no",
        ),
        Field("settled_order_no", NUMBER, N_("Done on order no."), "完成工单/完成工单号", column=None, shown=None, clearable=False),
        Field(
            "paid",
            MONEY,
            N_("Paid for it"),
            "实收金额/成交金额",
            N_("What was paid for it; the estimate, unless said."),
            "paid_fen",
            shown=4,
        ),
        Field("dropped_on", PAST_DAY, N_("Called off on"), "取消日期", N_("When it was called off."), shown=6),
        Field("drop_reason", NOTE, N_("Why called off"), "取消原因", N_("Why it was called off."), shown=7, personal=Personal.NOTE),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=6, personal=Personal.NOTE),
    ),
    needs=(("work_kind",), ("what",), ("customer_no", "phone", "vin", "plate", "order_no")),
    known_by=(("work_no", "what"),),
    number="work_no",
    first=("work_no", "work_kind", "what", "customer_no", "phone", "vin", "plate"),
)
"""Of work that was declined urgency to remind_on, of a part ordered_on to complaint."""
