"""Settings, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterable

from kcrm.config import Source
from kcrm.i18n import N_, _
from kcrm.named import NamedTuple
from kcrm.views import Audience, Cell, Column, View


class Said(NamedTuple):
    """A setting in effect. label: a msgid. value: None where nobody said anything and nothing follows from that."""

    key: str
    label: str
    value: str | None
    source: Source
    variable: str


_COLUMNS = (
    Column("key", N_("Key")),
    Column("label", N_("Setting"), priority=2, audience=Audience.PEOPLE),
    Column("value", N_("Value")),
    Column(
        "source",
        N_("Source"),
        Cell.ENUM,
        1,
        {
            Source.OPTION: N_("option"),
            Source.ENVIRONMENT: N_("environment"),
            Source.FILE: N_("config file"),
            Source.DEFAULT: N_("default"),
        },
    ),
    Column("variable", N_("Variable"), priority=3),
)


def config_view(settings: Iterable[Said]) -> View:
    """A row a setting."""
    return View(_("Settings"), _COLUMNS, [(each.key, _(each.label), each.value, each.source, each.variable) for each in settings])
