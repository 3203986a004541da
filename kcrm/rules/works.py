"""Work that was declined and parts that came: when the customer is called about them, and until when (usual practice)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from kcrm.model.planned import BaseFact
from kcrm.model.works import LeftWork, Urgency, WaitingPart
from kcrm.policy_campaigns import WorkPolicy


def called_of(work: LeftWork, policy: WorkPolicy) -> tuple[BaseFact, date, date]:
    """From which date a call about declined work is reckoned, that date, and the day of the call.

    The day that the customer named, where they did; else after the days that its urgency asks for. It is made once.
    """
    if work.remind_on is not None:
        return BaseFact.REMIND_ON, work.remind_on, work.remind_on
    days: Mapping[Urgency, int] = {
        Urgency.URGENT: policy.urgent_days,
        Urgency.SOON: policy.soon_days,
        Urgency.WATCH: policy.watch_days,
    }
    return BaseFact.DECLINED_ON, work.declined_on, work.declined_on + timedelta(days=days[work.urgency])


def stocked_on(part: WaitingPart, policy: WorkPolicy) -> date:
    """On which day a part that nobody came for goes back to stock."""
    return part.arrived_on + timedelta(days=policy.part_stock_days)


def part_calls(part: WaitingPart, policy: WorkPolicy) -> Iterator[tuple[int, date]]:
    """The calls about a part that came: which it is, 0 or 1, and its day; they make sense until the part goes back to stock.

    The same day, and so many days after that call was made again, where there is no appointment by then.
    """
    if part.is_booked:
        return
    yield 0, part.arrived_on
    if part.told_on is not None:
        yield 1, part.told_on + timedelta(days=policy.part_again_days)
