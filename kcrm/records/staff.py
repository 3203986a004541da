"""A member of staff."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.vocabulary import Role, Team
from kcrm.records.noun import Field, Noun
from kcrm.records.types import BIRTHDAY, DEPARTMENT, EMAIL, NAME, NUMBER, PAST_DAY, PHONE, TEXT, word

TEAM_HELP: Final = N_("Team: mechanical, body or paint.")

NOUN: Final = Noun(
    name="staff",
    kind="staff",
    table="staff",
    letter="S",
    title=N_("Member of staff"),
    titles=N_("Staff"),
    fields=(
        Field("employee_no", NUMBER, N_("Employee no."), "工号/员工编号", N_("Employee number."), needed=True, clearable=False),
        Field("name", NAME, N_("Name"), "姓名", N_("Name."), needed=True, clearable=False, personal=Personal.NAME),
        Field(
            "role",
            word(Role, "ROLE"),
            N_("Post"),
            "岗位/职位",
            N_("Post, in English or Chinese, as in service_advisor."),
            needed=True,
            clearable=False,
        ),
        Field("team", word(Team, "TEAM"), N_("Team"), "班组", TEAM_HELP, shown=2),
        Field("department", DEPARTMENT, N_("Department"), "部门", N_("The department, by name or code."), shown=3),
        Field("level", TEXT, N_("Level"), "等级", N_("Level."), shown=4),
        Field("phone", PHONE, N_("Phone"), "电话/手机", N_("Phone."), shown=1, personal=Personal.PHONE),
        Field("birthday", BIRTHDAY, N_("Birthday"), "生日", N_("Date of birth."), shown=6, personal=Personal.BIRTHDAY),
        Field("joined_on", PAST_DAY, N_("Joined"), "入职日期", N_("First working day."), shown=3),
        Field("left_on", PAST_DAY, N_("Last day"), "离职日期", N_("Last working day; open follow-ups then go to others."), shown=2),
        Field(
            "email",
            EMAIL,
            N_("E-mail"),
            "邮箱",
            N_("E-mail address; their list goes there with kcrm due --mail."),
            shown=5,
            personal=Personal.CONTACT,
        ),
    ),
    needs=(("employee_no",), ("name",), ("role",)),
    known_by=(("employee_no",),),
    number="employee_no",
)
