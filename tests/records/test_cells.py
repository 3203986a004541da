from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.errors import UsageError
from kcrm.exchange.columns import columns_of, headings_of, parse_value
from kcrm.exchange.headings import normal_heading
from kcrm.exchange.writing import guard_cell, unguard_cell
from kcrm.model import ComplaintChannel, ComplaintSource, OpportunityState, OrderType, Payer, PhoneState, Role
from kcrm.model.words import Word
from kcrm.records import SheetKind

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)


def value(key: str, text: str, kind: SheetKind = SheetKind.ORDERS) -> object:
    return parse_value(kind, key, text, today=TODAY, now=NOW)


def customer(key: str, text: str) -> object:
    return value(key, text, SheetKind.CUSTOMERS)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("￥1234", 123400),
        ("¥ 0.05", 5),
        ("1234元", 123400),
        ("12万", 12_000_000),
        ("11.88万元", 11_880_000),
        ("0.0001万", 100),
        ("１２.３", 1230),
        ("0", 0),
        ("12.5000", 1250),
        ("7.00", 700),
    ],
)
def test_an_amount_is_kept_in_fen(text, fen):
    assert value("labor_amount", text) == fen


@given(st.integers(0, 10**11))
def test_every_amount_reads_back(fen):
    assert value("labor_amount", f"{fen // 100}.{fen % 100:02}") == value("labor_amount", f"{fen // 100:,}.{fen % 100:02}") == fen


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-1", "negative"),
        ("1.005", "more than two decimals"),
        ("nan", "not an amount"),
        ("inf", "not an amount"),
        ("1e3", "not an amount"),
        ("1,23", "not an amount"),
        ("1.2k", "not an amount"),
        ("1.23456万", "not an amount"),
        ("1." + "0" * 100_000 + "x", "not an amount"),
        (".5", "not an amount"),
        ("12345678901000", "not an amount"),
    ],
)
def test_what_is_no_amount_is_refused(text, words):
    with pytest.raises(UsageError, match=words):
        value("labor_amount", text)


@pytest.mark.parametrize(
    ("text", "centihours"),
    [("1.5", 150), ("2", 200), ("0.33", 33), ("0.11", 11), ("0.025", 3), ("0.0249", 2), ("1.5小时", 150), ("1h", 100), ("0", 0)],
)
def test_hours_are_kept_as_the_file_says_in_hundredths(text, centihours):
    assert value("standard_hours", text) == centihours


@pytest.mark.parametrize(
    ("text", "km"), [("12345", 12345), ("12,345", 12345), ("12345km", 12345), ("12345 公里", 12345), ("12345.0", 12345)]
)
def test_a_mileage_is_whole_kilometres(text, km):
    assert value("mileage_km", text) == km


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("mileage_km", "1.2万"),
        ("mileage_km", "-5"),
        ("mileage_km", "12.5"),
        ("mileage_km", "12345678"),
        ("standard_hours", "-1"),
        ("standard_hours", "1:30"),
        ("standard_hours", "nan"),
        ("appointment", "maybe"),
        ("steps", "0"),
        ("steps", "9"),
        ("steps", "9" * 5_000),  # more digits than Python makes a number of
        ("steps", "1-4"),
        ("steps", ","),
        ("type", "洗车"),
        ("payer", "？"),
    ],
)
def test_values_outside_their_range_are_refused(key, text):
    with pytest.raises(UsageError):
        value(key, text)


def test_flags_are_read_in_both_languages():
    assert [value("accident", text) for text in ("1", "yes", "Y", "TRUE", "是")] == [True] * 5
    assert [value("accident", text) for text in ("0", "no", "n", "False", "否")] == [False] * 5


def test_words_mean_by_their_column():
    assert value("type", "索赔") is OrderType.WARRANTY_REPAIR
    assert value("payer", "索赔") is Payer.WARRANTY
    assert value("type", "首保") is OrderType.FREE_INSPECTION
    assert value("type", "pdi") is OrderType.PDI
    assert value("type", "Paid_Repair") is OrderType.PAID_REPAIR
    assert value("role", "电访员", SheetKind.STAFF) is Role.CS_SPECIALIST


def test_an_unknown_word_is_refused_with_the_words_that_are_known():
    with pytest.raises(UsageError, match=r"“卡”.*mechanical 机电, body 钣金, paint 喷漆"):
        value("team", "卡")


def test_every_value_of_an_enum_has_a_chinese_word_of_its_own():
    typed = (each for each in Word.__subclasses__() if any(member.words for member in each))
    for enum in (each for each in typed if each is not PhoneState and each is not OpportunityState):
        assert all(member.words for member in enum), enum
        aliases = [alias for member in enum for alias in member.words]
        assert len(aliases) == len(set(aliases))


# "The command-line contract", Import files: what a DMS and the documents say
@pytest.mark.parametrize(
    ("key", "texts", "meant"),
    [
        ("type", "有费定保 保养 常规保养 定期保养 大保养 小保养", OrderType.PAID_MAINTENANCE),
        ("type", "有费修理 维修 一般维修 快修 事故 事故维修 钣喷", OrderType.PAID_REPAIR),
        ("type", "免费定检 首保 免费保养 免费首保 免费检测", OrderType.FREE_INSPECTION),
        ("type", "免费修理 返修", OrderType.FREE_REPAIR),
        ("type", "索赔 保修 三包 召回 服务活动", OrderType.WARRANTY_REPAIR),
        ("type", "精品 装潢 加装 美容", OrderType.ACCESSORY),
        ("channel", "主管部门 12315 12345", ComplaintChannel.AUTHORITY),
        ("channel", "消协 消保委", ComplaintChannel.CONSUMER_ASSOCIATION),
        ("channel", "互联网 车质网 论坛 抖音", ComplaintChannel.INTERNET),
        ("source", "厂家 400 厂家400", ComplaintSource.MANUFACTURER),
        ("role", "销售经理 销售总监 展厅经理", Role.SALES_MANAGER),
        ("role", "网销顾问 DCC专员 电销专员", Role.DCC_CONSULTANT),
        ("role", "续保专员", Role.RENEWAL_SPECIALIST),
        ("role", "大客户经理", Role.ACCOUNT_MANAGER),
        ("role", "其他 财务 库管 前台 市场专员", Role.OTHER),
        ("channel", "邮件 电子邮件", ComplaintChannel.EMAIL),
        ("source", "网站 公众号", ComplaintSource.WEB),
        ("source", "邮件", ComplaintSource.EMAIL),
        ("role", "服务顾问 接车员", Role.SERVICE_ADVISOR),
        ("role", "维修技师 技师 机修工 钣金工 喷漆工", Role.TECHNICIAN),
        ("role", "客服专员 电访员 回访专员 客户回访专员 CRM活动专员", Role.CS_SPECIALIST),
        ("role", "客服经理 客服主管 CRM经理 客户关爱经理", Role.CS_MANAGER),
        ("role", "部门经理 售后经理 服务经理 配件经理 市场经理 车间主任", Role.DEPARTMENT_HEAD),
        ("role", "总经理 店总", Role.GENERAL_MANAGER),
    ],
)
def test_the_words_of_a_dms_and_of_the_documents_are_taken(key, texts, meant):
    kind = {"type": SheetKind.ORDERS, "role": SheetKind.STAFF}.get(key, SheetKind.COMPLAINTS)
    assert {value(key, text, kind) for text in texts.split()} == {meant}


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("18:00-20:00", "18:00-20:00"),
        ("18:00~20:00", "18:00-20:00"),
        ("18：00～20：00", "18:00-20:00"),
        ("9点-11点30", "09:00-11:30"),
        ("下午2点至5pm", "14:00-17:00"),
        ("9:00 – 10:00", "09:00-10:00"),
    ],
)
def test_a_contact_window_has_one_form(text, window):
    assert customer("contact_window", text) == window


@pytest.mark.parametrize("text", ["20:00-18:00", "18:00-18:00", "18:00", "晚上", "18:00-25:00", "1-2-3"])
def test_a_contact_window_that_makes_no_sense_is_refused(text):
    with pytest.raises(UsageError):
        customer("contact_window", text)


@pytest.mark.parametrize(
    ("text", "steps"), [("1,2,4,5,7", "1,2,4,5,7"), ("7、2，2;1", "1,2,7"), ("8", "8"), ("08,1", "1,8"), ("1 2 / 3", "1,2,3")]
)
def test_steps_are_ascending_and_once_each(text, steps):
    assert value("steps", text) == steps


def test_line_breaks_stay_in_notes_and_are_refused_in_names():
    assert customer("note", " a\r\nb\rc ") == "a\nb\nc"
    for separator in ("\n", "\r", "\v", "\u2028"):
        with pytest.raises(UsageError, match="line break"):
            customer("name", f"张{separator}伟")


def test_characters_that_cannot_be_stored_are_refused():
    for text in ("a\0b", "a\udcffb"):
        for key in ("name", "note", "customer_no"):
            with pytest.raises(UsageError, match="cannot be stored"):
                customer(key, text)


def test_numbers_keep_their_leading_zeros_and_lose_excels_quote():
    assert customer("customer_no", "'00７") == "007"
    with pytest.raises(UsageError, match="Excel truncated the number"):
        customer("customer_no", "1.1E+17")


@pytest.mark.parametrize("text", ["1E+11", "1.00E+11", "1e+11", "100000000000000000.0"])
@pytest.mark.parametrize(
    ("kind", "key"), [(SheetKind.CUSTOMERS, "customer_no"), (SheetKind.ORDERS, "order_no"), (SheetKind.STAFF, "employee_no")]
)
def test_a_number_whose_digits_excel_has_lost_is_refused(kind, key, text):
    with pytest.raises(UsageError, match="Excel truncated the number"):
        value(key, text, kind)


def test_a_number_that_went_through_a_column_of_numbers_is_the_same():
    assert {customer("customer_no", spelt) for spelt in ("1001", "1001.0", "1001.00", "１００１.０")} == {"1001"}
    assert customer("customer_no", "1E5") == "1E5"  # letters and digits of a store's own
    assert customer("customer_no", "10.01") == "10.01"


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#name?", "#NULL!", "#NUM!", "#SPILL!"])
@pytest.mark.parametrize("key", ["name", "customer_no", "address", "note"])
def test_what_a_spreadsheet_shows_for_a_failed_formula_is_no_value(key, text):
    with pytest.raises(UsageError, match="is an error or a placeholder of the spreadsheet"):
        customer(key, text)


@pytest.mark.parametrize("text", ["###", "########"])
def test_what_a_spreadsheet_shows_in_a_column_too_narrow_is_no_value(text):
    for key in ("name", "customer_no"):
        with pytest.raises(UsageError, match="is an error or a placeholder of the spreadsheet"):
            customer(key, text)
    assert customer("note", "#1 in the queue") == "#1 in the queue"


def test_a_birthday_in_the_future_is_refused():
    assert customer("birthday", "2026-11-23") == TODAY
    with pytest.raises(UsageError, match="is in the future"):
        customer("birthday", "2026-11-24")


def test_options_take_relative_dates_that_point_the_natural_way():
    assert value("delivered_on", "mon", SheetKind.VEHICLES) == date(2026, 11, 16)
    assert value("insurance_expires_on", "3月4日", SheetKind.VEHICLES) == date(2027, 3, 4)
    assert value("opened_at", "15:00") == datetime(2026, 11, 22, 15, tzinfo=ZONE)
    assert value("promised_at", "15:00") == datetime(2026, 11, 23, 15, tzinfo=ZONE)


def test_empty_text_empties_a_field_that_may_be_empty():
    assert customer("phone2", "") is None
    assert customer("phone2", r"\N") is None
    with pytest.raises(UsageError, match="name cannot be emptied"):
        customer("name", " ")


@given(st.text(max_size=10))
def test_any_cell_is_read_or_refused_but_never_crashes(text):
    for kind in SheetKind:
        for key in columns_of(kind):
            try:
                value(key, text, kind)
            except UsageError as error:
                error.message.format(**error.fields)


def test_no_heading_means_two_columns():
    for kind in SheetKind:
        columns = {key: column for key, column in columns_of(kind).items() if column.in_files}
        names = {normal_heading(name) for column in columns.values() for name in {column.key, *map(normal_heading, column.headings)}}
        assert len(headings_of(kind)) == len(names)
        for column in columns.values():
            assert {headings_of(kind)[normal_heading(name)] for name in (column.key, *column.headings)} == {column.key}


@given(st.text("'= 0A.\u3000\t-\\N", min_size=1, max_size=6))
def test_a_number_that_was_read_is_given_out_and_read_again_the_same(text):
    try:
        number = value("order_no", text)
    except UsageError:
        return  # nothing but marks of text, or empty
    assert value("order_no", unguard_cell(guard_cell(str(number)))) == number


@pytest.mark.parametrize("text", ["'", "''", "' '", "＇"])
def test_a_mark_of_text_alone_is_no_number(text):
    with pytest.raises(UsageError, match="is not a number"):
        value("order_no", text)
