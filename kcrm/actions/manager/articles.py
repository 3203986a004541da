"""Articles: shown with their texts, found by words, voted on, withdrawn."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.articles import STALE
from kcrm.named import NamedTuple
from kcrm.queries import articles
from kcrm.queries.articles import Read
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, narrowed_records, row_by_id, save
from kcrm.queries.texts import LONGEST, pattern_of
from kcrm.records import SheetKind, noun_of
from kcrm.records.article import NOUN


class ArticleCard(NamedTuple):
    """An article as its fields say, and what it says in either language."""

    facts: Shown
    text_zh: str | None
    text_en: str | None


def article_card(session: Session, number: int) -> ArticleCard:
    """The article of this number."""
    return ArticleCard(shown(session, SheetKind.ARTICLES, number), *articles.texts_of(session.connection, number))


def find_articles(session: Session, words: Sequence[str], limit: int | None) -> tuple[Sequence[Read], int]:
    """The articles in use that have all of these words, the most helpful first, and how many there are. limit: None for all.

    Raises UsageError for no words.
    """
    if not words:
        raise UsageError(N_("To find articles, say words to look for."))
    if any(len(word) > LONGEST for word in words):
        return [], 0
    return articles.with_words(session.connection, [pattern_of(word) for word in words], session.given, limit)


def stale_articles(session: Session, owner: int | None, limit: int | None) -> tuple[Sequence[Shown], int]:
    """The articles that are to be looked through again, and how many there are. owner: whose; None for all. limit: None for all."""
    wanted = {**session.given, "owner": owner, "states": json.dumps(STALE)}
    return narrowed_records(session.connection, noun_of(SheetKind.ARTICLES), wanted, None, limit)


def vote(session: Session, number: int, *, helpful: bool, dry_run: bool = False) -> ArticleCard:
    """Whether it helped whoever acts. Raises UsageError where nobody has said who acts, RefusedError for one that is withdrawn."""
    if session.actor is None:
        raise UsageError(N_("Whom did it help? A vote is somebody's."), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    with session.write(dry_run=dry_run) as planner:
        _check_in_use(planner.connection, number)
        articles.note_vote(planner.connection, number, session.actor.id, session.today, helpful=helpful)
        return article_card(session, number)


def withdraw(session: Session, number: int, *, dry_run: bool = False) -> ArticleCard:
    """It is offered and found no more. Raises RefusedError where it is withdrawn already."""
    with session.write(dry_run=dry_run) as planner:
        row = _check_in_use(planner.connection, number)
        save(planner.connection, NOUN.table, row, {"withdrawn_on": session.today})
        return article_card(session, number)


def _check_in_use(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    row = row_by_id(connection, NOUN, number)
    if row["withdrawn_on"] is not None:
        raise RefusedError(
            N_("{article} was withdrawn on {day}."),
            hint=N_('To bring it back: kcrm article edit {article} --withdrawn-on ""'),
            article=identifier(Thing.ARTICLE, number),
            day=row["withdrawn_on"],
        )
    return row
