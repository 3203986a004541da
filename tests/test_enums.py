"""Our enums of texts are those of `enum`, but for the time that it takes to make their classes."""

from __future__ import annotations

import copy
import enum
import json
import pickle
from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Self

import pytest

import kcrm
from kcrm import enums
from kcrm.model.words import Word


class Ours(enums.StrEnum):
    """Who pays."""

    CUSTOMER = "customer"
    INSURER = "insurer"
    COVERED = "insurer"
    names = staticmethod(len)

    @property
    def far(self) -> bool:
        return self is Ours.INSURER

    @classmethod
    def first(cls) -> Ours:
        return cls.CUSTOMER


class Theirs(enum.StrEnum):
    """Who pays."""

    CUSTOMER = "customer"
    INSURER = "insurer"
    COVERED = "insurer"
    names = staticmethod(len)

    @property
    def far(self) -> bool:
        return self is Theirs.INSURER

    @classmethod
    def first(cls) -> Theirs:
        return cls.CUSTOMER


class Sized(enums.StrEnum):
    """What others are made from."""

    size: int

    def __new__(cls, value: str, size: int = 0) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.size = size
        return member


class Bay(Sized):
    LIFT = "lift", 2
    PIT = "pit"


class Named(enums.StrEnum):
    """With a `__new__` of its own among its members."""

    size: int

    def __new__(cls, value: str, *more: int) -> Self:
        member = str.__new__(cls, value.upper())
        member._value_ = value
        (member.size,) = more
        return member

    ONE = "one", 1


ASKED: dict[str, Callable[[Any], object]] = {
    "members in order": lambda of: [(each.name, each.value, str(each), f"{each}", repr(each).partition(".")[2]) for each in of],
    "backwards": lambda of: [each.value for each in reversed(of)],
    "how many": len,
    "by name": lambda of: {name: each.value for name, each in of.__members__.items()},
    "looked up": lambda of: (of("insurer").name, of["COVERED"].name, of(of.CUSTOMER).name, of.first().name),
    "another name": lambda of: of.COVERED is of.INSURER,
    "a text": lambda of: (
        of.CUSTOMER == "customer",
        isinstance(of.CUSTOMER, str),
        "x" + of.CUSTOMER,
        json.dumps([of.CUSTOMER, {of.INSURER: 1}]),
    ),
    "a member of it": lambda of: (of.CUSTOMER in of, isinstance(of.CUSTOMER, of), issubclass(of, enum.Enum), isinstance(of, enum.EnumType)),
    "true": lambda of: (bool(of), bool(of.CUSTOMER)),
    "methods": lambda of: (of.INSURER.far, of.CUSTOMER.far, of.names("four")),
    "one of a table": lambda of: ({"customer": 1}[of.CUSTOMER], {of.CUSTOMER: 2}["customer"], {of.CUSTOMER, "customer"} == {"customer"}),
    "copied": lambda of: (copy.copy(of.INSURER) is of.INSURER, copy.deepcopy([of.INSURER])[0] is of.INSURER),
    "stored": lambda of: pickle.loads(pickle.dumps(of.INSURER)) is of.INSURER,
    "doc": lambda of: (of.__doc__, of.__module__, of.__qualname__.replace("Theirs", "Ours")),
    "sorted": lambda of: [each.value for each in sorted(of, reverse=True)],
    "matched": lambda of: _matched(of.CUSTOMER, of),
}


def _matched(value: object, of: Any) -> str:
    match value:
        case of.INSURER:
            return "insurer"
        case of.CUSTOMER:
            return "customer"
    return "neither"


@pytest.mark.parametrize("what", ASKED)
def test_an_enum_of_ours_is_as_one_of_the_standard_library(what):
    assert ASKED[what](Ours) == ASKED[what](Theirs)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda of: of("nobody"),
        lambda of: of["NOBODY"],
        lambda of: of.NOBODY,
        lambda of: setattr(of, "CUSTOMER", "other"),
        lambda of: delattr(of, "CUSTOMER"),
    ],
)
def test_what_the_standard_library_refuses_is_refused_in_the_same_words(wrong):
    said = []
    for of in (Ours, Theirs):
        with pytest.raises(Exception) as refused:
            wrong(of)
        said.append((refused.type, str(refused.value).replace("Theirs", "Ours")))
    assert said[0] == said[1]


def test_a_class_may_say_how_its_members_are_made():
    assert [(each, each.size, each.name, Bay(each.value)) for each in Bay] == [("lift", 2, "LIFT", Bay.LIFT), ("pit", 0, "PIT", Bay.PIT)]
    assert (Named.ONE.value, str(Named.ONE), Named.ONE.size, Named("one")) == ("one", "ONE", 1, Named.ONE)
    assert pickle.loads(pickle.dumps(Named.ONE)) is Named.ONE


def test_a_value_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match=r"^Wrong\.ONE: its value is no text$"):

        class Wrong(enums.StrEnum):
            ONE = 1
            TWO = "two"


def test_an_enum_that_has_members_is_not_extended():
    with pytest.raises(TypeError, match=r"^More: Ours has its members and is not extended$"):

        class More(Ours):
            STORE = "store"


def test_what_is_worked_out_once_a_member_is_kept_by_it():
    class Counted(enums.StrEnum):
        ONE = "one"

        @cached_property
        def letters(self) -> list[str]:
            return list(self)

    assert Counted.ONE.letters is Counted.ONE.letters == ["o", "n", "e"]


def test_every_enum_of_texts_in_the_program_is_one_of_ours():
    modules = [
        import_module(each.name)
        for each in walk_packages(kcrm.__path__, "kcrm.")
        if not each.name.startswith(("kcrm.desk", "kcrm.__main__"))
    ]
    found = {each for module in modules for each in vars(module).values() if isinstance(each, type) and issubclass(each, enum.StrEnum)}
    assert {each for each in found if each.__module__.startswith("kcrm.")} == set()
    ours = {
        each for module in modules for each in vars(module).values() if isinstance(each, enum.EnumType) and issubclass(each, enums.StrEnum)
    }
    assert {Word, Bay, Ours} - ours == {Bay, Ours}
    assert len(ours) > 100
