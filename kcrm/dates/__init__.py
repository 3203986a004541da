"""Days, times, moments and periods as staff and files write them ("The command-line contract", Dates and Times).

Everything is reckoned from an argument, never from a clock. What could mean two days is refused instead of guessed.
"""

from kcrm.dates.days import add_months, parse_date, parse_full_date
from kcrm.dates.instants import parse_full_instant, parse_instant
from kcrm.dates.periods import Period, parse_period
from kcrm.dates.spelling import clean
from kcrm.dates.times import parse_time

__all__ = [
    "Period",
    "add_months",
    "clean",
    "parse_date",
    "parse_full_date",
    "parse_full_instant",
    "parse_instant",
    "parse_period",
    "parse_time",
]
