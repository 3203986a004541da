"""Templates as a dealership keeps them: its own wording where it has one, else what kcrm brings along."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, NotFoundError, RefusedError
from kcrm.i18n import N_, Language
from kcrm.model import BaseFact, Gender
from kcrm.model.fleets import Dunning
from kcrm.named import NamedTuple
from kcrm.queries import templates
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.followups.intervals import Inspected
from kcrm.rules.scripts import BillSpoken, Facts, Fault, Problem, check, fields_of, fill, may_be_empty, permitted_fields
from kcrm.templates import LANGUAGES, TemplateId, built_in, words

_NEAR = 3
_FAULTS = {
    Fault.EMPTY: N_("{name} ({language}) would be empty. To restore the built-in text: kcrm script reset {name}"),
    Fault.UNKNOWN_FIELD: N_("{name} ({language}), line {line}, character {column}: there is no field {text} here. Permitted: {permitted}"),
    Fault.STRAY_BRACE: N_(
        "{name} ({language}), line {line}, character {column}: {text} is not part of a field. Write fields "
        "as {{name}}; permitted: {permitted}"
    ),
    Fault.CONTROL_CHARACTER: N_(
        "{name} ({language}), line {line}, character {column}: the control character {text} cannot be used. Permitted fields: {permitted}"
    ),
}


class Template(NamedTuple):
    """One wording as it holds. own: it is the dealership's; delivered: what kcrm brings along. sample: with an invented customer."""

    id: TemplateId
    language: Language
    body: str
    delivered: str
    own: bool
    fields: tuple[str, ...]
    sample: str


def wordings(session: Session, language: Language) -> dict[TemplateId, str]:
    """Every template's words in force, in one language."""
    return {**built_in(language), **templates.edited_templates(session.connection, language)}


def all_templates(session: Session, language: Language) -> list[Template]:
    """Every template in the order in which they are delivered."""
    own = templates.edited_templates(session.connection, language)
    filled = sample_fields(session, language)
    return [_template(each, language, own.get(each), filled) for each in built_in(language)]


def sample_fields(session: Session, language: Language) -> dict[str, str | None]:
    """The fields' values for an invented customer of this store, today."""
    known = words(language)
    facts = Facts(
        store=session.store.name,
        name=known["sample_customer"],
        gender=Gender.MALE,
        caller=known["sample_caller"],
        plate=known["sample_plate"],
        model=known["sample_model"],
        day=session.today,
        years=1,
        festival=known["spring_festival"],
        offer=known["sample_offer"],
        hotline=session.policy.desk.hotline or known["sample_hotline"],
        inspection=Inspected.LINE,
        assumed=BaseFact.REGISTERED_ON,
        about=known["sample_about"],
        vehicles=2,
        others=(known["sample_plate"], known["sample_other_plate"]),
        bills=(
            BillSpoken("FP202605", 1_200_000, session.today - 15 * ONE_DAY, 15, Dunning.DUN),
            BillSpoken("FP202606", 350_050, session.today + 15 * ONE_DAY, 0, Dunning.NONE),
        ),
        minutes=(session.policy.calling.least_minutes, session.policy.calling.most_minutes),
    )
    return fields_of(facts, known, session.today)


def template_named(text: str) -> TemplateId:
    """The template that a text means: `script.7dc`, or a name that only one has: `privacy`, `csi.advisor`.

    Raises NotFoundError with near names, AmbiguousError naming those that may be meant.
    """
    known = {str(each): each for each in built_in("en")}
    typed = text.strip().casefold().replace("-", "_")
    if typed in known:
        return known[typed]
    found = [name for name, each in known.items() if typed in {each.name, each.name.rpartition(".")[2]}]
    exact = [name for name in found if known[name].name == typed]
    if len(exact or found) == 1:
        return known[(exact or found)[0]]
    if found:
        raise AmbiguousError(
            N_("{text} matches several templates: {names}. Give the full name."), text=text, names=", ".join(exact or found)
        )
    raise NotFoundError(
        N_("There is no template {text}."),
        hint=N_("To see them all: kcrm script list"),
        near=get_close_matches(typed, [*known, *(each.name for each in known.values())], n=_NEAR),
        text=text or "''",
    )


def template_as_it_is(session: Session, template: TemplateId, language: Language) -> Template:
    """One template as it holds now."""
    return next(each for each in all_templates(session, language) if each.id == template)


def save_template(session: Session, template: TemplateId, language: Language, body: str, *, dry_run: bool = False) -> tuple[Template, bool]:
    """Keep the dealership's wording; the template as it reads then, and whether that is new. What is delivered is not stored as one's own.

    Line ends become those of the database, blanks at the ends go. Raises RefusedError, with place and permitted fields, for what may not
    stand in it.
    """
    cleaned = _cleaned(body)
    if cleaned or not may_be_empty(template.purpose, template.name):
        permitted = permitted_fields(template.purpose, template.name)
        refuse_faults(str(template), language, check(cleaned, permitted), permitted)
    before = wordings(session, language)[template]
    with session.write(dry_run=dry_run) as planner:
        if cleaned == built_in(language)[template]:
            templates.drop_template(planner.connection, template, language)
        else:
            templates.keep_template(planner.connection, template, language, cleaned)
        return template_as_it_is(session, template, language), before != cleaned


def reset_templates(
    session: Session, chosen: Collection[TemplateId], languages: Sequence[Language] = LANGUAGES, *, dry_run: bool = False
) -> list[tuple[TemplateId, Language]]:
    """Have the delivered wording again; which templates had one of their own."""
    with session.write(dry_run=dry_run) as planner:
        return [
            (template, language)
            for template in chosen
            for language in languages
            if templates.drop_template(planner.connection, template, language)
        ]


def _template(template: TemplateId, language: Language, own: str | None, filled: dict[str, str | None]) -> Template:
    delivered = built_in(language)[template]
    body = delivered if own is None else own
    return Template(
        id=template,
        language=language,
        body=body,
        delivered=delivered,
        own=own is not None,
        fields=permitted_fields(template.purpose, template.name),
        sample=fill(body, filled),
    )


def _cleaned(body: str) -> str:
    lines = body.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \u3000") for line in lines).strip()


def refuse_faults(name: str, language: Language, problems: Sequence[Problem], permitted: Sequence[str]) -> None:
    """Raises RefusedError for the first thing that is wrong with a text of this name, with its place and the fields it may have."""
    if not problems:
        return
    first = problems[0]
    raise RefusedError(
        _FAULTS[first.fault],
        near=[f"{{{name}}}" for name in first.near],
        name=name,
        language=language,
        line=first.line,
        column=first.column,
        text=first.text,
        permitted=" ".join(f"{{{each}}}" for each in permitted),
    )
