"""`kcrm department …`: who heads what, what belongs to what; who refers to it, and what follows from its head."""

from __future__ import annotations

import pytest
from conftest import filled_once

SERVICE, PARTS, SALES, BOARD = "售后服务部", "配件部", "销售部", "总经办"
STAFF = (
    {"employee_no": "BO", "name": "高总", "role": "general_manager", "department": BOARD},
    {"employee_no": "D1", "name": "丁一", "role": "department_head", "department": SERVICE},
    {"employee_no": "A1", "name": "安然", "role": "service_advisor", "department": SERVICE},
    {"employee_no": "P1", "name": "庞配", "role": "other", "department": PARTS},
    {"employee_no": "X1", "name": "项肖", "role": "sales_consultant", "department": SALES},
)


@filled_once
def house(busy):
    """The file of staff comes first and names the departments; D1 heads two (一拖N)."""
    busy.take("staff", *STAFF)
    busy.take(
        "departments",
        {"code": "B01", "name": BOARD, "head": "BO"},
        {"code": "B02", "name": SERVICE, "head": "D1", "above": "B01"},
        {"code": "B03", "name": PARTS, "head": "丁一", "above": SERVICE},
        {"code": "B04", "name": SALES, "above": BOARD},
    )
    return busy


def numbers(rows):
    return [row["employee_no"] for row in rows]


def test_a_first_file_of_staff_makes_the_departments_it_names_and_says_so(busy):
    result = busy.take("staff", *STAFF)
    assert f"New departments: {BOARD}, {SERVICE}, {PARTS}, {SALES}." in result.err
    assert [row["department"] if "department" in row else row["name"] for row in busy.json("department", "list")] == sorted(
        [BOARD, SERVICE, PARTS, SALES]
    )
    assert "New departments" not in busy.take("staff", *STAFF).err


def test_a_list_shows_heads_places_and_how_many_are_in_each(house):
    rows = {row["name"]: row for row in house.json("department", "list")}
    assert rows[PARTS] == {
        "id": "DP3",
        "code": "B03",
        "name": PARTS,
        "head": "丁一",
        "above": SERVICE,
        "people": 1,
        "open_complaints": 0,
        "state": "open",
        "closed_on": None,
    }
    assert {name: (row["head"], row["above"], row["people"]) for name, row in rows.items()} == {
        BOARD: ("高总", None, 1),
        SERVICE: ("丁一", BOARD, 2),
        PARTS: ("丁一", SERVICE, 1),
        SALES: (None, BOARD, 1),
    }
    assert {row["name"] for row in house.json("department", "list", "--head", "D1")} == {SERVICE, PARTS}
    assert {row["name"] for row in house.json("department", "list", "--above", BOARD)} == {SERVICE, PARTS, SALES}


@pytest.mark.parametrize("which", [SERVICE, "B02", "b02", "DP2", "id:DP2", "售后"])
def test_a_department_is_found_by_name_code_identifier_or_part_of_its_name(house, which):
    assert house.json("department", "show", which)["name"] == SERVICE
    assert house.json("show", SERVICE)["id"] == "DP2"


def test_a_file_that_calls_departments_by_their_codes_gets_their_names_with_the_file_of_departments(busy):
    busy.take("staff", {"employee_no": "P1", "name": "庞配", "role": "other", "department": "B03"})
    assert busy.json("staff", "show", "P1")["department"] == "B03"
    busy.take("departments", {"code": "B03", "name": PARTS})
    assert busy.json("staff", "show", "P1")["department"] == PARTS
    busy.take("staff", {"employee_no": "P2", "name": "裴配", "role": "other", "department": "B03"})
    assert busy.json("staff", "show", "P2")["department"] == PARTS


def test_a_new_name_goes_along_and_undo_brings_back_the_old_one(house):
    house.ok("department", "edit", SERVICE, "--name", "服务部")
    assert house.json("staff", "show", "A1")["department"] == "服务部"
    assert house.json("department", "show", PARTS)["above"] == "服务部"
    house.ok("undo", "--yes")
    assert house.json("staff", "show", "A1")["department"] == SERVICE
    assert house.query("SELECT name, above FROM department WHERE id IN (2, 3) ORDER BY id") == [(SERVICE, BOARD), (PARTS, SERVICE)]
    assert house.query("PRAGMA foreign_key_check") == []


def test_a_department_that_would_belong_to_itself_is_refused(house):
    for above in (BOARD, PARTS):
        refused = house.run("department", "edit", BOARD, "--above", above)
        assert refused.code == 5
        assert f"{BOARD} would then belong to itself" in refused.err
    assert house.json("department", "show", BOARD)["above"] is None


def test_one_is_dissolved_only_when_nobody_is_in_it_and_nothing_belongs_to_it(house):
    refused = house.run("department", "edit", PARTS, "--closed-on", "today")
    assert (refused.code, "1 people are still in 配件部: 庞配" in refused.err) == (5, True)
    house.ok("staff", "edit", "P1", "--department", SERVICE)
    house.ok("department", "edit", PARTS, "--closed-on", "today")
    assert PARTS not in {row["name"] for row in house.json("department", "list")}
    assert PARTS in {row["name"] for row in house.json("department", "list", "--all")}
    gone = house.run("staff", "edit", "P1", "--department", PARTS)
    assert (gone.code, "配件部 was dissolved." in gone.err) == (5, True)
    house.take("staff", {"employee_no": "P1", "name": "庞配", "role": "other", "department": PARTS})
    assert house.json("staff", "show", "P1")["department"] == SERVICE
    for number in ("D1", "A1", "P1"):
        house.ok("staff", "edit", number, "--department", BOARD)
    assert house.run("department", "edit", BOARD, "--closed-on", "today").code == 5
    house.ok("department", "edit", SERVICE, "--closed-on", "today")


def test_a_slip_is_refused_with_what_was_meant_and_another_department_is_made(house):
    slip = house.run("staff", "edit", "X1", "--department", "售后服务步")
    assert slip.code == 5
    assert SERVICE in slip.err
    assert "kcrm department add 售后服务步" in slip.err
    made = house.ok("staff", "edit", "X1", "--department", "二手车中心")
    assert "New department: 二手车中心." in made.err
    house.ok("undo", "--yes")
    assert house.json("staff", "show", "X1")["department"] == SALES
    assert "二手车中心" not in {row["name"] for row in house.json("department", "list")}


def test_what_others_refer_to_is_not_undone_under_them(house):
    house.ok("department", "add", "市场部", "--code", "B05")
    (number,) = house.query("SELECT max(id) FROM operation")[0]
    house.ok("staff", "edit", "X1", "--department", "b05")
    refused = house.run("undo", f"O{number}", "--yes")
    assert refused.code == 5
    assert house.json("staff", "show", "X1")["department"] == "市场部"


def test_a_move_is_not_undone_into_a_department_that_is_called_otherwise_by_now(house):
    house.ok("staff", "edit", "X1", "--department", PARTS)
    (number,) = house.query("SELECT max(id) FROM operation")[0]
    house.ok("department", "edit", SALES, "--name", "零售部")
    assert house.run("undo", f"O{number}", "--yes").code == 5
    assert house.query("PRAGMA foreign_key_check") == []


def test_lists_are_narrowed_by_a_department_with_all_below(house):
    assert numbers(house.json("staff", "list", "--department", SERVICE)) == ["A1", "D1", "P1"]
    assert numbers(house.json("staff", "list", "--department", "b03")) == ["P1"]
    house.ok("--as", "BO", "task", "add", "盘点库房", "P1", "--due", "2026-06-30")
    house.ok("--as", "BO", "task", "add", "清展厅", "X1", "--due", "2026-06-30")
    assert [row["title"] for row in house.json("task", "list", "--department", SERVICE)] == ["盘点库房"]
    unknown = house.run("staff", "list", "--department", "没有的部")
    assert (unknown.code, "No department matches 没有的部." in unknown.err) == (3, True)


def test_a_task_for_another_department_goes_to_its_head_who_heads_several(house):
    house.ok("--as", "X1", "task", "add", "找一个配件", "P1", "--due", "2026-06-30")
    (row,) = house.json("task", "list")
    assert (row["receiver"], row["meant_for"]) == ("丁一", "庞配")


def test_without_heads_a_task_goes_straight_as_ever(busy):
    busy.take("staff", *STAFF)
    busy.ok("--as", "X1", "task", "add", "找一个配件", "P1", "--due", "2026-06-30")
    (row,) = busy.json("task", "list")
    assert (row["receiver"], row["meant_for"]) == ("庞配", None)


def test_a_finding_and_a_complaint_go_to_who_answers_for_the_department(house):
    house.ok("finding", "add", "货架松了", "--department", "B03")
    house.ok("finding", "add", "展车没擦", "--department", SALES)
    assert [(row["department"], row["head"]) for row in house.json("finding", "list")] == [(PARTS, "丁一"), (SALES, "高总")]
    house.ok("complaint", "open", "C1", "--severity", "normal", "--description", "配件等了一周", "--as", "S1")
    house.ok("complaint", "assign", "K1", "--department", "b03", "--as", "S1")
    (case,) = house.json("complaint", "list", "--department", SERVICE)
    assert (case["id"], case["owner"]) == ("K1", "丁一")
    assert house.json("complaint", "list", "--department", SALES) == []
    assert house.json("department", "show", PARTS)["open_complaints"] == 1


def test_files_come_back_as_they_were_written(house):
    out = house.folder / "departments.csv"
    house.ok("export", "departments", "--to", out)
    again = house.json("import", "departments", out)
    assert (again["new"], again["changed"], again["unchanged"], again["refused"]) == (0, 0, 4, 0)
