"""An appointment of the workshop (预约): whose vehicle comes when, to which team, for how long, and what became of it."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model import Team
from kcrm.model.appointments import AppointmentState, CameBy
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import (
    COMING_INSTANT,
    MINUTES,
    NOTE,
    NUMBER,
    ORDER,
    PAST_INSTANT,
    STAFF,
    TEXT,
    identifier,
    word,
)
from kcrm.records.whose import customer, vehicle

NOUN: Final = Noun(
    name="appointment",
    kind="appointments",
    table="appointment",
    letter="Y",
    title=N_("Appointment"),
    titles=N_("Appointments"),
    fields=(
        Field("id", identifier("Y"), N_("No.")),
        Field(
            "appointment_no",
            NUMBER,
            N_("Appointment no."),
            "预约编号/预约单号",
            N_("The store's own number for it."),
            shown=7,
            also="--number",
        ),
        Field(
            "starts_at",
            COMING_INSTANT,
            N_("Comes at"),
            "预约时间/预约到店时间",
            N_("When they come: fri 10:00, 2026-06-20 09:30."),
            needed=True,
            clearable=False,
            also="--at",
        ),
        Field("ends_at", COMING_INSTANT, N_("Until"), column="ends_at", shown=6),
        Field("minutes", MINUTES, N_("Work, minutes"), "预计时长/预计分钟", N_("For how many minutes of work."), clearable=False, shown=3),
        Field("state", word(AppointmentState, "STATE"), N_("State"), column=None),
        *customer(N_("Who comes, if it is not the owner."), name=0, phone=2, zh="电话/手机"),
        *vehicle(N_("The vehicle, by plate or VIN."), plate=1),
        Field(
            "what",
            TEXT,
            N_("What for"),
            "预约项目/预约内容",
            N_("What is to be done."),
            needed=True,
            clearable=False,
            shown=1,
            personal=Personal.NOTE,
        ),
        Field("team", word(Team, "TEAM"), N_("Team"), "班组", N_("mechanical, body or paint."), clearable=False, shown=2),
        Field("advisor", STAFF, N_("Advisor"), "服务顾问", N_("The service advisor who receives them."), "advisor_id", shown=3),
        Field(
            "came_by",
            word(CameBy, "WAY"),
            N_("Made by"),
            "预约方式/预约渠道",
            N_("call, phone, message, online or shop."),
            shown=5,
            also="--by",
        ),
        Field("booked_at", PAST_INSTANT, N_("Made at"), "登记时间/预约登记时间", clearable=False, shown=7),
        Field("confirmed_at", PAST_INSTANT, N_("Confirmed at"), "确认时间", shown=6),
        Field("arrived_at", PAST_INSTANT, N_("Came at"), "到店时间", shown=5),
        Field("moved_at", PAST_INSTANT, N_("Moved at"), "改期时间", shown=8),
        Field("instead_of", identifier("Y"), N_("In place of"), column="instead_of_id", shown=7),
        Field("cancelled_at", PAST_INSTANT, N_("Called off at"), "取消时间", shown=6),
        Field("order_id", identifier("R"), N_("Repair order"), shown=5),
        Field("order", ORDER, N_("Repair order"), column=None, shown=None),
        Field("order_no", NUMBER, N_("Order no."), "工单号", column=None, shown=8, clearable=False),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=5, personal=Personal.NOTE),
    ),
    needs=(("vin", "plate"), ("starts_at",), ("what",)),
    known_by=(("appointment_no", "vin", "plate"), ("appointment_no", "starts_at")),
    number="appointment_no",
    first=("appointment_no", "vin", "plate", "starts_at", "minutes", "what"),
)
