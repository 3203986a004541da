"""The policy's values, what changed them, and what that meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.policy import PolicyEntry, as_text
from kcrm.views import Audience, Cell, Column, Shape, View
from kcrm.views.planning import consequences

if TYPE_CHECKING:
    from kcrm.actions.policies import PastChange, PolicyChange

_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE

_ENTRIES = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("value", N_("Value"), Cell.PROSE),
    Column("default", N_("Default"), audience=_MACHINES),
    Column("changed", N_("Changed"), Cell.FLAG, audience=_MACHINES),
    Column("unit", N_("Unit"), audience=_MACHINES),
    Column("source", N_("Source"), audience=_MACHINES),
    Column("changed", N_("Default"), priority=1, audience=_PEOPLE),
    Column("unit", N_("Unit"), priority=3, audience=_PEOPLE),
    Column("source", N_("Source"), priority=2, audience=_PEOPLE),
)
_RULE = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("value", N_("Value")),
    Column("unit", N_("Unit"), audience=_MACHINES),
    Column("source", N_("Source"), audience=_MACHINES),
    Column("unit", N_("Unit"), priority=2, audience=_PEOPLE),
    Column("source", N_("Source"), priority=1, audience=_PEOPLE),
)
_CHANGE = (
    Column("policy_version", N_("Policy version"), Cell.COUNT),
    Column("created", N_("Created"), Cell.COUNT, audience=_MACHINES),
    Column("reopened", N_("Reopened"), Cell.COUNT, audience=_MACHINES),
    Column("reassigned", N_("Reassigned"), Cell.COUNT, audience=_MACHINES),
    Column("lapsed", N_("Lapsed"), Cell.COUNT, audience=_MACHINES),
    Column("cancelled", N_("Cancelled"), Cell.COUNT, audience=_MACHINES),
    Column("list", N_("Follow-ups"), audience=_PEOPLE),
)
_VALUES = (
    Column("key", N_("Key"), Cell.IDENTIFIER),
    Column("before", N_("Before"), Cell.PROSE),
    Column("after", N_("After"), Cell.PROSE),
)
_HISTORY = (
    Column("version", N_("Policy version"), Cell.COUNT),
    Column("at", N_("At"), Cell.INSTANT),
    Column("employee_no", N_("Who"), Cell.IDENTIFIER),
    *_VALUES,
)


def entries_view(entries: Sequence[PolicyEntry]) -> View:
    """Values by key, as they are typed after `policy set`; people see a default only where it differs."""
    rows = []
    for entry in entries:
        value, default = as_text(entry.value), as_text(entry.default)
        differs = entry.value != entry.default
        said = _("changed from {default}").format(default=default) if differs else None
        rows.append((entry.key, value, default, differs, entry.unit, entry.source, said, _(entry.unit), _(entry.source)))
    return View(_("Policy"), _ENTRIES, rows)


def rule_view(version: int, entries: Iterable[PolicyEntry]) -> View:
    """The values that an answer rests on, with the documents that ask for them, as they are in a version of the policy."""
    rows = [(entry.key, as_text(entry.value), entry.unit, entry.source, _(entry.unit), _(entry.source)) for entry in entries]
    return View(_("The rule, in policy version {version}").format(version=version), _RULE, rows)


def change_view(change: PolicyChange, *, dry_run: bool) -> View:
    """What was changed, and what it meant for the follow-ups."""
    made = change.plan.changes
    counts = (made["create"], made["reopen"], made["reassign"], made["lapse"], made["cancel"])
    row = (None if dry_run else change.version, *counts, consequences(change.plan))
    return View(
        title=_("Policy change"),
        columns=_CHANGE,
        rows=[row],
        shape=Shape.RECORD,
        notes=() if change.version is not None else (_("Already set to this value; nothing changed."),),
        parts={
            "changes": View(
                _("Changed values"), _VALUES, [(value.key, as_text(value.before), as_text(value.after)) for value in change.values]
            )
        },
    )


def history_view(changes: Sequence[PastChange]) -> View:
    """Past changes, one row a value."""
    rows = [
        (
            change.version,
            change.at,
            change.employee_no,
            *((change.value.key, as_text(change.value.before), as_text(change.value.after)) if change.value else (None, None, None)),
        )
        for change in changes
    ]
    return View(_("Policy history"), _HISTORY, rows)
