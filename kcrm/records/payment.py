"""What an account paid: for one bill, or the oldest first."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import BILL, MONEY, NOTE, NUMBER, PAST_DAY, identifier
from kcrm.records.whose import OF_ACCOUNT

NOUN: Final = Noun(
    name="payment",
    kind="payments",
    table="payment",
    letter="PY",
    title=N_("Payment"),
    titles=N_("Payments"),
    fields=(
        Field("id", identifier("PY"), N_("No.")),
        Field("payment_no", NUMBER, N_("Payment no."), "收款单号", N_("The store's own number for it."), shown=6, also="--number"),
        *OF_ACCOUNT,
        Field("bill", BILL, N_("Bill"), help=N_("Which bill; the oldest ones unless said."), column="bill_id", shown=None),
        Field("bill_no", NUMBER, N_("Bill no."), "单据号/发票号", column=None, shown=1, clearable=False),
        Field("paid_on", PAST_DAY, N_("Paid on"), "收款日期", N_("When it was paid; today unless said."), needed=True, clearable=False),
        Field("amount", MONEY, N_("Yuan"), "金额/收款金额", N_("How much."), "amount_fen", needed=True, clearable=False),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=8, personal=Personal.NOTE),
    ),
    needs=(("bill_no", "customer_no", "phone"), ("paid_on",), ("amount",)),
    known_by=(("payment_no", "bill_no", "customer_no", "phone"),),
    number="payment_no",
    first=("payment_no", "bill_no", "customer_no", "paid_on", "amount"),
)
