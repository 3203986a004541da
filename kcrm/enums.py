"""Enums of texts whose classes are made quickly: to be imported from here instead of from `enum`.

The standard library minds names that hide descriptors, flags and values of every kind as it makes each member. A command loads a hundred
such classes with seven hundred members, whose values are texts: made for these alone they take less than a third. What is made is an enum
like any other, to `isinstance`, to lookups, to copies and to the type checker, for which this is `enum.StrEnum`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from enum import StrEnum as StrEnum  # noqa: PLC0414, TID251 - the one place; given on
else:
    from enum import EnumType, ReprEnum

    class _Quick(EnumType):
        """Makes the class of what its body declares: NAME = "text", or NAME = "text", with more for the class's `__new__`."""

        @classmethod
        def __prepare__(cls, _name: str, _bases: tuple[type, ...]) -> dict[str, Any]:
            return {}

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            declared = {key: value for key, value in body.items() if isinstance(value, (str, tuple)) and not key.startswith("_")}
            if not declared:  # what others are made from
                return super().__new__(cls, name, bases, _ordinary(name, bases, body))
            for base in bases:
                if base.__dict__.get("_member_names_"):
                    raise TypeError(f"{name}: {base.__name__} has its members and is not extended")
            for key in declared:
                del body[key]
            for key, value in body.items():
                if not (key.startswith("_") or hasattr(value, "__get__")):
                    raise TypeError(f"{name}.{key}: its value is no text")
            if "__new__" in body:
                body["__new_member__"] = body.pop("__new__")
            names, by_name, by_value = [], {}, {}
            body |= {"_member_names_": names, "_member_map_": by_name, "_value2member_map_": by_value}
            made = type.__new__(cls, name, bases, body)
            new = made.__new_member__
            for key, value in declared.items():
                member = new(made, *value) if isinstance(value, tuple) else new(made, value)
                known = by_value.setdefault(member._value_, member)
                if known is member:
                    member._name_, member.__objclass__ = key, made
                    names.append(key)
                by_name[key] = known
                type.__setattr__(made, key, known)
            return made

    def _ordinary(name: str, bases: tuple[type, ...], body: dict[str, Any]) -> dict[str, Any]:
        """The same as the standard library wants it."""
        wanted = EnumType.__prepare__(name, bases)
        for key, value in body.items():
            wanted[key] = value
        return wanted

    class StrEnum(str, ReprEnum, metaclass=_Quick):
        """An enum whose members are texts."""

        __hash__ = str.__hash__  # that of an enum is written in Python, and tables are looked up by members all the time

        def __new__(cls, value: str) -> Self:
            member = str.__new__(cls, value)
            member._value_ = value
            return member
