"""A task: what somebody is asked to do, by whom, until when, and what came of it. One without a day is a message (我的消息)."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import Punctual, TaskState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, NAME, NOTE, PAST_DAY, STAFF, TEXT, identifier, word

NOUN: Final = Noun(
    name="task",
    kind="tasks",
    table="task",
    letter="T",
    title=N_("Task"),
    titles=N_("Tasks"),
    fields=(
        Field("id", identifier("T"), N_("No.")),
        Field(
            "title",
            TEXT,
            N_("What is to be done"),
            "任务/事项/标题",
            N_("What is to be done."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("giver", STAFF, N_("Given by"), "下达人/布置人", N_("Who gives it; whoever acts, unless said."), "giver_id", shown=2),
        Field(
            "receiver",
            STAFF,
            N_("Who does it"),
            "接收人/负责人/执行人",
            N_("Who is to do it."),
            "receiver_id",
            needed=True,
            clearable=False,
        ),
        Field("meant_for", NAME, N_("Meant for"), column=None, shown=4),
        Field("about", TEXT, N_("About"), "关联/关联编号", N_("What it is about: K5, C12, a number."), shown=2, personal=Personal.NOTE),
        Field("meeting_id", identifier("D"), N_("Meeting"), shown=5),
        Field("given_on", PAST_DAY, N_("Given on"), "下达日期", N_("When it was given; today, unless said."), clearable=False, shown=4),
        Field("due_on", COMING_DAY, N_("Due"), "期限/截止日期/完成期限", N_("By when; a message has no day."), also="--due"),
        Field("state", word(TaskState, "STATE"), N_("State"), "状态", clearable=False),
        Field("standing", word(Punctual, "STANDING"), N_("In time"), column=None, shown=1),
        Field("accepted_on", PAST_DAY, N_("Accepted on"), shown=7),
        Field("done_on", PAST_DAY, N_("Done on"), "完成日期", shown=3),
        Field("result", NOTE, N_("What came of it"), "结果/完成情况", shown=3, personal=Personal.NOTE),
        Field("reason", NOTE, N_("Why"), "退回原因", shown=6, personal=Personal.NOTE),
    ),
    needs=(("title",), ("receiver",)),
    known_by=(("title",), ("receiver",)),
    first=("title", "giver", "receiver", "due_on", "state"),
)
