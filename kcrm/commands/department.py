"""`kcrm department …`: the parts of the house, who heads them, what belongs to what."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.i18n import N_
from kcrm.model.departments import DepartmentState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.records import States, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import OF_DEPARTMENT, Typed, one

_DESK = plain_desk(
    SheetKind.DEPARTMENTS,
    Annotated[str, typer.Argument(metavar="DEPARTMENT", help=N_("The department: its name, its code or DP3."))],
)


def register(app: App) -> None:
    """The noun `department`."""
    noun = app.noun("department", help=N_("Departments: who heads them, and what belongs to what."))
    add_list(
        noun,
        SheetKind.DEPARTMENTS,
        (
            Typed("head", "--head", "STAFF", N_("Filter by who heads it."), one(Thing.STAFF)),
            OF_DEPARTMENT._replace(name="above", flag="--above", help=N_("Filter by what they belong to, directly or further up.")),
        ),
        help=N_("List the departments with their heads."),
        states=States(DepartmentState, (DepartmentState.OPEN,), N_("Filter by state: open or closed.")),
        empty=N_("No such departments."),
    )
    add_show(noun, _DESK, help=N_("Show a department."))
    add_writing(
        noun,
        _DESK,
        arguments=("name",),
        add_help=N_("Add a department."),
        edit_help=N_('Edit a department; a new name goes along to all that is in it. --field "" clears a field.'),
    )
