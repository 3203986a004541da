"""A contract with a fleet account. What was executed of it follows from orders, by rule, and is never typed."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.fleets import ContractKind, ContractState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, DAYS, MONEY, NOTE, NUMBER, PAST_DAY, SHARE, STAFF, TEXT, identifier, word
from kcrm.records.whose import OF_ACCOUNT

NOUN: Final = Noun(
    name="contract",
    kind="contracts",
    table="contract",
    letter="N",
    title=N_("Contract"),
    titles=N_("Contracts"),
    fields=(
        Field("id", identifier("N"), N_("No.")),
        Field("contract_no", NUMBER, N_("Contract no."), "合同编号", N_("The store's own number for it."), shown=2, also="--number"),
        *OF_ACCOUNT,
        Field(
            "kind",
            word(ContractKind, "KIND"),
            N_("Kind"),
            "合同类型",
            N_("framework, maintenance or purchase."),
            shown=1,
            emptied="framework",
        ),
        Field("state", word(ContractState, "STATE"), N_("State"), "状态/合同状态", N_("draft or active."), clearable=False),
        Field("signed_on", PAST_DAY, N_("Signed"), "签订日期", N_("When it was signed."), shown=7),
        Field("from_on", COMING_DAY, N_("From"), "起始日期/from", N_("Its first day."), needed=True, clearable=False, also="--from"),
        Field(
            "until_on",
            COMING_DAY,
            N_("Until"),
            "终止日期/到期日期/until",
            N_("Its last day."),
            needed=True,
            clearable=False,
            also="--until",
        ),
        Field("amount", MONEY, N_("Yuan"), "金额/合同金额", N_("Its amount."), "amount_fen", needed=True, clearable=False),
        Field("discount", SHARE, N_("Discount"), "折扣/优惠比例", N_("The discount it grants, in percent."), shown=5),
        Field("services", TEXT, N_("Services"), "服务内容", N_("What is done under it."), shown=7, personal=Personal.NOTE),
        Field("credit_days", DAYS, N_("Credit days"), "账期(天)/账期", N_("Within how many days its bills are paid."), shown=4),
        Field("credit_limit", MONEY, N_("Credit limit"), "信用额度", N_("How much may be open."), "credit_limit_fen", shown=5),
        Field("approver", STAFF, N_("Approved by"), "审批人", N_("Who approved it."), "approver_id", shown=7),
        Field("ended_on", PAST_DAY, N_("Ended on"), shown=6),
        Field("ended_reason", NOTE, N_("Why"), shown=8),
    ),
    needs=(("customer_no", "phone"), ("from_on",), ("until_on",), ("amount",)),
    known_by=(("contract_no",),),
    number="contract_no",
    first=("contract_no", "customer_no", "from_on", "until_on", "amount"),
)
