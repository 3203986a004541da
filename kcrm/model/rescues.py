"""Rescue on the road (救援), in the words of the desk."""

from __future__ import annotations

from datetime import datetime

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class RescueState(Word):
    """How far a rescue is; it follows from its times and is not stored."""

    OPEN = "open", N_("asked for"), "待派车/已报救"
    DISPATCHED = "dispatched", N_("on the way"), "已派车/已出发"
    ARRIVED = "arrived", N_("at the car"), "已到达/已到场"
    CLOSED = "closed", N_("rescue over"), "已结束/已完成"


class Solved(Word):
    """How a rescue ended."""

    ON_SPOT = "on_spot", N_("mended on the spot"), "现场解决/现场修复/现场抢修"
    TOWED_IN = "towed_in", N_("towed in"), "拖车回店/拖回/拖车"
    CANCELLED = "cancelled", N_("called off"), "取消/已取消/客户取消"


HELPED = frozenset({Solved.ON_SPOT, Solved.TOWED_IN})
"""After which somebody was helped, who is asked how it went."""


class RescueClock(Word):
    """What is to be done of a rescue by a deadline."""

    ANSWER = "answer", N_("answer the call")
    DISPATCH = "dispatch", N_("send somebody out")
    ARRIVE = "arrive", N_("be at the car")


class RescueFacts(NamedTuple):
    """What the clocks of a rescue follow from: its times, and within how many minutes what was owed when it was written down."""

    asked_at: datetime
    answer_within: int
    dispatch_within: int
    arrive_within: int
    answered_at: datetime | None = None
    dispatched_at: datetime | None = None
    arrived_at: datetime | None = None
    closed_at: datetime | None = None
    solved: Solved | None = None
