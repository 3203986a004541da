"""A journal: what somebody did on a day, what hindered them, and what comes tomorrow."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import NAME, NOTE, PAST_DAY, STAFF, identifier

NOUN: Final = Noun(
    name="journal",
    kind="journals",
    table="journal",
    letter="JR",
    title=N_("Journal"),
    titles=N_("Journals"),
    fields=(
        Field("id", identifier("JR"), N_("No.")),
        Field("person", STAFF, N_("Member of staff"), "员工/填写人", column="person_id", needed=True, clearable=False),
        Field("day", PAST_DAY, N_("Day"), "日期/日志日期", N_("Of which day; today, unless said."), needed=True, clearable=False),
        Field("done", NOTE, N_("Work done"), "今日工作/已完成", personal=Personal.NOTE),
        Field(
            "besides",
            NOTE,
            N_("Done besides"),
            "补充/其他工作",
            N_("What else was done, which kcrm does not know."),
            personal=Personal.NOTE,
        ),
        Field("hindered", NOTE, N_("Hindered by"), "困难/存在问题", N_("What stood in the way."), shown=1, personal=Personal.NOTE),
        Field("tomorrow", NOTE, N_("Tomorrow"), "明日计划", N_("What is to be done tomorrow."), shown=1, personal=Personal.NOTE),
        Field("written_on", PAST_DAY, N_("Filled in on"), "填写日期", clearable=False, shown=3),
        Field("reader", NAME, N_("Read by"), column=None, shown=2),
        Field("read_on", PAST_DAY, N_("Read through on"), shown=4),
        Field("remark", NOTE, N_("Remark"), shown=2, personal=Personal.NOTE),
    ),
    needs=(("person",), ("day",), ("done", "besides", "hindered", "tomorrow")),
    known_by=(("person",), ("day",)),
    first=("person", "day", "done", "besides", "hindered", "tomorrow"),
    decided=("reader", "read_on", "remark"),
)
