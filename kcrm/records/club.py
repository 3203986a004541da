"""A membership of the owners' club (车主俱乐部会员)."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.events import MemberState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import NOTE, NUMBER, PAST_DAY, identifier, word
from kcrm.records.whose import OF_CUSTOMER

NOUN: Final = Noun(
    name="club",
    kind="memberships",
    table="club",
    letter="MB",
    title=N_("Membership"),
    titles=N_("Memberships"),
    fields=(
        Field("id", identifier("MB"), N_("No.")),
        *OF_CUSTOMER,
        Field("club_no", NUMBER, N_("Member no."), "会员编号/会员卡号", N_("The number on their card."), shown=2, also="--number"),
        Field("from_on", PAST_DAY, N_("Member since"), "入会日期", N_("Since when; today unless said."), clearable=False, also="--from"),
        Field("until_on", PAST_DAY, N_("Left on"), "退会日期", N_("The last day."), shown=3, also="--until"),
        Field("last_visit", PAST_DAY, N_("Last visit"), column=None, shown=2),
        Field("last_event", PAST_DAY, N_("Last event"), column=None, shown=4),
        Field("state", word(MemberState, "STATE"), N_("State"), column=None),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=5, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"),),
    known_by=(("customer_no", "phone"),),
    number="club_no",
    first=("club_no", "customer_no", "from_on"),
)
