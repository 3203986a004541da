"""Articles of the knowledge base (知识库), and who was trained: what they are about, how they stand, the facts that their rules take."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from kcrm.i18n import N_
from kcrm.model.kinds import Kind
from kcrm.model.vocabulary import Cause
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class ArticleKind(Word):
    """What an article tells of."""

    PRODUCT = "product", N_("our product"), "产品/产品知识"
    RIVAL = "rival", N_("a rival"), "竞品/竞品对比"
    POLICY = "policy", N_("a rule of the house"), "政策/商务政策/制度"
    CASE = "case", N_("a case"), "案例/客诉案例"
    HOW_TO = "how_to", N_("how to do something"), "操作/操作指引/流程"


class ArticleState(Word):
    """How an article stands on a day."""

    VALID = "valid", N_("up to date"), "有效"
    UNCONFIRMED = "unconfirmed", N_("to be confirmed"), "待确认"
    EXPIRED = "expired", N_("out of date"), "已过期"
    WITHDRAWN = "withdrawn", N_("withdrawn"), "已撤下"


STALE = (ArticleState.EXPIRED, ArticleState.UNCONFIRMED)
"""What somebody is to look through again."""
IN_USE = (ArticleState.VALID, *STALE)
"""What was not withdrawn."""


class ArticleDays(NamedTuple):
    """The days of an article. confirmed_on: when somebody last stood by its text. valid_until: the last day, None for no end."""

    confirmed_on: date
    valid_until: date | None = None
    withdrawn_on: date | None = None


class Article(NamedTuple):
    """An article as far as it is chosen for a call.

    kinds: of follow-up that it helps with. causes: of complaints. models: of vehicles that it speaks of. helpful, unhelpful: how many found
    it so.
    """

    id: int
    kind: ArticleKind
    title: str
    written_on: date
    days: ArticleDays
    kinds: frozenset[Kind] = frozenset()
    causes: frozenset[Cause] = frozenset()
    models: tuple[str, ...] = ()
    helpful: int = 0
    unhelpful: int = 0


class Helping(Protocol):
    """What says with which kinds of follow-up and causes of complaints it helps, and of which models; none of all three for nothing."""

    @property
    def kinds(self) -> frozenset[Kind]: ...
    @property
    def causes(self) -> frozenset[Cause]: ...
    @property
    def models(self) -> tuple[str, ...]: ...


class Trained(NamedTuple):
    """Somebody who was trained in a topic, or who trained others.

    mark: in hundredths of a point of 100, None where none was given. kinds, causes, models: what the topic helps with.
    """

    employee_no: str
    name: str
    topic: str
    day: date
    mark: int | None = None
    is_trainer: bool = False
    kinds: frozenset[Kind] = frozenset()
    causes: frozenset[Cause] = frozenset()
    models: tuple[str, ...] = ()


class Spoken(NamedTuple):
    """What a call is about: kinds of follow-up, causes of open complaints, models of the vehicles, as they are written."""

    kinds: frozenset[Kind]
    causes: frozenset[Cause] = frozenset()
    models: tuple[str, ...] = ()
