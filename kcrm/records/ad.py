"""An advertisement (广告投放): where it stands, from when until when, what it costs, and by which code its prospects are known."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.events import Medium
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, MONEY, NAME, NOTE, identifier, word

NOUN: Final = Noun(
    name="ad",
    kind="advertisements",
    table="advertisement",
    letter="AD",
    title=N_("Advertisement"),
    titles=N_("Advertisements"),
    fields=(
        Field("id", identifier("AD"), N_("No.")),
        Field(
            "medium",
            word(Medium, "MEDIUM"),
            N_("Medium"),
            "媒体/媒体类型",
            N_("web, print, radio, tv, outdoor, message or event."),
            needed=True,
            clearable=False,
        ),
        Field(
            "code",
            NAME,
            N_("Code or number"),
            "广告代码/识别码/媒体名称/热线号码",
            N_("What a prospect names who comes of it, as their platform: 汽车之家, 8008."),
            needed=True,
            clearable=False,
        ),
        Field("from_on", COMING_DAY, N_("From"), "开始日期", N_("Its first day."), needed=True, clearable=False, also="--from"),
        Field("until_on", COMING_DAY, N_("Until"), "结束日期", N_("Its last day."), needed=True, clearable=False, also="--until"),
        Field("cost", MONEY, N_("Cost"), "费用/投放费用", N_("What it costs."), "cost_fen", shown=1),
        Field("note", NOTE, N_("Note"), "备注/广告内容", N_("What it says, and anything else."), shown=3, personal=Personal.NOTE),
    ),
    needs=(("medium",), ("code",), ("from_on",), ("until_on",)),
    known_by=(("code",), ("from_on",)),
    first=("medium", "code", "from_on", "until_on", "cost"),
)
