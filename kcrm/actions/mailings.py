"""Messages to whom a filter chooses: a campaign of one message, or one more wave of a campaign there is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kcrm.actions.campaigns import Chosen, Meant, draw_wave, open_campaign
from kcrm.actions.templates import template_named
from kcrm.actions.wording import body_of, checked_words
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_, Language
from kcrm.model import Kind, Purpose
from kcrm.model.campaigns import COMMERCIAL, CampaignChannel, CampaignKind, MessagePurpose
from kcrm.named import NamedTuple
from kcrm.queries import campaigns as queries
from kcrm.queries.campaigns import Campaign, Words
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import save
from kcrm.rules.messages import Length, length_of

if TYPE_CHECKING:
    from kcrm.actions.session import Session

_A_WEEK: Final = timedelta(days=7)  # after that no message is worth being sent that was meant for one day


class Wanted(NamedTuple):
    """What is to be sent. purpose: None for what the campaign is for. campaign: of which it is one more wave; None for one of its own.

    name, about, until_on: what that one is called, is about, and until when it goes.
    """

    purpose: MessagePurpose | None
    words: Words
    campaign: int | None = None
    name: str | None = None
    about: str | None = None
    until_on: date | None = None


class Mailing(NamedTuple):
    """Whom a message is for, and as an invented customer gets it. segments, fen: of all, reckoned by that one."""

    chosen: Chosen
    purpose: MessagePurpose
    words: Words
    text: str
    length: Length
    segments: int
    fen: int


def template_of_messages(text: str) -> str:
    """The name of the message template that is meant. Raises NotFoundError, with near names, for any other."""
    try:
        found = template_named(text if text.startswith("message.") else f"message.{text}")
    except NotFoundError:
        found = template_named(text)
    if found.purpose is not Purpose.MESSAGE:
        raise NotFoundError(N_("{text} is no template of messages."), hint=N_("To see them all: kcrm script list"), text=text)
    return found.name


def send(session: Session, meant: Meant, wanted: Wanted, language: Language, *, dry_run: bool = False) -> Mailing:
    """Choose whom a message is for and have it sent from today on; who is left out, and why.

    language: in which the words are checked. Raises UsageError for what does not go together, RefusedError for words that may not be sent.
    """
    body = body_of(session, wanted.words, language)
    with session.write(dry_run=dry_run):
        campaign = open_campaign(session, wanted.campaign if wanted.campaign is not None else _prepared(session, wanted, body))
        purpose = MessagePurpose.COMMERCIAL if campaign.kind in COMMERCIAL else MessagePurpose.SERVICE
        _check_campaign(campaign, purpose, wanted)
        text = checked_words(session, campaign, body, language)
        known = queries.waves(session.connection, campaign.id)
        chosen = draw_wave(session, campaign, meant, len(known) + 1, percent=0, beside_cap=wanted.words.template == Kind.WEATHER)
        if not chosen.treated and not dry_run:
            raise RefusedError(
                N_("There is nobody to write to: {count} left out."),
                hint=N_("To see why, add --dry-run."),
                count=chosen.left_out,
            )
        queries.give_words(session.connection, campaign.id, chosen.wave, wanted.words)
        queries.start_wave(session.connection, campaign.id, chosen.wave, max(session.today, campaign.from_on))
    length, policy = length_of(text), session.policy.messages
    segments = length.segments * chosen.treated
    return Mailing(chosen, purpose, wanted.words, text, length, segments, segments * policy.segment_fen)


def _prepared(session: Session, wanted: Wanted, body: str) -> int:
    """A campaign of one message."""
    if wanted.purpose is None:
        raise UsageError(N_("Say what it is for: --purpose service or commercial."))
    if wanted.about is None and "{about}" in body:
        raise UsageError(N_("The words leave open what it is about: --about TEXT."))
    until = wanted.until_on or (session.today if wanted.words.template == Kind.WEATHER else session.today + _A_WEEK)
    if until < session.today:
        raise UsageError(N_("--until {day} is past."), day=until)
    number, _saved = save(
        session.connection,
        "campaign",
        None,
        {
            "name": wanted.name,
            "kind": CampaignKind.SERVICE if wanted.purpose is MessagePurpose.COMMERCIAL else CampaignKind.CARE,
            "aim": "visit",
            "channels": CampaignChannel.MESSAGE,
            "from_on": session.today,
            "until_on": until,
            "offer": wanted.about,
        },
    )
    return number


def _check_campaign(campaign: Campaign, purpose: MessagePurpose, wanted: Wanted) -> None:
    named = identifier(Thing.CAMPAIGN, campaign.id)
    if CampaignChannel.MESSAGE not in campaign.channels:
        raise RefusedError(
            N_("{campaign} does not go by short message."),
            hint=N_("To have it do so: kcrm campaign edit {campaign} --channels message"),
            campaign=named,
        )
    if wanted.purpose is not None and wanted.purpose is not purpose:
        raise RefusedError(
            N_("{campaign} offers something, so its messages are commercial.")
            if purpose is MessagePurpose.COMMERCIAL
            else N_("{campaign} offers nothing, so its messages are not commercial."),
            campaign=named,
        )
    if wanted.words.template == Kind.WEATHER and purpose is MessagePurpose.COMMERCIAL:
        raise RefusedError(N_("A warning of the weather offers nothing: --purpose service."))
