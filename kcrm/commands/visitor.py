"""`kcrm visitor …`: the showroom register, who came and when they were received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kcrm.actions.edits import value_of
from kcrm.actions.prospects.visitors import Came, Registered, register_visitor
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_instant
from kcrm.errors import KcrmError, RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.visitors import WantedVisitors, visitors
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun
from kcrm.shell.typed import Typed, of_field, one, period, read_all, read_narrowing, with_typed
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.visitors import visitor_view, visitors_view

_MOST = 999


def _moment(flag: str) -> Typed:
    def read(session: Session, text: str) -> object:
        moment = parse_instant(text, session.now, past=True)
        if moment > session.now:
            raise RefusedError(N_("{option}: {value} is in the future."), option=flag, value=text)
        return moment

    return Typed("", flag, "WHEN", "", read)


def _number(flag: str, least: int) -> Typed:
    def read(_session: Session, text: str) -> object:
        if not text.isdecimal() or len(text) > len(str(_MOST)) or not least <= int(text) <= _MOST:
            raise UsageError(
                N_("{option}: “{value}” is not a number from {least} to {most}."), option=flag, value=text, least=least, most=_MOST
            )
        return int(text)

    return Typed("", flag, "N", "", read)


def _name(session: Session, text: str) -> object:
    if not text.strip():
        raise UsageError(N_("{option}: the text is empty."), option="NAME")
    return value_of(session, SheetKind.PROSPECTS, "name", text)


_PHONE = of_field(SheetKind.PROSPECTS, "phone")
_ADDED = (
    Typed("name", "[NAME]", "[NAME]", N_("Their name, if they gave it."), _name),
    Typed("number", "[PHONE]", "[PHONE]", N_("Their phone: whoever leaves one becomes a prospect."), _PHONE),
    Typed("phone", "--phone", "PHONE", N_("The same, for those whose name is not known or is on record."), _PHONE),
    _moment("--came")._replace(name="came", help=N_("When they came, if entered later: 10分钟前, 14:30.")),
    _moment("--met-at")._replace(name="met_at", help=N_("When somebody received them; by default now, as they came.")),
    _number("--met-after", 0)._replace(
        name="met_after", metavar="MINUTES", help=N_("How many minutes they waited until they were received.")
    ),
    Typed("not_met", "--not-met", "", N_("Nobody received them.")),
    Typed("staff_id", "--staff", "NO", N_("Who received them, by employee number or name; by default who acts."), one(Thing.STAFF)),
    _number("--party", 1)._replace(name="party", help=N_("How many came together."), default="1"),
    Typed("first", "--first", "", N_("They have not been here before.")),
    Typed("again", "--again", "", N_("They have been here before; by default as their record says.")),
    Typed("drive_offered", "--test-drive", "", N_("A test drive was offered.")),
    Typed("contact_left", "--contact", "", N_("They left a way to reach them other than a phone, such as WeChat.")),
    Typed("model", "--model", "TEXT", N_("The models they look at."), of_field(SheetKind.PROSPECTS, "model")),
    Typed("note", "--note", "TEXT", N_("Note."), lambda _session, text: said(text)),
)
_NARROWED = (
    Typed("period", "--period", "PERIOD", N_("Only those who came in it: today, 2026-06, last-week."), period),
    Typed("staff_id", "--staff", "NO", N_("Filter by who received them, by employee number or name."), one(Thing.STAFF)),
    Typed("new", "--first", "", N_("Only first visits.")),
    Typed("again", "--again", "", N_("Only those who had been here before.")),
)


def register(app: App) -> None:
    """The noun `visitor`."""
    noun = app.noun("visitor", help=N_("The showroom register: who came, and what came of it."))

    @noun.verb(
        "add",
        help=N_(
            "Register somebody who came to the showroom: kcrm visitor add 张伟 13800138001.\n\nThey came now and were received at once "
            "unless said otherwise. With a phone they become a prospect; of a prospect who is known it is a visit."
        ),
        output=PRINTED,
    )
    @with_typed(_ADDED)
    def add(session: Session, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        registered = register_visitor(session, _came(session, given), dry_run=dry_run)
        return Result(visitor_view(registered.visitor, session.policy.prospects), list(_said(registered)))

    @noun.verb("list", help=N_("List who came to the showroom, the latest first."), output=LISTED)
    @with_typed(_NARROWED)
    def list_(session: Session, *, given: Mapping[str, Any]) -> View:
        wanted = read_narrowing(_NARROWED, session, given)
        _only_one(wanted, "new", "again")
        days = wanted.pop("period")
        assert days is None or isinstance(days, Period)
        first, last = (None, None) if days is None else (days.first, days.last)
        return visitors_view(visitors(session.connection, WantedVisitors(first, last, **wanted)), session.policy.prospects)


def _came(session: Session, given: Mapping[str, Any]) -> Came:
    typed = dict(given)
    if typed["number"] is None and typed["phone"] is None and typed["name"] is not None and _is_phone(session, typed["name"]):
        typed["name"], typed["number"] = None, typed["name"]
    _only_one(typed, "number", "phone")
    _only_one(typed, "met_at", "met_after", "not_met")
    _only_one(typed, "first", "again")
    if typed["came"] is not None and typed["met_at"] is None and typed["met_after"] is None and not typed["not_met"]:
        raise UsageError(N_("--came: say too when they were received: --met-after 2, --met-at or --not-met."))
    if typed["met_at"] is not None and typed["came"] is None:
        raise UsageError(N_("--met-at: say too when they came: --came 14:30."))
    values = read_all(_ADDED, session, typed)
    met: datetime | timedelta | None = timedelta(minutes=values["met_after"] or 0)
    if values["not_met"]:
        met = None
    elif values["met_at"] is not None:
        met = values["met_at"]
    return Came(
        values["name"],
        values["number"] or values["phone"],
        values["came"],
        met,
        values["staff_id"],
        values["party"],
        values["again"] or (False if values["first"] else None),
        values["drive_offered"],
        values["contact_left"],
        values["model"],
        values["note"],
    )


def _is_phone(session: Session, text: str) -> bool:
    """Whether the only word that was typed is a phone, and no name."""
    try:
        _PHONE(session, text)
    except KcrmError:
        return False
    return any(each.isdigit() for each in text)


def _only_one(typed: Mapping[str, Any], *names: str) -> None:
    flags = {option.name: option.flag for option in (*_ADDED, *_NARROWED)}
    named = [flags[name] for name in names if typed[name] not in {None, False}]
    if len(named) > 1:
        raise UsageError(N_("{one} and {other} cannot be used together."), one=named[0], other=named[1])


def _said(registered: Registered) -> list[str]:
    prospect = registered.prospect
    if prospect is None:
        return []
    words = (
        _("{number} {name}: a new prospect of {consultant}.")
        if registered.is_new
        else _("{number} {name}: a visit; prospect of {consultant}.")
    )
    whose = prospect.consultant or _("nobody yet")
    return [words.format(number=identifier(Thing.PROSPECT, prospect.id), name=prospect.customer, consultant=whose)]
