"""An event (活动) of the owners' club: a tour, fruit picking, a lecture, and the like."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.events import EventKind, EventState
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import COMING_DAY, MONEY, NAME, NOTE, PAST_DAY, PEOPLE, STAFF, TEXT, WHOLE, WINDOW, identifier, word

NOUN: Final = Noun(
    name="event",
    kind="events",
    table="event",
    letter="Z",
    title=N_("Owners' event"),
    titles=N_("Owners' events"),
    fields=(
        Field("id", identifier("Z"), N_("No.")),
        Field("name", NAME, N_("Event name"), "活动名称", N_("What it is called."), needed=True, clearable=False, personal=Personal.NOTE),
        Field(
            "kind",
            word(EventKind, "KIND"),
            N_("Kind"),
            "活动类型",
            N_("self_drive, picking, charity, lecture, diy or other; other unless said."),
            shown=1,
            emptied="other",
        ),
        Field("held_on", COMING_DAY, N_("Event day"), "活动日期", N_("Its day."), needed=True, clearable=False, also="--on"),
        Field("hours", WINDOW, N_("Hours"), "活动时间", N_("From when until when."), shown=3),
        Field("place", TEXT, N_("Place"), "活动地点/地点", N_("Where it is."), shown=2, personal=Personal.NOTE),
        Field("responsible", STAFF, N_("Whose"), "负责人", N_("Who answers for it."), "responsible_id", shown=4),
        Field("seats", PEOPLE, N_("Seats"), "名额/人数上限", N_("How many may come."), shown=3),
        Field("cost", MONEY, N_("Cost"), "费用/活动费用", N_("What it cost."), "cost_fen", shown=5),
        Field("invited", WHOLE, N_("Invited"), column=None, shown=1),
        Field("yes", WHOLE, N_("Said yes"), column=None, shown=2),
        Field("came", WHOLE, N_("Were there"), column=None, shown=1),
        Field("called_off_on", PAST_DAY, N_("Called off on"), "取消日期", N_("When it was called off."), shown=6, also="--called-off"),
        Field("state", word(EventState, "STATE"), N_("State"), column=None),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=None, personal=Personal.NOTE),
    ),
    needs=(("name",), ("held_on",)),
    known_by=(("name",), ("held_on",)),
    first=("name", "kind", "held_on", "hours", "place"),
)
