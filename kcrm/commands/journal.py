"""`kcrm journal …`: what each did on a day, what hindered them, and what a superior says of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from kcrm.actions.manager.journals import JournalCard, deeds_of, journal_card, read_journal, write_journal, writing
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, add_list, add_show
from kcrm.shell.typed import Typed, one, period
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.journals import done_words, journal_view

_Which = Annotated[str, typer.Argument(metavar="JOURNAL", help=N_("The journal: JR3."))]
_DESK: Desk[JournalCard] = Desk(SheetKind.JOURNALS, _Which, journal_card, journal_view)
_Besides = Annotated[str | None, typer.Option("--besides", metavar="TEXT", help=N_("What else was done, which kcrm does not know."))]
_Hindered = Annotated[str | None, typer.Option("--hindered", metavar="TEXT", help=N_("What stood in the way."))]
_Tomorrow = Annotated[str | None, typer.Option("--tomorrow", metavar="TEXT", help=N_("What is to be done tomorrow."))]


def register(app: App) -> None:
    """The noun `journal`."""
    noun = app.noun("journal", help=N_("Journals: what each did on a day, and what a superior says."))
    add_list(
        noun,
        SheetKind.JOURNALS,
        (
            Typed("person", "--person", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("of", "--period", "PERIOD", N_("Filter by the days they are about."), period),
            Typed("unread", "--unread", "", N_("Only what no superior has read yet.")),
        ),
        help=N_("List journals, the latest day first."),
        empty=N_("No such journals."),
    )
    add_show(noun, _DESK, help=N_("Show one journal, and what the operations log says of its day."))

    @noun.verb("write", help=N_("Write your journal of a day; what the operations log knows of it is filled in."), output=PRINTED)
    def write(
        session: Session,
        *,
        day: Annotated[str, typer.Option("--day", metavar="DATE", help=N_("Of which day; today, unless said."))] = "today",
        besides: _Besides = None,
        hindered: _Hindered = None,
        tomorrow: _Tomorrow = None,
        dry_run: DryRun = False,
    ) -> Result:
        of: date = parse_date(day, session.today, past=True)
        texts = {key: text for key, text in (("besides", besides), ("hindered", hindered), ("tomorrow", tomorrow)) if text is not None}
        done = done_words(deeds_of(session, writing(session).id, of))
        return entered_result(write_journal(session, of, texts, done, journal_card, dry_run=dry_run), journal_view)

    @noun.verb("read", help=N_("Say that you have read a journal, as a superior, and what there is to say of it."), output=PRINTED)
    def read(
        session: Session,
        which: _Which,
        *,
        remark: Annotated[str | None, typer.Option("--remark", metavar="TEXT", help=N_("What there is to say of it."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        return journal_view(read_journal(session, select(session, which, Thing.JOURNAL), remark, dry_run=dry_run))
