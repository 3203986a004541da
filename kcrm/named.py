"""Named tuples whose classes are made quickly: to be imported from here instead of from `typing`.

`typing.NamedTuple` compiles the text of every annotation, and the class that it makes a constructor of its own. A command loads a hundred
such classes and makes values of a third. Here annotations stay texts, which `typing.get_type_hints` reads where somebody asks, and the
constructor is compiled when the first value is made. All else is the same: to the type checker it is `typing.NamedTuple`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - so that it counts as given on
else:
    from collections import _tuplegetter  # what a named tuple of the standard library reads its fields with
    from functools import cache

    _field_at = cache(lambda place: _tuplegetter(place, f"Field number {place}"))
    _tuple_new = tuple.__new__

    class _Values(tuple):
        """What named tuples have in common, as `collections.namedtuple` gives it to each anew."""

        __slots__ = ()

        def __new__(cls, /, *values: object, **named: object) -> Self:
            """Only for the first value: puts the constructor in its own place."""
            declared = next(each for each in cls.__mro__ if "_fields" in each.__dict__)
            declared.__new__ = _constructor(declared._fields, tuple(declared._field_defaults.values()))
            return declared.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values: Iterable[object]) -> Self:
            made = _tuple_new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes: object) -> Self:
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in zip(self._fields, self, strict=True))})"

        def __getnewargs__(self) -> tuple[object, ...]:
            """For copies and pickles."""
            return tuple(self)

    def _constructor(fields: tuple[str, ...], defaults: tuple[object, ...]) -> Callable[..., object]:
        """The function that takes the fields by place and by name; compiled, as what reads thousands of rows calls it for each."""
        names = "".join(f"{field}, " for field in fields)
        made = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"__builtins__": {}, "_new": _tuple_new})  # noqa: S307 - as `collections.namedtuple` does, of names in our code
        made.__name__, made.__defaults__ = "__new__", defaults
        return made

    class _Fields(type):
        """Makes a tuple class of what a class body declares."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:  # NamedTuple itself
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body[field] for field in fields if field in body}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"{name}: a field without a default stands behind one that has it")
            if any(field.startswith("_") for field in fields):
                raise ValueError(f"{name}: a field's name begins with an underscore")
            body |= {field: _field_at(place) for place, field in enumerate(fields)}
            body |= {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields, "__slots__": ()}
            return type(name, (_Values,), body)

    class NamedTuple(metaclass=_Fields):
        """A tuple with named fields: those that the class body annotates, in their order; a value is a field's default."""
