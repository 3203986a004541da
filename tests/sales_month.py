"""A June of the sales desk, worked out by hand, for tests of its figures and of the report's section. It stands on 1 July 2026, 09:00.

L1 周六 (X1) and L2 孙五 (X2) came from the web in May, on the 10th and the 20th. Registered in June: L3 王一 from the web (汽车之家,
X1) and L4 李二 from the web (抖音, X2) on the 1st, L5 赵三 who walked in on the 2nd (X1), L6 钱四 on the telephone on the 3rd (X1).

L1 was lost in May, called again on 9 June and taken up. L2 was talked to in May, ordered on 4 June for the 30th (15 days after they were
registered) and cancelled on the 10th. L3 was called within ten minutes, came on the 5th as agreed, drove, was quoted on the 5th, ordered on
the 9th for the 20th (8 days), and got the car on the 22nd, two days late. L4 was called on the 3rd, too late, and not since. L5 was offered
a drive by the register only, was quoted on the 2nd and lost on the 12th for the price; the specialist found that it was a rival. L6 was
never talked to.

Next contacts due in June: L3 on the 1st (made), the 5th as agreed (made; the level said the 4th) and the 8th (made on the 9th); L4 on the
1st (made on the 3rd); L6 on the 3rd and L1 on the 9th (not made); L2 on the 19th (made on the 4th). What several steps of one day bring is
due once. So 3 of 7.

The register of June: L3 (received after 4 minutes), L5 (at once), one without a name (never), one without a name (after 3 minutes).
汽车之家 cost 900 in June, which brought L3; 抖音 cost nothing.
"""

from __future__ import annotations

from typing import Any

VIN = "LSVAA4182E2123456"
JUNE = ("--period", "2026-06")


def fill(desk: Any) -> None:
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
    )

    def lead(name: str, digit: int, source: str, whose: str, *more: str) -> None:
        desk.ok("prospect", "add", name, f"1380013800{digit}", "--source", source, "--consultant", whose, *more)

    desk.at("2026-05-10T09:00")
    lead("周六", 6, "web", "X1")
    desk.at("2026-05-20T09:00")
    lead("孙五", 5, "web", "X2")
    desk.ok("prospect", "contact", "L2", "--as", "X2")
    desk.ok("prospect", "lose", "L1", "finance", "--as", "X1")
    desk.at("2026-06-01T09:00")
    lead("王一", 1, "web", "X1", "--platform", "汽车之家", "--level", "A")
    lead("李二", 2, "web", "X2", "--platform", "抖音")
    desk.at("2026-06-01T09:10")
    desk.ok("prospect", "contact", "L3", "--agreed", "2026-06-05", "--as", "X1")
    desk.at("2026-06-02T10:00")
    desk.ok("visitor", "add", "赵三", "13800138003", "--test-drive", "--as", "X1")
    desk.ok("prospect", "quote", "L5", "--price", "120000", "--until", "2026-06-30", "--as", "X1")
    desk.ok("visitor", "add", "--not-met")
    desk.ok("visitor", "add", "--met-after", "3", "--staff", "X2")
    desk.at("2026-06-03T10:00")
    desk.ok("prospect", "contact", "L4", "--as", "X2")
    lead("钱四", 4, "phone", "X1", "--level", "B")
    desk.at("2026-06-04T10:00")
    desk.ok("prospect", "order", "L2", "--promised", "2026-06-30", "--as", "X2")
    desk.at("2026-06-05T14:00")
    desk.ok("visitor", "add", "13800138001", "--met-after", "4", "--as", "X1")
    desk.ok("prospect", "drive", "L3", "--model", "瑞虎8", "--km", "12", "--as", "X1")
    desk.ok("prospect", "quote", "L3", "--price", "130000", "--until", "2026-06-20", "--as", "X1")
    desk.at("2026-06-09T10:00")
    desk.ok("prospect", "order", "L3", "--promised", "2026-06-20", "--as", "X1")
    revisit = next(row["id"] for row in desk.json("followup", "list", "--kind", "lost_prospect"))
    desk.ok("log", revisit, "answered", "--as", "S1")
    desk.ok("prospect", "reopen", "L1", "--as", "S1")
    desk.at("2026-06-10T10:00")
    desk.ok("prospect", "cancel-order", "L2", "家里有事", "--as", "X2")
    desk.at("2026-06-12T10:00")
    desk.ok("prospect", "lose", "L5", "price", "--as", "X1")
    desk.at("2026-06-14T10:00")
    desk.ok("prospect", "check", "L5", "rival_brand", "--to", "探界者", "--as", "S1")
    desk.at("2026-06-22T10:00")
    desk.ok("prospect", "deliver", "L3", "--vin", VIN, "--as", "X1")
    desk.at("2026-07-01T09:00")
    costs = desk.folder / "costs.csv"
    costs.write_text("month,kind,item,amount\n2026-06,variable,汽车之家,900\n2026-06,fixed,租金,5000\n", encoding="utf-8")
    desk.ok("finance", "import", costs)
