"""The types of options and arguments: Click's own, but their errors are kcrm's, in two languages and with near names."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.shell.typer_inside import Context, IntParamType, IntRange, Parameter, ParamType, TyperArgument, TyperChoice


class Choice(TyperChoice[str]):
    """One of several words; a mistyped one is told the near ones."""

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> str:  # noqa: ANN401, ARG002
        text = str(getattr(value, "value", value))
        if text in self.choices:
            return text
        raise UsageError(
            N_("{option}: {value} is not one of: {choices}."),
            near=get_close_matches(text, self.choices),
            option=named(param),
            value=text,
            choices=", ".join(self.choices),
        )


class Whole(ParamType):
    """A whole number, within bounds where it has any."""

    name = "int"

    def __init__(self, least: float | None = None, most: float | None = None) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:  # noqa: ANN401, ARG002
        try:
            number = int(value)
        except ValueError:
            raise UsageError(N_("{option}: {value} is not a whole number."), option=named(param), value=value) from None
        if self.least is not None and number < self.least:
            raise UsageError(N_("{option}: {value} is less than {least}."), option=named(param), value=value, least=self.least)
        if self.most is not None and number > self.most:
            raise UsageError(N_("{option}: {value} is more than {most}."), option=named(param), value=value, most=self.most)
        return number


def in_our_words(kind: ParamType) -> ParamType:
    """The same type, but its errors are kcrm's. Dates, amounts and fractions are taken as text and read by their own rules."""
    if isinstance(kind, TyperChoice):
        return Choice([str(getattr(choice, "value", choice)) for choice in kind.choices])
    if isinstance(kind, IntRange):
        return Whole(kind.min, kind.max)
    if isinstance(kind, IntParamType):
        return Whole()
    return kind


def named(param: Parameter | None) -> str:
    """How the person calls it: the longest name of an option, an argument's metavar."""
    if param is None:
        return ""
    if isinstance(param, TyperArgument):
        return param.human_readable_name.upper()
    return max(param.opts, key=len, default=param.name or "")
