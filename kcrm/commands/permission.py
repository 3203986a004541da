"""`kcrm permission`: who may what, and rights that one asks for and another grants."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated

import typer

from kcrm.actions import rights
from kcrm.actions.rights import Asked
from kcrm.actions.session import Session
from kcrm.dates import parse_date
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import Role
from kcrm.model.access import Extent, Permission, RequestState
from kcrm.patterns import pattern
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, WHOLLY_LISTED, InAnyState
from kcrm.shell.typed import word
from kcrm.views import View
from kcrm.views.users import request_view, requests_view, rights_table

_REQUEST = pattern(r"(?:id:)?(?:RQ)?([1-9][0-9]{0,9})")
_Request = Annotated[str, typer.Argument(metavar="REQUEST", help=N_("The request: RQ3."))]
_Decision = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Why it is decided so."))]
_OPEN = (RequestState.ASKED, RequestState.GRANTED)


def register(app: App) -> None:
    """The noun `permission`."""
    noun = app.noun("permission", help=N_("Permissions: what each post may, and rights asked for."))

    @noun.verb(
        "table", help=N_("Show what each post may. To change it: kcrm policy set access.posts.POST PERMISSIONS"), output=WHOLLY_LISTED
    )
    def table(session: Session) -> View:
        return rights_table(session.policy.access, tuple(Role))

    @noun.verb(
        "ask",
        help=N_(
            "Ask for a right.\n\nSomebody else who has it themselves grants it. What needs a second person is granted for some hours, and "
            "with a SUBJECT for that alone."
        ),
        output=PRINTED,
    )
    def ask(
        session: Session,
        permission: Annotated[str, typer.Argument(metavar="PERMISSION", help=N_("Which, as in export; kcrm permission table lists them."))],
        subject: Annotated[str | None, typer.Argument(metavar="[SUBJECT]", help=N_("What for, as C12."))] = None,
        *,
        why: Annotated[str, typer.Option("--why", metavar="TEXT", help=N_("Why it is needed."))],
        extent: Annotated[str, typer.Option("--of", metavar="EXTENT", help=N_("Of whom: own, department or all."))] = "all",
        until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=N_("The last day; without it for good."))] = None,
    ) -> View:
        wanted = Permission(str(word(Permission, "PERMISSION")(session, permission)))
        reach = Extent(str(word([each for each in Extent if each is not Extent.NONE], "--of")(session, extent)))
        if not why.strip():
            raise UsageError(N_("--why: say why it is needed."))
        return request_view(rights.ask(session, Asked(wanted, reach, why.strip(), subject, _last(session, until))))

    @noun.verb("list", help=N_("List the rights that are asked for or granted, latest first."), output=LISTED)
    def list_(session: Session, everything: InAnyState = False) -> View:
        return requests_view(rights.requests(session, tuple(RequestState) if everything else _OPEN))

    @noun.verb("grant", help=N_("Grant a right that somebody else asked for."), output=PRINTED)
    def grant(session: Session, which: _Request, note: _Decision = None) -> View:
        return request_view(rights.decide(session, _number(which), RequestState.GRANTED, note))

    @noun.verb("refuse", help=N_("Refuse a right that is asked for."), output=PRINTED)
    def refuse(session: Session, which: _Request, note: _Decision = None) -> View:
        return request_view(rights.decide(session, _number(which), RequestState.REFUSED, note))

    @noun.verb("revoke", help=N_("Take a granted right back."), output=PRINTED)
    def revoke(session: Session, which: _Request, note: _Decision = None) -> View:
        return request_view(rights.decide(session, _number(which), RequestState.REVOKED, note))


def _last(session: Session, text: str | None) -> datetime | None:
    """The end of that day, by the real time as all that decides of access."""
    if text is None:
        return None
    zone = session.policy.zone
    last = parse_date(text, session.context.started_at.astimezone(zone).date())
    return datetime.combine(last + timedelta(days=1), time.min, zone)


def _number(text: str) -> int:
    found = _REQUEST.fullmatch(text.strip().upper().replace("ID:", ""))
    if found is None:
        raise UsageError(N_("“{value}” is no request. Write it as RQ3."), value=text)
    return int(found[1])
