"""What a kind of row is that KPIs are counted from, and the SQL that selects such rows and adds them up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kcrm.enums import StrEnum
from kcrm.kpis import Side
from kcrm.patterns import pattern

END = "CASE WHEN period.last < period.today THEN period.last ELSE period.today END"
"""The last day of a period; of one that is not over, up to which it is known today."""
_WORD = pattern(r"[a-z_]+")


class Part(StrEnum):
    """Of what rows are counted together."""

    WHOLE = "whole"
    TEAM = "team"
    ADVISOR = "advisor"
    TECHNICIAN = "technician"
    STAFF = "staff"
    KIND = "kind"
    CAUSE = "cause"
    DEPARTMENT = "department"
    SOURCE = "source"
    REASON = "reason"
    USE = "use"
    RIVAL = "rival"
    LEVEL = "level"
    PLATFORM = "platform"
    MATTER = "matter"
    HOUR = "hour"
    SECTION = "section"
    GRADE = "grade"
    MODEL = "model"
    CLASS = "class"
    ORIGIN = "origin"
    TYPE = "type"
    STORE = "store"


UNKNOWN = frozenset({Part.CAUSE, Part.DEPARTMENT, Part.REASON, Part.USE, Part.GRADE})
"""Parts of which it is told, too, what belongs to none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One kind of row.

    ids: columns that tell a row from the others. columns: what may be counted, by name; only those asked for are selected. parts: the
    column of each part that there is besides the whole. grouped: rows of the view that make one row here share part and these.
    joins: what a column or part needs to be joined, by its name. due: each vehicle is cut by a day of its own, which the table `due`
    tells, and by which name the bounds have those days. between: the first and the last day are bound once more, as the view is too much to
    be looked at whole. of_today: the rows have no history. ranked: a column is told by the other rows of the part, which stand for `{part}`
    in it. given: what the database has no view of, by the name under which whoever counts gives it; the statement begins with that, too.
    named: what a store's database is asked before a part is looked for in each row; where it finds nothing, no row has any.
    monthly: its rows are known by the month only.
    """

    view: str
    where: str
    ids: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[Part, str] = field(default_factory=dict)
    grouped: tuple[str, ...] = ()
    joins: Mapping[str, str] = field(default_factory=dict)
    due: str = ""
    between: bool = False
    of_today: bool = False
    ranked: bool = False
    given: str = ""
    named: Mapping[Part, str] = field(default_factory=dict)
    monthly: bool = False

    @property
    def is_of_part(self) -> bool:
        """Whether its rows are others for each part."""
        return bool(self.grouped) or self.ranked

    def part(self, part: Part) -> str:
        """Its column: of a group's rows each has its store beside it. KeyError for a part that there is not, such as the whole."""
        return f"{self.view}.store" if part is Part.STORE else self.parts[part]

    def select(self, parts: Sequence[Part], wanted: Iterable[str], unnamed: Collection[Part] = (), only: str = "") -> str:
        """The rows with the columns that these conditions and amounts name; what they are part of as part0, part1 and so on.

        unnamed: parts that no row has. only: what else must hold of them. KeyError for a part that there is not, such as the whole.
        """
        names = [name for text in wanted for name in _WORD.findall(text)]
        columns = {name: self.columns[name] for name in dict.fromkeys(names) if name in self.columns}
        keys = dict.fromkeys((*self.grouped, *(name for name in self.ids if not self.grouped)))
        cut = "due" if self.due else "period"
        own = ["NULL" if part in unnamed else self.part(part) for part in parts]
        listed = [f"{each} AS part{place}" for place, each in enumerate(own)]
        listed += [f"{self.columns.get(name, f'{self.view}.{name}')} AS {name}" for name in keys]
        within_part = f"PARTITION BY {', '.join(own)} " if own else ""
        listed += [f"{column.replace('{part}', within_part)} AS {name}" for name, column in columns.items() if name not in keys]
        joined = " ".join(dict.fromkeys(self.joins[name] for name in (*columns, *parts) if name in self.joins))
        group = ""
        if self.grouped:
            group = "GROUP BY " + ", ".join([*own, *(self.columns.get(name, f"{self.view}.{name}") for name in self.grouped)])
        within = f" AND {self.view}.day BETWEEN ? AND ?" if self.between else ""
        within += f" AND {only}" if only else ""
        source = f"{cut} CROSS JOIN {self.view} {joined}"
        return f"SELECT {', '.join(listed)} FROM {source} WHERE {self.where}{within} {group}"  # noqa: S608 - our words


def amount_of(side: Side) -> str:
    """What a row adds to a side, over the columns named here."""
    if not side.when:
        return side.amount
    return f"CASE WHEN {side.when} THEN {side.amount} ELSE 0 END"


def flag(condition: str) -> str:
    """1 where it holds, else 0."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def within(view: str, day: str = "day") -> str:
    """That the row's day lies in the period."""
    return f"{view}.{day} BETWEEN period.first AND period.last"


STANDS = f"{{0}}.from_on <= {END} AND {{0}}.until_on > {END}"
"""That something of a table with a first day and a day after the last one is so at the period's end."""


def vehicles_of(view: str, columns: Mapping[str, str], given: str) -> Facts:
    """The vehicles that were somebody's at the end, with these columns of every vehicle."""
    own = {name: column.replace("fact_vehicle.", f"{view}.") for name, column in columns.items()}
    return Facts(view, STANDS.format(view), ("vehicle_id", "day"), {**own, "customer_id": f"{view}.customer_id"}, given=given)
