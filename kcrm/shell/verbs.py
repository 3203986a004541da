"""What every verb does around its own work: the database is opened, the result shown, a dry run told.

A verb asks for what it needs of this by the names of its parameters: `session`, the open database; `context`, where none is needed;
`output`, what the options say of the result, which most need not know. It returns what it found instead of printing it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from inspect import Parameter
from typing import TYPE_CHECKING, Any

import typer

from kcrm.context import AppContext
from kcrm.errors import ExitCode, KcrmError
from kcrm.i18n import _
from kcrm.named import NamedTuple
from kcrm.shell.console import notice
from kcrm.shell.output import Output
from kcrm.shell.signatures import signature_of

if TYPE_CHECKING:
    from kcrm.views import View

_GIVEN = frozenset({"session", "context", "output"})

Verb = Callable[..., "View | Result | None"]


class Result(NamedTuple):
    """What a verb found.

    said: what the person should know besides, for stderr. below: what stands beneath the view: another, or a drawing, as a code to dial.
    code: with which the process ends. error: what ends it, once the view stands. output: how it is written, where that is not as typed.
    """

    view: View
    said: Iterable[str] = ()
    below: View | str = ""
    code: ExitCode = ExitCode.OK
    error: KcrmError | None = None
    output: Output | None = None


def command_of_verb(verb: Verb, options: Sequence[Parameter]) -> Callable[..., None]:
    """The verb as Typer takes it: with the options of its output, and `ctx` instead of what is not typed.

    Where --limit is not among the options all rows are shown, as nobody could ask for the others.
    """
    signature = signature_of(verb)
    wanted = signature.parameters

    @functools.wraps(verb)
    def command(ctx: typer.Context, **given: Any) -> None:  # noqa: ANN401 - what Typer passes
        from kcrm.actions.session import open_session  # noqa: PLC0415 - help opens and shows nothing
        from kcrm.views import View  # noqa: PLC0415

        context: AppContext = ctx.obj
        output = Output(**{"limit": 0, **{option.name: given.pop(option.name) for option in options}}).checked(given.get("to"))
        if output.because is not None:
            context = context.replace(reason=output.because.strip())
        given |= {name: value for name, value in (("context", context), ("output", output)) if name in wanted}
        with open_session(context) if "session" in wanted else nullcontext() as session:
            found = verb(**given) if session is None else verb(session=session, **given)
            result = Result(found) if isinstance(found, View) else found
            if result is not None:
                show(context if session is None else session.context, result, result.output or output)
            if given.get("dry_run"):
                notice(_("Dry run: nothing was written."))
        if result is not None and result.code:
            raise typer.Exit(result.code)

    typed = [each.replace(kind=Parameter.KEYWORD_ONLY) for name, each in wanted.items() if name not in _GIVEN]
    first = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    command.__signature__ = signature.replace(parameters=[first, *typed, *options])  # type: ignore[attr-defined]
    command.__annotations__ = {}  # Typer would take them for the parameters' types
    return command


def show(context: AppContext, result: Result, output: Output) -> None:
    """Write what a verb found. context: of the database that is open, so that what leaves can be recorded."""
    from kcrm.render import emit, write_text  # noqa: PLC0415 - as above

    emit(context, result.view, output)
    if isinstance(result.below, str):
        write_text(result.below)
    else:
        emit(context, result.below, output)
    for line in result.said:
        notice(line)
    if result.error is not None:
        raise result.error
