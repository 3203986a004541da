"""Verbs, nouns and options on top of Typer: one way to declare a command, help and usage errors in two languages.

Typer's words are English and fixed. So each node of its Click tree is one of the two classes below: they print help through `_` at the
moment it is asked for, say usage errors as `kcrm.errors.UsageError` with near names, and carry the global options on either side of the
verb. Nothing is patched, and a node keeps nothing of a command line and no word in a language, so one tree serves all command lines of a
process in both. What is taken of Typer's inside comes through `kcrm.shell.typer_inside`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from kcrm import __version__
from kcrm.context import AppContext, file_named
from kcrm.errors import UsageError
from kcrm.front import Entry
from kcrm.i18n import N_, _
from kcrm.patterns import pattern
from kcrm.shell.console import notice, quiet
from kcrm.shell.paramtypes import Choice, in_our_words, named
from kcrm.shell.recorded import recorded
from kcrm.shell.typer_inside import (
    ClickException,
    Command,
    Context,
    HelpFormatter,
    Parameter,
    TyperArgument,
    TyperCommand,
    TyperGroup,
    TyperOption,
    exceptions,
)
from kcrm.text import cells, pad, wrap

if TYPE_CHECKING:
    import sqlite3

Function = TypeVar("Function", bound=Callable[..., Any])

FILTERS = "filters"
"""The name of a parameter that takes filters, as in `kcrm.rules.filters`."""
_NEGATED = pattern(r"^-(?=[^\W\d_]\w*[:：])")

_COMMANDS = N_("Commands")
HELP_OPTIONS = frozenset({"--help", "-h"})
_ARGUMENTS = N_("Arguments")
_OPTIONS = N_("Options")
_GLOBAL = N_("Global options")
_HELP_OF_HELP = N_("Show this message and exit.")
_SEE_HELP = N_("See: {command} --help")
_LIKENESS = 0.65  # of an option to one that there is; with less each short one is like another
_NAME_COLUMN = 30  # cells; a longer name gets a line of its own


class App(typer.Typer):
    """A Typer whose commands are `verb`s and whose groups are `noun`s; both must have a help text, marked with `N_`.

    panels: under which headings, msgids, its help lists what it holds, where most of that is declared only when it is named.
    """

    def __init__(self, *, help: str, panels: Mapping[str, Sequence[Entry]] | None = None) -> None:  # noqa: A002 - as Typer calls it
        super().__init__(
            cls=KcrmGroup,
            help=help,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,  # they would print customers' data
            context_settings={"help_option_names": sorted(HELP_OPTIONS)},
        )
        self._nouns: dict[str, App] = {}
        self.outputs: dict[str, Sequence[inspect.Parameter]] = {}
        self.panels = panels or {}
        self.tree: KcrmGroup | None = None
        """What `kcrm.shell.tree` made of it."""

    def verb(self, name: str, *, help: str, output: Sequence[inspect.Parameter] = ()) -> Callable[[Function], Function]:  # noqa: A002
        """Make the decorated function a command of that name; what it asks for and returns says `kcrm.shell.verbs`.

        output: the options that say how its result is written, a group of `kcrm.shell.options`.
        """
        self.outputs[name] = output
        return self.command(name, cls=KcrmCommand, help=help)

    def noun(self, name: str, *, help: str, alone: Callable[..., None] | None = None) -> App:  # noqa: A002
        """A group of commands; alone on the command line it is a usage error that names its verbs, or what `alone` does.

        One that another module declared before is taken up again, with the help it has.
        """
        if name in self._nouns:
            return self._nouns[name]
        group = self._nouns[name] = App(help=help)
        group.callback(invoke_without_command=True)(alone or _need_verb)
        self.add_typer(group, name=name, help=help)
        return group


def app_context(ctx: typer.Context) -> AppContext:
    """What the command was given: environment and global options, from either side of the verb."""
    context = ctx.obj
    assert isinstance(context, AppContext), "commands run through kcrm.cli.run"
    return context


def verbs_of(ctx: typer.Context) -> dict[str, str]:
    """The verbs of the noun that is asked for alone, each with the first paragraph of its help in the current language."""
    group = ctx.command
    assert isinstance(group, KcrmGroup)
    return dict(group.summaries(ctx))


def _need_verb(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        group = ctx.command
        assert isinstance(group, TyperGroup)
        raise UsageError(
            N_("{command} needs a verb: {verbs}."), hint=_SEE_HELP, command=ctx.command_path, verbs=", ".join(group.list_commands(ctx))
        )


# --- the nodes of the tree ---


class _Node(Command):
    """What commands and groups have in common."""

    def _take_over(self) -> None:
        """Give every parameter kcrm's words, and the node its global options."""
        for param in self.params:
            param.type = in_our_words(param.type)
        self.params = [*self.params, *GLOBAL_OPTIONS]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except exceptions.UsageError as error:
            # the parser leaves some errors without their command, and the parent would claim them
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401 - Typer's own
        """Run it; what sqlite3 says of the database is said again in words that name its file."""
        command, what, narrowed = recorded(ctx, ctx.obj.words)
        ctx.obj = ctx.obj.replace(command=command, what=what, narrowed=narrowed, path=ctx.command_path.partition(" ")[2])
        if ctx.obj.more and not (isinstance(self, TyperGroup) and ctx.args):
            notice(_surroundings(ctx.obj))
        try:
            return super().invoke(ctx)
        except typer.Exit:
            raise
        except _database_error() as error:
            from kcrm.db import explain  # noqa: PLC0415 - only when something failed

            raise explain(error, ctx.obj.db_path) from error
        except UnicodeEncodeError as error:
            # bytes of an argument that are no UTF-8 become lone surrogates, which neither a database nor a file can hold as text
            raise UsageError(N_("{text}: contains bytes that are not UTF-8."), text=error.object) from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            from kcrm.storage.damage import damage_behind  # noqa: PLC0415 - as above

            damaged = damage_behind(ctx.obj)
            if damaged is None:
                raise
            raise damaged from error

    def get_usage(self, ctx: Context) -> str:
        return _usage(self, ctx)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        formatter.write("\n".join([_usage(self, ctx), *self._help_lines(ctx, formatter.width)]) + "\n")

    def _help_lines(self, ctx: Context, width: int) -> Iterator[str]:
        for paragraph in _or_nothing(self.help).split("\n\n"):
            yield ""
            yield from (f"  {line}" for line in wrap(paragraph, width - 2))
        for heading, records in self._sections(ctx):
            if records:
                yield ""
                yield _("{heading}:").format(heading=_(heading))
                yield from _definitions(records, width)

    def _sections(self, ctx: Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        params = [param for param in self.get_params(ctx) if not getattr(param, "hidden", False)]
        common = (*GLOBAL_OPTIONS, self.get_help_option(ctx))
        yield _ARGUMENTS, [_record(param, ctx) for param in params if isinstance(param, TyperArgument)]
        yield _OPTIONS, [_record(param, ctx) for param in params if isinstance(param, TyperOption) and param not in common]
        yield from self._listing(ctx)
        yield _GLOBAL, [_record(param, ctx) for param in params if param in common]

    def _listing(self, ctx: Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:  # noqa: ARG002 - groups need it
        yield from ()


def _database_error() -> type[sqlite3.Error]:
    import sqlite3  # noqa: PLC0415 - help does without

    return sqlite3.Error


def _surroundings(context: AppContext) -> str:
    """On which database, as whom and at which time a command runs."""
    from kcrm.actions.logins import acting  # noqa: PLC0415 - only who asks for more is told

    who = acting(context) or _("nobody")
    said = _("Database {file}; acting: {who}; {now}.")
    return said.format(file=context.db_path, who=who, now=context.clock(context.shown_in).strftime("%Y-%m-%d %H:%M"))


class KcrmCommand(_Node, TyperCommand):
    """A verb."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(*args, **kwargs)
        self._take_over()

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        if any(param.name == FILTERS for param in self.params):
            # `-class:A` is no option but a filter that is negated; the filter's language knows this minus too
            args = [_NEGATED.sub("\N{MINUS SIGN}", arg) for arg in args]
        ctx.allow_extra_args = True  # so that the parser leaves them to us to say
        extra = super().parse_args(ctx, args)
        if extra and not ctx.resilient_parsing:
            raise UsageError(N_("{command}: unexpected argument {extra}."), hint=_SEE_HELP, command=ctx.command_path, extra=" ".join(extra))
        return extra


class KcrmGroup(_Node, TyperGroup):
    """A noun, or kcrm itself. later: by name, how to build the commands that were not asked for yet (`kcrm.shell.tree`).

    panels: what is listed under which heading, where that need not be among them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Typer's own
        super().__init__(*args, **kwargs)
        self.later: dict[str, Callable[[], Command]] = {}
        self.panels: Mapping[str, Sequence[Entry]] = {}
        self._take_over()

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002 - Click's own
        return [entry.name for entries in self.panels.values() for entry in entries] or list(self.later)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in self.commands and cmd_name in self.later:
            self.commands[cmd_name] = self.later[cmd_name]()
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        name, *rest = args
        if rest and f"{name} {rest[0]}" in self.later:  # a noun of two words, of which the first alone is a verb
            name, rest = f"{name} {rest[0]}", rest[1:]
        command = self.get_command(ctx, name)
        if command is None:
            from kcrm.shell.strays import meant_perhaps  # noqa: PLC0415 - only when something is wrong

            root = ctx.find_root().command
            assert isinstance(root, KcrmGroup), "all groups are"
            near = meant_perhaps(ctx.command_path, self.list_commands(ctx), args, root.list_commands(ctx))
            raise UsageError(N_("There is no command {command} {name}."), hint=_SEE_HELP, near=near, command=ctx.command_path, name=name)
        return name, command, rest

    def summaries(self, ctx: Context) -> Iterator[tuple[str, str]]:
        """Each command's name, and the first paragraph of its help in the current language."""
        for entries in self.panels.values():
            yield from ((entry.name, _(entry.summary)) for entry in entries)
        if not self.panels:
            commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
            yield from ((name, _or_nothing(one.help).partition("\n\n")[0]) for name, one in commands if one is not None and not one.hidden)

    def _listing(self, ctx: Context) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The commands under their headings: as the table has them, else in the order in which they were registered."""
        column = max(map(cells, self.list_commands(ctx)))
        for heading, entries in self.panels.items():
            yield heading, [(pad(entry.name, column), _(entry.summary)) for entry in entries]
        if not self.panels:
            yield _COMMANDS, list(self.summaries(ctx))


# --- help ---


def _usage(command: Command, ctx: Context) -> str:
    pieces = [_("[OPTIONS]")]
    for param in command.get_params(ctx):
        pieces += param.get_usage_pieces(ctx)
    if isinstance(command, TyperGroup):
        pieces.append(_("COMMAND [ARGS]..."))
    return _("Usage: {command}").format(command=" ".join([ctx.command_path, *pieces]))


def _record(param: Parameter, ctx: Context) -> tuple[str, str]:
    """A parameter's names, and its help with what else is known of it."""
    assert isinstance(param, TyperArgument | TyperOption)
    extra = []
    choices = param.type.choices if isinstance(param.type, Choice) else ()
    if choices:
        extra.append(_("one of: {choices}").format(choices=" ".join(choices)))
    default = param.default
    if param.show_default and default is not None and default is not False and default not in ((), []) and not callable(default):
        extra.append(_("default: {value}").format(value=getattr(default, "value", default)))
    if param.required:
        extra.append(_("required"))
    is_help = isinstance(param, TyperOption) and param is _help_option(ctx)
    text = _(_HELP_OF_HELP) if is_help else _or_nothing(param.help)
    return _names(param), f"{text} [{'; '.join(extra)}]" if extra else text


def _or_nothing(help_text: str | None) -> str:
    return _(help_text) if help_text else ""


def _help_option(ctx: Context) -> TyperOption | None:
    return ctx.command.get_help_option(ctx)


def _names(param: TyperArgument | TyperOption) -> str:
    metavar = param.metavar or (param.name or "").upper()
    if isinstance(param, TyperArgument):
        return f"{metavar.removesuffix('...')}..." if param.nargs != 1 else metavar
    names = ", ".join(sorted(param.opts, key=len))
    if param.secondary_opts:
        names += f" / {', '.join(param.secondary_opts)}"
    return names if param.is_flag or param.count else f"{names} {metavar}"


def _definitions(records: Sequence[tuple[str, str]], width: int) -> Iterable[str]:
    column = min(max(cells(name) for name, _text in records), _NAME_COLUMN)
    indent = " " * (column + 4)
    for name, text in records:
        lines = wrap(text, max(width - column - 4, 20)) or [""]
        if cells(name) > column:
            yield f"  {name}"
        else:
            yield f"  {pad(name, column)}  {lines.pop(0)}".rstrip()
        yield from (indent + line for line in lines)


# --- errors ---


def usage_error(error: ClickException) -> UsageError:  # noqa: PLR0911 - one per error
    """What Click found wrong with the command line, in words that can be translated."""
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx is not None else "kcrm"
    match error:
        case exceptions.NoSuchOption(option_name=name):
            known = (
                [opt for param in ctx.command.get_params(ctx) for opt in (*param.opts, *param.secondary_opts)] if ctx is not None else []
            )
            if name[1:2].isdigit():
                return UsageError(
                    N_("{option} looks like an option. Put a value that begins with a minus at the end, after --."),
                    hint=_SEE_HELP,
                    command=command,
                    option=name,
                )
            near = get_close_matches(name, known, cutoff=_LIKENESS)
            return UsageError(N_("There is no option {option} for {command}."), hint=_SEE_HELP, near=near, command=command, option=name)
        case exceptions.MissingParameter(param=TyperOption() as param):
            return UsageError(N_("{command}: missing option {option}."), hint=_SEE_HELP, command=command, option=named(param))
        case exceptions.MissingParameter(param=param):
            return UsageError(N_("{command}: missing argument {argument}."), hint=_SEE_HELP, command=command, argument=named(param))
        case exceptions.BadParameter(param=param) if param is not None:
            return UsageError(N_("{command}: invalid value for {option}."), hint=_SEE_HELP, command=command, option=named(param))
        case exceptions.BadOptionUsage(option_name=name):
            if _takes_value(ctx, name):
                return UsageError(N_("{command}: {option} needs a value."), hint=_SEE_HELP, command=command, option=name)
            return UsageError(N_("{command}: {option} takes no value."), hint=_SEE_HELP, command=command, option=name)
        case _:
            return UsageError(N_("{command}: invalid command line."), hint=_SEE_HELP, command=command)


def _takes_value(ctx: Context | None, option: str) -> bool:
    params = ctx.command.get_params(ctx) if ctx is not None else []
    return any(isinstance(param, TyperOption) and option in param.opts and not param.is_flag for param in params)


# --- global options ---


def _set_db(ctx: Context, _param: Parameter, value: str | None) -> None:
    # a command's context starts with its parent's object: what stands after the verb is read later, and wins
    if value == "":
        raise UsageError(N_("--db: the file name is empty."))
    if value is not None:
        ctx.obj = ctx.obj.replace(db=file_named(value))


def _set_staff(ctx: Context, _param: Parameter, value: str | None) -> None:
    if value is not None:
        ctx.obj = ctx.obj.replace(staff_text=value)


def _set_less(_ctx: Context, _param: Parameter, value: bool) -> None:
    if value:
        quiet.set(True)


def _set_more(ctx: Context, _param: Parameter, value: bool) -> None:
    if value:
        ctx.obj = ctx.obj.replace(more=True)


def _set_no_pager(ctx: Context, _param: Parameter, value: bool) -> None:
    if value:
        ctx.obj = ctx.obj.replace(terminal=ctx.obj.terminal._replace(pager=""))


def _show_version(ctx: Context, _param: Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        typer.echo(f"kcrm {__version__}")
        ctx.exit()


# `--lang` has no callback: the language is found before parsing, as errors of parsing speak it too
GLOBAL_OPTIONS = (
    TyperOption(
        param_decls=["db", "--db"],
        metavar="PATH",
        callback=_set_db,
        expose_value=False,
        help=N_("The database file (KCRM_DB)."),
    ),
    TyperOption(param_decls=["lang", "--lang"], metavar="en|zh", expose_value=False, help=N_("The language (KCRM_LANG, else the locale).")),
    TyperOption(
        param_decls=["staff_text", "--as"],
        metavar="EMPLOYEE_NO",
        callback=_set_staff,
        expose_value=False,
        help=N_("Act as this employee number (KCRM_STAFF)."),
    ),
    TyperOption(
        param_decls=["no_pager", "--no-pager"],
        is_flag=True,
        callback=_set_no_pager,
        expose_value=False,
        help=N_("Print long results without a pager (PAGER)."),
    ),
    TyperOption(
        param_decls=["more", "--verbose", "-v"],
        is_flag=True,
        callback=_set_more,
        expose_value=False,
        help=N_("Show more: the whole record, every column, stacked if needed; the database, and who acts."),
    ),
    TyperOption(
        param_decls=["less", "--quiet", "-q"],
        is_flag=True,
        callback=_set_less,
        expose_value=False,
        help=N_("Show less: the result, warnings and errors, without notices and hints."),
    ),
    TyperOption(
        param_decls=["version", "--version", "-V"],
        is_flag=True,
        is_eager=True,
        callback=_show_version,
        expose_value=False,
        help=N_("Show the version and exit."),
    ),
)
VALUED_OPTIONS = frozenset(name for option in GLOBAL_OPTIONS if not option.is_flag for name in option.opts)
"""After these the next word is no command."""
