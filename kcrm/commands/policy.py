"""`policy`: every number of the desk, with its default and its source."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.policies import history, reset_all, reset_value, set_value
from kcrm.actions.session import open_session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.policy import Policy, PolicyEntry
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Listed, Tabled, WhollyListed
from kcrm.views.policy import change_view, entries_view, history_view

_Key = Annotated[str, typer.Argument(metavar="KEY", help=N_("As in followups.post_service.days."))]
_KeyOrNone = Annotated[str | None, typer.Argument(metavar="[KEY]", help=N_("As in followups.post_service.days."), show_default=False)]


def register(app: App) -> None:
    """Declare `policy show`, `set`, `reset` and `history`."""
    policy = app.noun("policy", help=N_("The desk's rules: who is called when, and by whom."))

    @policy.verb("show", help=N_("Values with their default, unit and source."))
    def show(
        ctx: typer.Context,
        prefix: Annotated[
            str | None, typer.Argument(metavar="[KEY]", help=N_("Filter keys by how they, or a part of them, begin: post_service."))
        ] = None,
        *,
        output: WhollyListed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            entries = _entries(session.policy, prefix)
            emit(session.context, entries_view(entries), output)

    @policy.verb("set", help=N_("Change a value and replan all follow-ups."))
    def set_(
        ctx: typer.Context,
        key: _Key,
        value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("Separate list items with commas; none empties the list."))],
        *,
        dry_run: DryRun = False,
        output: Tabled,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            change = set_value(session, key, value, dry_run=dry_run)
            emit(session.context, change_view(change, dry_run=dry_run), output)

    @policy.verb("reset", help=N_("Reset a value, or every value with --all, to its default."))
    def reset(
        ctx: typer.Context,
        key: _KeyOrNone = None,
        *,
        everything: Annotated[bool, typer.Option("--all", help=N_("Every value."))] = False,
        dry_run: DryRun = False,
        output: Tabled,
    ) -> None:
        if (key is None) is not everything:
            raise UsageError(N_("policy reset: give a KEY, or --all for every value."))
        with open_session(app_context(ctx)) as session:
            change = reset_all(session, dry_run=dry_run) if key is None else reset_value(session, key, dry_run=dry_run)
            emit(session.context, change_view(change, dry_run=dry_run), output)

    @policy.verb("history", help=N_("Who changed which value when, latest first."))
    def history_(ctx: typer.Context, key: _KeyOrNone = None, *, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, history_view(history(session, key)), output)


def _entries(policy: Policy, prefix: str | None) -> list[PolicyEntry]:
    """The entries under a prefix, which may also begin a later part of the key. UsageError with near keys where there are none."""
    entries = [entry for entry in policy.entries() if prefix is None or f".{prefix}" in f".{entry.key}"]
    return entries or [policy.entry(prefix or "")]
