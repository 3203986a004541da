"""A consent (同意): what a customer permitted or refused, when, how they said it, and to which text."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.consents import ConsentAnswer, ConsentKind, ConsentOrigin
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import NOTE, NUMBER, PAST_DAY, STAFF, TEXT, identifier, word
from kcrm.records.whose import OF_CUSTOMER

NOUN: Final = Noun(
    name="consent",
    kind="consents",
    table="consent",
    letter="CN",
    title=N_("Consent"),
    titles=N_("Consents"),
    fields=(
        Field("id", identifier("CN"), N_("No.")),
        *OF_CUSTOMER,
        Field("kind", word(ConsentKind, "KIND"), N_("Consent to"), "类型/同意类型", needed=True, clearable=False),
        Field("answer", word(ConsentAnswer, "ANSWER"), N_("Said"), "是否同意/同意/答复", needed=True, clearable=False),
        Field("given_on", PAST_DAY, N_("Day it was said"), "日期/同意日期", clearable=False),
        Field("origin", word(ConsentOrigin, "ORIGIN"), N_("How"), "方式/同意方式/获取方式", clearable=False),
        Field("text_version", TEXT, N_("Text version"), "文本版本/版本", shown=2, clearable=False),
        Field("told_on", PAST_DAY, N_("Written down on"), "登记日期", shown=5, clearable=False),
        Field("taken_by_no", NUMBER, N_("Employee no."), column=None, shown=7),
        Field("taken_by", STAFF, N_("Written down by"), "经办人", column="taken_by_id", shown=3, clearable=False),
        Field("note", NOTE, N_("Note"), "备注", shown=6, clearable=False, personal=Personal.NOTE),
    ),
    needs=(("customer_no", "phone"), ("kind",), ("answer",)),
    known_by=(("customer_no", "phone"), ("kind",), ("answer",)),
    first=("customer_no", "kind", "answer", "given_on", "origin"),
)
