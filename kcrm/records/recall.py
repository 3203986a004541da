"""A recall campaign of the manufacturer (召回活动): what is wrong, how grave it is, what is done about it."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.recalls import RecallState, Risk
from kcrm.records.noun import Field, Noun
from kcrm.records.types import NOTE, NUMBER, PAST_DAY, TEXT, WHOLE, identifier, word

NOUN: Final = Noun(
    name="recall",
    kind="recall_campaigns",
    table="recall",
    letter="X",
    title=N_("Recall"),
    titles=N_("Recalls"),
    fields=(
        Field("id", identifier("X"), N_("No.")),
        Field(
            "recall_no",
            NUMBER,
            N_("Recall no."),
            "召回编号",
            N_("The manufacturer's number for it, by which its files of VINs name it."),
            shown=1,
            needed=True,
            clearable=False,
            also="--number",
        ),
        Field(
            "title",
            TEXT,
            N_("Recall title"),
            "召回名称/召回标题",
            N_("What it is about, as customers are told."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("risk", word(Risk, "RISK"), N_("Risk"), "风险/召回类型", N_("safety or service."), needed=True, clearable=False),
        Field(
            "opened_on",
            PAST_DAY,
            N_("Recalled on"),
            "公告日期/召回开始日期",
            N_("When the manufacturer opened it; today, unless said."),
            needed=True,
            clearable=False,
            shown=3,
            also="--opened",
        ),
        Field(
            "remedy", NOTE, N_("Remedy"), "处理措施/召回措施", N_("What is done about it in the workshop."), shown=5, personal=Personal.NOTE
        ),
        Field("state", word(RecallState, "STATE"), N_("State"), column=None),
        Field("vins", WHOLE, N_("VINs"), column=None, shown=2),
        Field("in_use", WHOLE, N_("Ours, in use"), column=None, shown=1),
        Field("done", WHOLE, N_("Of these done"), column=None, shown=1),
        Field("unknown", WHOLE, N_("Not known here"), column=None, shown=3),
        Field("closed_on", PAST_DAY, N_("Closed on"), "结束日期", N_("From when on nobody is called any more."), shown=6, also="--closed"),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=None, personal=Personal.NOTE),
    ),
    needs=(("recall_no",), ("title",), ("risk",)),
    known_by=(("recall_no",),),
    number="recall_no",
    first=("recall_no", "title", "risk", "opened_on"),
)
