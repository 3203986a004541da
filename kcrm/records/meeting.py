"""A meeting: who was there, what was talked about, the figures as they stood, and what was said. What was decided are tasks."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import MeetingKind
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import NOTE, PAST_DAY, STAFF, TEXT, WHOLE, identifier, word

NOUN: Final = Noun(
    name="meeting",
    kind="meetings",
    table="meeting",
    letter="D",
    title=N_("Meeting"),
    titles=N_("Meetings"),
    fields=(
        Field("id", identifier("D"), N_("No.")),
        Field(
            "kind",
            word(MeetingKind, "KIND"),
            N_("Kind"),
            "会议类型",
            N_("daily, weekly, monthly, quality or other."),
            emptied="other",
        ),
        Field("held_on", PAST_DAY, N_("Held on"), "日期/会议日期", N_("When it was."), needed=True, clearable=False),
        Field("topic", TEXT, N_("Subject"), "议题/主题", N_("What it is about."), personal=Personal.NOTE),
        Field("chair", STAFF, N_("Chair"), "主持人", N_("Who leads it; whoever acts, unless said."), "chair_id", shown=2),
        Field("present", TEXT, N_("Present"), "参会人", N_("Who was there: employee numbers or names."), shown=3, personal=Personal.NAME),
        Field("agenda", NOTE, N_("Agenda"), "议程", N_("What is talked about."), shown=4, personal=Personal.NOTE),
        Field("figures", NOTE, N_("Figures shown"), "数据", N_("The figures that were shown, as they stood."), shown=6),
        Field("minutes", NOTE, N_("Minutes"), "纪要/会议纪要", N_("What was said in it."), shown=5, personal=Personal.NOTE),
        Field("decisions", WHOLE, N_("Decisions"), column=None),
        Field("open", WHOLE, N_("Still to do"), column=None, shown=1),
    ),
    needs=(("held_on",),),
    known_by=(("held_on",),),
    first=("held_on", "kind", "topic"),
)
