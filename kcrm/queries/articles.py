"""Articles: those that may help in calls, those with words, and who found them helpful."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from kcrm.model.articles import Article, ArticleDays, ArticleKind, ArticleState
from kcrm.model.kinds import Kind
from kcrm.model.vocabulary import Cause
from kcrm.named import NamedTuple

VOTES = "(SELECT count(*) FROM article_vote WHERE article_vote.article_id = article.id AND article_vote.helpful = {0})"
STATE = """CASE
    WHEN article.withdrawn_on IS NOT NULL THEN 'withdrawn'
    WHEN article.valid_until < :today THEN 'expired'
    WHEN article.confirmed_on < :confirmed_since THEN 'unconfirmed'
    ELSE 'valid' END"""
"""How an article's row stands, as `kcrm.rules.articles.state_of` says it; the days are given."""

_HELPING = f"""
SELECT id, kind, title, kinds, causes, models, written_on, confirmed_on, valid_until,
    {VOTES.format(1)} AS helpful, {VOTES.format(0)} AS unhelpful
FROM article
WHERE withdrawn_on IS NULL AND coalesce(valid_until, :today) >= :today AND coalesce(kinds, causes, models) IS NOT NULL
"""  # noqa: S608 - our own statement
_WITH_WORDS = f"""
WITH words AS MATERIALIZED (SELECT value FROM json_each(:words))
SELECT id, kind, title, {STATE} AS state, {VOTES.format(1)} AS helpful, {VOTES.format(0)} AS unhelpful, text_zh, text_en,
    count(*) OVER () AS total
FROM article
WHERE withdrawn_on IS NULL AND NOT EXISTS (
    SELECT 1 FROM words
    WHERE title || char(10) || coalesce(text_zh, '') || char(10) || coalesce(text_en, '') NOT LIKE value ESCAPE '\\'
)
ORDER BY {VOTES.format(1)} - {VOTES.format(0)} DESC, written_on DESC, id DESC LIMIT :limit
"""  # noqa: S608 - our own statement


class Read(NamedTuple):
    """An article with words that were looked for."""

    id: int
    kind: ArticleKind
    title: str
    state: ArticleState
    helpful: int
    unhelpful: int
    text_zh: str | None
    text_en: str | None


def helping(connection: sqlite3.Connection, today: date) -> list[Article]:
    """The articles that say what they help with and are valid today."""
    rows = connection.execute(_HELPING, {"today": today.isoformat()})
    return [_article(row) for row in rows]


def _article(row: sqlite3.Row) -> Article:
    return Article(
        row["id"],
        ArticleKind(row["kind"]),
        row["title"],
        date.fromisoformat(row["written_on"]),
        ArticleDays(
            date.fromisoformat(row["confirmed_on"]),
            date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        ),
        kinds_of(row["kinds"]),
        causes_of(row["causes"]),
        parted(row["models"]),
        row["helpful"],
        row["unhelpful"],
    )


def kinds_of(text: str | None) -> frozenset[Kind]:
    """The kinds of follow-up that something helps with."""
    return frozenset(map(Kind, parted(text)))


def causes_of(text: str | None) -> frozenset[Cause]:
    """The causes of complaints that something helps with."""
    return frozenset(map(Cause, parted(text)))


def parted(text: str | None) -> tuple[str, ...]:
    """What stands in a column with commas between."""
    return tuple(text.split(",")) if text else ()


def with_words(
    connection: sqlite3.Connection, patterns: Sequence[str], given: Mapping[str, str | None], limit: int | None
) -> tuple[list[Read], int]:
    """The articles in use whose title and texts match all of these patterns of LIKE, and how many there are; limit: None for all."""
    arguments = {**given, "words": json.dumps(patterns), "limit": -1 if limit is None else limit}
    rows = connection.execute(_WITH_WORDS, arguments).fetchall()
    found = [
        Read(
            row["id"],
            ArticleKind(row["kind"]),
            row["title"],
            ArticleState(row["state"]),
            row["helpful"],
            row["unhelpful"],
            row["text_zh"],
            row["text_en"],
        )
        for row in rows
    ]
    return found, rows[0]["total"] if rows else 0


def texts_of(connection: sqlite3.Connection, article_id: int) -> tuple[str | None, str | None]:
    """What it says in Chinese and in English."""
    row = connection.execute("SELECT text_zh, text_en FROM article WHERE id = ?", (article_id,)).fetchone()
    return row["text_zh"], row["text_en"]


def note_vote(connection: sqlite3.Connection, article_id: int, staff_id: int, day: date, *, helpful: bool) -> None:
    """Whether it helped this person, whose word before counts no more."""
    connection.execute(
        "INSERT INTO article_vote (article_id, staff_id, helpful, voted_on) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (article_id, staff_id) DO UPDATE SET helpful = excluded.helpful, voted_on = excluded.voted_on"
        " WHERE helpful <> excluded.helpful OR voted_on <> excluded.voted_on",
        (article_id, staff_id, int(helpful), day.isoformat()),
    )
