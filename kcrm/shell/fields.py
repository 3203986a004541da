"""The options of `add` and `edit`: one for each field of a record's declaration (`kcrm/records`).

A command says `@with_fields(NOUN)` and takes `texts`, a mapping of key to what was typed; the decorator puts in the place of that one
parameter an option for each field, `joined_on` as `--joined-on`, and an argument for each of those that are named as such
(`kcrm.shell.signatures`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from inspect import Parameter
from typing import Annotated

import typer

from kcrm.records import Field, Noun
from kcrm.shell.signatures import Command, in_place_of


def with_fields(
    noun: Noun, *, arguments: Sequence[str] = (), but: Collection[str] = (), required: Collection[str] = ()
) -> Callable[[Command], Command]:
    """Give the decorated command, in the place of its parameter `texts`, what fills the fields of this noun.

    arguments: fields that are arguments, in this order. but: fields that the command does not take. required: options that must be given.
    """
    fields = noun.options
    options = [_argument(fields[key]) for key in arguments]
    options += [_option(field, required=key in required) for key, field in fields.items() if key not in but and key not in arguments]
    return in_place_of("texts", options, lambda typed: {key: text for key, text in typed.items() if text is not None})


def _argument(field: Field) -> Parameter:
    metavar = field.key.upper() if field.type.metavar in {"NUMBER", "TEXT"} else field.type.metavar
    argument = typer.Argument(metavar=metavar, help=field.help)
    return Parameter(field.key, Parameter.KEYWORD_ONLY, annotation=Annotated[str, argument])


def _option(field: Field, *, required: bool) -> Parameter:
    names = [f"--{field.key.replace('_', '-')}", *([field.also] if field.also else [])]
    option = typer.Option(*names, metavar=field.type.metavar, help=field.help)
    if required:
        return Parameter(field.key, Parameter.KEYWORD_ONLY, annotation=Annotated[str, option])
    return Parameter(field.key, Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, option])
