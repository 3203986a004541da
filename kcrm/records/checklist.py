"""An item of a checklist (检查表), with the list that it stands in: its place and rhythm are those of the whole list."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.manager import Place
from kcrm.model.personal import Personal
from kcrm.records.noun import Field, Noun
from kcrm.records.types import FLAG, ONE_OR_MORE, RHYTHM, STAFF, TEXT, identifier, word

NOUN: Final = Noun(
    name="checklist",
    kind="checklists",
    table="checklist_item",
    letter="CI",
    title=N_("Item of a checklist"),
    titles=N_("Items of checklists"),
    fields=(
        Field("id", identifier("CI"), N_("No.")),
        Field(
            "checklist",
            TEXT,
            N_("Checklist"),
            "检查表",
            N_("The name of the checklist; a new name makes a new list."),
            column=None,
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field(
            "place",
            word(Place, "PLACE"),
            N_("Looks at"),
            "场所/检查场所",
            N_("What the list looks at: showroom, workshop, lounge, display_cars, staff_appearance, brand_standard or other."),
            column=None,
            clearable=False,
            shown=2,
        ),
        Field(
            "item_no",
            ONE_OR_MORE,
            N_("Item no."),
            "序号",
            N_("Its place in the list; the last, unless said."),
            clearable=False,
            shown=1,
            also="--no",
        ),
        Field(
            "item",
            TEXT,
            N_("Item"),
            "检查项/检查内容",
            N_("What is looked at."),
            needed=True,
            clearable=False,
            personal=Personal.NOTE,
        ),
        Field("weight", ONE_OR_MORE, N_("Weight"), "权重/分值", N_("What it weighs in the score; 1, unless said."), emptied=1, shown=1),
        Field(
            "required",
            FLAG,
            N_("Required item"),
            "必查项/关键项",
            N_("Whether the run fails where it is not in order."),
            emptied=0,
            shown=1,
        ),
        Field(
            "rhythm",
            RHYTHM,
            N_("Every (days)"),
            "周期(天)/周期（天）/检查周期",
            N_("From one run of the list to the next; 7 days, unless said."),
            column=None,
            clearable=False,
            shown=2,
            also="--every",
        ),
        Field(
            "checker",
            STAFF,
            N_("Goes through it"),
            "检查人/点检人",
            N_("Who goes through the list when it is due; the customer-service manager, unless said."),
            column=None,
            shown=3,
        ),
        Field("active", FLAG, N_("In use"), "启用", N_("Whether it is still asked for."), emptied=1, shown=3),
    ),
    needs=(("checklist",), ("item",)),
    known_by=(("checklist",), ("item",)),
    first=("checklist", "place", "item_no", "item", "weight", "required", "rhythm", "checker", "active"),
)
