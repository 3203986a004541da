"""A training (培训): what somebody was trained in, when, by whom, and how well they did."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model import Cause, Kind
from kcrm.model.personal import Personal
from kcrm.records.helping import MODELS, some
from kcrm.records.noun import Field, Noun
from kcrm.records.types import MARK, NAME, NOTE, PAST_DAY, STAFF, TEXT, identifier

NOUN: Final = Noun(
    name="training",
    kind="trainings",
    table="training",
    letter="TR",
    title=N_("Training"),
    titles=N_("Trainings"),
    fields=(
        Field("id", identifier("TR"), N_("No.")),
        Field(
            "topic",
            TEXT,
            N_("Training topic"),
            "培训主题/主题",
            N_("What it was about."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("held_on", PAST_DAY, N_("Trained on"), "培训日期", N_("When it was; today, unless said."), clearable=False, also="--on"),
        Field("person", STAFF, N_("Who was trained"), "参训人/参训人员", N_("Who was present."), "person_id", needed=True, clearable=False),
        Field("trainer", NAME, N_("Trainer"), "讲师/培训师", N_("Who trained them, of the house or from outside."), shown=1),
        Field("mark", MARK, N_("Mark"), "成绩/得分", N_("How well they did, of 100."), shown=1),
        Field("kinds", some(Kind, "KINDS"), N_("Helps in calls"), "适用回访", N_("The kinds of follow-up that it is about."), shown=3),
        Field(
            "causes",
            some(Cause, "CAUSES"),
            N_("Helps in complaints"),
            "适用投诉原因",
            N_("The causes that it is about."),
            shown=3,
        ),
        Field("models", MODELS, N_("Only for models"), "适用车型", N_("The models that it is about; none for all."), shown=4),
        Field("note", NOTE, N_("Note"), "备注", N_("What else is to be known of it."), shown=5, personal=Personal.NOTE),
    ),
    needs=(("topic",), ("person",)),
    known_by=(("topic", "held_on", "person"),),
    first=("topic", "held_on", "person", "trainer", "mark"),
)
