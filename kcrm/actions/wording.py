"""In which words a campaign writes, and whether they may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kcrm.actions.templates import refuse_faults, sample_fields, wordings
from kcrm.errors import RefusedError
from kcrm.i18n import N_, Language
from kcrm.model import Channel, Purpose
from kcrm.model.campaigns import COMMERCIAL, CampaignKind, kinds_of
from kcrm.queries.campaigns import Campaign, Words
from kcrm.rules.messages import length_of, tells_how_to_refuse
from kcrm.rules.scripts import check, fill, permitted_fields
from kcrm.templates import TemplateId

if TYPE_CHECKING:
    from kcrm.actions.session import Session

_FIELDS: Final = permitted_fields(Purpose.MESSAGE, "")


def body_of(session: Session, words: Words, language: Language, kind: CampaignKind | None = None) -> str:
    """The words of a message, with fields. kind: of the campaign whose words they are where there are no others.

    Raises RefusedError for fields that there are not.
    """
    if words.text is not None:
        refuse_faults("--text", language, check(words.text, _FIELDS), _FIELDS)
        return words.text
    name = words.template or next(each for each in sorted(kinds_of(kind or CampaignKind.CARE, None)) if each.endswith(Channel.MESSAGE))
    return wordings(session, language)[TemplateId(Purpose.MESSAGE, name)]


def checked_words(session: Session, campaign: Campaign, body: str, language: Language) -> str:
    """A campaign's message as an invented customer gets it.

    Raises RefusedError for one that is too long, or offers something and names no store or no way to refuse.
    """
    text = fill(body, {**sample_fields(session, language), "about": campaign.offer or campaign.name})
    length, most = length_of(text), session.policy.messages.most_segments
    if length.segments > most:
        raise RefusedError(
            N_("The text has {units} characters, which takes {segments} messages; it may take {most}."),
            units=length.units,
            segments=length.segments,
            most=most,
        )
    if campaign.kind in COMMERCIAL:
        if not tells_how_to_refuse(text):
            raise RefusedError(
                N_("A commercial text has to say how to refuse it, such as “Reply R to hear no more.”"),
                hint=N_("To edit a template: kcrm script edit NAME"),
            )
        if session.store.name not in text:
            raise RefusedError(N_("A commercial text has to name the store: begin it with [{{store}}]."))
    return text
