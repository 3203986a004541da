"""Users, scripts' tokens, what each post may, and the rights that are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.i18n import N_, _
from kcrm.model import Role, Staff
from kcrm.model.access import Extent, Permission, RequestState, Rights, UserState
from kcrm.model.personal import Personal
from kcrm.policy_access import AccessPolicy
from kcrm.queries.rights import Request
from kcrm.queries.users import Login, User
from kcrm.rules.access import granted
from kcrm.views import Cell, Column, View
from kcrm.views.records import rows_of, single

_USER = (
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER),
    Column("name", N_("Name"), personal=Personal.NAME),
    Column("role", N_("Rights of"), Cell.ENUM, labels=Role),
    Column("state", N_("State"), Cell.ENUM, labels=UserState),
    Column("must_change", N_("Must set a password"), Cell.FLAG, 3),
    Column("locked_until", N_("Locked until"), Cell.INSTANT, 2),
    Column("last_login", N_("Last login"), Cell.INSTANT, 1),
)
_TOKEN = (
    Column("name", N_("Name")),
    Column("since", N_("Made"), Cell.INSTANT),
    Column("host", N_("Computer"), priority=1),
)
_REQUEST = (
    Column("id", N_("Request"), Cell.IDENTIFIER),
    Column("state", N_("State"), Cell.ENUM, labels=RequestState),
    Column("employee_no", N_("Employee no."), Cell.IDENTIFIER, 2),
    Column("employee", N_("Employee"), personal=Personal.NAME),
    Column("permission", N_("Permission"), Cell.ENUM, labels=Permission),
    Column("extent", N_("Reach"), Cell.ENUM, 1, labels=Extent),
    Column("subject", N_("For"), Cell.IDENTIFIER, 1),
    Column("why", N_("Why")),
    Column("asked_by", N_("Requested by"), priority=3),
    Column("asked_at", N_("Requested"), Cell.INSTANT, 3),
    Column("decided_by", N_("Decision by"), priority=2),
    Column("decided_at", N_("Decision on"), Cell.INSTANT, 4),
    Column("until", N_("Until"), Cell.INSTANT, 2),
    Column("decision", N_("Decision"), priority=4),
)
_OWN = (
    Column("permission", N_("Permission"), Cell.ENUM, labels=Permission),
    Column("extent", N_("Reach"), Cell.ENUM, labels=Extent),
)


def user_view(user: User) -> View:
    return single(_("User"), _USER, rows_of(_USER, [user], {})[0])


def users_view(users: Sequence[User]) -> View:
    return View(_("Users"), _USER, rows_of(_USER, users, {}), empty=_("There are no users: everybody may do everything."))


def tokens_view(tokens: Sequence[Login]) -> View:
    return View(_("Tokens of scripts"), _TOKEN, rows_of(_TOKEN, tokens, {}), empty=_("No script has a token."))


def request_view(request: Request) -> View:
    return single(_("Right asked for"), _REQUEST, rows_of(_REQUEST, [request], _READERS)[0])


def requests_view(requests: Sequence[Request]) -> View:
    return View(_("Rights asked for"), _REQUEST, rows_of(_REQUEST, requests, _READERS), empty=_("No right is asked for."))


_READERS = {"id": lambda request: f"RQ{request.id}"}


def rights_table(policy: AccessPolicy, posts: Sequence[Role]) -> View:
    """What each post may: a row a permission, a column a post."""
    rights = {role: granted(role, policy) for role in posts}
    columns = (_OWN[0], *(Column(role, role.label, Cell.ENUM, labels=Extent) for role in posts))
    rows = [(permission, *(rights[role].get(permission) for role in posts)) for permission in Permission]
    return View(_("Who may what"), columns, rows)


def whoami_view(actor: Staff | None, rights: Rights | None) -> View:
    """Who is logged in, and what they may; without users who acts."""
    granted_ = rights.granted if rights is not None else {}
    may = View(_("May"), _OWN, [(permission, granted_[permission]) for permission in Permission if permission in granted_])
    row = (actor.employee_no, actor.name) if actor is not None else (rights.number if rights is not None else None, None)
    return single(_("Who acts"), _USER[:2], row, {"rights": may} if rights is not None else None)
