"""A line of a work plan: what somebody means to reach in a month, by a figure that fills itself or in words."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import PlanKind
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import FIGURE, KPI, MONTH, NAME, NOTE, PAST_DAY, STAFF, TEXT, identifier, word

NOUN: Final = Noun(
    name="workplan",
    kind="workplans",
    table="workplan",
    letter="WP",
    title=N_("Line of a work plan"),
    titles=N_("Work plans"),
    fields=(
        Field("id", identifier("WP"), N_("No.")),
        Field("person", STAFF, N_("Member of staff"), "员工/负责人", N_("Whose plan it is."), "person_id", needed=True, clearable=False),
        Field("month", MONTH, N_("Month"), "月份", N_("Of which month: 2026-07, next-month."), needed=True, clearable=False),
        Field(
            "kind",
            word(PlanKind, "KIND"),
            N_("Kind"),
            "计划类型",
            N_("sales, collection, profit, new_product, new_customer, wake_dormant or other."),
            emptied="other",
            shown=2,
        ),
        Field("kpi", KPI, N_("Figure"), "指标", N_("The key of a figure, which fills itself: kcrm kpi list."), shown=1),
        Field("title", TEXT, N_("In words"), "计划内容", N_("What it is, in words."), personal=Personal.NOTE),
        Field("aim", FIGURE, N_("Aim"), "目标", N_("What is to be reached.")),
        Field("actual", FIGURE, N_("Reached"), "完成", N_("What was reached, where no figure tells it."), shown=1),
        Field("comment", NOTE, N_("Comment"), "说明", N_("What there is to say of it."), shown=4, personal=Personal.NOTE),
        Field("planned_on", PAST_DAY, N_("Handed in"), shown=3),
        Field("approver", NAME, N_("Approved by"), column=None, shown=3),
        Field("approved_on", PAST_DAY, N_("Approved on"), shown=2),
    ),
    needs=(("person",), ("month",), ("kpi", "title")),
    known_by=(("person",), ("month",), ("kpi", "title")),
    first=("person", "month", "kind", "kpi", "title", "aim"),
)
