"""Reports of one's own with more than a page or a terminal has room for."""

import json
import re
import zipfile

from conftest import filled_once

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
