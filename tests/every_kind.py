"""What the tests of writing start from: a context, labels, a view of one text."""

from datetime import UTC, datetime
from enum import StrEnum

from kcrm.context import AppContext, Terminal
from kcrm.i18n import N_
from kcrm.views import Column, View


class Level(StrEnum):
    LOW = "low"
    HIGH = "high"


LABELS = {"low": N_("Today"), "high": N_("Database")}


def context(**terminal):
    return AppContext(language="en", started_at=datetime(2026, 3, 4, tzinfo=UTC), terminal=Terminal(**terminal))


def one_text(text, **more):
    return View("T", (Column("note", "Options", **more),), [(text,)])
