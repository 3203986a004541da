"""`kcrm show X`: anything, by whatever staff have at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.i18n import N_
from kcrm.shell.grammar import App
from kcrm.shell.options import SHOWN, Qr, What
from kcrm.shell.output import Output
from kcrm.shell.verbs import Result

if TYPE_CHECKING:
    from kcrm.actions.session import Session


def register(app: App) -> None:
    """Declare `show`."""

    @app.verb("show", help=N_("Show one thing: a customer's card, a vehicle, an order …"), output=SHOWN)
    def show(session: Session, what: What, qr: Qr = False, *, output: Output) -> Result:
        from kcrm.shell.cards import show_one  # noqa: PLC0415 - neither help nor the Tab key need what shows

        return show_one(session, what, output, qr=qr)
