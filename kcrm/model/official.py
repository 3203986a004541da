"""What the manufacturer's own survey says of the store."""

from __future__ import annotations

from datetime import date

from kcrm.named import NamedTuple


class OfficialScore(NamedTuple):
    """One item of one of the manufacturer's surveys, of the days from first to last.

    score, region, nation: in hundredths of the survey's own scale; place: the rank, 1 the best.
    """

    first: date
    last: date
    survey: str
    item: str
    score: int
    region: int | None
    nation: int | None
    place: int | None
