"""Staff and customers of the sample. Records that a test or the README names have fixed numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import names

ANCHOR = date(2026, 6, 15)
PERSONS = 280
IN_FILE = 297  # customers 298 to 300 come in by the vehicle sheet only
FIRST_ACCOUNT = 311  # the companies of the folder of accounts
STORE_PHONE = "0500-2380016"


def day(offset: int) -> date:
    """The day so many days after the anchor."""
    return ANCHOR + timedelta(days=offset)


@dataclass(frozen=True)
class Staff:
    """One row of staff.csv; empty text for what the DMS has not."""

    no: str
    name: str
    role: str
    team: str
    department: str
    level: str
    joined: date
    left: date | None = None


STAFF = (
    Staff("YG01", "沈国栋", "总经理", "", "总经办", "", date(2016, 3, 1)),
    Staff("YG02", "陆建平", "部门经理", "", "售后服务部", "", date(2017, 5, 8)),
    Staff("YG03", "蒋丽华", "销售经理", "", "销售部", "", date(2017, 9, 18)),
    Staff("YG04", "方晓东", "销售顾问", "", "销售部", "高级", date(2018, 4, 2)),
    Staff("YG05", "纪雨桐", "销售顾问", "", "销售部", "中级", date(2019, 2, 25)),
    Staff("YG06", "贺凯", "销售顾问", "", "销售部", "中级", date(2019, 7, 1), day(-26)),
    Staff("YG07", "顾文斌", "服务顾问", "", "售后服务部", "高级", date(2018, 1, 15)),
    Staff("YG08", "邹敏", "服务顾问", "", "售后服务部", "中级", date(2019, 6, 3)),
    Staff("YG09", "秦大勇", "维修技师", "机电", "售后服务部", "一级", date(2017, 3, 13)),
    Staff("YG10", "鲁志强", "技师", "钣金", "售后服务部", "二级", date(2018, 10, 22)),
    Staff("YG11", "叶思琪", "客服专员", "", "客户关爱部", "", date(2019, 3, 11)),
    Staff("YG12", "孟佳", "电访员", "", "客户关爱部", "", date(2021, 8, 16)),
    Staff("YG13", "施慧", "客服经理", "", "客户关爱部", "", date(2018, 8, 6)),
)


@dataclass(frozen=True)
class Customer:
    """One row of customers.csv; empty text for what the DMS has not."""

    index: int
    name: str
    kind: str
    phone: str
    phone2: str = ""
    gender: str = ""
    birthday: date | None = None
    region: str = ""
    address: str = ""
    wechat: str = ""
    licence: date | None = None
    source: str = ""
    window: str = ""
    do_not_contact: str = "否"
    call_consent: str = "是"
    message_consent: str = "是"
    key_person: str = ""
    hobby: str = ""
    note: str = ""

    @property
    def number(self) -> str:
        return f"KH{self.index:05d}"


def _birthday(rng: Random) -> date:
    born = date(rng.randint(1958, 2004), 1, 1) + timedelta(days=rng.randrange(365))
    return born + timedelta(days=1) if (born.month, born.day) == (2, 29) else born


def born_on(year: int, offset: int) -> date:
    """A birthday of that year whose month and day are those of the anchor plus the offset."""
    return day(offset).replace(year=year)


# What the README lists, by customer number; everything else is drawn.
_EDGES: dict[int, dict[str, Any]] = {
    1: {"birthday": date(1988, 2, 29)},
    2: {"birthday": date(1996, 2, 29)},
    3: {"name": "龚䶮", "gender": "男"},
    4: {"name": "李㛃𬭎", "gender": "女"},
    5: {"name": "邓志宏", "gender": "男", "phone": "19900001005"},
    6: {"name": "宋婉如", "gender": "女", "phone": "19900001005"},
    7: {"name": "周[/b]远", "gender": "男"},
    8: {"do_not_contact": "是", "birthday": born_on(1985, 0)},
    9: {"do_not_contact": "是"},
    10: {"name": "莫少峰", "gender": "男"},
    11: {"name": "罗佩文", "gender": "女"},
    14: {"phone": "0500-2386611", "phone2": ""},
    15: {"window": "18:00-20:00"},
    16: {"call_consent": "否"},
    17: {"message_consent": "否", "birthday": born_on(1990, 0)},
    18: {"name": "何静怡", "gender": "女", "birthday": born_on(1987, 0), "licence": day(30)},
    19: {"note": "+1 次免费洗车（上次等待过久的补偿）", "phone": "+86 199 0000 1019"},
    20: {"note": "只做过咨询，尚未购车"},
    21: {"licence": day(30)},
    22: {"call_consent": "", "message_consent": "", "do_not_contact": ""},
    23: {"name": "王伟", "gender": "男"},
    24: {"name": "王伟", "gender": "男"},
    25: {"name": "单晓燕", "gender": "女"},
    26: {"name": "欧阳建国", "gender": "男"},
    27: {"name": "阿依古丽·买买提", "gender": "女"},
    28: {"birthday": born_on(1979, 0)},
    29: {"birthday": born_on(1993, 0)},
    30: {"birthday": born_on(1982, 1)},
    31: {"birthday": born_on(1999, 1)},
    32: {"birthday": born_on(1971, -1)},
    33: {"birthday": born_on(1990, -2)},
    34: {"birthday": born_on(1968, 3)},
    35: {"licence": day(29)},
    36: {"licence": day(31)},
    37: {"licence": day(12)},
    38: {"licence": day(-4)},
    39: {"phone": "199-0000-1039"},
    281: {"name": f"{names.CITY}临汐区机关事务服务中心", "phone": "0500-2381100", "key_person": "钱主任", "note": "公务车定点维修单位"},
    282: {"name": "顺汐出行科技有限公司", "phone": "4000000126", "key_person": "吕洪波", "note": "网约车队，车辆高频使用"},
    283: {"name": "安途机动车驾驶员培训学校", "phone": "19900001283", "key_person": "戴校长"},
    284: {"name": f"{names.CITY}青槐控股集团有限公司", "phone": "0500-2389000", "phone2": "19900001284", "key_person": "范总助"},
    285: {"name": f"{names.CITY}星河<b>文化</b>传播有限公司"},
}


def _person(rng: Random, index: int) -> Customer:
    name, gender = names.person(rng)
    region = rng.choice(names.DISTRICTS)
    phone = f"1990000{1000 + index}"
    return Customer(
        index,
        name,
        "个人",
        phone,
        phone2=f"1990001{1000 + index}" if rng.random() < 0.1 else "",
        gender=gender,
        birthday=_birthday(rng) if rng.random() < 0.92 else None,
        region=region,
        address=names.address(rng, region),
        wechat=f"wx_{rng.randrange(10**6):06d}" if rng.random() < 0.4 else "",
        licence=day(rng.randint(40, 3200)) if rng.random() < 0.75 else None,
        source=rng.choice(names.SOURCES),
        window=rng.choice(names.WINDOWS) if rng.random() < 0.08 else "",
        message_consent="否" if rng.random() < 0.05 else "是",
        hobby=rng.choice(names.HOBBIES) if rng.random() < 0.35 else "",
        note=rng.choice(names.NOTES) if rng.random() < 0.08 else "",
    )


def _company(rng: Random, index: int) -> Customer:
    region = rng.choice(names.DISTRICTS)
    return Customer(
        index,
        names.company(index - 286),
        "公司" if rng.random() < 0.7 else "单位",
        f"0500-238{2000 + index}" if rng.random() < 0.5 else f"1990000{1000 + index}",
        region=region,
        address=names.address(rng, region),
        source=rng.choice(names.SOURCES),
        key_person=names.person(rng)[0],
    )


# Entered a second time: a customer with another phone, a company under a new number. The third is of the family on KH00005's phone.
AGAIN = (
    Customer(301, "邓志宏", "个人", "19900001301", phone2="19900001005", region="青槐县", source="车展", note="换了新号码"),
    Customer(302, "邓宇晨", "个人", "19900001005", gender="男"),
    Customer(303, f"{names.CITY}长汀纺织有限公司", "公司", "19900001297", region="汀北区"),
)


def customers(rng: Random) -> list[Customer]:
    """The customers of customers.csv, and after them the three that only the vehicle sheet names."""
    drawn = [_person(rng, index) if index <= PERSONS else _company(rng, index) for index in range(1, IN_FILE + 1)]
    known = [replace(customer, **_EDGES.get(customer.index, {})) for customer in drawn]
    by_vehicle = (("柳春来", "19900001298"), ("汤慕兰", "19900001299"), (f"{names.CITY}竹溪茶业合作社", "0500-2387722"))
    return known + [Customer(IN_FILE + 1 + at, name, "", phone) for at, (name, phone) in enumerate(by_vehicle)]
