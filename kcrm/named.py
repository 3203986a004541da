"""Named tuples whose classes are made quickly: to be imported from here instead of from `typing`.

`typing.NamedTuple` compiles the text of every annotation (with `from __future__ import annotations` each is a text), three quarters of a
millisecond a class, of which a command loads a hundred. Here annotations stay texts, which `typing.get_type_hints` reads where somebody
asks. All else is the same: `collections.namedtuple` makes the class, and to the type checker it is `typing.NamedTuple`.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 - so that it counts as given on
else:
    _OF_EVERY_CLASS = frozenset({"__module__", "__qualname__", "__annotations__"})

    class _Fields(type):
        """Makes a tuple class of what a class body declares."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:  # NamedTuple itself
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body[field] for field in fields if field in body]
            if list(fields)[len(fields) - len(defaults) :] != [field for field in fields if field in body]:
                raise TypeError(f"{name}: a field without a default stands behind one that has it")
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])  # noqa: PYI024 - without its class the types of fields
            made.__annotations__ = fields
            made.__qualname__ = body["__qualname__"]
            for key, value in body.items():
                if key not in _OF_EVERY_CLASS and key not in fields:
                    setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Fields):
        """A tuple with named fields: those that the class body annotates, in their order; a value is a field's default."""
