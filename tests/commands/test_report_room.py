"""Reports of one's own with more than a page or a terminal has room for."""

import json
import re
import zipfile

from conftest import NOW, filled_once
from terminal import at_terminal

MONTHS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)][9:]  # 2024-10 to 2025-12: fifteen
CROSS = """title = "t"
period = "2024-10..2025-12"
[[section]]
title = "Across"
cross = "orders"
days = "opened_at"
rows = "type"
across = "opened_at:month"
"""


@filled_once
def fifteen(desk):
    """One paid repair in each of fifteen months, and two in the first."""
    desk.take("customers", {"customer_no": "K1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "LSVAA4182E2123456", "customer_no": "K1"})
    order = {"vin": "LSVAA4182E2123456", "type": "paid_repair", "payer": "customer", "labor_amount": "1226809"}
    days = [f"{month}-10" for month in MONTHS] + [f"{MONTHS[0]}-11"]
    desk.take(
        "orders",
        *(
            order | {"order_no": f"GD{place}", "opened_at": f"{day} 09:00", "closed_at": f"{day} 11:00"}
            for place, day in enumerate(days, 1)
        ),
    )
    return desk


def declared(desk, text):
    path = desk.folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    desk.ok("report", "new", "w", path)
    return desk


def cells(line):
    return [each.strip() for each in line.strip("|").split("|")]


def test_of_more_months_than_a_page_has_room_for_the_latest_stand_and_the_earlier_are_told_together(fifteen):
    declared(fifteen, CROSS)
    table = [line for line in fifteen.ok("report", "run", "w").out.splitlines() if line.startswith("|")]
    # thirteen parts: twelve months, and before them the three earlier, of which the first has two orders
    assert cells(table[0]) == ["Type", "3 earlier", *MONTHS[3:], "In all"]
    told = [re.sub(r" \(small sample\)", "", each) for each in cells(table[2])]
    assert told == ["paid repair", "4", *["1"] * 12, "16"]
    fifteen.speaking("zh")
    assert "| 更早的 3 项 |" in fifteen.ok("report", "run", "w").out


def test_of_other_parts_the_most_stand_and_how_many_others_there_are_is_said(fifteen):
    declared(fifteen, CROSS.replace('rows = "type"\nacross = "opened_at:month"', 'rows = "type"\nacross = "order_no"'))
    table = [line for line in fifteen.ok("report", "run", "w").out.splitlines() if line.startswith("|")]
    assert cells(table[0])[-2:] == ["4 others", "In all"]
    fifteen.speaking("zh")
    assert "| 其他 4 项 |" in fifteen.ok("report", "run", "w").out


def test_programs_and_workbooks_get_every_part(fifteen):
    declared(fifteen, CROSS)
    rows = fifteen.json("report", "run", "w")["section_1"]
    assert [row["column"] for row in rows if row["of"] == "column"] == MONTHS
    assert [
        row["column"] for row in map(json.loads, fifteen.ok("report", "run", "w", "-o", "jsonl").out.splitlines()) if row["of"] == "cell"
    ] == MONTHS
    path = fifteen.folder / "own.xlsx"
    fifteen.ok("report", "run", "w", "--to", path)
    with zipfile.ZipFile(path) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist() if "worksheets" in name or "sharedStrings" in name)
    assert [month for month in MONTHS if month not in texts] == []
    assert "earlier" not in texts


# --- on a terminal ---

AMOUNT = "1,226,809.00"  # of each order; twice that in the first month, and sixteen times in all


def seen(desk, *argv, width=80, language="en"):
    """What stands on a terminal of that width."""
    environ = {"KCRM_DB": str(desk.db), "KCRM_NOW": NOW, "KCRM_LANG": language, "NO_COLOR": "1", "HOME": str(desk.folder)}
    with at_terminal([str(each) for each in argv], environ, width=width) as terminal:
        assert terminal.end() == 0
        return terminal.shown


def test_a_cross_table_keeps_names_totals_and_the_newest_and_says_which_columns_have_no_room(fifteen):
    declared(fifteen, CROSS + 'sum = "total_amount"\n')
    shown = seen(fifteen, "report", "run", "w", "-o", "table")
    row = next(line for line in shown.splitlines() if line.startswith("paid repair"))
    # 11 of the name and 13 of the total, so that three more of 12 stand within 80
    assert row.split()[2:] == [AMOUNT] * 3 + ["19,628,944.00"]
    heading = next(line for line in shown.splitlines() if line.startswith("Type"))
    assert heading.split() == ["Type", *MONTHS[-3:], "In", "all"]
    assert f"For lack of room these columns are left out: 3 earlier, {', '.join(MONTHS[3:-3])}. All of them: -o plain" in shown
    assert "按宽度放不下的列未显示：更早的 3 项、" in seen(fifteen, "report", "run", "w", "-o", "table", language="zh")


ASKED = "order_no,opened_at,closed_at,customer,type,labor_amount,parts_amount,other_amount,total_amount"


def test_columns_that_were_asked_for_are_left_out_from_the_right_before_a_number_is_cut(fifteen):
    shown = seen(fifteen, "order", "list", "--columns", ASKED, "--sort", "order_no", "--limit", "1")
    row = next(line for line in shown.splitlines() if "GD1" in line)
    assert re.findall(r"[\d,]*,[\d,.]*", row) == [AMOUNT]
    assert "these columns are left out: " in shown
    assert "Total" in shown.partition("left out: ")[2]
    wide = seen(fifteen, "order", "list", "--columns", ASKED, "--sort", "order_no", "--limit", "1", width=160)
    assert "left out" not in wide
    assert wide.count(AMOUNT) == 2


def test_a_list_of_a_report_keeps_the_number_of_its_records_wherever_it_stands(fifteen):
    keys = ["labor_amount", "total_amount", "opened_at", "closed_at", "parts_amount", "other_amount", "order_no"]
    declared(
        fifteen,
        f'title = "t"\nperiod = "2025-12"\n[[section]]\ntitle = "x"\nlist = "orders"\ndays = "opened_at"\ncolumns = {json.dumps(keys)}\n',
    )
    shown = seen(fifteen, "report", "run", "w", "-o", "table", width=60)
    row = next(line for line in shown.splitlines() if line.endswith("GD15"))
    assert row.split()[:2] == [AMOUNT, AMOUNT]
