"""What the desk writes and takes back, at once, on a thread of its own."""

from __future__ import annotations

from kcrm.actions.seat.asking import Work
from kcrm.actions.seat.turn import Turn
from kcrm.actions.seat.working import Working
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.named import NamedTuple
from kcrm.views.seat.keys import done_lines, step_lines


class Recorded(NamedTuple):
    """What was written, in words. again: whose turn goes on, None where it is over."""

    words: str
    again: int | None


def record(context: AppContext, working: Working, turn: Turn, work: Work) -> Recorded:
    """Write it. Raises DatabaseError where the database cannot be written, KcrmError where it is not to be."""
    with open_session(context.at_present()) as session:
        done = working.write(session, turn, work)
        after = None if done.over else working.again(session, turn)
        return Recorded("  ".join(done_lines(done, session.policy)), after.customer.id if after is not None else None)


def last_step(context: AppContext, working: Working) -> tuple[int, str]:
    """The operation that would be taken back, and what that would change. Raises RefusedError where there is nothing."""
    with open_session(context.at_present()) as session:
        last = working.last_step(session)
        return last.step.operation, "\n".join(step_lines(last, session.context))


def take_back(context: AppContext, working: Working, operation: int) -> bool:
    """Take the last step back where it is still that one; whether it was. Raises RefusedError."""
    with open_session(context.at_present()) as session:
        step = working.last_step(session).step
        if step.operation == operation:
            working.take_back(session, step)
        return step.operation == operation
