"""The root of the command line, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from functools import cache
from importlib import import_module

import typer

from kcrm.config import with_config
from kcrm.context import AppContext
from kcrm.errors import EitherError, ExitCode, KcrmError, NotFoundError, UsageError
from kcrm.front import PANELS
from kcrm.i18n import N_, _, find_language, language, language_of_environment, use_language
from kcrm.shell.console import abandon_streams, choose, prepare_streams, warn
from kcrm.shell.grammar import VALUED_OPTIONS, App, app_context, usage_error
from kcrm.shell.options import Format
from kcrm.shell.tree import command_tree
from kcrm.shell.typer_inside import ClickException

_COMPLETING = "_KCRM_COMPLETE"
"""Set in the environment by the scripts of `kcrm completion`: the words that follow are to be completed, the last of them."""

_VALUED_OF_ROOT = frozenset({"-o", "--format"})
"""The root's own options that take a value: the word behind is no command."""

_HELP = "help"


def build(argv: Sequence[str] | None = None) -> App:
    """Kcrm with all its commands, or with those that a command line can reach: to import all takes longer than most commands do."""
    return _of_modules(tuple(_modules_for(argv)))


@cache
def _of_modules(modules: tuple[str, ...]) -> App:
    """Those of these modules of `kcrm.commands`; made once a process, as many command lines in one name the same ones."""
    app = App(help=N_("The customer-service desk of a car dealership."), panels=PANELS)
    for module in modules:
        import_module(f"kcrm.commands.{module}").register(app)

    @app.callback(invoke_without_command=True)
    def root(ctx: typer.Context, format_: Format = None) -> None:
        if ctx.invoked_subcommand is None:
            from kcrm.commands.today import show_today  # noqa: PLC0415 - as every command is imported only where it is called

            show_today(app_context(ctx), format_)
        elif format_ is not None:
            raise UsageError(
                N_("-o goes after the command: kcrm {command} -o {format}."), command=ctx.invoked_subcommand, format=format_.value
            )

    return app


def _modules_for(argv: Sequence[str] | None) -> Iterable[str]:
    """Those that know the command named; none where no command is, or none of that name. All where there is no command line."""
    place = None if argv is None else _place_of_command(argv)
    if argv is not None and place is None:
        return ()
    named = None if argv is None or place is None else argv[place]
    return dict.fromkeys(
        module for entries in PANELS.values() for entry in entries if named in {None, entry.name} for module in entry.modules
    )


def _place_of_command(argv: Sequence[str]) -> int | None:
    """Where the first word stands that is neither an option nor the value of one."""
    places = iter(range(len(argv)))
    for place in places:
        if argv[place] in VALUED_OPTIONS or argv[place] in _VALUED_OF_ROOT:
            next(places, None)
        elif not argv[place].startswith("-"):
            return place
    return None


def _without_help(argv: Sequence[str]) -> Sequence[str]:
    """`kcrm help complaint open` without the word: what it stands before is asked about, and not to be done."""
    while (place := _place_of_command(argv)) is not None and argv[place] == _HELP:
        argv = [*argv[:place], *argv[place + 1 :]]
    return argv


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line, without the program's name, and return its exit code. Never raises, and never ends the process."""
    words = sys.argv[1:] if argv is None else argv
    asked = _without_help(words)
    if _COMPLETING in os.environ:
        from kcrm.shell.completion import complete  # noqa: PLC0415 - only the Tab key needs it, and no command is to wait for it

        return copy_context().run(complete, build, asked, os.environ)
    return run(build(asked), words if asked is words else [*asked, "--help"])


def run(app: App, argv: Sequence[str]) -> int:
    """`main` for any set of commands."""
    prepare_streams()
    try:
        with use_language(language_of_environment(os.environ)):
            try:
                environ = with_config(os.environ)
                chosen = find_language(argv, environ)
            except KcrmError as error:
                return _say(error)
            with use_language(chosen):
                # in a context of its own: what one command line left behind says nothing of the next
                return copy_context().run(_guarded, app, argv, environ)
    except BrokenPipeError:
        # nobody reads any more, and nobody is to be told
        abandon_streams()
        return ExitCode.PIPE_CLOSED


def _guarded(app: App, argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """The exit code of the command, whatever happens in it."""
    try:
        code = _invoke_asking(app, argv, environ)
        # a reader that went away, or a full disk, shows only now
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the last place where one can be met
        if environ.get("KCRM_DEBUG") == "1":
            import traceback  # noqa: PLC0415 - for developers only

            traceback.print_exc()
        return _say(_in_words(error))
    return code


def _invoke_asking(app: App, argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run the command; where a value can mean two things, ask which and run it with that: nothing was written before it was read."""
    try:
        return _invoke(app, argv, environ)
    except EitherError as error:
        from kcrm.views.errors import in_words  # noqa: PLC0415 - as below

        chosen = choose(AppContext.of_environment(environ, language=language()), in_words(error), error.choices)
        if chosen is None or not any(error.value in word for word in argv):
            raise
        meant = [word.replace(error.value, chosen) for word in argv]
    return _invoke_asking(app, meant, environ)


def _invoke(app: App, argv: Sequence[str], environ: Mapping[str, str]) -> int:
    for word in argv:
        if "\0" in word:
            raise UsageError(N_("{text}: contains a zero byte."), text=word)
    context = AppContext.of_environment(environ, language=language()).replace(words=tuple(argv))
    command = command_tree(app)
    try:
        with _looking(context), command.make_context("kcrm", list(argv), obj=context) as ctx:
            command.invoke(ctx)
    except typer.Exit as done:
        return done.exit_code
    return ExitCode.OK


def _looking(context: AppContext) -> AbstractContextManager[None]:
    """Whoever sits at a terminal sees how far the work is."""
    if not context.terminal.bars:
        return nullcontext()
    from kcrm.shell.bars import Bars  # noqa: PLC0415 - nobody looks into a pipe

    return Bars(sys.stderr).looking()


# what the system says in English, or in the language it was set up with
_SYSTEM: Mapping[int, str] = {
    errno.ENOENT: N_("{path}: no such file or folder."),
    errno.EACCES: N_("{path}: permission denied."),
    errno.EPERM: N_("{path}: permission denied."),
    errno.EISDIR: N_("{path}: is a folder, not a file."),
    errno.ENOTDIR: N_("{path}: a part of this path is not a folder."),
    errno.EEXIST: N_("{path}: already exists."),
    errno.EROFS: N_("{path}: the file system is read-only."),
    errno.ENOSPC: N_("{path}: the disk is full. Free some space and try again."),
    errno.EDQUOT: N_("{path}: the disk quota is used up. Free some space and try again."),
    errno.ENAMETOOLONG: N_("{path}: the name is too long."),
    errno.EMFILE: N_("{path}: too many open files."),
    errno.EIO: N_("{path}: input/output error. Check the disk."),
}


def _in_words(error: Exception) -> KcrmError:
    match error:
        case KcrmError():
            return error
        case ClickException():
            return usage_error(error)
        case OSError():
            return _system_error(error)
        case _:
            return KcrmError(
                N_("Internal error in kcrm: {kind}: {detail}"),
                hint=N_("Set KCRM_DEBUG=1 for the traceback, and report it."),
                kind=type(error).__name__,
                detail=str(error),
            )


def _system_error(error: OSError) -> KcrmError:
    named = isinstance(error.filename, bytes | str | os.PathLike)
    path = os.fsdecode(error.filename) if named else _("standard output")
    if not named:
        abandon_streams(sys.stdout)
    message = _SYSTEM.get(error.errno or 0)
    hint = None if named else _kept()
    if message is None:
        return KcrmError(N_("{path}: {reason}."), hint=hint, path=path, reason=error.strerror or str(error))
    kinds = {errno.ENOENT: NotFoundError, errno.ENAMETOOLONG: UsageError}
    return kinds.get(error.errno or 0, KcrmError)(message, hint=hint, path=path)


def _kept() -> str | None:
    """What is to be said where only the output failed: whoever reads no result may think that nothing was done."""
    from kcrm.db import written  # noqa: PLC0415 - commands that need no database do not load it

    return N_("The changes were written; only the output was lost. To see them: kcrm operation list") if written.get() else None


def _say(error: KcrmError) -> int:
    """What is wrong, what may be meant, which names are near, what to try: on stderr, in the current language."""
    from kcrm.views.errors import error_lines  # noqa: PLC0415 - only when something failed

    first, *more = error_lines(error)
    for line in (f"kcrm: {first}", *more):
        warn(line)
    return error.exit_code
