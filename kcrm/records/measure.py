"""A measure (整改): what is done against something that went wrong, whose it is, and whether it worked."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import Addressed, MeasureSource, MeasureState
from kcrm.model.personal import Personal
from kcrm.records.helping import some
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, NAME, NOTE, PAST_DAY, STAFF, TEXT, identifier, word

NOUN: Final = Noun(
    name="measure",
    kind="measures",
    table="measure",
    letter="G",
    title=N_("Corrective measure"),
    titles=N_("Corrective measures"),
    fields=(
        Field("id", identifier("G"), N_("No.")),
        Field(
            "title",
            TEXT,
            N_("What is done"),
            "整改措施/措施",
            N_("What is done about it."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field(
            "source",
            word(MeasureSource, "SOURCE"),
            N_("Taken for"),
            "来源",
            N_("call, kpi, complaint, checklist, meeting, breach or other."),
            shown=2,
            emptied="other",
        ),
        Field(
            "about",
            TEXT,
            N_("About"),
            "关联/关联编号",
            N_("What it is about: K5, D2, the key of a figure."),
            shown=1,
            personal=Personal.NOTE,
        ),
        Field(
            "addresses",
            some(Addressed, "REASONS"),
            N_("Does away with"),
            "针对原因",
            N_("What it does away with: price, service, repair, waiting, parts, product, distance, other_workshop, parted by commas."),
            shown=4,
        ),
        Field("owner", STAFF, N_("Whose"), "负责人", N_("Who answers for it."), "owner_id", needed=True, clearable=False),
        Field("taken_on", PAST_DAY, N_("Taken on"), "提出日期", N_("When it was decided; today, unless said."), clearable=False, shown=5),
        Field("due_on", COMING_DAY, N_("Due"), "完成期限/期限", N_("By when it is done."), needed=True, clearable=False, also="--due"),
        Field("check_on", COMING_DAY, N_("Check on"), "复查日期", N_("When it is looked at again."), needed=True, clearable=False, shown=2),
        Field("state", word(MeasureState, "STATE"), N_("State"), "状态", clearable=False),
        Field("done_on", PAST_DAY, N_("Done on"), "完成日期", shown=3),
        Field("checked_on", PAST_DAY, N_("Checked on"), shown=6),
        Field("checker", NAME, N_("Checked by"), column=None, shown=6),
        Field("result", NOTE, N_("What came of it"), "结果/效果", shown=3, personal=Personal.NOTE),
    ),
    needs=(("title",), ("owner",), ("due_on",), ("check_on",)),
    known_by=(("title",), ("owner",)),
    first=("title", "source", "owner", "due_on", "check_on"),
)
