"""`kcrm staff …`: who works here."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.departments import department_with_below
from kcrm.actions.edits import value_of
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.queries.staff import all_staff, listed_staff
from kcrm.records import SheetKind
from kcrm.rules.staff import has_left
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, WhichStaff
from kcrm.shell.records import add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_DEPARTMENT
from kcrm.views import View
from kcrm.views.records import record_list

_DESK = plain_desk(SheetKind.STAFF, WhichStaff)
_Role = Annotated[str | None, typer.Option("--role", metavar="ROLE", help=N_("Filter by post, in English or Chinese."))]
_Department = Annotated[str | None, typer.Option(OF_DEPARTMENT.flag, metavar=OF_DEPARTMENT.metavar, help=OF_DEPARTMENT.help)]
_Everybody = Annotated[bool, typer.Option("--all", help=N_("Include former staff."))]


def register(app: App) -> None:
    """The noun `staff`."""
    noun = app.noun("staff", help=N_("Members of staff."))

    @noun.verb("list", help=N_("List staff."), output=LISTED)
    def list_(session: Session, role: _Role = None, department: _Department = None, everybody: _Everybody = False) -> View:
        wanted = value_of(session, SheetKind.STAFF, "role", role) if role else None
        theirs = department_with_below(session, department) if department is not None else None
        gone = set() if everybody else {each.employee_no for each in all_staff(session.connection) if has_left(each, session.today)}
        members = [row for row in listed_staff(session.connection, wanted, theirs) if row[0] not in gone]
        return record_list(SheetKind.STAFF, members)

    add_show(noun, _DESK, help=N_("Show a member of staff."))
    add_writing(
        noun,
        _DESK,
        arguments=("employee_no", "name", "role"),
        add_help=N_("Add a member of staff."),
        edit_help=N_('Edit a member of staff; --field "" clears a field.'),
    )
