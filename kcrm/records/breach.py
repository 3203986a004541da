"""A breach: what somebody did against the rules, the operation that shows it, and what a manager decided (弄虚作假)."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import Sanction
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import EVIDENCE, FLAG, MEASURE, NAME, NOTE, PAST_DAY, STAFF, TEXT, identifier, word

NOUN: Final = Noun(
    name="breach",
    kind="breaches",
    table="breach",
    letter="BR",
    title=N_("Breach of rules"),
    titles=N_("Breaches of rules"),
    fields=(
        Field("id", identifier("BR"), N_("No.")),
        Field("person", STAFF, N_("Member of staff"), "员工/违规人", N_("Who did it."), "person_id", needed=True, clearable=False),
        Field("what", TEXT, N_("What"), "违规内容/违规事项", N_("What was done."), needed=True, clearable=False, personal=Personal.NOTE),
        Field("day", PAST_DAY, N_("Day"), "违规日期/日期", N_("When it was done; today, unless said."), clearable=False),
        Field("grave", FLAG, N_("Grave"), "严重", N_("Whether it is grave."), shown=2, emptied=False),
        Field(
            "evidence",
            EVIDENCE,
            N_("Evidence"),
            "证据/证据编号",
            N_("What shows it: an operation, O9, or what was written falsely, F103."),
            clearable=False,
        ),
        Field("operation_id", identifier("O"), N_("Operation"), shown=3),
        Field("finder", STAFF, N_("Found by"), "发现人", N_("Who found it; whoever acts, unless said."), "finder_id", shown=4),
        Field("measure", MEASURE, N_("Measure"), help=N_("The measure taken against it: G3."), column="measure_id", shown=5),
        Field("note", NOTE, N_("Note"), "备注/说明", N_("What there is to say of it."), shown=6, personal=Personal.NOTE),
        Field("proposed", word(Sanction, "SANCTION"), N_("Proposed"), column=None),
        Field("sanction", word(Sanction, "SANCTION"), N_("Decided"), clearable=False),
        Field("reason", NOTE, N_("Why"), shown=4, personal=Personal.NOTE),
        Field("decider", NAME, N_("Decided by"), column=None, shown=5),
        Field("decided_on", PAST_DAY, N_("Decided on"), shown=3),
    ),
    needs=(("person",), ("what",)),
    known_by=(("person",), ("what",)),
    first=("person", "day", "what", "evidence"),
    decided=("sanction", "reason", "decider", "decided_on"),
)
