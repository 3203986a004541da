"""What became of each person's list that was to be mailed."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.views import Cell, Column, View
from kcrm.views.records import rows_of


class MailState(Word):
    """What became of a list."""

    SENT = "sent", N_("sent")
    TO_BE_SENT = "to_be_sent", N_("would be sent")
    FAILED = "failed", N_("failed")
    NO_ADDRESS = "no_address", N_("no address")
    UNASSIGNED = "unassigned", N_("nobody's")


class Mailed(NamedTuple):
    """A person's list. rows: follow-ups in it."""

    employee_no: str | None
    employee: str | None
    email: str | None
    rows: int
    state: MailState


_COLUMNS = (
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("employee", N_("Employee")),
    Column("email", N_("E-mail"), personal=Personal.CONTACT),
    Column("rows", N_("Rows"), Cell.COUNT),
    Column("state", N_("State"), Cell.ENUM, labels=MailState),
)


def mailed_view(mailed: Sequence[Mailed]) -> View:
    """A row a person."""
    return View(_("Mailed lists"), _COLUMNS, rows_of(_COLUMNS, mailed, {}), empty=_("Nothing is due, so nothing was mailed."))
