"""What notes are about, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kcrm.actions.topics import By, TopicRow
from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.model import Kind
from kcrm.topics import TOPIC
from kcrm.views import Audience, Cell, Column, View
from kcrm.views.labels import label_of

_TOPICS = (
    Column("of", N_("Of whom"), Cell.IDENTIFIER, audience=Audience.MACHINES),
    Column("of", N_("Scope"), audience=Audience.PEOPLE),
    Column("name", N_("Name"), audience=Audience.MACHINES),
    Column("topic", N_("Topic"), Cell.ENUM, labels=TOPIC),
    Column("count", N_("Notes"), Cell.COUNT),
    Column("notes", N_("Notes with a topic"), Cell.COUNT, 2),
    Column("share", N_("Share"), Cell.PERCENT, 1),
)


def topics_view(rows: Sequence[TopicRow], period: Period, by: By | None) -> View:
    """A row for each topic of each scope, in the order given."""
    shown = [
        (each.of, _scope(each, by), each.name, each.topic, each.count, each.notes, Fraction(each.count * 100, each.notes)) for each in rows
    ]
    return View(
        _("What notes are about, {first} to {last}").format(first=period.first, last=period.last),
        _TOPICS,
        shown,
        empty=_("No note in this period has a topic. Topics are found by words: kcrm policy show surveys.topics"),
    )


def _scope(row: TopicRow, by: By | None) -> str:
    if by is None:
        return _("all")
    if row.of is None:
        return _("not known")
    return label_of(Kind(row.of)) if by is By.KIND else row.name or row.of
