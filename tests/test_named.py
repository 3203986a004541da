"""Our named tuples are those of `typing`, but for the time that it takes to make their classes."""

from __future__ import annotations

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
