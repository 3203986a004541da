"""Which department a text means, who heads it, and that nobody is left in one that is dissolved.

A file may name departments that nobody declared: they are made by it, as the first file of staff comes from the DMS and no list of
departments does. At the command line a name that is nearly one that is there is taken for a slip.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kcrm.actions.selecting import select
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries import lookup
from kcrm.queries.departments import all_departments, as_array, open_departments
from kcrm.queries.lookup import Thing
from kcrm.queries.register import Register
from kcrm.rules.departments import with_below

if TYPE_CHECKING:
    from kcrm.actions.session import Session


def department_named(register: Register, text: str, *, dissolved: bool = False) -> str:
    """The name of the department with this name or code, in an open write; made where there is none.

    dissolved: whether it may be one that is no more, as what is told of what was may name it. Raises RefusedError where it may not.
    """
    found = register.find("department", "name", text) or register.find("department", "code", text)
    if not found:
        register.save("department", None, {"name": text})
        return text
    if found[0]["closed_on"] is not None and not dissolved:
        raise RefusedError(N_("that department was dissolved on {day}; field left as it was"), day=found[0]["closed_on"])
    return str(found[0]["name"])


def department_meant(session: Session, text: str) -> str:
    """The name of the department that was typed: by name, code or identifier; as it stands where nothing there is like it.

    Raises RefusedError for what is nearly the name of one that is there, and for one that was dissolved.
    """
    connection = session.connection
    found = lookup.numbered(connection, text, Thing.DEPARTMENT)
    if not found and (named := lookup.identified(text)) is not None and named[0] is Thing.DEPARTMENT:
        found = [each for each in [lookup.fetch(connection, *named, "id")] if each is not None]
    there = open_departments(connection)
    if found:
        if found[0].label not in there:
            raise RefusedError(
                N_("{department} was dissolved."), hint=N_("To see them all: kcrm department list --all"), department=found[0].label
            )
        return found[0].label
    near = _near(text.strip(), there)
    if near:
        raise RefusedError(
            N_("There is no department {department}."),
            hint=N_("If it is another one: kcrm department add {department}"),
            near=near,
            department=text.strip(),
        )
    return text.strip()


def department_with_below(session: Session, text: str) -> str:
    """The names of the department that a text means and of all that belong to it, as conditions take them. Raises as `select` does."""
    name = lookup.thing(session.connection, Thing.DEPARTMENT, select(session, text, Thing.DEPARTMENT)).label
    return as_array(with_below([name], all_departments(session.connection).values()))


def _near(text: str, names: list[str]) -> list[str]:
    """What may have been meant: spelt nearly so, or of which it is a part."""
    parts = [name for name in names if text in name]
    return list(dict.fromkeys([*parts, *get_close_matches(text, names)]))
