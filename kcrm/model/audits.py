"""Calls that are rung again (抽检): why each is, and the facts that the rule takes."""

from __future__ import annotations

from datetime import date, datetime

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class AuditReason(Word):
    """Why a call is rung again."""

    SAMPLE = "sample", N_("drawn by lot"), "抽样/随机抽样"
    BURST = "burst", N_("many in a few minutes"), "短时密集"
    ALWAYS_TEN = "always_ten", N_("always 10"), "全是10分"
    WRONG_NUMBER = "wrong_number", N_("on a number that is wrong since"), "号码已错"
    SAME_WORDS = "same_words", N_("identical words"), "记录雷同"


class CallFacts(NamedTuple):
    """A call that somebody is said to have answered, as far as it is looked at.

    timed: whether called_at tells the time of day. words: what was noted. wrong_on: when its number turned out to be wrong after it, None
    where it did not. may_ring: whether the customer may be rung again.
    """

    id: int
    person_id: int
    called_on: date
    called_at: datetime
    timed: bool = True
    score: int | None = None
    words: str | None = None
    wrong_on: date | None = None
    may_ring: bool = True
