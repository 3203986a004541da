"""`policy`: every number of the desk, with its default and its source."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.policies import history, reset_all, reset_value, set_value
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.policy import Policy, PolicyEntry
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, TABLED, WHOLLY_LISTED, DryRun
from kcrm.views import View
from kcrm.views.policy import change_view, entries_view, history_view

_Key = Annotated[str, typer.Argument(metavar="KEY", help=N_("As in followups.post_service.days."))]
_KeyOrNone = Annotated[str | None, typer.Argument(metavar="[KEY]", help=N_("As in followups.post_service.days."), show_default=False)]


def register(app: App) -> None:
    """Declare `policy show`, `set`, `reset` and `history`."""
    policy = app.noun("policy", help=N_("The desk's rules: who is called when, and by whom."))

    @policy.verb("show", help=N_("List values with default, unit and source."), output=WHOLLY_LISTED)
    def show(
        session: Session,
        prefix: Annotated[
            str | None, typer.Argument(metavar="[KEY]", help=N_("Filter by the beginning of a key, or of a part of it: post_service."))
        ] = None,
    ) -> View:
        entries = _entries(session.policy, prefix)
        return entries_view(entries)

    @policy.verb("set", help=N_("Change a value and replan all follow-ups."), output=TABLED)
    def set_(
        session: Session,
        key: _Key,
        value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("Separate list items with commas; none empties the list."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        change = set_value(session, key, value, dry_run=dry_run)
        return change_view(change, dry_run=dry_run)

    @policy.verb("reset", help=N_("Reset a value, or every value with --all, to its default."), output=TABLED)
    def reset(
        session: Session,
        key: _KeyOrNone = None,
        *,
        everything: Annotated[bool, typer.Option("--all", help=N_("All values."))] = False,
        dry_run: DryRun = False,
    ) -> View:
        if (key is None) is not everything:
            raise UsageError(N_("policy reset: give a KEY, or --all for every value."))
        change = reset_all(session, dry_run=dry_run) if key is None else reset_value(session, key, dry_run=dry_run)
        return change_view(change, dry_run=dry_run)

    @policy.verb("history", help=N_("List changed values, latest first: who changed what, and when."), output=LISTED)
    def history_(session: Session, key: _KeyOrNone = None) -> View:
        return history_view(history(session, key))


def _entries(policy: Policy, prefix: str | None) -> list[PolicyEntry]:
    """The entries under a prefix, which may also begin a later part of the key. UsageError with near keys where there are none."""
    entries = [entry for entry in policy.entries() if prefix is None or f".{prefix}" in f".{entry.key}"]
    return entries or [policy.entry(prefix or "")]
