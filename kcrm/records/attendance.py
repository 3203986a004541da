"""Who is invited to an event, what they said, and whether they came (活动参与)."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.events import Answer, Attendance
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, EVENT, NAME, NOTE, PAST_DAY, identifier, word
from kcrm.records.whose import OF_CUSTOMER

NOUN: Final = Noun(
    name="attendance",
    kind="attendances",
    table="attendance",
    letter="ZA",
    title=N_("Attendance"),
    titles=N_("Attendances"),
    fields=(
        Field("id", identifier("ZA"), N_("No.")),
        Field("event", EVENT, N_("Owners' event"), "活动/活动编号/活动名称", N_("The event."), "event_id", needed=True, clearable=False),
        Field("event_name", NAME, N_("Event name"), column=None, shown=2, personal=Personal.NOTE),
        Field("held_on", COMING_DAY, N_("Event day"), "活动日期", column=None, shown=3, clearable=False),
        *OF_CUSTOMER,
        Field(
            "state",
            word(Attendance, "STATE"),
            N_("State"),
            "状态/参与状态",
            N_("invited, yes, no or came (已邀请, 参加, 不参加, 到场); invited unless said."),
            emptied="invited",
        ),
        Field("answer", word(Answer, "ANSWER"), N_("Answer"), "答复", N_("What they said, if they came after all: yes or no."), shown=4),
        Field("invited_on", PAST_DAY, N_("Invited on"), "邀请日期/邀约日期", N_("When they were invited."), shown=3, clearable=False),
        Field("answered_on", PAST_DAY, N_("Answered on"), "答复日期", N_("When they answered."), shown=4),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=5, personal=Personal.NOTE),
    ),
    needs=(("event",), ("customer_no", "phone")),
    known_by=(("event",), ("customer_no", "phone")),
    first=("event", "held_on", "customer_no", "state"),
)
