"""The declaration of a report: what it says, and at which line it says what it must not."""

from __future__ import annotations

import pytest

from kcrm.model.reports import Content, Fault, Misdeclared
from kcrm.rules.reports import read_declaration

WHOLE = """\
title = "周报 [/b]"
period = "last-week"
text = '''
一
kpis = 2
'''

[[section]]
title = "维修"
kpis = ["total_visits", "radar"]
by = "team"

[[section]]
title = "收入"
cross = "orders"
rows = "type"
across = "opened_at:week"
sum = "total_amount"
days = "closed_at"

[[section]]
title = "名单"
list = "customers"
columns = ["id", "姓名"]
customers = "class:A"
filter = "-phone:none"
sort = "-id"
limit = 5

[[section]]
title = "说明"
text = "完"
"""


def test_what_is_declared_is_read_with_the_lines_where_it_stands():
    found = read_declaration(WHOLE)
    assert (found.title, found.period, found.text) == ("周报 [/b]", "last-week", "一\nkpis = 2")
    visits, income, names, last = found.sections
    assert (visits.content, visits.kpis, visits.by, visits.line) == (Content.KPIS, ("total_visits", "radar"), "team", 8)
    assert (income.content, income.kind, income.rows, income.across, income.added, income.days) == (
        *(Content.CROSS, "orders", "type", "opened_at:week"),
        *("total_amount", "closed_at"),
    )
    assert (names.content, names.kind, names.columns, names.limit, names.sort) == (Content.LIST, "customers", ("id", "姓名"), 5, "-id")
    assert (names.customers, names.filter) == ("class:A", "-phone:none")
    assert (last.content, last.text) == (Content.TEXT, "完")
    assert income.lines == {"title": 14, "cross": 15, "rows": 16, "across": 17, "sum": 18, "days": 19}


def test_line_ends_of_windows_change_no_line():
    assert read_declaration(WHOLE.replace("\n", "\r\n")).sections[1].lines["across"] == 17


SECTION = 'title = "甲"\n\n[[section]]\ntitle = "乙"\n'


@pytest.mark.parametrize(
    ("text", "fault", "line", "key"),
    [
        ('title = "甲"\nsection = [', Fault.SYNTAX, 2, ""),
        ('title "甲"', Fault.SYNTAX, 1, ""),
        ("", Fault.MISSING, 1, "title"),
        ('title = "  "', Fault.EMPTY, 1, "title"),
        ('title = "甲"', Fault.MISSING, 1, "section"),
        ('title = "甲"\nsection = [1]', Fault.TYPE, 2, "section"),
        ('title = "甲"\nsections = []', Fault.UNKNOWN, 2, "sections"),
        ('title = 1\n[[section]]\ntitle = "乙"', Fault.TYPE, 1, "title"),
        (f'{SECTION}kpi = ["a"]', Fault.UNKNOWN, 5, "kpi"),
        (f'{SECTION}kpis = "a"', Fault.TYPE, 5, "kpis"),
        (f"{SECTION}kpis = [1]", Fault.TYPE, 5, "kpis"),
        (f"{SECTION}kpis = []", Fault.EMPTY, 5, "kpis"),
        (f"{SECTION}", Fault.MISSING, 3, "text"),
        (f'{SECTION}kpis = ["a"]\nlist = "orders"', Fault.TWO, 6, "list"),
        (f'{SECTION}list = "orders"\nby = "team"', Fault.ALONE, 6, "by"),
        (f'{SECTION}text = "x"\nfilter = "a:b"', Fault.ALONE, 6, "filter"),
        (f'{SECTION}cross = "orders"\nrows = "type"', Fault.MISSING, 3, "across"),
        (f'{SECTION}cross = "orders"\nrows = "type"\nacross = "team"\nsum = "a"\ncount = "b"', Fault.TWO, 9, "count"),
        (f'{SECTION}list = "orders"\nlimit = true', Fault.TYPE, 6, "limit"),
        (f'{SECTION}list = "orders"\nlimit = -1', Fault.TYPE, 6, "limit"),
        ('title = "甲"\n[[section]]\nkpis = ["a"]', Fault.MISSING, 2, "title"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text, fault, line, key):
    with pytest.raises(Misdeclared) as caught:
        read_declaration(text)
    assert (caught.value.fault, caught.value.line, caught.value.key) == (fault, line, key)


def test_a_key_that_is_nearly_right_is_suggested():
    with pytest.raises(Misdeclared) as caught:
        read_declaration(f'{SECTION}colums = ["a"]\nlist = "orders"')
    assert caught.value.near == ("columns",)
