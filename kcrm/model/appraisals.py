"""What the figures of a period give a person, in points or money (绩效考核)."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class Earned(Word):
    """Why a figure gives something, or nothing."""

    GIVEN = "given", N_("given")
    NOT_REACHED = "not_reached", N_("not reached")
    FEW_CASES = "few_cases", N_("too few cases")
    NO_VALUE = "no_value", N_("no value")
