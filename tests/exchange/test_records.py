from __future__ import annotations

import io
import tracemalloc
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import missing_for_new
from kcrm.exchange.keyed import Record, RowProblems
from kcrm.exchange.records import read_records
from kcrm.model import CustomerKind, OrderType, Role
from kcrm.records import SheetKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)


def opened(kind: SheetKind, text: str, **options):
    return read_records(kind, "-", stdin=io.BytesIO(text.encode()), today=NOW.date(), now=NOW, **options)


def rows(kind: SheetKind, text: str, **options) -> list[Record | RowProblems]:
    with opened(kind, text, **options) as sheet:
        return list(sheet)


def test_chinese_and_english_headings_give_the_same_record():
    chinese = "工号,姓名,岗位,入职日期\n007,张伟,技师,2020年3月1日\n"
    english = "employee_no,name,role,joined_on\n007,张伟,technician,2020-03-01\n"
    expected = [Record(2, {"employee_no": "007", "name": "张伟", "role": Role.TECHNICIAN, "joined_on": date(2020, 3, 1)})]
    assert rows(SheetKind.STAFF, chinese) == rows(SheetKind.STAFF, english) == expected


def test_values_are_typed():
    headings = "工单号,车牌号,工单类型,进厂时间,结算时间,工时费,实际工时,大修,流程步骤"
    text = f"{headings}\nR1,京a·12345,首保,2026/3/4 10:00,2026-03-04 12:30:00,0.5,1.5,否,2、1\n"
    assert rows(SheetKind.ORDERS, text) == [
        Record(
            2,
            {
                "order_no": "R1",
                "plate": "京A12345",
                "type": OrderType.FREE_INSPECTION,
                "opened_at": datetime(2026, 3, 4, 10, tzinfo=ZONE),
                "closed_at": datetime(2026, 3, 4, 12, 30, tzinfo=ZONE),
                "labor_amount": 50,
                "actual_hours": 150,
                "overhaul": False,
                "steps": "1,2",
            },
        )
    ]


def test_an_empty_cell_is_absent_and_backslash_n_empties():
    assert rows(SheetKind.CUSTOMERS, "客户编号,姓名,手机,备注,类型\nC1,,,\\N,单位\n") == [
        Record(2, {"customer_no": "C1", "note": None, "kind": CustomerKind.COMPANY})
    ]


def test_each_problem_of_a_row_names_line_column_and_value():
    text = "工单号,车牌号,工单类型,进厂时间,工时费,mileage_km\nR1,京A12345,保养,today,-1,1.2万\n"
    (problems,) = rows(SheetKind.ORDERS, text)
    assert isinstance(problems, RowProblems)
    assert [(each.line, each.column, each.value, each.fatal) for each in problems.problems] == [
        (2, "进厂时间", "today", True),
        (2, "工时费", "-1", True),
        (2, "mileage_km", "1.2万", True),
    ]


def test_a_bad_row_does_not_keep_the_others_from_being_read():
    found = rows(SheetKind.CUSTOMERS, "name,phone\na,1\nb\nc,13800138000\n")
    assert [(type(row), row.line) for row in found] == [(RowProblems, 2), (RowProblems, 3), (Record, 4)]


def test_an_order_closed_before_it_was_opened_is_refused_naming_both():
    (problems,) = rows(
        SheetKind.ORDERS, "order_no,vin,type,opened_at,结算时间\nR1,11111111111111111,保养,2026-03-04 10:00,2026-03-04 9:00\n"
    )
    assert isinstance(problems, RowProblems)
    (problem,) = problems.problems
    assert (problem.column, problem.value) == ("结算时间", "2026-03-04 9:00")
    assert str(problem.error) == "closed_at 2026-03-04 09:00 is before opened_at 2026-03-04 10:00."


def test_a_member_of_staff_who_left_before_joining_is_refused():
    (problems,) = rows(SheetKind.STAFF, "employee_no,name,role,joined_on,left_on\n1,a,技师,2020-01-02,2020-01-01\n")
    assert isinstance(problems, RowProblems)
    assert problems.problems[0].column == "left_on"


def test_a_vin_with_a_wrong_check_digit_is_a_record_with_a_warning():
    good, bad = rows(SheetKind.VEHICLES, "VIN\n1M8GDM9AXKP042788\n1M8GDM9A1KP042788\n")
    assert isinstance(good, Record)
    assert isinstance(bad, Record)
    assert good.warnings == ()
    assert bad.values == {"vin": "1M8GDM9A1KP042788"}
    assert [(each.line, each.column, each.fatal) for each in bad.warnings] == [(3, "VIN", False)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (SheetKind.STAFF, "employee_no,name,role\n,张伟,技师\n"),
        (SheetKind.CUSTOMERS, "name,phone\n张伟,\n"),
        (SheetKind.CUSTOMERS, "name,phone\n,13800138000\n"),
        (SheetKind.CUSTOMERS, "name,phone\n张伟,\\N\n"),
        (SheetKind.VEHICLES, "vin,plate\n,京A12345\n"),
        (SheetKind.ORDERS, "order_no,vin,type,opened_at\n,,保养,2026-03-04\n"),
    ],
)
def test_a_row_that_cannot_be_known_again_is_refused(kind, text):
    (problems,) = rows(kind, text)
    assert isinstance(problems, RowProblems)
    assert problems.problems[0].column is None
    assert "does not identify a record" in str(problems.problems[0].error)


def test_what_a_new_record_lacks_is_told():
    assert missing_for_new(SheetKind.ORDERS, {"order_no": "R1", "plate": "x", "type": "y"}) == (("opened_at",),)
    assert missing_for_new(SheetKind.ORDERS, {"order_no": "R1", "type": "y", "opened_at": 1}) == (("vin", "plate"),)
    assert missing_for_new(SheetKind.CUSTOMERS, {"customer_no": "C1", "name": "x"}) == ()
    assert missing_for_new(SheetKind.CUSTOMERS, {"name": "x"}) == (("phone", "customer_no"),)


def test_missing_columns_are_listed_with_the_headings_that_would_do():
    with pytest.raises(RefusedError) as caught:
        opened(SheetKind.ORDERS, "工单号,工单类型,开单\n")
    assert "vin (车架号) / plate (车牌号); opened_at (进厂时间, 开单时间)" in str(caught.value)
    assert "read as utf-8: 工单号, 工单类型, 开单" in str(caught.value)


def test_unknown_columns_are_named_and_a_mapping_makes_them_known():
    text = "姓名,手机,会员等级,爱好\n张伟,13800138000,金卡,钓鱼\n"
    with opened(SheetKind.CUSTOMERS, text) as sheet:
        assert sheet.unknown_columns == ("会员等级",)
    (record,) = rows(SheetKind.CUSTOMERS, text, mapping={"会员等级": "source"})
    assert isinstance(record, Record)
    assert record.values["source"] == "金卡"


def test_two_columns_for_one_key_are_refused_until_one_is_chosen():
    text = "姓名,手机,电话\n张伟,13800138000,010-12345678\n"
    with pytest.raises(RefusedError, match="“手机” and “电话” both mean phone"):
        opened(SheetKind.CUSTOMERS, text)
    (left_out,) = rows(SheetKind.CUSTOMERS, text, mapping={"电话": "-"})
    (second,) = rows(SheetKind.CUSTOMERS, text, mapping={"电话": "phone2"})
    assert isinstance(left_out, Record)
    assert isinstance(second, Record)
    assert left_out.values == {"name": "张伟", "phone": "13800138000"}
    assert second.values == {"name": "张伟", "phone": "13800138000", "phone2": "01012345678"}


def test_a_mapping_to_an_unknown_key_or_from_an_absent_column_is_a_usage_error():
    with pytest.raises(UsageError, match="Cannot map the column “手机” to “phon”") as caught:
        opened(SheetKind.CUSTOMERS, "姓名,手机\n", mapping={"手机": "phon"})
    assert "phone" in caught.value.near
    with pytest.raises(UsageError, match="no column “手机号码”") as caught:
        opened(SheetKind.CUSTOMERS, "姓名,手机号\n", mapping={"手机号码": "phone"})
    assert caught.value.near == ("手机号",)


def test_headings_are_known_in_spite_of_spaces_stars_and_case():
    (record,) = rows(SheetKind.VEHICLES, "*ＶＩＮ ,车 牌：\n11111111111111111,京A12345\n")
    assert isinstance(record, Record)
    assert record.values == {"vin": "11111111111111111", "plate": "京A12345"}


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(count: int) -> int:
        file = tmp_path / "orders.csv"
        with file.open("w", encoding="gb18030") as out:
            out.write("工单号,车牌号,工单类型,进厂时间\n")
            out.writelines(f"R{number:08},京A12345,保养,2026-03-04 10:00\n" for number in range(count))
        tracemalloc.start()
        try:
            with read_records(SheetKind.ORDERS, file, today=NOW.date(), now=NOW) as sheet:
                assert sum(isinstance(row, Record) for row in sheet) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # 43 bytes a row: both files are longer than the pieces of 256 KiB in which they are read
    assert peak(40_000) < peak(20_000) * 1.2
