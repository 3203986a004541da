"""A day of an account that one does not forget: its founding, the start of working together."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, FLAG, PAST_DAY, TEXT, identifier
from kcrm.records.whose import OF_ACCOUNT

NOUN: Final = Noun(
    name="anniversary",
    kind="anniversaries",
    table="anniversary",
    letter="FN",
    title=N_("Anniversary"),
    titles=N_("Anniversaries"),
    fields=(
        Field("id", identifier("FN"), N_("No.")),
        *OF_ACCOUNT,
        Field(
            "title",
            TEXT,
            N_("What is remembered"),
            "名称/纪念日",
            N_("What is remembered."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("day", COMING_DAY, N_("Day"), "日期", N_("The day, of any year where it comes again."), needed=True, clearable=False),
        Field("yearly", FLAG, N_("Every year"), "每年", N_("Whether it comes every year."), emptied=1, shown=3),
        Field("ended_on", PAST_DAY, N_("No longer since"), shown=4),
    ),
    needs=(("customer_no", "phone"), ("title",), ("day",)),
    known_by=(("customer_no", "phone"), ("title",)),
    first=("customer_no", "title", "day"),
)
