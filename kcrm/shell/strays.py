"""Words that are no commands, and the command line that whoever types them means perhaps.

People type what they know from elsewhere: `search` and `new`, a plural, a Chinese word, somebody's name. What each leads to is written as
it is typed, so that it can be copied; `…` stands for what else was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from kcrm.patterns import pattern
from kcrm.text import for_shell

_REST = "…"
_NEAR = 3

_AT_ROOT: Mapping[str, str] = {
    "list ls todo agenda calls 清单 名单 今日清单 待办 回访 回访清单": "due",
    "today status home 今天 今日 首页": "due",
    "start begin call-next 开始 下一个 下一位 打电话 拨打": "next",
    "search lookup query who 查 查找 查询 搜索 找 找人": "find …",
    "view get card info open 看 查看 显示 详情 卡片": "show …",
    "done record answered result 登记 记录 结果 接通 未接 未接通": "log …",
    "ring ringing incoming rang 来电 接电话": "call in …",
    "later postpone reschedule delay 改天 改期 推迟 延期 稍后": "snooze …",
    "reason because 为什么 原因 依据": "why …",
    "revert rollback redo delete remove rm del 撤销 回退 删除 恢复操作": "undo",
    "client clients person people 客户 客户列表 车主": "customer list",
    "car cars 车 车辆 车牌": "vehicle list",
    "jobs repairs 工单 委托书 维修": "order list",
    "insurance renewal renewals 保险 续保 年检 年审": "vehicle expiring",
    "case cases complain complaining 投诉 客诉 投诉列表": "complaint list",
    "problem problems 发现 问题": "finding list",
    "needs wanted waiting 需求": "need list",
    "parts 缺件 配件 待件 等配件 到货": "part list",
    "works declined upsell 未修 未修项目 增项": "work list",
    "lead leads buyer buyers 潜客 线索 意向 意向客户": "prospect list",
    "visitors visit walkin walk-in showroom 来店 到店 展厅 展厅登记": "visitor list",
    "deal deals 商机": "opportunity list",
    "sales 销售": "kpi sales",
    "rank ranking abc 分类 分级 价值": "classify list",
    "groups 客户群 分组": "segment list",
    "figures stats statistics numbers 指标 数据 统计": "kpi list",
    "看板 仪表盘 board": "dashboard",
    "month monthly 月报 报表 报告": "report month",
    "satisfaction csi ssi 满意度 调查 问卷": "survey report",
    "cost costs budget 费用 预算": "finance list",
    "employee employees team users 员工 人员 同事": "staff list",
    "leave absent absence holiday-leave 请假 休假": "staff absent …",
    "handover 交接 离职": "staff handover …",
    "rules rule 政策 策略 规则": "policy show",
    "holiday holidays 日历 假期 节假日": "calendar show",
    "scripts template templates 话术 模板": "script list",
    "sms text texts 短信 信息": "message list",
    "history audit changes 历史 操作 操作记录 日志": "operation list",
    "remind reminder reminders 跟进 提醒": "followup list",
    "tasks 任务": "task list",
    "add new create register 新增 新建 添加 增加": "customer add",
    "edit update change modify 修改 编辑 更改": "customer edit …",
    "load read upload 导入 上传": "import …",
    "download dump 导出 下载": "export …",
    "columns headings schema 字段 表头": "fields",
    "replan schedule 计划 排程": "plan",
    "backup save 备份": "db backup",
    "restore 恢复 还原": "db restore …",
    "check doctor vacuum 检查": "db check",
    "database 数据库": "db info",
    "iam 我 我是": "me …",
    "signin 登录 登陆": "login …",
    "setting settings set preferences options theme 设置 配置": "config …",
    "setup install create-db 初始化 安装": "init",
    "crontab 定时 定时任务": "cron",
    "try tour sample example 演示 试用 示例": "demo",
    "complete tab autocomplete 补全": "completion",
    "version ver about 版本": "--version",
    "? h man manual guide tutorial usage quit exit bye q 帮助 说明 用法 退出": "--help",
}
"""Groups of words, each with the command line that it leads to."""

_AS_VERB: Mapping[str, tuple[str, ...]] = {
    "new create register insert 新增 新建 新开 添加 登记": ("open", "add", "in", "save", "load"),
    "ls all index 列表 清单 全部 所有": ("list",),
    "view get info card detail details 查看 详情 看": ("show",),
    "update change modify rename correct set 修改 编辑 更改 更正": ("edit", "set"),
    "finish done end 结案 关闭 完成": ("close", "win", "answer"),
    "delete remove rm del drop 删除": ("delete", "skip"),
    "cancel 取消": ("skip", "delete"),
    "sum total statistics stats 统计 报表": ("report", "summary"),
}
"""The same of words behind a noun: the first of these verbs that it has."""
_WITH_A_NAME: Mapping[str, str] = {"call": "log … answered"}
"""Where somebody's name stands behind a noun that shows nobody."""
_SEARCHING = "search find lookup query 查 查找 查询 搜索 找"
_ASKING = "help man ? 帮助"
_IDENTIFIER = pattern(r"(id:|no:)?[A-Za-z]{1,2}[0-9]+|[0-9]+")


def meant_perhaps(path: str, names: Sequence[str], words: Sequence[str], at_root: Sequence[str]) -> list[str]:
    """What may be meant, best first, by a first word that is none of the names which the command of this path knows.

    at_root: the names that kcrm itself knows.
    """
    name, *rest = words
    found = _at_root(name, rest, names) if path == "kcrm" else _behind(path.removeprefix("kcrm "), name, rest, names)
    known = (line for line in found if line.split()[0] in at_root or line.startswith("--"))
    return [f"kcrm {line}" for line in dict.fromkeys(known)][:_NEAR]


def _at_root(name: str, rest: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    led = {word: line for group, line in _AT_ROOT.items() for word in group.split()}
    typed = name.casefold()
    if typed in led:
        yield _filled(led[typed], rest)
        return
    near = get_close_matches(typed, names)
    yield from near
    if not near:
        near = get_close_matches(typed, led, n=1)
        yield from (_filled(led[each], rest) for each in near)
    if not near or _IDENTIFIER.fullmatch(name):
        yield _filled("show …" if _IDENTIFIER.fullmatch(name) else "find …", [name])


def _behind(noun: str, name: str, rest: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    typed = name.casefold()
    if typed in _ASKING.split():
        yield f"{noun} --help"
    elif typed in _SEARCHING.split():
        yield _filled("find …", rest)
        yield from [f"{noun} list"] if "list" in names else []
    elif verb := next((verb for group, verbs in _AS_VERB.items() if typed in group.split() for verb in verbs if verb in names), None):
        yield _filled(f"{noun} {verb} …", rest)
    elif near := get_close_matches(typed, names):
        yield from (f"{noun} {each}" for each in near)
    elif noun in _WITH_A_NAME:
        yield _filled(_WITH_A_NAME[noun], [name])
    elif "show" in names:
        yield _filled(f"{noun} show …", [name])
    else:
        yield _filled("find …", [name])


def _filled(line: str, rest: Sequence[str]) -> str:
    """The command line with the words that were typed besides, as a shell takes them."""
    return line.replace(_REST, for_shell(rest)).rstrip()
