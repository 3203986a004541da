"""A call as a file tells it: the call sheet that comes back, a callback book of the time before, or what `export calls` gives."""

from __future__ import annotations

from typing import Final

from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import By, CallMatter, CallResult, Direction, Kind, Outcome
from kcrm.model.cell import Cell
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.patterns import pattern
from kcrm.records import cells
from kcrm.records.cells import Moment
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, COMING_INSTANT, FLAG, MONEY, NOTE, NUMBER, PAST_INSTANT, PHONE, PLATE, TEXT, VIN, Type

BEST_SCORE: Final = 10
_SCORE = pattern(r"(10|[1-9])(?:\.0+)? ?分?")
_PARTED = pattern(r"[,，、;；/]")
_kind = cells.spoken(Kind)


def _score(text: str, _: Moment) -> int:
    match = _SCORE.fullmatch(text)
    if match is None:
        raise UsageError(N_("“{value}” is not a score. Write 1 to {best}."), value=text, best=BEST_SCORE)
    return int(match[1])


def _kinds(text: str, moment: Moment) -> tuple[object, ...]:
    """One kind, or several that are parted by commas."""
    return tuple(_kind(part.strip(), moment) for part in _PARTED.split(text) if part.strip())


def _as_it_stands(text: str, _: Moment) -> str:
    return text


def _word(of: type[Word], metavar: str) -> Type:
    return Type(N_("word"), cells.spoken(of), Cell.ENUM, metavar, next(iter(of)), words=of)


_SCORES: Final = Type(N_("score"), _score, Cell.COUNT, "1..10", "9")
_KINDS: Final = Type(N_("word"), _kinds, Cell.ENUMS, "KIND", Kind.POST_SERVICE, words=Kind)
_SHOWN: Final = Type(N_("text"), _as_it_stands, Cell.PROSE)
"""What is only read by people."""

NOUN: Final = Noun(
    name="call",
    kind="calls",
    table="call",
    letter="",
    title=N_("Call"),
    titles=N_("Calls"),
    fields=tuple(
        field._replace(clearable=False)
        for field in (
            Field("customer", TEXT, N_("Name"), "客户姓名/姓名/客户名称/客户", personal=Personal.NAME),
            Field("phone", PHONE, N_("Phone"), "电话/手机/手机号/联系电话", personal=Personal.PHONE),
            Field("plate", PLATE, N_("Plate"), "车牌号/车牌", personal=Personal.PLATE),
            Field("model", _SHOWN, N_("Model"), "车型"),
            Field("kinds", _KINDS, N_("What"), "回访类型/事项/任务类型", N_("What the call is about; a word of kcrm due --kind.")),
            Field("reasons", _SHOWN, N_("Why"), "原因"),
            Field("due_on", _SHOWN, N_("Due"), "应办日期"),
            Field("script", _SHOWN, N_("Say"), "话术"),
            Field(
                "called_at",
                PAST_INSTANT,
                N_("Called at"),
                "拨打时间/回访时间/回访日期/拨打日期",
                N_("Day and time of the call; a day alone will do."),
                needed=True,
            ),
            Field("outcome", _word(Outcome, "OUTCOME"), N_("Outcome"), "拨打结果/接通情况/结果", N_("How the call ended."), needed=True),
            Field(
                "result",
                _word(CallResult, "RESULT"),
                N_("Result"),
                "回访结果/处理结果",
                N_("What it came to, of the results that the kind has. Implies answered."),
            ),
            Field(
                "again_at",
                COMING_INSTANT,
                N_("Again on"),
                "再联系时间/再次联系/下次联系/预约时间",
                N_("When to call again if they were busy or said later; when they are booked."),
            ),
            Field("until_on", COMING_DAY, N_("Insured to"), "新保险到期日/新保单到期日", N_("The last day of the new insurance.")),
            Field("insurer", TEXT, N_("Insurer"), "承保公司/保险公司", N_("With whom it was renewed.")),
            Field("premium", MONEY, N_("Premium"), "保费", N_("What the new insurance costs.")),
            Field("score", _SCORES, N_("Score"), "评分/满意度/满意度评分", N_("How satisfied they are.")),
            Field("satisfied", FLAG, N_("Satisfied"), "对处理是否满意/投诉处理是否满意", N_("With how their complaint was settled.")),
            Field(
                "complaint",
                NOTE,
                N_("Complaint"),
                "投诉内容/客户投诉",
                N_("A complaint raised in the call; it is opened at once."),
                personal=Personal.NOTE,
            ),
            Field("note", NOTE, N_("Note"), "备注/客户反馈/回访内容/回访记录", N_("What was said."), personal=Personal.NOTE),
            Field("staff", TEXT, N_("Caller"), "拨打人/回访人/电访员/操作人", N_("Who called: employee number or name; else who imports.")),
            Field("staff_no", NUMBER, N_("Caller no."), "拨打人工号", N_("Their employee number.")),
            Field(
                "by",
                _word(By, "HOW"),
                N_("How"),
                "方式/回访方式",
                N_("By phone, message, WeChat or a visit; by phone where nothing is said."),
            ),
            Field("direction", _word(Direction, "DIRECTION"), N_("Direction"), "方向", N_("Who rang whom; we, where nothing is said.")),
            Field("about", _word(CallMatter, "MATTER"), N_("Matter"), "来电事由", N_("What a customer rang about.")),
            Field("topics", _SHOWN, N_("Topics"), "话题", N_("What the note is about; import judges that by its words.")),
            Field("vin", VIN, N_("VIN"), "车架号/VIN", N_("The vehicle that it was about."), personal=Personal.VIN),
            Field("customer_no", NUMBER, N_("Customer no."), "客户编号/客户号", N_("The store's own number for them.")),
            Field(
                "followup_id",
                NUMBER,
                N_("Follow-up"),
                "跟进任务号/任务号",
                N_("The follow-up that the call was for: F103. The call sheet hides this column."),
            ),
            Field(
                "customer_id",
                NUMBER,
                N_("Customer identifier"),
                "客户标识",
                N_("As C12. To check that the follow-up is theirs; with their name it finds who has neither number nor phone."),
            ),
        )
    ),
    needs=(("followup_id", "customer_no", "phone", "plate", "vin", "customer_id"), ("called_at",), ("outcome", "result")),
    known_by=(),
)
