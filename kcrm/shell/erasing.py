"""The question before a person is erased, and what is in the way of it."""

from __future__ import annotations

from kcrm.actions.erasing import OpenMattersError, already, check_erasable, erase, erase_again, name_of
from kcrm.actions.session import Session
from kcrm.i18n import _
from kcrm.queries.lookup import Thing, identifier
from kcrm.shell.console import confirm_name, warn
from kcrm.views import View
from kcrm.views.erasing import erased_view, matter_line


def erased(session: Session, customer_id: int, given: str | None, *, dry_run: bool) -> View:
    """Erase the customer once their name was typed; one who was erased already only loses the traces in the file."""
    before = already(session, customer_id)
    if before is not None:
        return erased_view(erase_again(session, before))
    try:
        check_erasable(session, customer_id)
    except OpenMattersError as error:
        for matter in error.matters:
            warn(matter_line(matter))
        raise
    if not dry_run:
        name, number = name_of(session, customer_id), identifier(Thing.CUSTOMER, customer_id)
        question = _("This erases {customer} {name} for good. Type the name to continue:").format(customer=number, name=name)
        confirm_name(session.context, question, name, given=given)
    return erased_view(erase(session, [customer_id], dry_run=dry_run))
