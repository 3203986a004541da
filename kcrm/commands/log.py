"""`log`: how a call went, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kcrm.actions.calls.report import CallReport
from kcrm.actions.calls.targets import Target, due_calls, these
from kcrm.actions.calls.writing import log_call
from kcrm.actions.selecting import select, select_of
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import By, Outcome
from kcrm.queries.lookup import Thing, identified
from kcrm.shell.grammar import App
from kcrm.shell.options import TABLED, DryRun
from kcrm.shell.said import Said, advice, with_said
from kcrm.shell.verbs import Result
from kcrm.views.calls import logged_view
from kcrm.views.vocabulary import meant


def register(app: App) -> None:
    """Declare `log`."""

    @app.verb(
        "log", help=N_("Log how a call went.\n\nOutcomes: answered, no_answer, busy, wrong_number, refused, message_sent."), output=TABLED
    )
    @with_said
    def log(
        session: Session,
        words: Annotated[
            list[str],
            typer.Argument(
                metavar="WHO|F103... OUTCOME",
                help=N_("The customer (for all that is due) or the follow-ups, then the outcome, as in 未接通."),
            ),
        ],
        *,
        said: Said,
        dry_run: DryRun = False,
    ) -> Result:
        who, outcome = _outcome(words, said)
        report = said.report(session, outcome)
        target = _target(session, who, report)
        report = said.completed(session, report, target)
        logged = log_call(session, target, report, dry_run=dry_run)
        return Result(logged_view(logged), list(advice(session, report, logged)))


def _outcome(words: Sequence[str], said: Said) -> tuple[Sequence[str], Outcome]:
    """Whom the call was to, and how it ended; who tells what it came to has spoken with them."""
    *who, last = words
    if (said.result is not None or said.each) and (not who or not _is_outcome(last)):
        return words, Outcome.ANSWERED
    if not who:
        raise UsageError(N_("log: say who was called, then the outcome."), hint=N_("As in: kcrm log 张伟 answered --score 9"))
    return who, meant(Outcome, last, "OUTCOME")


def _is_outcome(word: str) -> bool:
    try:
        meant(Outcome, word, "OUTCOME")
    except UsageError:
        return False
    return True


def _target(session: Session, who: Sequence[str], report: CallReport) -> Target:
    if len(who) > 1 and all(map(_reads_like_followup, who)):
        return these(session, [select(session, word, Thing.FOLLOWUP) for word in who])
    if len(who) > 1:
        raise UsageError(
            N_("log: either one customer or follow-ups such as F103, then the outcome; “{words}” is neither."), words=" ".join(who)
        )
    messages = report.by is not By.PHONE
    if not _reads_like_followup(who[0]):
        return due_calls(session, select(session, who[0], Thing.CUSTOMER), messages=messages, at=report.called_at)
    # a customer whose own number reads like a follow-up is meant as well
    found = select_of(session, who[0], (Thing.FOLLOWUP, Thing.CUSTOMER))
    if found.thing is Thing.FOLLOWUP:
        return these(session, [found.id])
    return due_calls(session, found.id, messages=messages, at=report.called_at)


def _reads_like_followup(word: str) -> bool:
    named = identified(word)
    return named is not None and named[0] is Thing.FOLLOWUP
