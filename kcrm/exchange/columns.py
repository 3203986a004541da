"""What may stand in an import file: its columns, headings, words and parsers ("The command-line contract", Import files)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from kcrm.errors import UsageError
from kcrm.exchange.reading import normal_heading
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone, normal_plate, normal_vin
from kcrm.model import (
    Cause,
    ComplaintChannel,
    ComplaintSource,
    CustomerKind,
    Energy,
    Gender,
    Grade,
    Loyalty,
    ModelClass,
    OrderType,
    Payer,
    RelationshipLevel,
    RelationType,
    Role,
    Severity,
    Team,
    Use,
    ValueType,
)
from kcrm.model.words import Word
from kcrm.records import cells
from kcrm.records.cells import Moment, Parser


class SheetKind(StrEnum):
    """What a file's rows are."""

    STAFF = "staff"
    CUSTOMERS = "customers"
    VEHICLES = "vehicles"
    ORDERS = "orders"
    COMPLAINTS = "complaints"
    OPPORTUNITIES = "opportunities"


# an empty cell with this text in it empties the field
EMPTIES: Final = r"\N"
ACCIDENTS: Final = frozenset({"事故", "事故维修", "钣喷"})
"""Types of an order that also say that it had an accident."""


@dataclass(frozen=True, slots=True)
class Column:
    """headings: its Chinese names; the key is a heading too. clearable: whether `\\N` may empty it.

    in_files: else it is a judgement that staff enter, and a file has it only where `--map` says so.
    """  # noqa: D301

    key: str
    headings: tuple[str, ...]
    parse: Parser
    clearable: bool = True
    in_files: bool = True


def _phone(text: str, _: Moment) -> str:
    return normal_phone(text)


def _plate(text: str, _: Moment) -> str:
    return normal_plate(text)


def _vin(text: str, _: Moment) -> str:
    return normal_vin(text)


def _column(key: str, headings: str, parse: Parser = cells.line_text, *, clearable: bool = True) -> Column:
    return Column(key, tuple(headings.split("/")), parse, clearable)


def _judged(key: str, words: type[Word]) -> Column:
    return Column(key, (), cells.word(words), in_files=False)


_past_day = cells.day(past=True)
_coming_day = cells.day(past=False)
_past_instant = cells.instant(past=True)
_coming_instant = cells.instant(past=False)
_team = cells.word(Team)

_COLUMNS = {
    SheetKind.STAFF: (
        _column("employee_no", "工号/员工编号", cells.number_text, clearable=False),
        _column("name", "姓名", clearable=False),
        _column("role", "岗位/职位", cells.word(Role), clearable=False),
        _column("team", "班组", _team),
        _column("department", "部门"),
        _column("level", "等级"),
        _column("phone", "电话/手机", _phone),
        _column("joined_on", "入职日期", _past_day),
        _column("left_on", "离职日期", _past_day),
    ),
    SheetKind.CUSTOMERS: (
        _column("name", "姓名/客户姓名/客户名称", clearable=False),
        _column("phone", "手机/手机号/电话/联系电话", _phone),
        _column("customer_no", "客户编号/客户号", cells.number_text, clearable=False),
        _column("kind", "类型/客户类型", cells.word(CustomerKind)),
        _column("phone2", "备用电话", _phone),
        _column("gender", "性别", cells.word(Gender)),
        _column("birthday", "生日/出生日期", cells.birthday),
        _column("region", "地区/区域"),
        _column("address", "地址", cells.long_text),
        _column("wechat", "微信"),
        _column("licence_expires_on", "驾照到期日/驾驶证到期", _coming_day),
        _column("source", "来源/客户来源"),
        _column("contact_window", "方便时间", cells.contact_window),
        _column("do_not_contact", "免打扰", cells.flag),
        _column("call_consent", "同意电话", cells.flag),
        _column("message_consent", "同意短信", cells.flag),
        _column("key_person", "关键人/决策人"),
        _column("hobby", "爱好"),
        _column("note", "备注", cells.long_text),
        _judged("value_type", ValueType),
        _judged("relation_type", RelationType),
        _judged("relationship_level", RelationshipLevel),
        _judged("grade", Grade),
        _judged("loyalty", Loyalty),
    ),
    SheetKind.VEHICLES: (
        _column("vin", "车架号/VIN", _vin, clearable=False),
        _column("plate", "车牌/车牌号", _plate),
        _column("brand", "品牌"),
        _column("model", "车型"),
        _column("energy", "能源类型", cells.word(Energy)),
        _column("use", "用途/使用性质", cells.word(Use)),
        _column("registered_on", "初次登记日期", _past_day),
        _column("customer_no", "客户编号", cells.number_text, clearable=False),
        _column("owner_phone", "车主电话", _phone, clearable=False),
        _column("owner_name", "车主姓名", clearable=False),
        _column("planned_delivery_on", "预计交车日期", _coming_day),
        _column("delivered_on", "交车日期/购车日期", _past_day),
        _column("sales_consultant", "销售顾问", cells.number_text),
        _column("service_advisor", "服务顾问", cells.number_text),
        _column("mileage_km", "里程/公里数", cells.kilometres, clearable=False),
        _column("warranty_until", "质保到期", _coming_day),
        _column("insurance_expires_on", "保险到期日/保险到期", _coming_day),
        _column("inspection_due_on", "年审日期/年检日期", _coming_day),
        _column("sold_on", "卖出日期", _past_day),
        _column("scrapped_on", "报废日期", _past_day),
        _judged("model_class", ModelClass),
    ),
    SheetKind.ORDERS: (
        _column("order_no", "工单号/委托书号", cells.number_text, clearable=False),
        _column("vin", "车架号", _vin, clearable=False),
        _column("plate", "车牌号", _plate, clearable=False),
        _column("type", "工单类型/维修类型", cells.word(OrderType), clearable=False),
        _column("opened_at", "进厂时间/开单时间", _past_instant, clearable=False),
        _column("promised_at", "预计交车时间", _coming_instant),
        _column("closed_at", "结算时间/完工时间", _past_instant),
        _column("advisor", "服务顾问", cells.number_text),
        _column("technician", "维修技师", cells.number_text),
        _column("team", "班组", _team),
        _column("brought_by", "送修人"),
        _column("brought_by_phone", "送修人电话", _phone),
        _column("standard_hours", "标准工时", cells.hours),
        _column("actual_hours", "实际工时", cells.hours),
        _column("labor_amount", "工时费", cells.amount),
        _column("parts_amount", "配件费/材料费", cells.amount),
        _column("other_amount", "其他费用", cells.amount),
        _column("payer", "付款方", cells.word(Payer)),
        _column("mileage_km", "里程/进厂里程", cells.kilometres),
        _column("appointment", "预约", cells.flag),
        _column("accident", "事故车", cells.flag),
        _column("overhaul", "大修", cells.flag),
        _column("rework_of", "返修原单", cells.number_text),
        _column("steps", "流程步骤", cells.steps),
    ),
    # what tells whose it is and since when its clocks run never changes; what was found out and done is not taken back by a file
    SheetKind.COMPLAINTS: (
        _column("complaint_no", "投诉编号", cells.number_text, clearable=False),
        _column("customer_no", "客户编号", cells.number_text, clearable=False),
        _column("phone", "电话", _phone, clearable=False),
        _column("received_at", "投诉时间/受理时间", _past_instant, clearable=False),
        _column("severity", "等级/投诉等级", cells.word(Severity), clearable=False),
        _column("description", "投诉内容", cells.long_text, clearable=False),
        _column("vin", "车架号", _vin, clearable=False),
        _column("order_no", "工单号", cells.number_text, clearable=False),
        _column("cause", "原因/投诉原因", cells.word(Cause), clearable=False),
        _column("channel", "渠道", cells.word(ComplaintChannel)),
        _column("source", "来源", cells.word(ComplaintSource)),
        _column("department", "责任部门", clearable=False),
        _column("accepted_at", "接单时间", _past_instant, clearable=False),
        _column("resolved_at", "解决时间", _past_instant, clearable=False),
        _column("closed_at", "结案时间", _past_instant, clearable=False),
    ),
    SheetKind.OPPORTUNITIES: (
        _column("opportunity_no", "商机编号", cells.number_text),
        _column("customer_no", "客户编号", cells.number_text, clearable=False),
        _column("phone", "电话", _phone, clearable=False),
        _column("amount", "金额", cells.amount, clearable=False),
        _column("probability", "概率", cells.probability, clearable=False),
        _column("kind", "类型"),
        _column("expected_on", "预计日期", _coming_day),
        _column("note", "备注", cells.long_text),
    ),
}
COLUMNS: Final[Mapping[SheetKind, Mapping[str, Column]]] = {
    kind: MappingProxyType({column.key: column for column in columns}) for kind, columns in _COLUMNS.items()
}

# Each entry is a need; any one of the keys in it will do.
NEEDED: Final[Mapping[SheetKind, tuple[tuple[str, ...], ...]]] = {
    SheetKind.STAFF: (("employee_no",), ("name",), ("role",)),
    SheetKind.CUSTOMERS: (("name",), ("phone",)),
    SheetKind.VEHICLES: (("vin",),),
    SheetKind.ORDERS: (("order_no",), ("vin", "plate"), ("type",), ("opened_at",)),
    SheetKind.COMPLAINTS: (("customer_no", "phone"), ("received_at",), ("severity",), ("description",)),
    SheetKind.OPPORTUNITIES: (("customer_no", "phone"), ("amount",), ("probability",)),
}

# By these a row is known again; without them it says nothing about anybody.
_IDENTITY: Final[Mapping[SheetKind, tuple[tuple[str, ...], ...]]] = {
    SheetKind.STAFF: (("employee_no",),),
    SheetKind.CUSTOMERS: (("customer_no", "name"), ("customer_no", "phone")),
    SheetKind.VEHICLES: (("vin",),),
    SheetKind.ORDERS: (("order_no",),),
    SheetKind.COMPLAINTS: (("complaint_no", "customer_no", "phone"), ("complaint_no", "received_at"), ("complaint_no", "description")),
    SheetKind.OPPORTUNITIES: (("opportunity_no", "customer_no", "phone"),),
}


def headings_of(kind: SheetKind) -> Mapping[str, str]:
    """Normal heading -> key."""
    return {
        normal_heading(name): column.key for column in COLUMNS[kind].values() if column.in_files for name in (column.key, *column.headings)
    }


def missing_identity(kind: SheetKind, values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """What a row lacks to be known again; any one key of each tuple would do."""
    return _lacking(_IDENTITY[kind], values)


def missing_for_new(kind: SheetKind, values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """What a row lacks to make a new record; any one key of each tuple would do.

    A row about an existing record may leave these cells empty. A customer with a number may be without a phone.
    """
    return _lacking(((("name",), ("phone", "customer_no")) if kind is SheetKind.CUSTOMERS else NEEDED[kind]), values)


def implied(kind: SheetKind, texts: Mapping[str, str]) -> Mapping[str, object]:
    """What the words of a row say beyond their own columns: a repair after an accident."""
    return {"accident": True} if kind is SheetKind.ORDERS and texts.get("type", "").strip() in ACCIDENTS else {}


def _lacking(needs: tuple[tuple[str, ...], ...], values: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    return tuple(need for need in needs if all(values.get(key) is None for key in need))


def parse_value(kind: SheetKind, key: str, text: str, *, today: date, now: datetime) -> object:
    """The value that an option of `add` or `edit` means; None for empty text or `\\N`, which empties the field.

    now: aware. Dates may be relative. Raises UsageError.
    """  # noqa: D301
    return parse_cell(COLUMNS[kind][key], text, Moment(today, now, typed=True))


def parse_cell(column: Column, text: str, moment: Moment) -> object:
    """A typed value, or None where the field is to be emptied. Raises UsageError."""
    text = text.strip()
    if text and text != EMPTIES:
        return column.parse(text, moment)
    if not column.clearable:
        raise UsageError(N_("{key} cannot be emptied."), key=column.key)
    return None
