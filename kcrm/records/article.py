"""An article of the knowledge base (知识库): what it tells, what it helps with, whose it is and until when it is valid."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model import Cause, Kind
from kcrm.model.articles import ArticleKind, ArticleState
from kcrm.model.personal import Personal
from kcrm.records.helping import MODELS, some
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, NOTE, PAST_DAY, STAFF, TEXT, WHOLE, identifier, word

NOUN: Final = Noun(
    name="article",
    kind="articles",
    table="article",
    letter="A",
    title=N_("Article"),
    titles=N_("Articles"),
    fields=(
        Field("id", identifier("A"), N_("No.")),
        Field("title", TEXT, N_("Title"), "标题", N_("What it is called."), needed=True, clearable=False, personal=Personal.NOTE),
        Field(
            "kind",
            word(ArticleKind, "KIND"),
            N_("Kind"),
            "文章类型",
            N_("product, rival, policy, case or how_to, which it is unless said."),
            emptied="how_to",
        ),
        Field(
            "kinds",
            some(Kind, "KINDS"),
            N_("Helps in calls"),
            "适用回访",
            N_("The kinds of follow-up that it helps with, parted by commas."),
            shown=2,
        ),
        Field(
            "causes",
            some(Cause, "CAUSES"),
            N_("Helps in complaints"),
            "适用投诉原因",
            N_("The causes of complaints that it helps with, parted by commas."),
            shown=3,
        ),
        Field(
            "models",
            MODELS,
            N_("Only for models"),
            "适用车型",
            N_("The models that it speaks of, parted by commas; none for all."),
            shown=3,
        ),
        Field("owner", STAFF, N_("Owner"), "负责人", N_("Who answers for it."), "owner_id", shown=1, needed=True, clearable=False),
        Field(
            "written_on", PAST_DAY, N_("Written on"), "编写日期", N_("When it was written; today, unless said."), clearable=False, shown=6
        ),
        Field(
            "confirmed_on",
            PAST_DAY,
            N_("Confirmed on"),
            "确认日期",
            N_("When somebody last stood by it; a change of its text says so, too."),
            clearable=False,
            shown=4,
        ),
        Field("valid_until", COMING_DAY, N_("Valid until"), "有效期至", N_("Its last day; none for no end."), shown=1),
        Field("withdrawn_on", PAST_DAY, N_("Withdrawn on"), "撤下日期", N_("When it was withdrawn; empty brings it back."), shown=6),
        Field("state", word(ArticleState, "STATE"), N_("State"), column=None),
        Field("helpful", WHOLE, N_("Helpful"), column=None, shown=1),
        Field("unhelpful", WHOLE, N_("Not helpful"), column=None, shown=2),
        Field("text_zh", NOTE, N_("Text in Chinese"), "正文/中文正文", N_("What it says, in Chinese."), shown=None, personal=Personal.NOTE),
        Field("text_en", NOTE, N_("Text in English"), "英文正文", N_("What it says, in English."), shown=None, personal=Personal.NOTE),
    ),
    needs=(("title",), ("owner",), ("text_zh", "text_en")),
    known_by=(("title",),),
    first=("title", "kind", "owner", "text_zh", "text_en"),
)
