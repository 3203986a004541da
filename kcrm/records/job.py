"""A job on a clock (限时作业): what is to be done, of which kind, by when, whose it is, and when it was done."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model import ClockState
from kcrm.model.jobs import JobKind, JobState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import (
    COMING_INSTANT,
    NOTE,
    NUMBER,
    PAST_INSTANT,
    STAFF,
    TEXT,
    identifier,
    word,
)
from kcrm.records.whose import customer, vehicle

NOUN: Final = Noun(
    name="job",
    kind="jobs",
    table="job",
    letter="J",
    title=N_("Job"),
    titles=N_("Jobs"),
    fields=(
        Field("id", identifier("J"), N_("No.")),
        Field("job_no", NUMBER, N_("Job no."), "作业编号", N_("The store's own number for it."), shown=7, also="--number"),
        Field(
            "title",
            TEXT,
            N_("What is to be done"),
            "作业内容/事项",
            N_("What is to be done."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field(
            "job_kind",
            word(JobKind, "KIND"),
            N_("Kind"),
            "作业类型",
            N_("field_request, small, medium, large, urgent or bookable."),
            "kind",
            needed=True,
            clearable=False,
            also="--kind",
        ),
        *customer(N_("Whose it is for, if it is a customer's."), name=2, phone=None),
        *vehicle(N_("The vehicle that it is on."), plate=3),
        Field("owner", STAFF, N_("Whose job"), "负责人/作业人", N_("Who does it, by employee number or name."), "owner_id", shown=1),
        Field("state", word(JobState, "STATE"), N_("State"), column=None),
        Field("standing", word(ClockState, "STATE"), N_("In time"), column=None),
        Field(
            "asked_at",
            PAST_INSTANT,
            N_("Since"),
            "受理时间/登记时间",
            N_("Since when it waits; now, unless said."),
            clearable=False,
            shown=4,
            also="--at",
        ),
        Field("due_at", COMING_INSTANT, N_("Due at"), shown=1),
        Field("done_at", PAST_INSTANT, N_("Done at"), "完成时间", N_("When it was done."), shown=4, also="--done"),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=6, personal=Personal.NOTE),
    ),
    needs=(("title",), ("job_kind",)),
    known_by=(("job_no", "title"),),
    number="job_no",
    first=("job_no", "title", "job_kind", "asked_at"),
)
