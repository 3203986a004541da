"""A command line as the operations log keeps it: headings outlive every erasure, so that nothing personal may stand in them.

Names, phones, plates, VINs, addresses, notes and other texts are left out, as `…`; the rows that the operation touched hold them. What
stays is what cannot be somebody's: verbs, options, words that one chooses among, numbers, days, files, identifiers such as C12. What a
value is, its placeholder in the help says; one that is not listed here counts as personal, so that a new option cannot leak by omission.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from kcrm.named import NamedTuple
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
        "CODE",
        "CONFLICT",
        "DATE",
        "DIR",
        "EMPLOYEE_NO",
        "ORIGIN",
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
        "FIELD",
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
_PERSONAL = frozenset({"birthday", "right"})
_FILTERS = "filters"
_SEGMENT = frozenset({"segment", "分组"})  # of customers, by a name that is a group's
_TERM = pattern(r"[-−]?([^\W\d]\w*)[:：][^:：]*")  # one alone: what follows another colon may be another's value
_NEEDS_NO_QUOTES = pattern(r"[\w:：.,，−-]+")  # shlex quotes whatever is not ASCII
# Options that say how a result is written, and by whom and where the command is run, but not of what.
_HOW = frozenset(
    {
        *("format", "format_", "reveal", "because", "limit", "sort", "columns", "headings", "to", "bom", "html", "split", "language"),
        *("db", "lang", "staff_text", "no_pager", "more", "less", "check", "quiet_if_empty", "dry_run", "yes"),
    }
)
# A value that can also be a name may be an identifier, a day, a short number, or a word of kcrm's own.
_IMPERSONAL = pattern(
    r"(id:)?[A-Z]{1,2}[1-9][0-9]{0,9}|\d{1,3}|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|[+-]?\d{1,3}[dwm]|today|tomorrow"
    r"|answered|busy|refused|[a-z]+(_[a-z]+)+|[a-z_]+=\d{1,2}(/\d{1,2})?"
)


class Recorded(NamedTuple):
    """A command line as a shell can read it, without what may be personal. command: all of it.

    what: of that the verb, and the kind of records where it is told one. narrowed: what else chooses the rows, as filters do.
    """

    command: str
    what: str
    narrowed: str


class _Part(Enum):
    WHAT = auto()
    HOW = auto()
    NARROWS = auto()


def recorded(ctx: Context, words: Sequence[str]) -> Recorded:
    """The command line of these words. ctx: of the command that they name."""
    parts = [*_recorded(ctx, words)]
    what, narrowed = (" ".join(word for word, of in parts if of is part) for part in (_Part.WHAT, _Part.NARROWS))
    return Recorded(" ".join(["kcrm", *(word for word, _part in parts)]), what or "kcrm", narrowed)


def _recorded(ctx: Context, words: Sequence[str]) -> Iterator[tuple[str, _Part]]:
    # a command's own options before those of the same name above it
    params = reversed([*_params(ctx)])
    options = {name: param for param in params if isinstance(param, TyperOption) for name in (*param.opts, *param.secondary_opts)}
    verbs, arguments = iter(ctx.command_path.split()[1:]), _arguments(ctx)
    verb = next(verbs, None)
    waiting: TyperOption | None = None
    only_arguments = False
    for word in words:
        name, equals, value = word.partition("=")
        if waiting is not None:
            yield _shown(waiting, word), _part_of(waiting)
            waiting = None
        elif only_arguments or not word.startswith("-") or word == "-":
            if word == verb:
                yield word, _Part.WHAT
                verb = next(verbs, None)
            else:
                argument = next(arguments)
                yield _shown(argument, word), _part_of(argument)
        elif word == "--":
            yield word, _Part.HOW
            only_arguments = True
        elif name.startswith("--") and name in options:
            option = options[name]
            yield f"{name}={_shown(option, value)}" if equals else word, _part_of(option)
            waiting = None if equals or option.is_flag else option
        elif (short := options.get(word[:2])) is not None:
            yield word[:2] + (word[2:] if short.is_flag else _shown(short, word[2:]) if word[2:] else ""), _part_of(short)
            waiting = None if short.is_flag or word[2:] else short
        else:  # a filter that is negated
            yield _as_filter(word) or LEFT_OUT, _Part.NARROWS


def _part_of(param: TyperArgument | TyperOption | None) -> _Part:
    if isinstance(param, TyperArgument):
        return _Part.WHAT if (param.metavar or "").startswith("KIND") else _Part.NARROWS
    return _Part.HOW if param is None or param.name in _HOW else _Part.NARROWS


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
    return (_as_filter(value) if param is not None and param.name == _FILTERS else None) or LEFT_OUT


def _as_filter(word: str) -> str | None:
    """One term of a filter, quoted, where its field cannot tell of a person; None for all else."""
    term = _TERM.fullmatch(word)
    if term is None:
        return None
    from kcrm.rules.filters import impersonal_names  # noqa: PLC0415 - few command lines have one

    if term[1].lower() not in _SEGMENT | impersonal_names():
        return None
    return word if _NEEDS_NO_QUOTES.fullmatch(word) else shlex.quote(word)


def is_public(param: Parameter | None) -> bool:
    """Whether no value of this parameter can be somebody's."""
    if not isinstance(param, TyperArgument | TyperOption) or param.name in _PERSONAL:
        return False
    return isinstance(param.type, Choice | Whole) or param.name in _SEGMENT or (param.metavar or "").strip("[].") in PUBLIC
