"""`kcrm demo`: from a DMS export to this morning's call list, on a dealership that does not exist."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kcrm.actions.cards import customer_card
from kcrm.actions.daylist import DayRow, Wanted, day_list
from kcrm.actions.demo import make_demo
from kcrm.actions.imports import ImportReport
from kcrm.actions.session import Session, open_session
from kcrm.actions.why import explain_followup
from kcrm.context import AppContext
from kcrm.enums import StrEnum
from kcrm.i18n import N_, _
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved
from kcrm.records import SheetKind
from kcrm.render import emit
from kcrm.shell.console import ask, notice
from kcrm.shell.grammar import App
from kcrm.shell.output import Output
from kcrm.system import become, pointed_at, typed_path
from kcrm.text import wrap
from kcrm.views import Audience, View
from kcrm.views.customers import customer_record
from kcrm.views.daylist import day_view
from kcrm.views.imports import KINDS
from kcrm.views.values import joined
from kcrm.views.why import why_view

_MANY = 3  # a fleet's list would fill screens
_FIRST = 3  # rows of the list that fit a screen together with the rest
_OF_ACCOUNTS = frozenset(list(SheetKind)[list(SheetKind).index(SheetKind.FLEETS) :])
_OF_CARD = ("name", "phone", "contact_window")
_OF_WHY = ("due_on", "source", "caller")


def register(app: App) -> None:
    """The verb `demo`."""

    @app.verb(
        "demo",
        help=N_("Try kcrm on a made-up dealership, in a separate database.\n\nImports its data and shows today's call list."),
    )
    def demo(context: AppContext) -> None:
        path = context.db if context.db is not None else context.db_path.with_name("kcrm-demo.db")
        _say(_("The export of a made-up dealership, its dates moved to {day}:").format(day=context.today))
        taken: list[ImportReport] = []
        make_demo(context, path, taken.append)
        for line in wrap(_summary(taken), context.terminal.width - 2):
            notice(f"  {line}")
        with open_session(context.replace(db=path)) as session:
            _show(session, path)


def _show(session: Session, path: Path) -> None:
    """A screen or two: the list, one of it, why, and how to go on."""
    rows = day_list(session, Wanted(day=session.today, until=session.today))
    busiest = _with_most_to_say(rows)
    customer = identifier(Thing.CUSTOMER, busiest.followup.customer_id)
    followup = identifier(Thing.FOLLOWUP, busiest.followup.id)
    context = session.context.at_present()
    _step(
        context,
        _("This morning's call list:"),
        f"kcrm due --limit {_FIRST}",
        day_view(rows, session.today, session.store.go_live_on),
        limit=_FIRST,
    )
    card = _short(customer_record(customer_card(session, busiest.followup.customer_id)), _OF_CARD, ("followups",))
    _step(context, _("One customer, in short:"), f"kcrm show {customer}", card)
    why = _short(why_view(explain_followup(session, busiest.followup.id), session.context.shown_in), _OF_WHY, ("shifts",))
    _step(context, _("Why this call, in short:"), f"kcrm why {followup}", why)
    calls = dict.fromkeys((row.caller_no, row.followup.customer_id) for row in rows if row.caller_no is not None)
    ((caller, _calls),) = Counter(caller for caller, _customer in calls).most_common(1)
    _say(_("Your turn: point kcrm at this database, then work the list from its first customer:"))
    notice(f"  {pointed_at(_program(), path.absolute())}")
    notice(f"  kcrm --as {caller} next --mine")
    if ask(context, _("Start with the first customer now? [y/N]")) in {"y", "yes", "是"}:
        become([sys.executable, "-m", "kcrm", "--db", str(path), "--as", caller, "next", "--mine"])


def _short(view: View, keys: Sequence[str], parts: Sequence[str]) -> View:
    """Of one thing, what fits a screen together with the rest."""
    (row,) = view.rows
    kept = [place for place, column in enumerate(view.columns) if column.key in keys and column.audience is not Audience.MACHINES]
    return view._replace(
        columns=tuple(view.columns[place] for place in kept),
        rows=[[row[place] for place in kept]],
        parts={key: view.parts[key] for key in parts},
        notes=(),
    )


def _with_most_to_say(rows: Sequence[DayRow]) -> DayRow:
    """The first row of the customer about whom most is due, of those whose card fits a screen."""
    due = Counter(row.followup.customer_id for row in rows)
    return max(rows, key=lambda row: due[row.followup.customer_id] if due[row.followup.customer_id] <= _MANY else 0)


def _program() -> str:
    """What to type: the bare name only where the shell would find it."""
    started = Path(sys.argv[0])
    return "kcrm" if shutil.which("kcrm") or started.stem != "kcrm" else typed_path(started.absolute())


def _summary(taken: Sequence[ImportReport]) -> str:
    """What went in, kind by kind; accounts with what hangs on them would take a third line."""
    new = Counter[StrEnum]()
    for report in taken:
        new[report.kind] += report.rows[Saved.NEW]
    counts = joined(f"{_(KINDS[kind])} {count}" for kind, count in new.items() if kind not in _OF_ACCOUNTS)
    words = _("{counts}; {refused} refused, {warnings} warnings.")
    return words.format(counts=counts, refused=sum(one.refused for one in taken), warnings=sum(one.warnings for one in taken))


def _step(context: AppContext, words: str, command: str, view: View, limit: int | None = None) -> None:
    _say(f"{words}  $ {command}")
    emit(context, view, Output(limit=limit))
    sys.stdout.flush()  # so that what is said and what is shown keep their order where both go to one place


def _say(text: str) -> None:
    notice("")
    notice(text)
