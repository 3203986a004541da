"""By what a figure can be parted, as one types it."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class By(Word):
    """What a figure is shown by; the first four are its course."""

    DAY = "day", N_("day"), "日/天"
    WEEK = "week", N_("week"), "周/星期"
    MONTH = "month", N_("month"), "月/月份"
    QUARTER = "quarter", N_("quarter"), "季/季度"
    TEAM = "team", N_("team"), "班组"
    PERSON = "person", N_("person"), "人员/员工"
    MODEL = "model", N_("model"), "车型"
    CLASS = "class", N_("value class"), "客户级别/级别"
    USE = "use", N_("use of vehicle"), "用途/使用性质"
    SOURCE = "source", N_("source"), "来源"
    TYPE = "type", N_("type of order"), "工单类型"
    KIND = "kind", N_("kind of call"), "回访类型"
    CAUSE = "cause", N_("cause"), "原因"
    DEPARTMENT = "department", N_("department"), "部门"
    REASON = "reason", N_("loss reason"), "战败原因"
    RIVAL = "rival", N_("lost to"), "竞品"
    PLATFORM = "platform", N_("platform"), "平台"
    LEVEL = "level", N_("level"), "意向级别"
    MATTER = "matter", N_("about"), "事由"
    HOUR = "hour", N_("hour"), "时段/小时"
    SECTION = "section", N_("group of fields"), "字段分组"
    GRADE = "grade", N_("credit grade"), "信用等级"
