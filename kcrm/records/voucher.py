"""A voucher (代金券/抵用券): what a customer has for points or was given, and on which order it was used."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.points import VoucherKind, VoucherState
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, MONEY, NOTE, NUMBER, PAST_DAY, PAST_INSTANT, WHOLE, identifier, word
from kcrm.records.whose import OF_CUSTOMER

NOUN: Final = Noun(
    name="voucher",
    kind="vouchers",
    table="voucher",
    letter="U",
    title=N_("Voucher"),
    titles=N_("Vouchers"),
    fields=(
        Field("id", identifier("U"), N_("No.")),
        Field("voucher_no", NUMBER, N_("Voucher no."), "券号/代金券编号", N_("The number printed on it."), shown=3, also="--number"),
        *OF_CUSTOMER,
        Field("kind", word(VoucherKind, "KIND"), N_("Kind"), "类型/券种", clearable=False, shown=1),
        Field("value", MONEY, N_("Face value"), "面值/金额", column="value_fen", needed=True, clearable=False),
        Field("points", WHOLE, N_("Points given"), "积分/兑换积分", emptied=0, shown=3),
        Field("issued_at", PAST_INSTANT, N_("Issued at"), "发放时间/发放日期", clearable=False, shown=3),
        Field("until_on", COMING_DAY, N_("Valid until"), "有效期/有效期至", N_("The last day, where it has one."), shown=2, also="--until"),
        Field("state", word(VoucherState, "STATE"), N_("State"), column=None),
        Field("order_id", identifier("R"), N_("Used on order"), shown=2),
        Field("order_no", NUMBER, N_("Order no."), "工单号/使用工单", column=None, shown=None),
        Field("used_on", PAST_DAY, N_("Used on"), "使用日期", shown=4),
        Field("cancelled_on", PAST_DAY, N_("Cancelled on"), "作废日期", shown=4),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=5, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"), ("value",)),
    known_by=(("voucher_no", "customer_no", "phone"), ("value",)),
    number="voucher_no",
    first=("voucher_no", "customer_no", "kind", "value"),
)
