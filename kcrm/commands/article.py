"""`kcrm article …`: the knowledge base, which is offered in the calls where it helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.edits import Entry, add
from kcrm.actions.manager.articles import ArticleCard, article_card, find_articles, stale_articles, vote, withdraw
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.model import Kind
from kcrm.model.articles import IN_USE, ArticleKind, ArticleState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import Moment, flag
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun, Words
from kcrm.shell.outcome import entered_result
from kcrm.shell.output import Output
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show
from kcrm.shell.typed import Typed, one, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.articles import article_view, found_articles
from kcrm.views.records import record_list

_Which = Annotated[str, typer.Argument(metavar="ARTICLE", help=N_("The article: A3."))]
_File = Annotated[
    str | None,
    typer.Option("--file", metavar="FILE", help=N_("Read the text from this file, which may be Markdown; - is standard input.")),
]
_OWNER = Typed("owner", "--owner", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF))
_DESK: Desk[ArticleCard] = Desk(SheetKind.ARTICLES, _Which, article_card, article_view)


def register(app: App) -> None:
    """The noun `article`."""
    noun = app.noun("article", help=N_("Articles: what staff should know, offered where it helps."))
    add_list(
        noun,
        SheetKind.ARTICLES,
        (
            Typed("kind", "--kind", "KIND", N_("Filter by kind: product, rival, policy, case, how_to."), word(ArticleKind, "--kind")),
            Typed("helps", "--helps", "KIND", N_("Filter by a kind of follow-up that they help with."), word(Kind, "--helps")),
            _OWNER,
        ),
        help=N_("List articles: those in use, or those in another state."),
        states=States(ArticleState, IN_USE, N_("Filter by state: valid, unconfirmed, expired or withdrawn.")),
        empty=N_("No such articles."),
    )
    add_show(noun, _DESK, help=N_("Show an article with its text."))
    _register_adding(noun)
    add_editing(noun, _DESK, help=N_('Edit an article, or confirm it with --confirmed-on today; --field "" clears a field.'))
    _register_finding(noun)
    _register_steps(noun)


def _register_adding(noun: App) -> None:
    @noun.verb("add", help=N_("Add an article, with its text from options or from a file."), output=PRINTED)
    @with_fields(noun_of(SheetKind.ARTICLES), arguments=("title",), required=("owner",))
    def add_(session: Session, texts: Mapping[str, str], file: _File = None, dry_run: DryRun = False) -> Result:
        given = {**texts, **(_read(texts, file) if file is not None else {})}
        return entered_result(add(session, Entry(SheetKind.ARTICLES, given, article_card, dry_run)), article_view)


def _read(texts: Mapping[str, str], file: str) -> Mapping[str, str]:
    from kcrm.exchange.articles import text_in  # noqa: PLC0415 - here and below: few articles come from files
    from kcrm.exchange.reading import standard_input  # noqa: PLC0415
    from kcrm.shell.editor import read_text  # noqa: PLC0415

    key, text = text_in(read_text(file, standard_input().read() if file == "-" else None), texts["title"])
    if key in texts:
        raise UsageError(N_("--file and {option} both give the text in this language."), option=f"--{key.replace('_', '-')}")
    return {key: text}


def _register_finding(noun: App) -> None:
    @noun.verb("find", help=N_("Find articles by words in their titles and texts, the most helpful first."), output=LISTED)
    def find(session: Session, what: Words, *, output: Output) -> View:
        words = " ".join(what).split()
        found, total = find_articles(session, words, output.page(session.context.terminal))
        return found_articles(found, words, total)

    @noun.verb("stale", help=N_("List articles that are no longer valid, or that nobody confirmed for long."), output=LISTED)
    def stale(
        session: Session, *, owner: Annotated[str | None, typer.Option("--owner", metavar="NO", help=_OWNER.help)] = None, output: Output
    ) -> View:
        whose = select(session, owner, Thing.STAFF) if owner is not None else None
        found, total = stale_articles(session, whose, output.page(session.context.terminal))
        return record_list(SheetKind.ARTICLES, found, total, empty=_("No article is to be looked through again."))


def _register_steps(noun: App) -> None:
    @noun.verb("helpful", help=N_("Say whether an article helped you; your latest word counts."), output=PRINTED)
    def helpful(
        session: Session,
        which: _Which,
        helped: Annotated[str, typer.Argument(metavar="yes|no", help=N_("Whether it helped: yes or no."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        said = flag(helped, Moment(session.today, session.now, typed=True))
        return article_view(vote(session, select(session, which, Thing.ARTICLE), helpful=said, dry_run=dry_run))

    @noun.verb("withdraw", help=N_("Withdraw an article: it is offered and found no more."), output=PRINTED)
    def withdraw_(session: Session, which: _Which, *, dry_run: DryRun = False) -> View:
        return article_view(withdraw(session, select(session, which, Thing.ARTICLE), dry_run=dry_run))
