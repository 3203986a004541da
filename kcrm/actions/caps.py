"""Which messages have to wait, as their phone has its share of a day or of a calendar month."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from kcrm.policy import Policy
from kcrm.queries import messages
from kcrm.rules.messages import Waiting, first_mobile, over_cap, over_month


def waiting_until(connection: sqlite3.Connection, last: date) -> Iterator[Waiting]:
    """The open messages to be sent on `last` or before that have a mobile to go to."""
    for each in messages.open_messages(connection, last):
        phone = first_mobile(each.phones)
        if phone is not None:
            yield Waiting(each.id, phone, each.kind, each.due_on, each.lapses_on)


def over_both(
    connection: sqlite3.Connection,
    policy: Policy,
    waiting: Sequence[Waiting],
    day: date,
    *,
    listed: Collection[int] = (),
    is_today: bool = True,
) -> frozenset[int]:
    """Those of a day's messages that have to wait for another day or another month.

    listed: others that were looked at and cannot be sent, for which no place in the month is kept. is_today: whether what was sent on that
    day counts; of a day to come nothing was.
    """
    last = day.replace(day=monthrange(day.year, day.month)[1])
    here = {each.id for each in waiting}
    to_come = (each for each in waiting_until(connection, last) if each.id not in here and each.id not in listed)
    sent = messages.sent_between(connection, day.replace(day=1), last)
    later = over_month((*waiting, *to_come), sent, policy.campaigns) & here
    rest = (each for each in waiting if each.id not in later)
    return later | over_cap(rest, messages.sent_on(connection, day) if is_today else {}, policy.messages.per_day)
