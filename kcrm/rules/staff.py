"""Who works here on a day: the one answer for duties, calls, figures and lists."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kcrm.dates import Period


class Employment(Protocol):
    """The first and the last working day, None where not known."""

    @property
    def joined_on(self) -> date | None: ...

    @property
    def left_on(self) -> date | None: ...


def employed(member: Employment, day: date) -> bool:
    """Whether somebody works here on that day; the first and the last working day are days of work."""
    return (member.joined_on is None or member.joined_on <= day) and not has_left(member, day)


def days_worked(member: Employment, period: Period) -> Period | None:
    """The days of a period from somebody's first to their last working day; None where there is none."""
    from dataclasses import replace  # noqa: PLC0415 - a millisecond, and every command asks only whether who acts works here

    first = max(period.first, member.joined_on or period.first)
    last = min(period.last, member.left_on or period.last)
    return replace(period, first=first, last=last) if first <= last else None


def has_left(member: Employment, day: date) -> bool:
    """Whether somebody's last working day lies before that day."""
    return member.left_on is not None and member.left_on < day
