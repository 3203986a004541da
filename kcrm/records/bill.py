"""A bill to an account, for repair orders or under a contract. What is open of it follows from payments."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, CONTRACT, MONEY, NOTE, NUMBER, NUMBERS, PAST_DAY, identifier
from kcrm.records.whose import OF_ACCOUNT

NOUN: Final = Noun(
    name="bill",
    kind="bills",
    table="bill",
    letter="B",
    title=N_("Bill"),
    titles=N_("Bills"),
    fields=(
        Field("id", identifier("B"), N_("No.")),
        Field("bill_no", NUMBER, N_("Bill no."), "单据号/发票号", N_("The store's own number for it."), shown=1, also="--number"),
        *OF_ACCOUNT,
        Field("amount", MONEY, N_("Yuan"), "金额/开票金额", N_("Its amount."), "amount_fen", needed=True, clearable=False),
        Field("issued_on", PAST_DAY, N_("Issued"), "开票日期", N_("When it was issued; today unless said."), clearable=False),
        Field(
            "due_on",
            COMING_DAY,
            N_("To be paid by"),
            "到期日/应收日期",
            N_("By when it is to be paid; by the days of its contract, else of its account, unless said."),
            clearable=False,
        ),
        Field("contract", CONTRACT, N_("Contract"), help=N_("Under which contract."), column="contract_id", shown=None),
        Field("contract_no", NUMBER, N_("Contract no."), "合同编号", column=None, shown=5, clearable=False),
        Field("orders", NUMBERS, N_("Orders"), "工单号", N_("Its repair orders, parted by commas."), column=None, shown=4),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=8, personal=Personal.NOTE),
        Field("written_off_on", PAST_DAY, N_("Written off"), shown=6),
        Field("written_off_reason", NOTE, N_("Why"), shown=8),
    ),
    needs=(("customer_no", "phone", "contract_no"), ("amount",)),
    known_by=(("bill_no",),),
    number="bill_no",
    first=("bill_no", "customer_no", "amount", "issued_on", "due_on", "contract_no", "orders"),
)
