"""What colleagues have done about the same today."""

from __future__ import annotations

from kcrm.actions.calls.report import Logged
from kcrm.actions.session import Session
from kcrm.queries import calls


def calls_of_colleagues(session: Session, logged: Logged) -> list[calls.Call]:
    """Today's other calls about the same, where the call was today, too, by anybody else or by nobody knows whom; the earliest first.

    A call that ends nothing keeps nobody from calling again, but who does should know.
    """
    found = {call.id: call for item in logged.items for call in calls.calls_for(session.connection, item.id)}
    own = found.pop(logged.call.id, logged.call)
    return [
        call
        for _number, call in sorted(found.items())
        if call.called_on == own.called_on == session.today and (call.staff_no is None or call.staff_no != own.staff_no)
    ]
