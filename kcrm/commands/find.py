"""`kcrm find X`: everything that it may mean, or who said it; apart from `show`, which needs to know what each of them looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kcrm.actions.selecting import find, selectors
from kcrm.actions.session import open_session
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.queries.texts import LONGEST, texts_with
from kcrm.queries.whose import whose
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import Listed, Words
from kcrm.text import for_shell
from kcrm.views.found import found_list
from kcrm.views.texts import texts_view


def register(app: App) -> None:
    """Declare `find`."""

    @app.verb("find", help=N_("Find anything by number, phone, plate, name; --text in notes."))
    def find_(
        ctx: typer.Context,
        what: Words,
        parts: Annotated[bool, typer.Option("--all", help=N_("Also match parts of names and plates."))] = False,
        in_texts: Annotated[
            bool,
            typer.Option("--text", help=N_("Look for these words in notes, answers, findings, needs and complaints; newest first.")),
        ] = False,
        *,
        output: Listed,
    ) -> None:
        if parts and in_texts:
            raise UsageError(N_("--all and --text cannot be used together."))
        words = " ".join(what)
        with open_session(app_context(ctx)) as session:
            if in_texts:
                wanted = words.split()
                if not wanted:
                    raise UsageError(N_("--text: say which words."))
                texts, total = texts_with(session.connection, wanted, output.page(session.context.terminal))
                emit(session.context, texts_view(texts, wanted, total), output)
                return
            found = find(session, words, parts=parts)
            emit(session.context, found_list(found, selectors(session, found), whose(session.connection, found)), output)
            if not found and 0 < len(words.strip()) <= LONGEST:
                notice(_("To look in notes and complaints: {command}").format(command=_typed(what)))


def _typed(words: Sequence[str]) -> str:
    """The command that looks for these words in texts, as it is typed."""
    dashes = ["--"] if any(word.startswith("-") for word in words) else []
    return for_shell(["kcrm", "find", "--text", *dashes, *words])
