"""What is remembered of files: shown, and forgotten."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.queries.profiles import Profile, forget_profile, profiles


def profile_numbered(session: Session, number: int) -> Profile:
    """Raises NotFoundError, which names the others."""
    known = profiles(session.connection)
    found = next((each for each in known if each.id == number), None)
    if found is None:
        raise NotFoundError(
            N_("Nothing is remembered of files under the number {number}."),
            hint=N_("To list what is: kcrm import profile list"),
            near=[str(each.id) for each in known],
            number=number,
        )
    return found


def forget(session: Session, number: int, *, dry_run: bool = False) -> Profile:
    """What is remembered no more; `undo` remembers it again. Raises NotFoundError."""
    found = profile_numbered(session, number)
    with session.write(dry_run=dry_run) as planner:
        forget_profile(planner.connection, number)
    return found
