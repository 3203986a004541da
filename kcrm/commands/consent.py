"""`kcrm consent …`: what customers consented to, refused or withdrew, when and how, and what it permits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kcrm.i18n import N_
from kcrm.model.consents import ConsentAnswer, ConsentKind, ConsentOrigin
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, SHOWN, TABLED, DryRun, Encoding, Filters, Sheet, WhichCustomer
from kcrm.shell.records import add_list
from kcrm.shell.typed import OF_CUSTOMER, Typed, period, word
from kcrm.shell.verbs import Result

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.views import View

_Call = Annotated[str | None, typer.Option("--call", metavar="YES|NO", help=N_("Whether they consent to calls."))]
_Message = Annotated[str | None, typer.Option("--message", metavar="YES|NO", help=N_("Whether they consent to messages."))]
_On = Annotated[str, typer.Option("--on", metavar="DATE", help=N_("The day they said so."))]
_Origin = Annotated[
    str | None,
    typer.Option("--origin", metavar="ORIGIN", help=N_("How they said so: paper, counter, phone, reply, wechat or web; needed for a yes.")),
]
_Version = Annotated[
    str | None, typer.Option("--text-version", metavar="TEXT", help=N_("Which version of the text they consented to, as in 2026-01."))
]
_Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Anything else."))]
_SkipBad = Annotated[bool, typer.Option("--skip-bad", help=N_("Import the good rows of a file that has bad ones."))]
_File = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=N_(
            "A file, or - for standard input. Columns: customer_no 客户编号 or phone 电话, kind 类型, answer 是否同意, given_on 日期, "
            "origin 方式, text_version 文本版本."
        ),
    ),
]


def register(app: App) -> None:
    """The noun `consent`."""
    noun = app.noun("consent", help=N_("Consents: who may be called, written to, offered something."))
    add_list(
        noun,
        SheetKind.CONSENTS,
        (
            OF_CUSTOMER,
            Typed("kind", "--kind", "KIND", N_("Filter by what it is about: call, message or contact."), word(ConsentKind, "--kind")),
            Typed("answer", "--answer", "ANSWER", N_("Filter by what was said: given, refused, …"), word(ConsentAnswer, "--answer")),
            Typed("origin", "--origin", "ORIGIN", N_("Filter by how it was said: paper, reply, file, …"), word(ConsentOrigin, "--origin")),
            Typed("said", "--period", "PERIOD", N_("Only those of these days."), period),
            Typed("undated", "--undated", "", N_("Only those of an unknown day, on which nothing may be offered.")),
        ),
        help=N_("List what customers said, the latest written down first."),
        filters=Filters,
        empty=N_("No such consents."),
    )

    @noun.verb("show", help=N_("Show what a customer permits now and why, and all that they said."), output=SHOWN)
    def show(session: Session, who: WhichCustomer) -> View:
        from kcrm.actions.consents import consent_card  # noqa: PLC0415 - here and below: help and the Tab key load no room
        from kcrm.actions.selecting import select  # noqa: PLC0415
        from kcrm.queries.lookup import Thing  # noqa: PLC0415
        from kcrm.views.consents import consents_view  # noqa: PLC0415

        return consents_view(consent_card(session, select(session, who, Thing.CUSTOMER)))

    @noun.verb(
        "set",
        help=N_("Note that a customer consents, refuses or withdraws; what was said before stays on record."),
        output=PRINTED,
    )
    def set_(
        session: Session,
        who: WhichCustomer,
        *,
        call: _Call = None,
        message: _Message = None,
        on: _On = "today",
        origin: _Origin = None,
        text_version: _Version = None,
        note: _Note = None,
        dry_run: DryRun = False,
    ) -> View:
        from kcrm.actions.consents import said_of, set_consents  # noqa: PLC0415
        from kcrm.actions.selecting import select  # noqa: PLC0415
        from kcrm.queries.lookup import Thing  # noqa: PLC0415
        from kcrm.views.consents import consents_view  # noqa: PLC0415

        texts = {"given_on": on, "origin": origin, "text_version": text_version, "note": note}
        said = said_of(session, {ConsentKind.CALL: call, ConsentKind.MESSAGE: message}, texts)
        return consents_view(set_consents(session, select(session, who, Thing.CUSTOMER), said, dry_run=dry_run))

    @noun.verb(
        "import",
        help=N_(
            "Import consents from a file. One that is known already changes nothing.\n\nWithout a date the day is unknown, and nothing is "
            "offered on such a consent. For more options: kcrm import consents FILE"
        ),
        output=TABLED,
    )
    def import_(
        session: Session, file: _File, encoding: Encoding = None, sheet: Sheet = None, skip_bad: _SkipBad = False, dry_run: DryRun = False
    ) -> Result:
        from kcrm.actions.imports import ImportOptions, import_file  # noqa: PLC0415
        from kcrm.exchange.source import Manner  # noqa: PLC0415
        from kcrm.shell.imported import import_result  # noqa: PLC0415

        options = ImportOptions(Manner(encoding, sheet), dry_run=dry_run, skip_bad=skip_bad)
        return import_result([import_file(session, SheetKind.CONSENTS, file, options)], dry_run=dry_run, skip_bad=skip_bad)
