"""The kinds of value that are shown and written."""

from __future__ import annotations

from kcrm.enums import StrEnum


class Cell(StrEnum):
    """The kinds of value; any of them may be None.

    identifier: digits that are no number (C12, phones, VINs). instant: an aware datetime; when: one, or a date where no time is known.
    money: integer fen. percent: a number 0-100. count: an integer. number: hours and the like; exact: with all the
    digits that it has, ungrouped. flag: a bool.
    measure: a `Measured` or None, whose unit is its own. figure: the text of one, for people, with a mark behind it.
    valued: a `Valued`, whose kind is its own.
    enum, enums: one or several of a StrEnum; texts: several texts. prose: a text of one or more lines, wrapped on a terminal, never cut.
    """

    TEXT = "text"
    PROSE = "prose"
    IDENTIFIER = "identifier"
    DATE = "date"
    INSTANT = "instant"
    WHEN = "when"
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    EXACT = "exact"
    MEASURE = "measure"
    FIGURE = "figure"
    VALUED = "valued"
    FLAG = "flag"
    ENUM = "enum"
    ENUMS = "enums"
    TEXTS = "texts"
