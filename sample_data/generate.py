"""Writes the sample dealership: `python sample_data/generate.py` makes the CSV files again, byte for byte.

With `--to DIR` they go elsewhere. The data is drawn from a fixed seed and is anchored to the day in anchor.txt:
no date lies where the `demo` command could not move it by whole days. Standard library only.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from random import Random

import books
import companies
import complaints
import desk
import fleet
import names
import people
import prospects
import workshop

SEED = 20260615

STAFF = "工号 姓名 岗位 班组 部门 等级 电话 生日 入职日期 离职日期".split()
CUSTOMERS = (
    "客户编号 姓名 类型 手机 备用电话 性别 生日 邮箱 地区 地址 微信 驾照到期日 "
    "客户来源 方便时间 免打扰 同意电话 同意短信 关键人 爱好 备注 证件类型 职业".split()
)
SIGNUPS = ["客户编号", "姓名", "手机", "性别", "生日"]
RECALL_VINS = ["车架号", "召回编号", "状态", "完成日期"]
VEHICLES = (
    "车架号 车牌号 品牌 车型 能源类型 使用性质 初次登记日期 客户编号 车主电话 车主姓名 预计交车日期 交车日期 销售顾问 服务顾问 里程 质保到期 保险到期日 "
    "年审日期 卖出日期 报废日期 颜色 付款方式 成交价 贷款银行".split()
)
ORDERS = (
    "工单号 车架号 车牌号 工单类型 进厂时间 预计交车时间 结算时间 服务顾问 维修技师 班组 送修人 送修人电话 标准工时 实际工时 工时费 配件费 "
    "其他费用 付款方 进厂里程 预约 事故车 大修 返修原单 流程步骤".split()
)
COMPLAINTS = "投诉编号 客户编号 电话 投诉时间 投诉等级 投诉原因 渠道 来源 车架号 工单号 责任部门 投诉内容 接单时间 解决时间 结案时间".split()


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


def _slashed(value: datetime | None) -> str:
    """As this DMS writes an instant: 2026/6/15 09:05."""
    return f"{value.year}/{value.month}/{value.day} {value:%H:%M}" if value else ""


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _staff_rows(staff: Iterable[people.Staff], first: int = 1) -> Iterable[list[str]]:
    for at, who in enumerate(staff, first):
        phone = f"19900009{at:03d}"
        yield [who.no, who.name, who.role, who.team, who.department, who.level, phone, _iso(_born(at)), _iso(who.joined), _iso(who.left)]


def _born(at: int) -> date:
    """A birthday for each member of staff, none of them within a month of the anchor."""
    return date(1978 + at, 1 + at % 4, 2 + 2 * at % 28)


def _email(who: people.Customer) -> str:
    """Few gave one: each company, and one person in ten."""
    index = int(who.number[2:])
    return f"kh{index:05d}@example.com" if who.kind != "个人" or index % 10 == 0 else ""


def _energy(car: fleet.Vehicle) -> str:
    return "纯电" if car.model.electric else "燃油"


def _known(who: people.Customer) -> tuple[str, str]:
    """Proof of identity and occupation: of two in three the first, of one in four the second; a few clerks typed that there is none."""
    index = int(who.number[2:])
    proof = ("身份证" if who.kind == "个人" else "营业执照") if index % 3 else ""
    occupation = names.OCCUPATIONS[index % len(names.OCCUPATIONS)] if index % 4 == 0 else "无" if index % 50 == 1 else ""
    return proof, occupation if who.kind == "个人" else ""


def _deal(car: fleet.Vehicle) -> tuple[str, str, str, str]:
    """Colour, payment, price and bank, as far as the DMS has them: of cars of the last two years, one in five of them without a price."""
    if car.delivered is None or car.delivered < people.day(-730):
        return "", "", "", ""
    by_loan = car.index % 3 == 0
    price = "" if car.index % 5 == 0 else str(98_800 + car.index * 1_300 % 90_000)
    return names.COLOURS[car.index % len(names.COLOURS)], "贷款" if by_loan else "全款", price, names.BANKS[car.index % 2] if by_loan else ""


def _customer_rows(customers: list[people.Customer]) -> Iterable[list[str]]:
    for who in customers:
        yield [
            *(who.number, who.name, who.kind, who.phone, who.phone2, who.gender, _iso(who.birthday), _email(who), who.region, who.address, who.wechat),
            *(_iso(who.licence), who.source, who.window, who.do_not_contact, who.call_consent, who.message_consent),
            *(who.key_person, who.hobby, who.note, *_known(who)),
        ]


def _signup_rows(customers: list[people.Customer]) -> Iterable[list[str]]:
    """The list of an event, on which three are not who the DMS says they are, one has another phone, and two are the same."""
    for place, who in enumerate(customers[42:48]):
        born, gender, name, phone = who.birthday, who.gender, who.name, who.phone
        if place == 0:
            born = born and born.replace(day=born.day + 1)
        if place == 1:
            gender = "男" if gender == "女" else "女"
        if place == 2:
            name = f"{name[0]}小{name[-1]}"
        if place == 3:
            phone = "19900009046"
        yield [who.number, name, phone, gender, _iso(born)]


def _named(number: str, by_name: bool) -> str:
    """A member of staff as some hands of the DMS enter them: by name instead of number."""
    return next(who.name for who in people.STAFF if who.no == number) if by_name and number else number


def _vehicle_rows(vehicles: list[fleet.Vehicle]) -> Iterable[list[str]]:
    for car in vehicles:
        km = str(car.km(people.ANCHOR)) if car.show_km and car.delivered and not car.sold and not car.scrapped else ""
        yield [
            *(car.vin, car.plate, names.BRAND, f"{car.model.name} {names.TRIMS[car.index % 4]}", _energy(car), car.use),
            *(_iso(car.delivered), *fleet.owner_columns(car)),
            *(_iso(car.planned or car.delivered), _iso(car.delivered)),
            *(_named(car.consultant, car.index % 9 == 0), _named(car.advisor, car.index % 11 == 0), km),
            *(_iso(car.warranty), _iso(car.insurance), _iso(car.inspection), _iso(car.sold), _iso(car.scrapped), *_deal(car)),
        ]


def _order_rows(orders: list[workshop.Order]) -> Iterable[list[str]]:
    for at, order in enumerate(orders):
        car = order.vehicle
        by_plate = at % 23 == 0 and bool(car.plate)
        yield [
            *(order.number, "" if by_plate else car.vin, car.plate, order.type),
            *(_slashed(order.opened), _slashed(order.promised), _slashed(order.closed)),
            *(_named(order.advisor, at % 13 == 0), _named(order.technician, at % 17 == 0), order.team),
            *(order.brought_by, order.brought_by_phone, *(f"{tenths / 10:.1f}" for tenths in order.hours), *order.amounts, order.payer),
            *(str(car.km(order.opened.date())), _yes(order.appointment), _yes(order.accident), _yes(order.overhaul)),
            *(order.rework_of.number if order.rework_of else "", order.steps),
        ]


def _recall_rows(vehicles: list[fleet.Vehicle]) -> Iterable[list[str]]:
    """A list of VINs of the manufacturer: every fifty-fifth vehicle and three that are not known here; each fourth was mended a week before the anchor."""
    strangers = ("L00CCBT10RY900301", "L00DDHC10NY900302", "L00EEGY30PY900303")
    vins = [*(car.vin for car in vehicles[7::55]), *(vin[:8] + fleet.check_digit(vin) + vin[9:] for vin in strangers)]
    for place, vin in enumerate(vins):
        yield [vin, "ZH2026-09", *(("未完成", "") if place % 4 else ("已完成", _iso(people.day(-7))))]


def _write(path: Path, heading: list[str], rows: Iterable[list[str]], *, encoding: str, line_end: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(heading)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the sample dealership's CSV files again.")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="the folder to write to")
    folder: Path = parser.parse_args().to
    rng = Random(SEED)
    customers = people.customers(rng)
    vehicles = fleet.vehicles(rng, customers)
    orders = workshop.orders(rng, vehicles)
    _write(folder / "staff.csv", STAFF, _staff_rows(people.STAFF), encoding="utf-8", line_end="\n")
    _write(folder / "customers.csv", CUSTOMERS, _customer_rows([*customers[: people.IN_FILE], *people.AGAIN]), encoding="gb18030", line_end="\r\n")
    _write(folder / "signups.csv", SIGNUPS, _signup_rows(customers), encoding="utf-8", line_end="\n")
    _write(folder / "vehicles.csv", VEHICLES, _vehicle_rows(vehicles), encoding="utf-8-sig", line_end="\r\n")
    _write(folder / "recall_vins.csv", RECALL_VINS, _recall_rows(vehicles), encoding="utf-8", line_end="\n")
    _write(folder / "orders.csv", ORDERS, _order_rows(orders), encoding="utf-8", line_end="\n")
    _write(
        folder / "complaints.csv", COMPLAINTS, complaints.rows(customers, vehicles, orders), encoding="gb18030", line_end="\r\n"
    )
    made = prospects.prospects(customers, vehicles)
    _write(folder / "prospects.csv", prospects.PROSPECTS, (who.row() for who in made), encoding="gb18030", line_end="\r\n")
    _write(folder / "prospect_steps.csv", prospects.STEPS, prospects.step_rows(made), encoding="utf-8", line_end="\n")
    _write(folder / "visitors.csv", prospects.VISITORS, prospects.visitor_rows(made), encoding="utf-8", line_end="\n")
    _write(folder / "finance.csv", books.FINANCE, books.finance_rows(orders), encoding="gb18030", line_end="\r\n")
    _write(folder / "surveys.csv", books.SURVEYS, books.survey_rows(vehicles, orders), encoding="utf-8-sig", line_end="\r\n")
    _write_accounts(folder / "companies", vehicles)
    for language in desk.LANGUAGES:
        (folder / "desk" / language).mkdir(parents=True, exist_ok=True)
        for name, headings, rows in desk.sheets(language):
            _write(folder / "desk" / language / f"{name}.csv", headings, rows, encoding="utf-8", line_end="\n")


def _write_accounts(folder: Path, others: list[fleet.Vehicle]) -> None:
    """The company accounts, a folder of their own in the same order."""
    folder.mkdir(exist_ok=True)
    world = companies.World(car.plate for car in others if car.plate)
    for name, headings, rows in (
        ("staff", STAFF, _staff_rows(companies.MANAGERS, len(people.STAFF) + 1)),
        ("customers", CUSTOMERS, _customer_rows(world.customers)),
        ("vehicles", VEHICLES, _vehicle_rows(world.vehicles)),
        ("orders", ORDERS, _order_rows(world.orders)),
        *companies.sheets(world),
    ):
        _write(folder / f"{name}.csv", headings, rows, encoding="utf-8", line_end="\n")


if __name__ == "__main__":
    main()
