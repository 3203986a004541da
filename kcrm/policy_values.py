"""The values of policy.toml one by one: how each is typed by a person, checked and converted for the rules.

A leaf's unit decides all three: a number stands in the unit's range, a word is one of its choices, clock times and zones must be readable.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import time
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from kcrm.datafile import read_table
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import Channel, ComplaintChannel, CustomerClass, Energy, Festival, OrderType, Role, Use
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy_access import Grant
from kcrm.surveys import ExpectationAsked, surveys
from kcrm.text import yes_or_no
from kcrm.topics import Topic

Atom = bool | int | str
Value = Atom | tuple[int, ...] | tuple[str, ...]
"""A value as entries and snapshots carry it: enums and clock times as their words."""

NONE = "none"
"""How an empty list or text is written on the command line."""


DOCUMENTS = (
    N_("Customer-service manager CRM training manual 2012"),
    N_("Evaluating customers and prospects"),
    N_("Principles and methods of customer relationship management"),
    N_("Customer-care department plan"),
    N_("Customer callbacks and complaint handling"),
    N_("usual practice"),
    N_("Liability for repair, replacement and return of household vehicles (order no. 43 of 2021)"),
)
"""Titles that a value's `source` may be; the last where no document names the value."""

_RANGES = {
    N_("days"): (0, 3650),
    N_("months"): (1, 240),
    N_("km"): (100, 1_000_000),
    N_("percent"): (0, 100),
    N_("attempts"): (1, 20),
    N_("items a day"): (0, 10_000),
    N_("messages a day"): (1, 100),
    N_("messages a month"): (1, 100),
    N_("minutes"): (0, 240),
    N_("seconds"): (0, 3600),
    N_("cases"): (1, 1000),
    N_("periods"): (2, 400),
    N_("items"): (1, 20),
    N_("hours"): (1, 8760),
    N_("complaints"): (2, 100),
    N_("yuan"): (0, 10_000_000),
    N_("score"): (0, 10),
    N_("points"): (0, 1000),
    N_("reward points"): (0, 1_000_000),
    N_("people"): (1, 1000),
    N_("customers"): (2, 1000),
    N_("visits"): (0, 1000),
    N_("years"): (1, 30),
    N_("fields"): (1, 75),
    N_("vehicles"): (1, 10_000),
    N_("segments"): (1, 20),
    N_("bays"): (0, 100),
    N_("fen"): (0, 1000),
    N_("repairs"): (1, 100),
    N_("characters"): (6, 64),
    N_("power of two"): (14, 20),
}


@cache
def _choices() -> Mapping[str, tuple[str, ...]]:
    """The words that a value of a unit can be."""
    known = {survey.key: tuple(question.key for question in survey.questions) for survey in surveys()}
    return {
        N_("role"): (Role.SALES_MANAGER, Role.SALES_CONSULTANT, Role.SERVICE_ADVISOR, Role.CS_SPECIALIST, Role.RENEWAL_SPECIALIST),
        N_("post"): tuple(Role),
        N_("channel"): (Channel.CALL, Channel.MESSAGE),  # no rule knows the place of a visit
        N_("order type"): tuple(OrderType),
        N_("use"): tuple(Use),
        N_("class"): tuple(CustomerClass),
        N_("festival"): tuple(Festival),
        N_("complaint channel"): tuple(ComplaintChannel),
        N_("expectation"): tuple(ExpectationAsked),
        N_("SSI aspect"): known["ssi"],
        N_("CSI aspect"): known["csi"],
    }


def _choices_of(unit: str) -> tuple[str, ...]:
    """None where a unit has other values than words."""
    if unit == _COUNTED:
        from kcrm.records.catalogue import catalogue_keys  # noqa: PLC0415 - what declares records is loaded where a value names its fields

        return catalogue_keys()
    return _choices().get(unit, ())


_YES_NO = N_("yes or no")
_ZONE = N_("time zone")
_HOURS = N_("hours of the day")
_CLOCK = N_("time of the day")
_INTERVAL = N_("maintenance interval")
_TOPIC = N_("topic")
_WEIGHT = N_("weight")
_PAID = N_("row of the appraisal")
_PERMISSION = N_("permission")
_PHONE = N_("phone")
_COUNTED = N_("catalogue field")
_TEXT = N_("text")
_DIALLED = pattern(r"[0-9+][0-9 +()-]{2,24}")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_FRACTION = pattern(r"-?\d*[.,]\d+", re.ASCII)
_MOST_DIGITS = 18  # no number of the policy has more


MIDNIGHT = time.max
_MIDNIGHT = "24:00"


class Hours(NamedTuple):
    """A stretch of the day, `last` not included; a stretch until midnight ends at `MIDNIGHT`, after every time that a clock shows."""

    first: time
    last: time

    @classmethod
    def parse(cls, text: str) -> Hours:
        """Read `09:00-11:30` or `00:00-24:00`; ValueError for anything else."""
        first, last = text.split("-")
        hours = cls(time.fromisoformat(first), MIDNIGHT if last == _MIDNIGHT else time.fromisoformat(last))
        if not hours.first < hours.last or text != str(hours):
            raise ValueError(text)
        return hours

    def __str__(self) -> str:
        return f"{self.first:%H:%M}-{_MIDNIGHT if self.last == MIDNIGHT else format(self.last, '%H:%M')}"

    def holds(self, clock: time) -> bool:
        """Whether that time of the day lies within."""
        return self.first <= clock < self.last


class Interval(NamedTuple):
    """How often some vehicles are maintained: `BRAND/MODEL/ENERGY=MONTHS/KM`. None stands for any, written `*`.

    text: the row as it is written.
    """

    brand: str | None
    model: str | None
    energy: Energy | None
    months: int
    km: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read `*/*/electric=12/20000`; ValueError for anything else."""
        which, _, how_often = text.partition("=")
        brand, model, energy = (None if part.strip() == "*" else part.strip() for part in which.split("/"))
        months, km = (int(part) for part in how_often.split("/"))
        bounds = ((months, _RANGES["months"]), (km, _RANGES["km"]))
        if "" in {brand, model} or not all(least <= number <= most for number, (least, most) in bounds):
            raise ValueError(text)
        return cls(brand, model, Energy(energy) if energy is not None else None, months, km, text)

    def fits(self, brand: str | None, model: str | None, energy: Energy | None) -> bool:
        """Whether a vehicle is one of these; a brand or model is the same in capitals, those of ASCII only, as SQLite's `lower` has it."""
        same = ((self.brand, brand), (self.model, model))
        return (self.energy is None or self.energy is energy) and all(
            wanted is None or (known is not None and known.strip(" ").translate(_LOWER) == wanted.translate(_LOWER))
            for wanted, known in same
        )


FACETS = ("size", "finance", "cooperation", "stability")
"""What an account's credit is scored by: the values of `CreditFacet`, whose words no daily command has to load for its policy."""


class Weight(NamedTuple):
    """What one score of an account's credit weighs, in percent: `FACET=PERCENT`. text: as it is written."""

    facet: str
    percent: int
    text: str

    @classmethod
    def parse(cls, text: str) -> Weight:
        """Read `size=25`; ValueError for anything else."""
        facet, percent = text.split("=")
        if facet not in FACETS or not (percent.isascii() and percent.isdigit()) or int(percent) > _RANGES["percent"][1]:
            raise ValueError(text)
        return cls(facet, int(percent), text)


_PAY = pattern(r"([a-z0-9_]+)/(each|\d{1,6}(?:\.\d{1,3})?)=(-?\d{1,6}(?:\.\d{1,2})?)([py])", re.ASCII)
_DECIMALS = {"p": 0, "y": 2}
_OF_BOUND = 3


class Pay(NamedTuple):
    """What a figure gives from a value on: `FIGURE/95=5p` points, `FIGURE/95=200y` yuan; `FIGURE/each=2.50y` for each that it counts.

    bound: in thousandths, None for each. amount: points, or fen. text: as it is written.
    """

    figure: str
    bound: int | None
    amount: int
    in_points: bool
    text: str

    @classmethod
    def parse(cls, text: str) -> Pay:
        """Read `calls_on_time/95=5p`; ValueError for anything else, also for a part of a point."""
        found = _PAY.fullmatch(text)
        if found is None:
            raise ValueError(text)
        figure, bound, amount, unit = found.groups()
        return cls(figure, None if bound == "each" else _scaled(bound, _OF_BOUND), _scaled(amount, _DECIMALS[unit]), unit == "p", text)


def _scaled(text: str, decimals: int) -> int:
    """A number in its smallest parts: 2.5 with two decimals is 250. ValueError for more decimals than that."""
    whole, _, part = text.partition(".")
    if len(part) > decimals:
        raise ValueError(text)
    return int(whole + part.ljust(decimals, "0"))


def _clock(text: str) -> time:
    """Read `09:10`; ValueError for anything else."""
    clock = time.fromisoformat(text)
    if text != f"{clock:%H:%M}":
        raise ValueError(text)
    return clock


def _phone(text: str) -> str:
    """A phone as customers are told it, or none; ValueError for anything else."""
    if text and not _DIALLED.fullmatch(text):
        raise ValueError(text)
    return text


def _text(text: str) -> str:
    """Any words; ValueError for none."""
    if not text.strip():
        raise ValueError(text)
    return text


_TYPES: dict[str, Callable[[str], object]] = {
    "role": Role,
    "post": Role,
    "channel": Channel,
    "order type": OrderType,
    "use": Use,
    "class": CustomerClass,
    "festival": Festival,
    "complaint channel": ComplaintChannel,
    "expectation": ExpectationAsked,
    _ZONE: ZoneInfo,
    _HOURS: Hours.parse,
    _CLOCK: _clock,
    _INTERVAL: Interval.parse,
    _TOPIC: Topic.parse,
    _WEIGHT: Weight.parse,
    _PAID: Pay.parse,
    _PERMISSION: Grant.parse,
    _PHONE: _phone,
    _TEXT: _text,
}


def as_text(value: object) -> str:
    """A value as it is typed after `policy set`; reading it again gives the same value."""
    if isinstance(value, tuple):
        return ",".join(as_text(part) for part in value) or NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) or NONE


def _readable(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except (ValueError, OSError, LookupError):
        return False
    return True


class Leaf(NamedTuple):
    """One line of policy.toml. may_be_empty: whether a list may name nothing."""

    key: str
    default: Value
    unit: str
    source: str
    least: int | None
    most: int | None
    may_be_empty: bool

    def _ends(self) -> tuple[int, int]:
        least, most = _RANGES[self.unit]
        return (least if self.least is None else self.least, most if self.most is None else self.most)

    def _refused(self, value: object) -> UsageError:
        examples = {
            _YES_NO: "yes, no",
            _ZONE: "Asia/Shanghai",
            _HOURS: "09:00-11:30",
            _CLOCK: "09:10",
            _INTERVAL: "*/*/electric=12/20000",
            _TOPIC: "price=价格/太贵",
            _PAID: "calls_on_time/95=5p,bookings/each=2.50y",
            _PERMISSION: "see_list, see_phone/own, log/dept",
            _WEIGHT: "size=25,finance=25,cooperation=25,stability=25",
            _PHONE: "400-820-0001, none",
            _TEXT: "无",
        }
        choices = _choices_of(self.unit)
        expected = "{}..{}".format(*self._ends()) if self.unit in _RANGES else ", ".join(choices) or examples[self.unit]
        if isinstance(self.default, tuple) and self.may_be_empty:
            expected += f", {NONE}"
        # what was typed is shown as it was, be it nothing
        shown = value if isinstance(value, str) else as_text(value) if isinstance(value, bool | int | tuple) else repr(value)
        broken = self.unit in _RANGES and _FRACTION.fullmatch(shown) is not None
        return UsageError(
            N_("{key} cannot be {value}: whole numbers only; allowed: {expected}.")
            if broken
            else N_("{key} cannot be {value}; allowed: {expected}."),
            hint=N_("To see it: kcrm policy show {key}"),
            near=difflib.get_close_matches(shown, choices),
            key=self.key,
            value=shown,
            expected=expected,
        )

    def parse(self, text: str) -> Value:
        """Read a value as it is typed; a list is separated by commas, `none` when empty. UsageError."""
        if self.unit == _PHONE and text.strip().lower() == NONE:
            return self.check("")
        if not isinstance(self.default, tuple):
            return self.check(self._atom(text.strip()))
        parts = [] if text.strip().lower() == NONE else [part.strip() for part in text.replace("，", ",").split(",")]
        return self.check([self._atom(part) for part in parts])

    def _atom(self, text: str) -> Atom:
        if self.unit == _YES_NO:
            yes = yes_or_no(text)
            return text if yes is None else yes
        if self.unit in _RANGES and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
            return int(text)
        return text

    def check(self, value: object) -> Value:
        """The value itself when it has the type and stands in the range or among the choices. UsageError."""
        if not isinstance(self.default, tuple):
            return self._checked(value)
        if not isinstance(value, list | tuple):
            raise self._refused(value)
        parts = tuple(self._checked(part) for part in value)
        if not parts and not self.may_be_empty:
            raise self._refused(parts)
        if len(set(parts)) != len(parts):
            raise UsageError(
                N_("{key} lists a value twice: {value}."), hint=N_("To see it: kcrm policy show {key}"), key=self.key, value=as_text(parts)
            )
        return cast("Value", parts)

    def _checked(self, value: object) -> Atom:
        if self.unit == _YES_NO:
            good = isinstance(value, bool)
        elif self.unit in _RANGES:
            least, most = self._ends()
            good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        elif choices := _choices_of(self.unit):
            good = value in choices
        else:
            good = isinstance(value, str) and _readable(_TYPES[self.unit], value)
        if not good:
            raise self._refused(value)
        return cast("Atom", value)


def _leaves(table: Mapping[str, object], prefix: str = "") -> list[Leaf]:
    found: list[Leaf] = []
    for name, inner in table.items():
        assert isinstance(inner, dict)
        if "value" in inner:
            value = tuple(inner["value"]) if isinstance(inner["value"], list) else inner["value"]
            ends = (inner.get("least"), inner.get("most"))
            found.append(Leaf(prefix + name, value, inner["unit"], inner["source"], *ends, inner.get("empty", True)))
        else:
            found.extend(_leaves(inner, f"{prefix}{name}."))
    return found


@cache
def defaults() -> Mapping[str, Leaf]:
    return {leaf.key: leaf for leaf in _leaves(read_table(Path(__file__).with_name("policy.toml")))}


def known_leaf(key: str) -> Leaf:
    leaves = defaults()
    if key not in leaves:
        near = difflib.get_close_matches(key, leaves, n=3)
        last = difflib.get_close_matches(key.rpartition(".")[2], {known.rpartition(".")[2] for known in leaves}, n=1)
        near += [known for known in leaves if known not in near and known.rpartition(".")[2] in last][:3]
        raise UsageError(N_("There is no policy value named {key}."), hint=N_("To see them all: kcrm policy show"), near=near, key=key)
    return leaves[key]


def typed(leaf: Leaf, value: Value) -> object:
    """The value as rules want it: words become enums, clock times and zones."""
    convert = _TYPES.get(leaf.unit)
    if convert is None:
        return value
    return tuple(convert(str(part)) for part in value) if isinstance(value, tuple) else convert(str(value))
