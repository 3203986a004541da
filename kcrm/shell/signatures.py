"""One parameter of a command that stands for several options.

Typer reads a command's options from its signature. What many commands take alike is declared once and put into the signature of each, as if
it had been written there; so help, errors, completion and both languages work as for any option.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter
from typing import Any

Command = Callable[..., Any]

_NOT_TYPED = dict.fromkeys(("AppContext", "Output", "Result", "Session", "View"), object)
"""Types of what `kcrm.shell.verbs` gives a verb and takes from it. Nobody reads them, so that a module need not load them for its help."""


def signature_of(function: Command) -> inspect.Signature:
    """With the types of what is typed, read from their texts."""
    return inspect.signature(function, eval_str=True, locals=_NOT_TYPED)


def in_place_of(
    parameter: str, options: Sequence[Parameter], gather: Callable[[Mapping[str, Any]], object]
) -> Callable[[Command], Command]:
    """Put these options in the place of a command's parameter of that name. gather: makes the parameter's value of theirs."""

    def decorate(function: Command) -> Command:
        own = signature_of(function)

        @functools.wraps(function)
        def command(**given: Any) -> object:  # noqa: ANN401 - what Typer passes
            values = {option.name: given.pop(option.name) for option in options}
            return function(**given, **{parameter: gather(values)})

        parameters: list[Parameter] = []
        for each in own.parameters.values():
            parameters += options if each.name == parameter else [each.replace(kind=Parameter.KEYWORD_ONLY)]
        command.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {}  # Typer would take them for the parameters' types
        return command

    return decorate
