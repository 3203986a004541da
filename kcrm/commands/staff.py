"""`kcrm staff …`: who works here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.edits import Entry, add, edit, value_of
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.exchange.columns import SheetKind
from kcrm.i18n import N_
from kcrm.model import Role, Staff
from kcrm.queries import staff as queries
from kcrm.queries.lookup import Thing
from kcrm.render import emit
from kcrm.rules.staff import has_left
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Listed, Printed, Shown, WhichStaff
from kcrm.shell.outcome import show_entered
from kcrm.views.staff import staff_list, staff_record

_Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("Only those in this post, in English or Chinese."))]
_Everybody = Annotated[bool, typer.Option("--all", help=N_("Also those who have left."))]


def register(app: App) -> None:
    """The noun `staff`."""
    noun = app.noun("staff", help=N_("Members of staff."))

    @noun.verb("list", help=N_("List who works here."))
    def list_(ctx: typer.Context, role: _Role = None, everybody: _Everybody = False, *, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            wanted = value_of(session, SheetKind.STAFF, "role", role, Role)
            members = [
                member
                for member in queries.all_staff(session.connection)
                if (wanted is None or member.role is wanted) and (everybody or not has_left(member, session.today))
            ]
            emit(session.context, staff_list(members), output)

    @noun.verb("show", help=N_("Show a member of staff."))
    def show(ctx: typer.Context, who: WhichStaff, output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            emit(
                session.context,
                staff_record(_read(session, select(session, who, Thing.STAFF))),
                output,
            )

    @noun.verb("add", help=N_("Add a member of staff."))
    @with_fields(SheetKind.STAFF, but=("employee_no", "name", "role"))
    def add_(
        ctx: typer.Context,
        employee_no: Annotated[str, typer.Argument(metavar="EMPLOYEE_NO", help=N_("Employee number."))],
        name: Annotated[str, typer.Argument(metavar="NAME", help=N_("Name."))],
        role: Annotated[str, typer.Argument(metavar="ROLE", help=N_("Post, in English or Chinese, as in service_advisor."))],
        texts: Mapping[str, str],
        output: Printed,
        dry_run: DryRun = False,
    ) -> None:
        given = {"employee_no": employee_no, "name": name, "role": role, **texts}
        with open_session(app_context(ctx)) as session:
            entered = add(session, Entry(SheetKind.STAFF, given, _read, dry_run))
            show_entered(session.context, entered, staff_record, output, dry_run=dry_run)

    @noun.verb("edit", help=N_('Change a member of staff; --field "" empties a field.'))
    @with_fields(SheetKind.STAFF)
    def edit_(ctx: typer.Context, who: WhichStaff, texts: Mapping[str, str], output: Printed, dry_run: DryRun = False) -> None:
        with open_session(app_context(ctx)) as session:
            entered = edit(session, Entry(SheetKind.STAFF, texts, _read, dry_run), select(session, who, Thing.STAFF))
            show_entered(session.context, entered, staff_record, output, dry_run=dry_run)


def _read(session: Session, staff_id: int) -> Staff:
    return queries.staff_by_id(session.connection, staff_id)
