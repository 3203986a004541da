"""How far a plan was reached, and by when it is handed in (Customer-service manager CRM training manual 2012; the day is practice)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction


def attainment(actual: Fraction | None, aim: Fraction | None, *, less_is_better: bool = False) -> Fraction | None:
    """Actual ÷ aim, as a ratio; where less is better aim ÷ actual. None without both, and for an aim of 0, of which nothing is a share.

    Where less is better and there is none at all, the aim is reached, and no more can be said: 1.
    """
    if actual is None or not aim:
        return None
    if not less_is_better:
        return actual / aim
    return aim / actual if actual else Fraction(1)


def due_on(first: date, works: Callable[[date], bool]) -> date:
    """The last working day before a month, by which its plans are handed in. first: of the month. works: whether a day is one of work.

    Where there is none within a month before, it is the day before.
    """
    days = (first - timedelta(days=back) for back in range(1, 32))
    return next((day for day in days if works(day)), first - timedelta(days=1))
