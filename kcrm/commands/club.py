"""`kcrm club …`: who is a member of the owners' club."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.club import membership_of, standing
from kcrm.actions.edits import Entry, add
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.events import MemberState
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, SHOWN, DryRun, WhichCustomer
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import States, add_editing, add_list, add_show, edited, plain_desk
from kcrm.shell.typed import Typed, period
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.club import standing_view

_DESK = plain_desk(SheetKind.MEMBERSHIPS, Annotated[str, typer.Argument(metavar="MEMBERSHIP", help=N_("The membership: MB3."))])


def register(app: App) -> None:
    """The noun `club`."""
    noun = app.noun("club", help=N_("The owners' club: who is a member, and who comes."))
    add_list(
        noun,
        SheetKind.MEMBERSHIPS,
        (Typed("since", "--since", "PERIOD", N_("Filter by when they joined."), period),),
        help=N_("List members: those who are, or also those who left."),
        states=States(MemberState, (MemberState.ACTIVE, MemberState.QUIET), N_("Filter by state: active, quiet or left.")),
        empty=N_("No such members."),
    )
    add_show(noun, _DESK, help=N_("Show one membership."))

    @noun.verb("join", help=N_("Make a customer a member."), output=PRINTED)
    def join(
        session: Session,
        who: WhichCustomer,
        *,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("Since when."))] = "today",
        number: Annotated[str | None, typer.Option("--number", metavar="NUMBER", help=N_("The number on their card."))] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Anything else."))] = None,
        dry_run: DryRun = False,
    ) -> Result:
        texts = {"who": who, "from_on": on, "club_no": number, "note": note}
        given = {key: text for key, text in texts.items() if text is not None}
        return entered_result(add(session, Entry(SheetKind.MEMBERSHIPS, given, _DESK.read, dry_run)), _DESK.view)

    @noun.verb("leave", help=N_("Note that a member left the club."), output=PRINTED)
    def leave(
        session: Session,
        who: Annotated[str, typer.Argument(metavar="MEMBER", help=N_("The member: MB3, or the customer."))],
        *,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The last day."))] = "today",
        dry_run: DryRun = False,
    ) -> Result:
        return edited(session, _DESK, membership_of(session, who), {"until_on": on}, dry_run=dry_run)

    add_editing(noun, _DESK, only_added=("who",), help=N_('Edit a membership; --field "" clears a field.'))

    @noun.verb("report", help=N_("Show how the club stands: members, active ones, who comes back."), output=SHOWN)
    def report(session: Session) -> View:
        return standing_view(standing(session))
