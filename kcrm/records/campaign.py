"""A campaign (市场活动): what is offered, by which ways, from when until when, and what counts as reached."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.campaigns import CampaignAim, CampaignChannel, CampaignKind, CampaignState
from kcrm.model.personal import Personal
from kcrm.records.helping import some
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, MONEY, NAME, NOTE, PAST_DAY, STAFF, WHOLE, identifier, word

NOUN: Final = Noun(
    name="campaign",
    kind="campaigns",
    table="campaign",
    letter="M",
    title=N_("Campaign"),
    titles=N_("Campaigns"),
    fields=(
        Field("id", identifier("M"), N_("No.")),
        Field(
            "name", NAME, N_("Campaign name"), "活动名称", N_("What it is called."), needed=True, clearable=False, personal=Personal.NOTE
        ),
        Field(
            "kind",
            word(CampaignKind, "KIND"),
            N_("Kind"),
            "活动类型",
            N_("sales, service, care, recall or club; service unless said. What sells asks for a dated consent."),
            emptied="service",
        ),
        Field(
            "aim",
            word(CampaignAim, "AIM"),
            N_("Aims at"),
            "活动目标",
            N_("What counts as reached: visit (unless said), maintenance, repair, accessory or sale."),
            shown=2,
            emptied="visit",
        ),
        Field(
            "channels",
            some(CampaignChannel, "CHANNELS"),
            N_("By which ways"),
            "活动渠道/渠道",
            N_("call, message, wechat, email, web, print, radio, event: several parted by commas."),
            shown=3,
            needed=True,
            clearable=False,
        ),
        Field("from_on", COMING_DAY, N_("From"), "开始日期", N_("Its first day."), needed=True, clearable=False, also="--from"),
        Field("until_on", COMING_DAY, N_("Until"), "结束日期", N_("Its last day."), needed=True, clearable=False, also="--until"),
        Field("responsible", STAFF, N_("Answers for it"), "负责人", N_("Who answers for it."), "responsible_id", shown=3),
        Field("budget", MONEY, N_("Budget"), "预算", N_("What it may cost."), "budget_fen", shown=5),
        Field("cost", MONEY, N_("Cost"), column=None, shown=4),
        Field(
            "offer",
            NOTE,
            N_("Offer"),
            "优惠内容/活动内容",
            N_("What is offered, as it is said to customers."),
            shown=None,
            personal=Personal.NOTE,
        ),
        Field("targets", WHOLE, N_("Approached"), column=None, shown=2),
        Field("control", WHOLE, N_("Left alone"), column=None, shown=4),
        Field("started_on", PAST_DAY, N_("Started on"), column=None, shown=4),
        Field("closed_on", PAST_DAY, N_("Closed on"), shown=6),
        Field("state", word(CampaignState, "STATE"), N_("State"), column=None),
        Field("result", NOTE, N_("What came of it"), "结果/总结", shown=None, personal=Personal.NOTE),
    ),
    needs=(("name",), ("channels",), ("from_on",), ("until_on",)),
    known_by=(("name",), ("from_on",)),
    first=("name", "kind", "aim", "channels", "from_on", "until_on"),
)
