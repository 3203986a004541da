"""A VIN that a recall is about (召回车辆), whether the vehicle is known here or not, and whether the recall was carried out on it."""

from __future__ import annotations

from typing import Final

from kcrm.i18n import N_
from kcrm.model.personal import Personal
from kcrm.model.recalls import Carried, Match
from kcrm.records.noun import Field, Noun
from kcrm.records.types import LINES, NAME, NOTE, NUMBER, ORDER, PAST_DAY, PHONE, PLATE, TEXT, VIN, identifier, word

NOUN: Final = Noun(
    name="recall_vin",
    kind="recalls",
    table="recall_vin",
    letter="XV",
    title=N_("VIN of a recall"),
    titles=N_("VINs of recalls"),
    fields=(
        Field("id", identifier("XV"), N_("No.")),
        Field(
            "vin",
            VIN,
            N_("VIN"),
            "车架号",
            N_("The vehicle's VIN, whether it is known here or not."),
            needed=True,
            clearable=False,
            personal=Personal.VIN,
        ),
        Field("recall", identifier("X"), N_("Recall"), column="recall_id", shown=1),
        Field(
            "recall_no",
            NUMBER,
            N_("Recall no."),
            "召回编号",
            N_("The manufacturer's number of the recall."),
            column=None,
            shown=3,
            needed=True,
            clearable=False,
        ),
        Field("title", TEXT, N_("Recall title"), column=None, shown=5),
        Field("match", word(Match, "MATCH"), N_("Match"), column=None, shown=1),
        Field("vehicle_id", identifier("V"), N_("Vehicle identifier"), column=None, shown=7),
        Field("plate", PLATE, N_("Plate"), column=None, shown=2, personal=Personal.PLATE),
        Field("customer_id", identifier("C"), N_("Customer"), column=None, shown=6),
        Field("customer", NAME, N_("Name"), column=None, shown=2, personal=Personal.NAME),
        Field("phone", PHONE, N_("Phone"), column=None, shown=4, personal=Personal.PHONE),
        Field("address", LINES, N_("Address"), column=None, shown=8, personal=Personal.ADDRESS),
        Field("state", word(Carried, "STATE"), N_("State"), "状态/召回状态", N_("open or done."), column=None, clearable=False),
        Field("done_on", PAST_DAY, N_("Done on"), "完成日期", N_("When it was carried out."), shown=3, also="--on"),
        Field("order_id", identifier("R"), N_("Repair order"), shown=6),
        Field("order", ORDER, N_("Repair order"), help=N_("The repair order that settled it."), column=None, shown=None),
        Field("order_no", NUMBER, N_("Order no."), "工单号", column=None, shown=None, clearable=False),
        Field(
            "letter_on",
            PAST_DAY,
            N_("Letter sent on"),
            "寄信日期",
            N_("When a letter was sent to whoever could not be reached."),
            shown=6,
        ),
        Field("told_on", PAST_DAY, N_("Known since"), shown=6),
        Field("note", NOTE, N_("Note"), "备注", N_("Anything else."), shown=7, personal=Personal.NOTE),
    ),
    needs=(("vin",), ("recall_no",)),
    known_by=(("vin",), ("recall_no",)),
    first=("vin", "recall_no", "state", "done_on"),
)
