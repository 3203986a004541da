"""`script`: what is said in calls, written in messages and asked in surveys, as this dealership words it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.actions.templates import (
    all_templates,
    reset_templates,
    sample_fields,
    save_template,
    template_as_it_is,
    template_named,
    wordings,
)
from kcrm.errors import UsageError
from kcrm.exchange.reading import standard_input
from kcrm.i18n import N_, Language, _
from kcrm.model import Purpose
from kcrm.shell.editor import edited_text, read_text
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun
from kcrm.shell.verbs import Result
from kcrm.templates import LANGUAGES, TemplateId, built_in
from kcrm.views import View
from kcrm.views.templates import reset_view, template_list, template_record, tongue_of
from kcrm.views.vocabulary import meant

_Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("As in script.7dc, message.birthday, privacy or csi.advisor."))]
_Language = Annotated[
    str | None, typer.Option("--language", metavar="LANGUAGE", help=N_("Language of the text: en or zh; the command's by default."))
]
_STDIN = "-"


def register(app: App) -> None:
    """Declare `script list`, `show`, `edit` and `reset`."""
    noun = app.noun("script", help=N_("Templates for calls, messages and surveys."))

    @noun.verb("list", help=N_("List the templates."), output=LISTED)
    def list_(
        session: Session,
        purpose: Annotated[
            str | None, typer.Option("--purpose", metavar="PURPOSE", help=N_("Filter by purpose: script, message, situation or question."))
        ] = None,
        own: Annotated[bool, typer.Option("--own", help=N_("Only customised templates."))] = False,
        wanted: _Language = None,
    ) -> View:
        only = meant(Purpose, purpose, "--purpose") if purpose is not None else None
        templates = [
            each
            for each in all_templates(session, tongue_of(wanted))
            if (only is None or each.id.purpose is only) and (each.own or not own)
        ]
        return template_list(templates)

    @noun.verb("show", help=N_("Show a template, a sample for a made-up customer, and the fields it may use."), output=SHOWN)
    def show(session: Session, name: _Name, wanted: _Language = None) -> View:
        tongue = tongue_of(wanted)
        found = template_as_it_is(session, template_named(name), tongue)
        return template_record(found, sample_fields(session, tongue))

    @noun.verb("edit", help=N_("Edit a template, in the editor or from a file. It is checked before it is saved."), output=PRINTED)
    def edit(
        session: Session,
        name: _Name,
        file: Annotated[
            str | None, typer.Option("--file", metavar="FILE", help=N_("Read the text from this file; - is standard input."))
        ] = None,
        wanted: _Language = None,
        dry_run: DryRun = False,
    ) -> Result:
        tongue = tongue_of(wanted)
        template = template_named(name)
        with _text(session, template, tongue, file, dry_run=dry_run) as text:
            saved, changed = save_template(session, template, tongue, text, dry_run=dry_run)
        said = _(_CHANGED if changed else _UNCHANGED).format(name=template)
        return Result(template_record(saved, sample_fields(session, tongue)), [] if dry_run and changed else [said])

    @noun.verb(
        "reset",
        help=N_("Reset a template, or all of them with --all, to the built-in text, in both languages or only in --language."),
        output=PRINTED,
    )
    def reset(
        session: Session,
        name: Annotated[str | None, typer.Argument(metavar="[NAME]", help=N_("A template."), show_default=False)] = None,
        everything: Annotated[bool, typer.Option("--all", help=N_("All templates."))] = False,
        wanted: _Language = None,
        dry_run: DryRun = False,
    ) -> View:
        if (name is None) is not everything:
            raise UsageError(N_("script reset: give a template, or --all for all of them."))
        chosen = list(built_in("en")) if name is None else [template_named(name)]
        languages = LANGUAGES if wanted is None else (tongue_of(wanted),)
        return reset_view(reset_templates(session, chosen, languages, dry_run=dry_run))


_CHANGED = N_("Saved {name}.")
_UNCHANGED = N_("{name} already has this text; nothing changed.")


def _text(session: Session, template: TemplateId, tongue: Language, file: str | None, *, dry_run: bool) -> AbstractContextManager[str]:
    if file is not None:
        return nullcontext(read_text(file, standard_input().read() if file == _STDIN else None))

    def again(kept: str) -> list[str]:
        return ["kcrm", "script", "edit", str(template), "--language", tongue, "--file", kept]

    return edited_text(session.context, wordings(session, tongue)[template], str(template), again, dry_run=dry_run)
