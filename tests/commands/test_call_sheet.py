"""The call sheet: written by `due --sheet`, filled in away from the desk, taken in by `import calls`; and books of the time before."""

import builtins
import io
import sys
import zipfile
from datetime import datetime
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter
from complaining import HEADS, resolved
from conftest import filled_once

from kcrm.exchange.reading import open_table

VIN, OTHER_VIN = "LSVAA4182E2123456", "LSVAM4187C2184841"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COUNTS = ("new", "changed", "unchanged", "refused", "warnings", "written")


@filled_once
def morning(desk):
    """On 15 June F1, the renewal of 张伟's car, and F3 and F4, the calls of the first and third day after 李娜 got hers."""
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "plate": "沪A12345", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    desk.take("customers", {"customer_no": "KH2", "name": "李娜", "phone": "13900139002"})
    desk.take("vehicles", {"vin": OTHER_VIN, "plate": "沪A54321", "customer_no": "KH2", "delivered_on": "2026-06-12"})
    desk.ok("plan")
    assert [(row["id"], row["kind"]) for row in desk.json("due", "--sort", "id")] == [
        *(("F1", "insurance_expiry"), ("F3", "1dc"), ("F4", "3dc")),
    ]
    return desk


def rows_of(path, sheet=None):
    """What stands in the rows of a workbook, by heading."""
    with open_table(path, known=set()) as table:
        return [dict(zip(table.headings, row.cells, strict=True)) for row in (table.row(*each) for each in table.records())]


def filled(desk, said, name="back.xlsx"):
    """The sheet as it comes back. said: by the number of a follow-up what was filled in."""
    path = desk.folder / "sheet.xlsx"
    if not path.exists():
        desk.ok("due", "--sheet", path)
    rows = rows_of(path)
    return written(desk, [row | said.get(row.get("Follow-up") or row["跟进任务号"], {}) for row in rows], name)


def written(desk, rows, name="book.xlsx"):
    path = desk.folder / name
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.write_row(0, 0, headings)
        for line, row in enumerate(rows, 1):
            for place, heading in enumerate(headings):
                value = row.get(heading, "")
                if isinstance(value, datetime):
                    sheet.write_datetime(line, place, value, day)
                elif value != "":
                    sheet.write(line, place, value)
    return path


def counts(payload):
    return tuple(payload[key] for key in COUNTS)


def reasons(payload):
    return [(row["line"], row["verdict"], row["column"], row["reason"]) for row in payload["problems"]]


def calls(desk):
    return desk.query("SELECT customer_id, staff_id, called_at, called_hour, outcome, score, note FROM call ORDER BY id")


def states(desk):
    return desk.query("SELECT id, state, call_on, attempts FROM followup WHERE id IN (1, 3, 4) ORDER BY id")


# --- what goes out ---


def test_the_sheet_tells_whom_to_call_what_to_say_and_leaves_room_for_how_it_went(morning):
    path = morning.folder / "sheet.xlsx"
    said = morning.ok("due", "--sheet", path)
    assert (said.out, said.err) == ("", f"{path}: 3 to call. When it comes back: kcrm import calls {path}\n")
    rows = {row["Follow-up"]: row for row in rows_of(path)}
    assert list(rows["F1"]) == [
        *("Name", "Phone", "Plate", "Model", "What", "Why", "Due", "Say", "Called at", "Outcome", "Result", "Again on", "Insured to"),
        *("Insurer", "Premium", "Score", "Complaint", "Note", "Caller", "Follow-up", "Customer identifier"),
    ]
    assert {key: rows["F1"][key] for key in ("Name", "Phone", "Plate", "What", "Due", "Called at", "Outcome", "Customer identifier")} == {
        "Name": "张伟",
        "Phone": "13800138001",
        "Plate": "沪A12345",
        "What": "insurance renewal",
        "Due": "2026-06-10",
        "Called at": "",
        "Outcome": "",
        "Customer identifier": "C1",
    }
    assert "10 July" in rows["F1"]["Say"]
    assert rows["F3"]["Caller"] == "沈国栋"  # the consultant is nobody's: the sales manager stands in


def test_cells_to_fill_in_offer_what_may_stand_there_and_the_others_are_locked(morning):
    path = morning.folder / "sheet.xlsx"
    morning.speaking("zh")
    morning.ok("due", "--sheet", path, "张伟")
    with zipfile.ZipFile(path) as book:
        sheet, styles = ET.fromstring(book.read("xl/worksheets/sheet1.xml")), ET.fromstring(book.read("xl/styles.xml"))
    rules = {rule.get("sqref"): rule for rule in sheet.iter(f"{SHEET}dataValidation")}
    offered = {place: rule.find(f"{SHEET}formula1").text for place, rule in rules.items() if rule.get("type") == "list"}
    assert offered == {"J2": '"接通,未接通,另约,错号/空号,拒访"', "K2": '"本店续保,他处续保,已报价,未定,车已卖,已预约"'}
    assert {place: rule.get("type") for place, rule in rules.items() if place not in offered} == {
        "I2": "date",
        "L2": "date",
        "M2": "date",
        "O2": "decimal",
    }
    unlocked = {
        place
        for place, look in enumerate(styles.find(f"{SHEET}cellXfs"))
        if (kept := look.find(f"{SHEET}protection")) is not None and kept.get("locked") == "0"
    }
    row = next(each for each in sheet.iter(f"{SHEET}row") if each.get("r") == "2")
    # I to R is what is to be filled in; a renewal asks for no score, so that no such column is there
    assert "".join(cell.get("r")[0] for cell in row if int(cell.get("s")) in unlocked) == "IJKLMNOPQR"
    protection = sheet.find(f"{SHEET}sheetProtection")
    assert (protection.get("sheet"), protection.get("password")) == ("1", None)
    hidden = [(each.get("min"), each.get("max")) for each in sheet.iter(f"{SHEET}col") if each.get("hidden") == "1"]
    assert hidden == [("19", "20")]
    assert sheet.find(f"{SHEET}pageSetup").get("orientation") == "landscape"
    heads = list(rows_of(path)[0])
    assert heads[8:12] == ["拨打时间", "拨打结果", "回访结果", "再联系时间"]


def test_a_sheet_that_may_be_filled_in_is_not_written_over(morning):
    path = morning.folder / "sheet.xlsx"
    morning.ok("due", "--sheet", path)
    before = path.read_bytes()
    again = morning.run("due", "--sheet", path)
    assert (again.code, path.read_bytes()) == (5, before)
    assert f"kcrm import calls {path}" in again.err


def test_each_caller_gets_a_sheet_of_their_own_that_lists_do_not_take_away(morning):
    folder = morning.folder / "lists"
    morning.ok("due", "--split", "caller", "--sheet", folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names
    assert all(name.endswith("-2026-06-15-calls.xlsx") for name in names)
    numbers = [row["Follow-up"] for name in names for row in rows_of(folder / name)]
    assert sorted(numbers) == ["F1", "F3", "F4"]
    morning.at("2026-06-16T08:30")
    morning.ok("due", "--split", "caller", "-o", "xlsx", "--to", folder)
    assert set(names) <= {path.name for path in folder.iterdir()}


def test_it_is_recorded_that_a_sheet_left(morning):
    path = morning.folder / "sheet.xlsx"
    morning.ok("due", "--sheet", path)
    assert morning.query("SELECT row_count, file FROM access") == [(3, str(path))]
    told = morning.json("access", "list")[0]["personal"]
    assert told == ["name", "phone", "plate", "note"]


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--sheet", "a.csv"], 2), (["--sheet", "a.xlsx", "--to", "b.csv"], 2), (["--sheet", "a.xlsx", "--mail"], 2)],
)
def test_a_sheet_is_a_workbook_and_nothing_else_beside(morning, monkeypatch, options, code):
    monkeypatch.chdir(morning.folder)
    assert morning.run("due", *options).code == code
    assert not list(morning.folder.glob("a.*"))


def test_nothing_to_call_writes_no_sheet(morning):
    path = morning.folder / "sheet.xlsx"
    assert "Nothing to do" in morning.ok("due", "--kind", "birthday", "--sheet", path).err
    assert not path.exists()


def test_without_the_extra_package_it_says_what_to_install(morning, monkeypatch):
    load = builtins.__import__

    def missing(name, *rest, **more):
        if name == "xlsxwriter":
            raise ImportError
        return load(name, *rest, **more)

    path = morning.folder / "sheet.xlsx"
    monkeypatch.setattr(builtins, "__import__", missing)
    refused = morning.run("due", "--sheet", path)
    assert (refused.code, path.exists()) == (1, False)
    assert "pip install 'kcrm[excel]'" in refused.err


# --- what comes back ---


def test_a_sheet_that_came_back_is_logged_at_the_times_that_it_tells_and_by_whom(morning):
    path = filled(
        morning,
        {
            "F1": {
                "Called at": datetime(2026, 6, 15, 10, 5),
                "Outcome": "answered",
                "Result": "renewed here",
                "Insured to": "2027-07-10",
                "Insurer": "人保",
                "Premium": "4350.50",
                "Note": "爽快",
                "Caller": "S2",
            },
            "F3": {"Called at": datetime(2026, 6, 15, 11, 20), "Outcome": "no answer", "Caller": "顾文斌"},
        },
    )
    morning.at("2026-06-15T17:00")
    payload = morning.json("import", "calls", path, "--as", "S1")
    assert payload == {
        "kind": "calls",
        "file": str(path),
        "encoding": "xlsx",
        "sheet": "Sheet1",
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "warnings": 0,
        "unknown_columns": [],
        "unknown_employees": [],
        "written": True,
        "problems": [],
    }
    # S2 is the fifth of the staff, X1 the second; the operation is S1's
    assert calls(morning) == [
        (1, 5, "2026-06-15T02:05:00Z", 10, "answered", None, "爽快"),
        (2, 2, "2026-06-15T03:20:00Z", 11, "no_answer", None, None),
    ]
    assert morning.query("SELECT staff_id FROM operation ORDER BY id DESC LIMIT 1") == [(4,)]
    # the phone rang for both of 李娜's calls: they are to be tried again tomorrow
    assert states(morning) == [(1, "done", "2026-06-10", 0), (3, "open", "2026-06-16", 1), (4, "open", "2026-06-16", 1)]
    assert morning.query("SELECT insurance_expires_on, commercial_insurer FROM vehicle WHERE id = 1") == [("2027-07-10", "人保")]
    assert morning.query("SELECT result, premium_fen FROM call_result") == [("renewed_here", 435050)]
    # twice is once, and it is one operation that undo takes back
    again = morning.json("import", "calls", path)
    assert (counts(again), again["problems"]) == ((0, 0, 2, 0, 0, True), [])
    assert len(calls(morning)) == 2
    morning.ok("undo", "-y")
    assert (calls(morning), states(morning)[0][1]) == ([], "open")


def test_what_was_not_called_yet_is_passed_over_and_what_lacks_its_outcome_is_named(morning):
    path = filled(morning, {"F3": {"Note": "改天"}})
    payload = morning.json("import", "calls", path)
    assert counts(payload) == (0, 0, 0, 0, 1, True)
    assert [(row[1:]) for row in reasons(payload)] == [("warning", "Outcome", "No outcome is told; the row was skipped.")]
    assert calls(morning) == []


def test_two_follow_ups_of_one_conversation_are_one_call(morning):
    said = {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "answered", "Score": 9, "Caller": "X1"}
    path = filled(morning, {"F3": said | {"Note": "车好"}, "F4": said | {"Note": "一切正常"}})
    morning.at("2026-06-15T17:00")
    assert counts(morning.json("import", "calls", path)) == (2, 0, 0, 0, 0, True)
    assert calls(morning) == [(2, 2, "2026-06-15T02:05:00Z", 10, "answered", 9, "车好\n一切正常")]
    assert [row[1] for row in states(morning)] == ["open", "done", "done"]
    assert counts(morning.json("import", "calls", path)) == (0, 0, 2, 0, 0, True)


def test_a_follow_up_that_was_settled_meanwhile_is_named_and_the_call_stays_in_the_history(morning):
    path = filled(morning, {"F1": {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "no answer", "Caller": "S2"}})
    morning.at("2026-06-15T11:00")
    morning.ok("log", "F1", "--result", "quoted", "--as", "S1")
    morning.at("2026-06-15T17:00")
    payload = morning.json("import", "calls", path)
    assert counts(payload) == (1, 0, 0, 0, 1, True)
    line = next(number for number, row in enumerate(rows_of(path), 2) if row["Follow-up"] == "F1")
    named = "F1 is already done: answered, logged by 白雪, 2026-06-15 11:00."
    assert reasons(payload) == [(line, "warning", "Follow-up", named)]
    assert [call[4] for call in calls(morning)] == ["answered", "no_answer"]
    assert states(morning)[0] == (1, "done", "2026-06-10", 0)
    again = morning.json("import", "calls", path)
    assert (counts(again), len(calls(morning))) == ((0, 0, 1, 0, 0, True), 2)


def test_a_call_that_a_colleague_logged_the_same_day_with_the_same_outcome_is_that_call(morning):
    path = filled(morning, {"F1": {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "answered", "Result": "quoted"}})
    morning.at("2026-06-15T11:00")
    morning.ok("log", "F1", "--result", "quoted", "--as", "S1")
    payload = morning.json("import", "calls", path)
    assert (counts(payload), len(calls(morning))) == ((0, 0, 1, 0, 1, True), 1)


def test_a_cancelled_follow_up_is_named_and_its_result_is_kept_as_a_word(morning):
    path = filled(morning, {"F1": {"Called at": datetime(2026, 6, 15, 10, 5), "Result": "quoted", "Note": "在考虑"}})
    morning.at("2026-06-15T11:00")
    morning.ok("customer", "edit", "KH1", "--do-not-contact", "yes")
    payload = morning.json("import", "calls", path)
    assert counts(payload) == (1, 0, 0, 0, 2, True)
    assert [row[2] for row in reasons(payload)] == ["Follow-up", "Result"]
    assert [call[4:] for call in calls(morning)] == [("answered", None, "quoted\n在考虑")]
    assert counts(morning.json("import", "calls", path)) == (0, 0, 1, 0, 0, True)


@pytest.mark.parametrize(
    ("said", "column", "reason"),
    [
        ({"Outcome": "sang"}, "Outcome", "“sang” is not one of"),
        ({"Called at": ""}, None, "The row lacks called_at (拨打时间)."),
        ({"Called at": datetime(2026, 6, 16, 9, 0)}, "Called at", "The call is in the future."),
        ({"Called at": datetime(2026, 6, 14, 9, 0)}, "Follow-up", "an earlier call cannot be about it"),
        ({"Outcome": "busy"}, None, "“busy” needs again_at (再联系时间)."),
        ({"Again on": "2026-06-20"}, "Again on", "A time to come goes with “busy”"),
        ({"Outcome": "busy", "Again on": "2026-06-10"}, "Again on", "This day is before the call."),
        ({"Outcome": "no answer", "Score": 9}, "Score", "Nobody was reached: “no answer”."),
        ({"Outcome": "no answer", "Result": "quoted"}, "Result", "“quoted” does not go with “no answer”."),
        ({"Result": "done elsewhere"}, "Result", "“done elsewhere” is not a result of insurance renewal."),
        ({"Result": "renewed here"}, None, "“renewed here” needs until_on (新保险到期日)."),
        ({"Premium": "100"}, "Premium", "This goes with a renewal: “renewed here”."),
        ({"Score": 11}, "Score", "“11” is not a score. Write 1 to 10."),
        ({"Name": "王五", "Phone": "13700137000"}, "Follow-up", "F1 is about 张伟"),
        ({"Customer identifier": "C2"}, "Follow-up", "F1 is about 张伟"),
        ({"Follow-up": "F99"}, "Follow-up", "no follow-up has this number"),
    ],
)
def test_nonsense_in_a_row_is_refused_at_its_place_and_nothing_is_written(morning, said, column, reason):
    good = {"Called at": datetime(2026, 6, 15, 9, 5), "Outcome": "answered"}
    path = filled(morning, {"F1": good | said, "F3": good})
    morning.at("2026-06-15T17:00")
    line = next(number for number, row in enumerate(rows_of(path), 2) if row["Plate"] == "沪A12345")
    refused = morning.run("import", "calls", path, "-o", "json")
    assert (refused.code, calls(morning)) == (5, [])
    payload = refused.json
    assert (payload["refused"], payload["written"]) == (1, False)
    (found,) = reasons(payload)
    assert found[:3] == (line, "refused", column)
    assert reason in found[3]
    # the good row goes in by itself
    assert morning.run("import", "calls", path, "--skip-bad").code == 5
    assert [call[0] for call in calls(morning)] == [2]


def test_a_row_that_was_changed_after_it_was_taken_in_is_refused(morning):
    at = {"Called at": datetime(2026, 6, 15, 10, 5)}
    morning.at("2026-06-15T17:00")
    morning.ok("import", "calls", filled(morning, {"F1": at | {"Outcome": "no answer"}}))
    refused = morning.run("import", "calls", filled(morning, {"F1": at | {"Outcome": "refused to talk"}}))
    assert refused.code == 5
    assert "C1 has a call at this time already, with another outcome: “no answer”." in refused.out
    assert len(calls(morning)) == 1


def test_a_dry_run_tells_and_writes_nothing(morning):
    path = filled(morning, {"F1": {"Called at": datetime(2026, 6, 15, 9, 5), "Outcome": "answered"}})
    morning.at("2026-06-15T17:00")
    assert counts(morning.json("import", "calls", path, "-n")) == (1, 0, 0, 0, 0, False)
    assert calls(morning) == []


def test_in_chinese_all_is_in_the_words_of_the_sheet(morning):
    morning.speaking("zh")
    path = filled(
        morning,
        {"F1": {"拨打时间": datetime(2026, 6, 15, 10, 5), "拨打结果": "另约", "再联系时间": datetime(2026, 6, 17, 15, 0), "备注": "开会"}},
    )
    morning.at("2026-06-15T17:00")
    assert counts(morning.json("import", "calls", path)) == (1, 0, 0, 0, 0, True)
    assert morning.query("SELECT state, call_on, call_time FROM followup WHERE id = 1") == [("open", "2026-06-17", "15:00")]


def test_a_time_that_was_agreed_and_is_gone_when_the_sheet_comes_back_is_due_at_once(morning):
    said = {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "busy", "Again on": datetime(2026, 6, 15, 15, 0)}
    path = filled(morning, {"F1": said})
    morning.at("2026-06-16T09:00")
    morning.ok("import", "calls", path)
    assert morning.query("SELECT state, call_on, call_time FROM followup WHERE id = 1") == [("open", "2026-06-16", None)]


def test_a_day_alone_will_do_and_the_hour_stays_unknown(morning):
    path = filled(morning, {"F1": {"Called at": "2026-06-15", "Outcome": "answered"}})
    morning.at("2026-06-16T09:00")
    assert counts(morning.json("import", "calls", path)) == (1, 0, 0, 0, 0, True)
    assert calls(morning) == [(1, calls(morning)[0][1], "2026-06-15T04:00:00Z", None, "answered", None, None)]
    assert counts(morning.json("import", "calls", path)) == (0, 0, 1, 0, 0, True)


def test_a_low_score_is_named_and_a_complaint_that_was_told_is_opened(morning):
    said = {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "answered", "Score": 3}
    morning.at("2026-06-15T17:00")
    payload = morning.json("import", "calls", filled(morning, {"F3": said}))
    assert [row[2:] for row in reasons(payload)] == [
        ("Score", "The score is low and the row tells of no complaint. To open one: kcrm complaint open C2")
    ]
    payload = morning.json("import", "calls", filled(morning, {"F4": said | {"Complaint": "交车没洗车", "Score": 2}}))
    assert counts(payload) == (1, 0, 0, 0, 0, True)
    assert morning.query("SELECT customer_id, description, source FROM complaint") == [(2, "交车没洗车", "call")]


def test_a_caller_whom_nobody_knows_is_named_and_nobody_is_said_to_have_called(morning):
    path = filled(morning, {"F1": {"Called at": datetime(2026, 6, 15, 10, 5), "Outcome": "answered", "Caller": "外呼3号"}})
    morning.at("2026-06-15T17:00")
    payload = morning.json("import", "calls", path, "--as", "S1")
    assert (payload["unknown_employees"], counts(payload)) == (["外呼3号"], (1, 0, 0, 0, 1, True))
    assert calls(morning)[0][1] is None


def test_the_sheet_asks_whether_a_complaint_is_settled_and_closes_it(desk):
    desk.take("staff", *HEADS)
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    resolved(desk)
    desk.at("2026-06-16T09:00")
    path = desk.folder / "sheet.xlsx"
    desk.ok("due", "--sheet", path)
    (row,) = rows_of(path)
    row |= {"Called at": datetime(2026, 6, 16, 9, 30), "Outcome": "answered"}
    desk.at("2026-06-16T17:00")
    wanting = desk.run("import", "calls", written(desk, [row]))
    assert wanting.code == 5
    assert "say whether the customer is satisfied" in wanting.out
    desk.ok("import", "calls", written(desk, [row | {"Satisfied": "yes", "Caller": "S1"}]))
    assert desk.json("complaint", "show", "K1")["state"] == "closed"


# --- books of the time before ---

BOOK = {"电话": "13800138001", "回访日期": "2025-11-03", "接通情况": "已接通", "备注": "满意", "拨打人": "白雪"}


def test_an_old_book_is_history_and_settles_nothing(morning):
    path = morning.sheet("calls", [BOOK, BOOK | {"回访日期": "2025-12-01", "接通情况": "无人接听", "备注": "", "处理结果": ""}])
    assert counts(morning.json("import", "calls", path)) == (2, 0, 0, 0, 0, True)
    assert [call[2:] for call in calls(morning)] == [
        ("2025-11-03T04:00:00Z", None, "answered", None, "满意"),
        ("2025-12-01T04:00:00Z", None, "no_answer", None, None),
    ]
    assert {row[1] for row in states(morning)} == {"open"}
    assert counts(morning.json("import", "calls", path)) == (0, 0, 2, 0, 0, True)


def test_a_call_of_a_book_settles_the_one_open_follow_up_of_its_kind_after_go_live(morning):
    morning.at("2026-06-15T17:00")
    row = {"plate": "沪A12345", "kinds": "insurance_expiry", "called_at": "2026-06-15 10:00", "outcome": "answered", "result": "已报价"}
    assert counts(morning.json("import", "calls", morning.sheet("calls", [row]))) == (1, 0, 0, 0, 0, True)
    assert [each[1] for each in states(morning)] == ["done", "open", "open"]
    # without its kind a call answers nothing
    row = {"phone": "13900139002", "called_at": "2026-06-15 10:00", "outcome": "answered"}
    assert counts(morning.json("import", "calls", morning.sheet("calls", [row]))) == (1, 0, 0, 0, 0, True)
    assert [each[1] for each in states(morning)] == ["done", "open", "open"]


def test_who_is_not_known_is_refused_with_the_cell(morning):
    refused = morning.run("import", "calls", morning.sheet("calls", [BOOK | {"电话": "13700137000"}]), "-o", "json")
    assert refused.code == 5
    assert reasons(refused.json) == [(2, "refused", "电话", "no customer has this phone")]


def test_columns_of_a_book_are_mapped_and_wanting_ones_are_told(morning):
    row = {"电话": "13800138001", "日期": "2025-11-03", "打通没": "接通"}
    path = morning.sheet("calls", [row])
    wanting = morning.run("import", "calls", path)
    assert wanting.code == 5
    assert "called_at (拨打时间" in wanting.err
    payload = morning.json("import", "calls", path, "--map", "日期=called_at", "--map", "打通没=outcome")
    assert counts(payload) == (1, 0, 0, 0, 0, True)
    assert morning.run("import", "calls", path, "--map", "日期=day").code == 2
    assert morning.run("import", "calls", path, "--rejects", morning.folder / "bad.csv").code == 2
    assert morning.run("import", "calls", path, "--map", "钱=score").code == 2


def test_calls_that_were_exported_are_known_again_and_come_back_where_they_are_gone(morning, tmp_path):
    morning.at("2026-06-15T11:00")
    morning.ok("log", "F1", "--result", "quoted", "--as", "S1", "--note", "再比比")
    morning.ok("call", "in", "李娜", "--about", "price", "--as", "S2")
    path = tmp_path / "calls.csv"
    morning.ok("export", "calls", "--to", path)
    # here it is all known
    assert counts(morning.json("import", "calls", path)) == (0, 0, 2, 0, 0, True)
    told = "SELECT called_at, direction, about, outcome, note, staff_id FROM call ORDER BY called_at, id"
    before = morning.query(told)
    for (number,) in morning.query("SELECT id FROM operation WHERE command LIKE '%log%' OR command LIKE '%call in%' ORDER BY id DESC"):
        morning.ok("undo", f"O{number}", "-y")
    assert calls(morning) == []
    assert counts(morning.json("import", "calls", path))[0] == 2
    assert sorted(morning.query(told), key=str) == sorted(before, key=str)


def test_a_folder_takes_calls_last_in_the_same_operation(desk):
    folder = desk.folder / "golive"
    folder.mkdir()
    for kind, rows in {
        "calls": [{"customer_no": "KH1", "called_at": "2025-11-03 10:00", "outcome": "answered"}],
        "customers": [{"customer_no": "KH1", "name": "张伟", "phone": "13800138001"}],
    }.items():
        desk.sheet(kind, rows).rename(folder / f"{kind}.csv")
    payload = desk.json("import", folder)
    assert [(row["kind"], row["new"]) for row in payload] == [("customers", 1), ("calls", 1)]
    desk.ok("undo", "-y")
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]


def test_standard_input_holds_calls_too(morning, monkeypatch):
    text = "phone,called_at,outcome\n13800138001,2025-11-03 10:00,answered\n"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode()), isatty=lambda: False))
    assert counts(morning.json("import", "calls", "-")) == (1, 0, 0, 0, 0, True)


def test_the_data_dictionary_has_the_columns_of_calls(morning):
    keys = [row["key"] for row in morning.json("fields", "calls")]
    assert keys[:2] == ["customer", "phone"]
    assert {"called_at", "outcome", "result", "followup_id"} <= set(keys)
    assert morning.run("fields", "callz").code == 2


def test_days_and_times_are_shown_with_their_year_as_a_csv_of_the_sheet_holds_what_is_shown(morning):
    path = morning.folder / "sheet.xlsx"
    morning.ok("due", "--sheet", path)
    with zipfile.ZipFile(path) as book:
        formats = {each.get("formatCode") for each in ET.fromstring(book.read("xl/styles.xml")).iter(f"{SHEET}numFmt")}
    assert {each for each in formats if "d" in each} == {"yyyy-mm-dd", "yyyy-mm-dd hh:mm"}
