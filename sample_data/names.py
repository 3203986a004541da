"""The invented world of the sample: people, companies, places, models. No name belongs to a real brand, city or phone."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

BRAND = "澜岳"
CITY = "云汐市"
DISTRICTS = ("临汐区", "汀北区", "望溪区", "石桥区", "青槐县", "南坞县")
STREETS = ("望江路", "梧桐街", "丰和路", "书院巷", "滨河大道", "茶亭路", "锦绣路", "工农街", "湖山路", "学府路")
COMPOUNDS = ("听澜苑", "翠湖花园", "汀香里", "锦和府", "山语城", "书香雅居", "丰泽新村", "云溪小区")
HOBBIES = ("自驾游", "钓鱼", "羽毛球", "摄影", "露营", "跑步", "书法", "广场舞", "足球", "茶艺")
OCCUPATIONS = ("教师", "医生", "个体经营", "公务员", "工程师", "会计")
COLOURS = ("珍珠白", "曜石黑", "星空灰", "烈焰红")
BANKS = ("汀江银行", "")
SOURCES = ("展厅自然到店", "老客户转介绍", "网络线索", "车展", "电话咨询", "外拓巡展")
NOTES = (
    "每次要求旧件带走",
    "等待时喜欢看手机，请安排靠窗位",
    "家里两台车，另一台不在本店保养",
    "开票抬头为单位",
    "讲话请大声一些",
    "要求同一位技师",
)
WINDOWS = ("18:00-20:00", "09:00-10:30", "14:00-16:00", "19:00-20:00", "10:00-11:30")

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金"
_MALE = "伟强磊军洋勇杰涛明超辉鹏飞鑫波斌宇浩凯健俊帆帅旭宁龙林华平刚志建文博天昊晨泽轩"
_FEMALE = "芳娜敏静丽艳娟霞燕玲丹萍红玉莹雪琳晶倩婷慧颖洁梅雯佳欣怡雨萌瑶梦思诗云清"
_TRADES = ("商贸", "建材", "物流", "装饰工程", "食品", "机电设备", "园林", "信息技术", "餐饮管理", "劳务服务", "医疗器械", "纺织")
_STEMS = ("恒润", "嘉禾", "远桥", "鼎成", "合盛", "明湖", "启泰", "德邻", "瑞丰", "同舟", "博瀚", "长汀")

TRIMS = ("舒适型", "豪华型", "尊贵型", "时尚型")


@dataclass(frozen=True)
class CarModel:
    """name as in the DMS; code stands in the VIN; electric cars have new-energy plates."""

    name: str
    code: str
    electric: bool = False


MODELS = (
    CarModel("青屿 1.5L", "AAGY1"),
    CarModel("青屿 1.5T", "AAGY2"),
    CarModel("远麓 2.0T", "BBYL1"),
    CarModel("远麓 2.0T 四驱", "BBYL2"),
    CarModel("北汀 1.8T", "CCBT1"),
    CarModel("衡川 2.0T 七座", "DDHC1"),
    CarModel("青屿 EV", "EEGY3", electric=True),
)


def person(rng: Random) -> tuple[str, str]:
    """A name and the word for the gender."""
    gender = rng.choice(("男", "男", "男", "女", "女"))
    letters = _MALE if gender == "男" else _FEMALE
    length = rng.choice((1, 2, 2))
    return rng.choice(_SURNAMES) + "".join(rng.choice(letters) for _ in range(length)), gender


def company(index: int) -> str:
    """The index-th ordinary company; all differ up to 12."""
    return f"{CITY}{_STEMS[index % len(_STEMS)]}{_TRADES[index % len(_TRADES)]}有限公司"


def address(rng: Random, district: str) -> str:
    if rng.random() < 0.5:
        return f"{CITY}{district}{rng.choice(STREETS)}{rng.randint(1, 380)}号"
    return f"{CITY}{district}{rng.choice(COMPOUNDS)}{rng.randint(1, 28)}幢{rng.randint(1, 18)}0{rng.randint(1, 4)}室"
