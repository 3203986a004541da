"""A command line as the operations log keeps it: headings outlive every erasure, so that nothing personal may stand in them.

Names, phones, plates, VINs, addresses, notes and other texts are left out, as `…`; the rows that the operation touched hold them. What
stays is what cannot be somebody's: verbs, options, words that one chooses among, numbers, days, files, identifiers such as C12. What a
value is, its placeholder in the help says; one that is not listed here counts as personal, so that a new option cannot leak by omission.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from kcrm.patterns import pattern
from kcrm.shell.paramtypes import Choice, Whole
from kcrm.shell.typer_inside import Context, Parameter, TyperArgument, TyperOption

LEFT_OUT = "…"
PUBLIC = frozenset(
    {
        "A..B",
        "CAUSE",
        "CHANNEL",
        "CLASS",
        "DATE",
        "DIR",
        "EMPLOYEE_NO",
        "FILE",
        "FILE|FOLDER",
        "FINDING",
        "FROM-TO",
        "GENDER",
        "GRADE",
        "HEADING=KEY",
        "HOURS",
        "KEY",
        "KIND",
        "KIND|DIR",
        "KIND|all",
        "KM",
        "LANGUAGE",
        "LEVEL",
        "LOYALTY",
        "DIRECTION",
        "FINDING_NO",
        "MATTER",
        "MONTH",
        "NO",
        "NUMBER",
        "OPERATION",
        "ORDER_NO",
        "P4",
        "PATH",
        "PAYER",
        "PERIOD",
        "PROBABILITY",
        "PURPOSE",
        "ROLE",
        "SEVERITY",
        "SOURCE",
        "STATE",
        "STEPS",
        "SURVEY",
        "TEAM",
        "TIME",
        "TYPE",
        "USE",
        "VALUE",
        "WHEN",
        "WORK",
        "YES|NO",
        "YUAN",
        "en|zh",
        "yes|no",
    }
)
"""The placeholders of values that are nobody's."""
# What a placeholder would let pass, though it tells of a person.
_PERSONAL = frozenset({"birthday"})
# A value that can also be a name may be an identifier, a day, a short number, or a word of kcrm's own.
_IMPERSONAL = pattern(
    r"(id:)?[A-Z]{1,2}[1-9][0-9]{0,9}|\d{1,3}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|[+-]?\d{1,3}[dwm]|today|tomorrow"
    r"|answered|busy|refused|[a-z]+(_[a-z]+)+|[a-z_]+=\d{1,2}(/\d{1,2})?"
)


def recorded(ctx: Context, words: Sequence[str]) -> str:
    """The command line of these words, as a shell can read it. ctx: of the command that they name."""
    return " ".join(["kcrm", *_recorded(ctx, words)])


def _recorded(ctx: Context, words: Sequence[str]) -> Iterator[str]:
    options = {name: param for param in _params(ctx) if isinstance(param, TyperOption) for name in (*param.opts, *param.secondary_opts)}
    verbs, arguments = iter(ctx.command_path.split()[1:]), _arguments(ctx)
    verb = next(verbs, None)
    waiting: TyperOption | None = None
    only_arguments = False
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            yield _shown(waiting, word)
            waiting = None
        elif only_arguments or not word.startswith("-") or word == "-":
            if word == verb:
                yield word
                verb = next(verbs, None)
            else:
                yield _shown(next(arguments), word)
        elif word == "--":
            yield word
            only_arguments = True
        elif name.startswith("--") and name in options:
            yield f"{name}={_shown(options[name], value)}" if equals else word
            waiting = None if equals or options[name].is_flag else options[name]
        elif (short := options.get(word[:2])) is not None:
            yield word[:2] + (word[2:] if short.is_flag else _shown(short, word[2:]) if word[2:] else "")
            waiting = None if short.is_flag or word[2:] else short
        else:  # a filter that is negated
            yield LEFT_OUT


def _params(ctx: Context | None) -> Iterator[Parameter]:
    while ctx is not None:
        yield from ctx.command.get_params(ctx)
        ctx = ctx.parent


def _arguments(ctx: Context) -> Iterator[TyperArgument | None]:
    """For each word that is no option the argument that takes it; None for one too many."""
    last = None
    for param in ctx.command.get_params(ctx):
        if isinstance(param, TyperArgument):
            yield from [param] * max(param.nargs, 1)
            last = param if param.nargs < 0 else None
    while True:
        yield last


def _shown(param: TyperArgument | TyperOption | None, value: str) -> str:
    if is_public(param) or (_IMPERSONAL.fullmatch(value) and (param is None or param.name not in _PERSONAL)):
        return shlex.quote(value)
    return LEFT_OUT


def is_public(param: Parameter | None) -> bool:
    """Whether no value of this parameter can be somebody's."""
    if not isinstance(param, TyperArgument | TyperOption) or param.name in _PERSONAL:
        return False
    return isinstance(param.type, Choice | Whole) or (param.metavar or "").strip("[].") in PUBLIC
