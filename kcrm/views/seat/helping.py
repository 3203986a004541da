"""What helps in a call: articles to read up, colleagues to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kcrm.i18n import N_, _
from kcrm.model import AwayReason
from kcrm.model.articles import Article, ArticleKind, Trained
from kcrm.model.campaigns import Offer
from kcrm.model.classes import Away
from kcrm.model.personal import Personal
from kcrm.model.recalls import Risk
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.recalls import ToBeDone
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of
from kcrm.views.values import joined

_ARTICLE = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, labels=ArticleKind),
    Column("title", N_("Title"), personal=Personal.NOTE),
)
_OFFER = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("name", N_("Campaign name"), personal=Personal.NOTE),
    Column("offer", N_("What is offered"), personal=Personal.NOTE),
    Column("until_on", N_("Until"), Cell.DATE),
)
_RECALL = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("vehicle", N_("Vehicle"), personal=Personal.PLATE),
    Column("title", N_("Recall title")),
    Column("risk", N_("Risk"), Cell.ENUM, labels=Risk),
    Column("remedy", N_("Remedy")),
)
_EXPERT = (
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("topic", N_("Topic"), personal=Personal.NOTE),
    Column("day", N_("Day"), Cell.DATE),
    Column("mark", N_("Mark"), Cell.NUMBER),
)


def offer_lines(offers: Iterable[Offer]) -> list[str]:
    """What campaigns under way offer, and until when."""
    return [
        _("{text}, until {day} ({campaign})").format(text=each.text or each.name, day=each.until_on, campaign=_named(each))
        for each in offers
    ]


def offers_part(offers: Iterable[Offer]) -> View:
    """The same for machines."""
    rows = [(_named(each), each.name, each.text, each.until_on) for each in offers]
    return View(_("Offered"), _OFFER, rows, audience=Audience.MACHINES)


def recall_lines(recalls: Iterable[ToBeDone]) -> list[str]:
    """What is still to be carried out on which vehicle, and what is done about it."""
    return [" ".join(filter(None, (each.vehicle, each.title, each.remedy, f"({_recall(each)})"))) for each in recalls]


def recalls_part(recalls: Iterable[ToBeDone]) -> View:
    """The same for machines."""
    rows = [(_recall(each), each.vehicle, each.title, each.risk, each.remedy) for each in recalls]
    return View(_("Recalled"), _RECALL, rows, audience=Audience.MACHINES)


def _recall(recall: ToBeDone) -> str:
    return identifier(Thing.RECALL, recall.id)


def _named(offer: Offer) -> str:
    return identifier(Thing.CAMPAIGN, offer.id)


AWAY: Final = (
    Column("stays_away", N_("Stays away"), Cell.ENUM, labels=AwayReason),
    Column("stays_away_on", N_("Said on"), Cell.DATE),
    Column("mended_by", N_("Mended by"), Cell.IDENTIFIER),
)
"""Why they stay away, for programs."""


def away_cells(away: Away | None) -> tuple[object, object, object]:
    """In these columns."""
    if away is None:
        return None, None, None
    return away.reason, away.said_on, identifier(Thing.MEASURE, away.mended_by) if away.mended_by is not None else None


def away_lines(away: Away | None) -> list[str]:
    """Why they stay away: asked about, not invited, until it is mended (Customer-care department plan)."""
    if away is None:
        return []
    said = _("{reason}, said on {day}").format(reason=label_of(away.reason), day=away.said_on)
    then = (
        _("not mended yet: ask, do not invite")
        if away.mended_by is None
        else _("mended by {measure}: say so, and invite").format(measure=identifier(Thing.MEASURE, away.mended_by))
    )
    return [joined((said, then))]


HELPING = ("articles", "experts")
"""Of the card, in the order in which they go where there is little room."""


def helping_lines(articles: Iterable[Article], experts: Iterable[Trained]) -> dict[str, list[str]]:
    """A line each, as where there is little room they go before what is said."""
    lines = {
        "articles": joined(f"{identifier(Thing.ARTICLE, each.id)} {each.title}" for each in articles),
        "experts": joined(f"{each.name} ({each.topic})" for each in experts),
    }
    return {key: [line] if line else [] for key, line in lines.items()}


def helping_parts(articles: Iterable[Article], experts: Iterable[Trained]) -> dict[str, View]:
    """The same for machines."""
    shown = [(identifier(Thing.ARTICLE, each.id), each.kind, each.title) for each in articles]
    known = [(each.employee_no, each.name, each.topic, each.day, None if each.mark is None else each.mark / 100) for each in experts]
    return {
        "articles": View(_("Articles"), _ARTICLE, shown, audience=Audience.MACHINES),
        "experts": View(_("Who knows"), _EXPERT, known, audience=Audience.MACHINES),
    }
