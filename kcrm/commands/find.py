"""`kcrm find X`: everything that it may mean, or who said it; apart from `show`, which needs to know what each of them looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, Words
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result
from kcrm.text import for_shell

if TYPE_CHECKING:
    from kcrm.actions.session import Session


def register(app: App) -> None:
    """Declare `find`."""

    @app.verb("find", help=N_("Find anything by number, phone, plate, name; --text in notes."), output=LISTED)
    def find_(
        session: Session,
        what: Words,
        parts: Annotated[bool, typer.Option("--all", help=N_("Also match parts of names and plates."))] = False,
        in_texts: Annotated[
            bool,
            typer.Option(
                "--text",
                help=N_(
                    "Look for these words in notes, faults, answers, findings, needs, complaints, prospects, tasks, meetings, articles."
                ),
            ),
        ] = False,
        *,
        output: Output,
    ) -> Result:
        if parts and in_texts:
            raise UsageError(N_("--all and --text cannot be used together."))
        words = " ".join(what)
        if in_texts:
            wanted = words.split()
            if not wanted:
                raise UsageError(N_("--text needs words to look for."))
            from kcrm.queries.texts import texts_with  # noqa: PLC0415 - one of both is looked for
            from kcrm.views.texts import texts_view  # noqa: PLC0415

            texts, total = texts_with(session.connection, wanted, output.page(session.context.terminal))
            return Result(texts_view(texts, wanted, total))
        from kcrm.actions.selecting import find, selectors  # noqa: PLC0415
        from kcrm.queries.whose import whose  # noqa: PLC0415
        from kcrm.views.found import found_list  # noqa: PLC0415

        found = find(session, words, parts=parts)
        return Result(found_list(found, selectors(session, found), whose(session.connection, found)), [] if found else _elsewhere(what))


def _elsewhere(words: Sequence[str]) -> list[str]:
    """Where else to look for what was not found."""
    from kcrm.queries.texts import LONGEST  # noqa: PLC0415 - only where nothing was found

    if 0 < len(" ".join(words).strip()) <= LONGEST:
        return [_("To look in notes and complaints: {command}").format(command=_typed(words))]
    return []


def _typed(words: Sequence[str]) -> str:
    """The command that looks for these words in texts, as it is typed."""
    dashes = ["--"] if any(word.startswith("-") for word in words) else []
    return for_shell(["kcrm", "find", "--text", *dashes, *words])
