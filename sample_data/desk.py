"""The manager's desk: checklists, articles, and trainings, each in Chinese and in English, of which a store has one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

ANCHOR = date(2026, 6, 15)

CHECKLISTS = ["检查表", "场所", "序号", "检查项", "权重", "必查项", "周期(天)", "检查人"]
ARTICLES = ["标题", "文章类型", "适用回访", "适用投诉原因", "适用车型", "负责人", "编写日期", "确认日期", "有效期至", "正文", "英文正文"]
TRAININGS = ["培训主题", "培训日期", "参训人", "讲师", "成绩", "适用回访", "适用投诉原因"]


class Words(NamedTuple):
    """The same in either language."""

    zh: str
    en: str


LANGUAGES = Words._fields

# Name, place, who goes through it, and its items: words, weight, whether the run fails where it is not in order.
_LISTS = (
    (
        Words("展厅5S", "Showroom 5S"),
        "展厅",
        "YG13",
        (
            (Words("地面、玻璃干净", "floor and windows clean"), 3, True),
            (Words("展车擦净、电量油量够", "display cars clean, charged and fuelled"), 3, False),
            (Words("价格牌与车型一致", "price signs match the cars"), 3, True),
            (Words("前台两分钟内有人接待", "somebody at the desk within two minutes"), 2, False),
            (Words("资料架补齐", "brochures filled up"), 1, False),
        ),
    ),
    (
        Words("车间5S", "Workshop 5S"),
        "车间",
        "YG13",
        (
            (Words("举升机保险锁止有效", "safety locks of the lifts hold"), 5, True),
            (Words("地面无油污", "no oil on the floor"), 3, False),
            (Words("工具归位", "tools in their places"), 2, False),
            (Words("旧件留存待客户查看", "old parts kept for the customer to see"), 2, False),
            (Words("三件套使用到位", "seat, wheel and floor covered"), 2, False),
            (Words("灭火器在有效期内", "fire extinguishers within their date"), 4, True),
        ),
    ),
    (
        Words("客休区", "Customer lounge"),
        "客户休息区",
        "YG12",
        (
            (Words("饮水机、咖啡机可用", "water and coffee machines work"), 2, False),
            (Words("卫生间干净、有纸", "toilets clean and stocked"), 3, True),
            (Words("维修进度屏更新", "screen tells how far each repair is"), 2, False),
            (Words("无线网络畅通", "wireless network works"), 1, False),
            (Words("儿童区玩具完好", "toys of the play corner whole"), 1, False),
        ),
    ),
)

_EV = "青屿 EV 尊贵型,青屿 EV 舒适型,青屿 EV 时尚型,青屿 EV 豪华型"

# Title, kind, kinds of follow-up, causes, models, owner, days since it was written and confirmed, days until it ends, texts.
_ARTICLES = (
    (
        Words("青屿 EV 冬季续航怎么说", "Qingyu EV: range in winter"),
        "product",
        "7dc,30dc,prospect_contact,test_drive_after",
        "product",
        _EV,
        "YG03",
        (200, 60),
        None,
        Words(
            "零下续航会短三成左右，不要承诺表显里程。请客户出发前插着枪预热，座椅加热比空调省电，常用充电上限设为80%。",
            "Below freezing the range is about a third shorter; never promise what the dashboard says. Heat the car while it is plugged in, "
            "warm the seats rather than the air, and charge to 80% for daily use.",
        ),
    ),
    (
        Words("客户说星牧 L5 更便宜", "“The Xingmu L5 is cheaper”"),
        "rival",
        "prospect_contact,quote_expiry,lost_check,lost_prospect",
        "",
        "",
        "YG03",
        (90, 20),
        None,
        Words(
            "先问客户看的是哪一款。低配没有电池热管理，三电质保也短两年。把同配置的落地价和五年用车成本算给客户看，不贬低对手。",
            "Ask which version first. The basic one lacks temperature control of the battery, and its warranty is two years shorter. "
            "Work out price on the road and cost of five years for the same equipment; never run the rival down.",
        ),
    ),
    (
        Words("本店续保政策", "What we add when insurance is renewed here"),
        "policy",
        "insurance_expiry,compulsory_expiry",
        "price",
        "",
        "YG13",
        (75, 30),
        40,
        Words(
            "本店续保送两次基础保养和一次全车检测，出险可代步三天。提前三十天报价；客户拿外面的报价来，先比三者险额度再谈价格。",
            "Renewing here brings two basic services, one full check, and a car for three days after an accident. Quote thirty days ahead; "
            "where the customer has another quote, compare the third-party limit before the price.",
        ),
    ),
    (
        Words("案例：同一空调故障修了三次", "Case: one air conditioner repaired three times"),
        "case",
        "complaint_recall,post_service",
        "repair",
        "",
        "YG02",
        (24, 24),
        None,
        Words(
            "第一次只加了氟，第二次换了压缩机，真正漏点在蒸发箱。教训：同一故障第二次进店就由技术主管会诊，交车前试车二十分钟，专员次日回访。",
            "First gas was filled in, then the compressor was replaced; the leak was in the evaporator. Since then: at the second visit for "
            "one fault the workshop head looks at it, the car is driven twenty minutes before handover, and a specialist calls next day.",
        ),
    ),
    (
        Words("接听情绪激动的客户", "Taking an angry call"),
        "how_to",
        "complaint_recall",
        "service,repair,parts",
        "",
        "YG13",
        (640, 430),
        None,
        Words(
            "先听完，不打断；复述一遍问题和客户的要求；说清楚谁、几点前回电，然后一定回。不当场判断责任，不承诺赔偿金额。",
            "Hear them out; repeat the problem and what they ask for; say who calls back and by when, and do so. "
            "Never judge whose fault it is at once, and promise no sum.",
        ),
    ),
    (
        Words("保养预约怎么约成", "How to get a maintenance booked"),
        "how_to",
        "first_maintenance,scheduled_maintenance,dormant,7dc",
        "",
        "",
        "YG11",
        (150, 45),
        None,
        Words(
            "给客户两个时间选，不问“什么时候来”。工作日下午人少，说明大约多久、多少钱。约好当场发短信，前一天再提醒一次。",
            "Offer two times rather than asking when. Weekday afternoons are quiet; say how long it takes and what it costs. "
            "Send a message at once, and remind them the day before.",
        ),
    ),
)

# Topic, days ago, trainer, kinds of follow-up, causes, and who was present with what mark.
_TRAININGS = (
    (
        Words("投诉处理与情绪安抚", "Handling complaints and anger"),
        33,
        "施慧",
        "complaint_recall",
        "service,repair",
        (("YG11", 94), ("YG12", 82), ("YG07", 76), ("YG08", 88)),
    ),
    (
        Words("续保电话：先比保障再谈价格", "Insurance renewal: cover before price"),
        12,
        "叶思琪",
        "insurance_expiry,compulsory_expiry",
        "",
        (("YG12", 91), ("YG07", 85)),
    ),
)


def sheets(language: str) -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """Of each file: its name, headings, and rows."""
    yield "checklists", CHECKLISTS, [*_checklist_rows(language)]
    yield "articles", ARTICLES, [*_article_rows(language)]
    yield "trainings", TRAININGS, [*_training_rows(language)]


def _checklist_rows(language: str) -> Iterator[list[str]]:
    for name, place, checker, items in _LISTS:
        for number, (item, weight, required) in enumerate(items, 1):
            words = [getattr(name, language), place, str(number), getattr(item, language)]
            yield [*words, str(weight), "是" if required else "否", "7", checker]


def _article_rows(language: str) -> Iterator[list[str]]:
    for title, kind, kinds, causes, models, owner, (written, confirmed), ends, text in _ARTICLES:
        days = [_day(-written), _day(-confirmed), "" if ends is None else _day(ends)]
        yield [getattr(title, language), kind, kinds, causes, models, owner, *days, *text]


def _training_rows(language: str) -> Iterator[list[str]]:
    for topic, ago, trainer, kinds, causes, present in _TRAININGS:
        for person, mark in present:
            yield [getattr(topic, language), _day(-ago), person, trainer, str(mark), kinds, causes]


def _day(offset: int) -> str:
    return (ANCHOR + timedelta(days=offset)).isoformat()
