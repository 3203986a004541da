"""A row of the ledger of points (积分): what a customer had, earned, gave away, or lost."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.points import PointsKind
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, NOTE, NUMBER, PAST_DAY, SIGNED, identifier, word
from kcrm.records.whose import OF_CUSTOMER

NOUN: Final = Noun(
    name="points",
    kind="points",
    table="points",
    letter="PT",
    title=N_("Row of the points"),
    titles=N_("Reward points"),
    fields=(
        Field("id", identifier("PT"), N_("No.")),
        *OF_CUSTOMER,
        Field("kind", word(PointsKind, "KIND"), N_("Kind"), "类型/积分类型", clearable=False),
        Field("points", SIGNED, N_("Reward points"), "积分/积分余额", needed=True, clearable=False),
        Field("booked_on", PAST_DAY, N_("Booked on"), "日期/记账日期", clearable=False),
        Field("expires_on", COMING_DAY, N_("Hold until"), "有效期/到期日", column="until_on", clearable=False, shown=2),
        Field("source", NUMBER, N_("Where from"), "来源", clearable=False, shown=1),
        Field("note", NOTE, N_("Note"), "备注", shown=5, clearable=False, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"), ("points",)),
    known_by=(("customer_no", "phone"), ("points",)),
    first=("customer_no", "points", "expires_on"),
)
