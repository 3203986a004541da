"""A fleet account (集团客户): a company with a manager of its own, of whom more is known than of a customer."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.fleets import AccountKind, AccountState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import CUSTOMER, FLAG, MONEY, NAME, NOTE, NUMBER, PAST_DAY, PHONE, SHARE, STAFF, TEXT, WHOLE, identifier, word

NOUN: Final = Noun(
    name="fleet",
    kind="fleets",
    table="fleet",
    letter="FA",
    title=N_("Fleet account"),
    titles=N_("Fleet accounts"),
    fields=(
        Field("id", identifier("FA"), N_("No."), shown=6),
        Field("who", CUSTOMER, N_("Customer"), help=N_("The company."), column="customer_id", shown=None),
        Field("customer_id", identifier("C"), N_("Customer"), column=None),
        Field("customer_no", NUMBER, N_("Customer no."), "客户编号", column=None, shown=6, clearable=False),
        Field("customer", NAME, N_("Company"), column=None, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), "电话", column=None, shown=7, clearable=False, personal=Personal.PHONE),
        Field(
            "kind",
            word(AccountKind, "KIND"),
            N_("Kind"),
            "类型/账户类型",
            N_("company, insurer or manufacturer."),
            emptied="company",
            shown=4,
        ),
        Field("state", word(AccountState, "STATE"), N_("State"), "状态", N_("active or dormant."), clearable=False),
        Field("since_on", PAST_DAY, N_("Account since"), "建档日期/合作日期", N_("Since when it is an account."), shown=5, clearable=False),
        Field(
            "manager",
            STAFF,
            N_("Account manager"),
            "客户经理/大客户经理",
            N_("Who looks after it; the company's specialist, unless said."),
            "manager_id",
            shown=1,
        ),
        Field("manager_no", NUMBER, N_("Account manager's no."), column=None, shown=8),
        Field("vehicle_count", WHOLE, N_("Vehicles here"), column=None, shown=2),
        Field("fleet_size", WHOLE, N_("Vehicles in all"), "车辆数/车队规模", N_("How many vehicles it has in all."), shown=5),
        Field("staff_count", WHOLE, N_("Staff"), "员工人数", N_("How many people work there."), shown=8),
        Field("trade", TEXT, N_("Trade"), "行业", N_("Its trade."), shown=6),
        Field("market_share", SHARE, N_("Market share"), "市场份额/市场占有率", N_("Its share of its market."), shown=8),
        Field("rivals", TEXT, N_("Competitors"), "竞争对手", N_("Who else sells to it."), shown=8),
        Field("rival_share", SHARE, N_("Competitors' share"), "对手份额", N_("Their share of its vehicles."), shown=8),
        Field("problems", NOTE, N_("Problems"), "存在问题", N_("Its problems."), shown=8, personal=Personal.NOTE),
        Field("chances", NOTE, N_("Chances"), "机会", N_("What could be sold to it."), shown=8, personal=Personal.NOTE),
        Field("policy_note", NOTE, N_("Policy"), "政策/优惠政策", N_("What was promised to it."), shown=8, personal=Personal.NOTE),
        Field(
            "bundled",
            FLAG,
            N_("Bundled calls"),
            "合并回访",
            N_("Whether the calls about its vehicles are put together."),
            shown=7,
            emptied=1,
        ),
        Field("balance", MONEY, N_("Owes"), column=None),
        Field("closed_on", PAST_DAY, N_("Closed on"), shown=7),
        Field("closed_reason", NOTE, N_("Why"), shown=8),
    ),
    needs=(("customer_no", "phone"),),
    known_by=(("customer_no", "phone"),),
    first=("customer_no", "phone"),
)
