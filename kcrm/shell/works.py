"""How work that was declined and parts on order end: the same steps under both nouns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kcrm.actions import works
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, selecting
from kcrm.shell.typed import Typed, with_typed
from kcrm.shell.verbs import Result

_WHY_DROPPED: Final = Typed("drop_reason", "--reason", "TEXT", N_("Why."))


def add_done(noun: App, desk: Desk[works.WorkCase], verb: str, told: Sequence[Typed], *, help: str) -> None:  # noqa: A002
    """It was done or fitted: today, unless a day or an order says when."""

    @noun.verb(verb, help=help, output=PRINTED)
    @selecting(desk)
    @with_typed(told)
    def done(session: Session, which: str, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        texts = said(given)
        if "settled_order" not in texts:
            texts = {"settled_on": "today", **texts}
        return entered_result(works.change(session, select(session, which, desk.thing), texts, dry_run=dry_run), desk.view)


def add_drop(noun: App, desk: Desk[works.WorkCase], *, help: str) -> None:  # noqa: A002
    """It is no longer wanted."""

    @noun.verb("drop", help=help, output=PRINTED)
    @selecting(desk)
    @with_typed((_WHY_DROPPED,))
    def drop(session: Session, which: str, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        texts = {"dropped_on": "today", **said(given)}
        return entered_result(works.change(session, select(session, which, desk.thing), texts, dry_run=dry_run), desk.view)


def said(given: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by key."""
    return {name: text for name, text in given.items() if text is not None}
