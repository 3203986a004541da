"""A department (部门): its head, and the department that it belongs to."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.departments import DepartmentState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import DEPARTMENT, NOTE, NUMBER, PAST_DAY, STAFF, TEXT, WHOLE, identifier, word

NOUN: Final = Noun(
    name="department",
    kind="departments",
    table="department",
    letter="DP",
    title=N_("Department"),
    titles=N_("Departments"),
    fields=(
        Field("id", identifier("DP"), N_("No.")),
        Field("code", NUMBER, N_("Department code"), "部门编码/部门编号", N_("Its code, as the DMS has it."), shown=2),
        Field("name", TEXT, N_("Department"), "部门名称/部门", N_("What it is called."), needed=True, clearable=False),
        Field("head", STAFF, N_("Head"), "部门负责人/负责人", N_("Who heads it; one person may head several."), "head_id"),
        Field("above", DEPARTMENT, N_("Belongs to"), "上级部门", N_("The department above it."), shown=1),
        Field("people", WHOLE, N_("People"), column=None, shown=1),
        Field("open_complaints", WHOLE, N_("Open complaints"), column=None, shown=3),
        Field("state", word(DepartmentState, "STATE"), N_("State"), column=None, shown=4),
        Field("closed_on", PAST_DAY, N_("Dissolved on"), "撤销日期", N_("From when on it is no more."), shown=5),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=None, personal=Personal.NOTE),
    ),
    needs=(("name",),),
    known_by=(("code", "name"),),
    first=("code", "name", "head", "above"),
)
