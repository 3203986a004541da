"""Vehicles of many periods, counted by going through them and their visits once: each is looked for once, not once for each period.

What counts stands with the other rows in `kcrm.queries.kpi.facts`; a test holds the two ways together. SQL that SQLite, DuckDB and Spark
run as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kcrm.kpis import Side
from kcrm.model.kpi import Bounds
from kcrm.patterns import pattern
from kcrm.queries.kpi.facts import CAME_BACK, FACTS, SEEN
from kcrm.queries.kpi.shape import Part, amount_of, flag

SWEPT = "vehicle"
"""The rows that are counted so."""

_THERE = "fact_vehicle.delivered_on <= {by}.last"
_WORD = pattern(r"[a-z_]+")
_BOUND = pattern(r"(period\d+|span)\.([a-z_]+)")


def is_swept(parts: Iterable[Part]) -> bool:
    """Whether vehicles of these parts can be counted so: each must be of the same in every period."""
    known = FACTS[SWEPT].parts
    return all(part in known and "period." not in known[part] for part in parts)


def sweep(parts: Sequence[Part], sides: Sequence[Side], bounds: Sequence[Bounds]) -> tuple[str, list[object]]:
    """The statement that yields a row for each combination of parts: these, then of each period in turn the sum of each of these sides.

    Where there are parts, how many vehicles the period has of them is the last of its sums. With the values that it binds. All periods
    are judged by the same version. Vehicles without any visit come after those that have some.
    """
    columns = FACTS[SWEPT].columns
    own = [FACTS[SWEPT].parts[part] for part in parts]
    keys = [f"part{place}" for place in range(len(parts))]
    used = {name for side in sides for name in _WORD.findall(f"{side.when} {side.amount}") if name in columns}
    plain = sorted(used - {"returned"})
    places = range(len(bounds))
    part_of = [f"{each} AS {key}" for each, key in zip(own, keys, strict=True)]
    there_by_then = flag(_THERE.format(by="period"))
    here = [f"{_of(there_by_then, n)} AS here{n}" for n in places if parts]
    known = ", ".join([*part_of, *here, *(f"{_of(columns[name], n)} AS {name}{n}" for n in places for name in plain)])
    seen = ", ".join(f"max({_of(flag(CAME_BACK), n)}) AS returned{n}" for n in places)
    unseen = ", ".join(f"0 AS returned{n}" for n in places)
    added = [[*(_numbered(amount_of(side), used, n) for side in sides), *(f"here{n}" for _here in here[:1])] for n in places]
    sums = ", ".join([*keys, *(f"sum({each})" for of_period in added for each in of_period)])
    visits = f"{SEEN.replace('period.', 'span.')} AND fact_visit.day BETWEEN span.window_first AND span.last"
    there = _THERE.format(by="span")
    statement = f"""
SELECT {sums} FROM (
    SELECT {known}, {seen} FROM fact_vehicle CROSS JOIN fact_visit WHERE {there} AND {visits}
    GROUP BY {", ".join(["fact_vehicle.vehicle_id", "fact_vehicle.delivered_on", "fact_vehicle.scrapped_on", *own])}
    UNION ALL
    SELECT {known}, {unseen} FROM fact_vehicle WHERE {there} AND NOT EXISTS (SELECT 1 FROM fact_visit WHERE {visits})
) AS counted {f"GROUP BY {', '.join(keys)}" if keys else ""}
"""  # noqa: S608 - our own words
    values = {f"period{n}": each for n, each in enumerate(bounds)} | {"span": _span(bounds)}
    found: list[object] = []

    def bound(match: re.Match[str]) -> str:
        value = getattr(values[match[1]], match[2])
        found.append(value if isinstance(value, int) else value.isoformat())
        return "?"

    return _BOUND.sub(bound, statement), found


def _of(text: str, n: int) -> str:
    return text.replace("period.", f"period{n}.")


def _numbered(text: str, names: Iterable[str], n: int) -> str:
    return _WORD.sub(lambda match: f"{match[0]}{n}" if match[0] in names else match[0], text)


def _span(bounds: Sequence[Bounds]) -> Bounds:
    """From the first day to the last that any of them looks at."""
    return bounds[0]._replace(window_first=min(each.window_first for each in bounds), last=max(each.last for each in bounds))
