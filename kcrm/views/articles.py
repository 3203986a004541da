"""Articles of the knowledge base: one with its texts, those with words that were looked for, those that help in a call."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.manager.articles import ArticleCard
from kcrm.i18n import N_, _, language
from kcrm.model.articles import ArticleKind, ArticleState
from kcrm.model.personal import Personal
from kcrm.queries.articles import Read
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.records import record_card
from kcrm.views.texts import excerpt

_ZH = Column("text_zh", N_("Text in Chinese"), Cell.PROSE, personal=Personal.NOTE)
_EN = Column("text_en", N_("Text in English"), Cell.PROSE, personal=Personal.NOTE)
_FOUND = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, 1, labels=ArticleKind),
    Column("title", N_("Title"), personal=Personal.NOTE),
    Column("text", N_("Words"), Cell.PROSE, audience=Audience.PEOPLE, personal=Personal.NOTE),
    Column("state", N_("State"), Cell.ENUM, 2, labels=ArticleState),
    Column("helpful", N_("Helpful"), Cell.COUNT, 1),
    Column("unhelpful", N_("Not helpful"), Cell.COUNT, 3),
    _ZH._replace(audience=Audience.MACHINES),
    _EN._replace(audience=Audience.MACHINES),
)


def article_view(card: ArticleCard) -> View:
    """All that is known of it, and what it says."""
    return record_card(SheetKind.ARTICLES, card.facts, more=((_ZH, card.text_zh), (_EN, card.text_en)))


def found_articles(found: Sequence[Read], words: Sequence[str], total: int) -> View:
    """What was found, in the order given; people read where its text has the first of the words. total: how many there are."""
    rows = [
        (
            identifier(Thing.ARTICLE, each.id),
            each.kind,
            each.title,
            excerpt(_text_with(each, words).replace("\n", " "), words),
            each.state,
            each.helpful,
            each.unhelpful,
            each.text_zh,
            each.text_en,
        )
        for each in found
    ]
    return View(_("Articles"), _FOUND, rows, total=total, empty=_("No article has these words."))


def _text_with(article: Read, words: Sequence[str]) -> str:
    """Its text in the reader's language, unless only the other has one of the words."""
    texts = [text for text in (article.text_zh, article.text_en) if text is not None]
    if language() == "en":
        texts.reverse()
    return next((text for text in texts if any(word.lower() in text.lower() for word in words)), texts[0])
