"""Our named tuples are those of `typing`, but for the time that it takes to make their classes."""

from __future__ import annotations

import copy
import pickle
import typing
from datetime import date

import pytest

from kcrm import named


class Ours(named.NamedTuple):
    """A visit."""

    on: date
    km: int | None = None
    words: tuple[str, ...] = ()

    LEAST = 3

    @property
    def far(self) -> bool:
        return (self.km or 0) > self.LEAST

    @classmethod
    def today(cls) -> Ours:
        return cls(date(2026, 6, 15))


class Theirs(typing.NamedTuple):
    """A visit."""

    on: date
    km: int | None = None
    words: tuple[str, ...] = ()

    LEAST = 3


DAY = date(2026, 6, 15)


def test_fields_defaults_and_methods_are_as_the_class_body_says():
    one = Ours(DAY, km=5)
    assert (one.on, one.km, one.words, one.far, Ours.LEAST) == (DAY, 5, (), True, 3)
    assert one == (DAY, 5, ())
    assert one._replace(km=1) == Ours(DAY, 1)
    assert Ours.today() == Ours(DAY)
    assert hash(one) == hash((DAY, 5, ()))
    assert repr(one) == "Ours(on=datetime.date(2026, 6, 15), km=5, words=())"
    match one:
        case Ours(on, km):
            assert (on, km) == (DAY, 5)


@pytest.mark.parametrize("name", ["_fields", "_field_defaults", "__doc__", "__match_args__", "__module__", "__slots__"])
def test_the_class_has_what_that_of_typing_has(name):
    assert getattr(Ours, name) == getattr(Theirs, name)


class Further(Ours):
    """One that a class stands on."""


class Odd(named.NamedTuple):
    """Fields that are called as what a constructor works with."""

    cls: int
    new: int = 2
    self: int = 3
    values: int = 4


class Nothing(named.NamedTuple):
    """Without any field."""


def test_a_value_is_made_by_place_by_name_and_of_a_row():
    assert Odd(1, self=5) == Odd(cls=1, new=2, self=5) == Odd._make([1, 2, 5, 4]) == (1, 2, 5, 4)
    assert Odd(1)._replace(cls=7, values=8)._asdict() == {"cls": 7, "new": 2, "self": 3, "values": 8}
    assert Nothing() == ()
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        Odd()
    with pytest.raises(TypeError, match="Expected 4 arguments, got 1"):
        Odd._make([1])
    with pytest.raises(ValueError, match="unexpected field names"):
        Odd(1)._replace(km=1)


def test_the_constructor_is_compiled_for_the_first_value_and_then_is_that_of_the_class():
    class Fresh(named.NamedTuple):
        km: int

    assert "__new__" not in Fresh.__dict__
    assert Fresh(1) == (1,)
    compiled = Fresh.__dict__["__new__"]
    assert Fresh(km=2) == (2,)
    assert Fresh.__dict__["__new__"] is compiled


def test_what_stands_on_it_is_made_the_same_way():
    one = Further(DAY)
    assert (type(one), one.km, one.far) == (Further, None, False)
    assert "__new__" not in Further.__dict__
    assert type(Ours(DAY)) is Ours


@pytest.mark.parametrize("of", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_is_one_of_the_same_class(of):
    made = of(Ours(DAY, 5))
    assert (type(made), made) == (Ours, (DAY, 5, ()))


def test_the_types_are_read_where_they_are_asked_for():
    assert typing.get_type_hints(Ours) == typing.get_type_hints(Theirs) == {"on": date, "km": int | None, "words": tuple[str, ...]}


def test_what_typing_refuses_is_refused():
    with pytest.raises(AttributeError):
        Ours(DAY).km = 3
    with pytest.raises(TypeError, match="without a default"):

        class _Wrong(named.NamedTuple):
            first: int = 0
            second: int

    with pytest.raises(ValueError, match="underscore"):

        class _Hidden(named.NamedTuple):
            _first: int
