"""Campaigns: whom one is for, when it begins, what it cost, and what can be concluded of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.actions.filters.typed import chosen_customers, filter_text
from kcrm.actions.selecting import shown as record
from kcrm.actions.wording import body_of, checked_words
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, language
from kcrm.model.campaigns import HEARD, RESPONSES, CampaignChannel, Exclusion, Group, Targeted, TargetState
from kcrm.named import NamedTuple
from kcrm.queries import campaigns as queries
from kcrm.queries.campaigns import Campaign, Cost, LeftOut, TargetRow, Wave, Words
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.messages import sent_between
from kcrm.queries.records import Shown
from kcrm.records import SheetKind
from kcrm.rules.campaigns.effect import Effect, earned_fen, effect, furthest
from kcrm.rules.campaigns.targets import draw

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.dates import Period


class Chosen(NamedTuple):
    """Whom a wave is for: how many are approached and left alone, and how many were left out for which reason, some for several."""

    campaign: Campaign
    wave: int
    treated: int
    control: int
    left_out: int
    reasons: Mapping[Exclusion, int]


class Reached(NamedTuple):
    """How far somebody came. on: the day of that step; both None of who is left alone and did nothing. fen: what they brought."""

    row: TargetRow
    state: TargetState | None
    on: date | None
    fen: int


class Told(NamedTuple):
    """A campaign with its waves, costs and, once it has begun, its effect."""

    campaign: Campaign
    waves: Sequence[Wave]
    costs: Sequence[Cost]
    effect: Effect | None


class Card(NamedTuple):
    """All that is shown of a campaign. facts: its own fields."""

    facts: Shown
    told: Told


def choose(
    session: Session, number: int, words: Sequence[str], segment: str | None, *, wave: int | None, percent: int, dry_run: bool = False
) -> Chosen:
    """Choose whom a wave is for; one that has not begun is chosen anew.

    percent: how many of those who could be approached are left alone. Raises UsageError, NotFoundError, and RefusedError where the
    campaign is over or the wave has begun.
    """
    meant = meant_by(session, words, segment)
    with session.write(dry_run=dry_run):
        known = queries.waves(session.connection, number)
        chosen = wave if wave is not None else next((each.wave for each in known if each.started_on is None), len(known) + 1)
        return draw_wave(session, open_campaign(session, number), meant, chosen, percent=percent)


class Meant(NamedTuple):
    """Who is meant, and by which words."""

    customers: Collection[int]
    said: str


def meant_by(session: Session, words: Sequence[str], segment: str | None) -> Meant:
    """Whom a filter or a segment means. Raises UsageError where neither is given."""
    customers = chosen_customers(session, words, segment)
    if customers is None:
        raise UsageError(N_("Say whom it is for: a filter or --segment."))
    return Meant(customers, filter_text([*words, *(() if segment is None else (f"segment:{segment}",))]))


def draw_wave(session: Session, campaign: Campaign, meant: Meant, chosen: int, *, percent: int, beside_cap: bool = False) -> Chosen:
    """Choose whom a wave is for, within a transaction. beside_cap: its message takes no place in the month.

    Raises UsageError for one that cannot be next, RefusedError for one that has begun.
    """
    connection, number = session.connection, campaign.id
    _check_wave(campaign, queries.waves(connection, number), chosen)
    queries.drop_wave(connection, number, chosen)
    drawn = draw(
        queries.facing(connection, number, meant.customers),
        campaign.kind,
        campaign.channels,
        session.policy.campaigns,
        sent_between(connection, session.today.replace(day=1), session.today),
        queries.facing(connection, number, [each.id for each in queries.target_rows(connection, number)]),
        percent=percent,
        seed=f"M{number}.{chosen}",
        beside_cap=beside_cap,
    )
    queries.add_wave(connection, number, chosen, session.today, meant.said, percent)
    queries.add_targets(connection, number, chosen, drawn.groups, drawn.excluded)
    groups = list(drawn.groups.values())
    counts = {reason: sum(reason in reasons for reasons in drawn.excluded.values()) for reason in Exclusion}
    return Chosen(
        campaign,
        chosen,
        groups.count(Group.TREATED),
        groups.count(Group.CONTROL),
        len(drawn.excluded),
        {reason: count for reason, count in counts.items() if count},
    )


def start(session: Session, number: int, *, wave: int | None, on: date, dry_run: bool = False) -> Card:
    """Begin a wave, the next one unless said: from that day on its targets are approached. Raises RefusedError where it has no targets."""
    with session.write(dry_run=dry_run) as planner:
        campaign = open_campaign(session, number)
        known = queries.waves(planner.connection, number)
        chosen = next((each for each in known if (each.started_on is None if wave is None else each.wave == wave)), None)
        if chosen is None and known and wave is None:
            raise _begun(number, known[-1])
        if chosen is None or not chosen.treated:
            raise RefusedError(
                N_("{campaign} has nobody to approach."),
                hint=N_("To choose whom it is for: kcrm campaign target {campaign} FILTER"),
                campaign=_named(number),
            )
        if chosen.started_on is not None:
            raise _begun(number, chosen)
        if not campaign.from_on <= on <= campaign.until_on:
            raise RefusedError(
                N_("{campaign} goes from {first} until {last}."),
                campaign=_named(number),
                first=campaign.from_on,
                last=campaign.until_on,
            )
        if CampaignChannel.MESSAGE in campaign.channels:
            words = Words(chosen.template, chosen.text)
            checked_words(session, campaign, body_of(session, words, language(), campaign.kind), language())
        queries.start_wave(planner.connection, number, chosen.wave, on)
        return card(session, number)


def close(session: Session, number: int, result: str | None, *, dry_run: bool = False) -> Card:
    """End a campaign for good: nobody is approached any more. Raises RefusedError where it is closed."""
    from kcrm.queries.records import row_by_id, save  # noqa: PLC0415 - shows need none
    from kcrm.records.campaign import NOUN  # noqa: PLC0415

    with session.write(dry_run=dry_run) as planner:
        open_campaign(session, number, over_too=True)
        row = row_by_id(planner.connection, NOUN, number)
        save(planner.connection, NOUN.table, row, {"closed_on": session.today, "result": result or row["result"]})
        return card(session, number)


def spend(
    session: Session, number: int, item: str, fen: int, *, on: date, channel: CampaignChannel | None, dry_run: bool = False
) -> Sequence[Cost]:
    """Note what was paid; all that was paid. Raises RefusedError for a day to come."""
    if on > session.today:
        raise RefusedError(N_("{day} is still to come."), day=on)
    with session.write(dry_run=dry_run) as planner:
        queries.add_cost(planner.connection, number, on, item, fen, channel)
        return queries.costs(planner.connection, number)


def shown(session: Session, number: int) -> Told:
    """The campaign as it stands."""
    campaign = queries.campaign(session.connection, number)
    return Told(campaign, queries.waves(session.connection, number), queries.costs(session.connection, number), _effect(session, campaign))


def card(session: Session, number: int) -> Card:
    """The same with its own fields."""
    return Card(record(session, SheetKind.CAMPAIGNS, number), shown(session, number))


def results(session: Session, number: int) -> list[Reached]:
    """Everybody whom a campaign is for, and how far they came."""
    campaign = queries.campaign(session.connection, number)
    did = {each.id: each for each in _targeted(session, campaign)}
    return [_reached(session, row, did.get(row.id)) for row in queries.target_rows(session.connection, number)]


def approached(session: Session) -> Iterator[tuple[int, int, date, bool, bool, int]]:
    """Of each campaign that has begun whom it approached: campaign, person, since, whether they were reached and responded, and brought."""
    policy = session.policy.campaigns
    for campaign in queries.begun(session.connection):
        for each in _targeted(session, campaign):
            if each.group is Group.TREATED:
                step = furthest(each, policy)
                is_reached = any(one.state in HEARD for one in each.steps)
                yield campaign.id, each.id, each.since, is_reached, step is not None and step.state in RESPONSES, earned_fen(each, policy)


def left_out(session: Session, number: int) -> list[LeftOut]:
    """Whom it left out, and why."""
    return queries.left_out(session.connection, number)


def compared(session: Session, period: Period) -> list[Told]:
    """The campaigns of a period that have begun."""
    return [shown(session, each.id) for each in queries.campaigns_of(session.connection, period)]


def _reached(session: Session, row: TargetRow, did: Targeted | None) -> Reached:
    step = furthest(did, session.policy.campaigns) if did is not None else None
    waiting = TargetState.LISTED if row.group is Group.TREATED else None
    fen = 0 if did is None else earned_fen(did, session.policy.campaigns)
    return Reached(row, waiting if step is None else step.state, None if step is None else step.day, fen)


def _targeted(session: Session, campaign: Campaign) -> list[Targeted]:
    return queries.targeted(session.connection, campaign, session.policy.visits.excluded_types)


def _effect(session: Session, campaign: Campaign) -> Effect | None:
    if campaign.started_on is None:
        return None
    return effect(_targeted(session, campaign), campaign.cost_fen, session.policy.campaigns, session.today)


def open_campaign(session: Session, number: int, *, over_too: bool = False) -> Campaign:
    """One that is not closed, nor over unless `over_too`. Raises RefusedError for any other."""
    campaign = queries.campaign(session.connection, number)
    if campaign.closed_on is not None:
        raise RefusedError(N_("{campaign} was closed on {day}."), campaign=_named(number), day=campaign.closed_on)
    if campaign.until_on < session.today and not over_too:
        raise RefusedError(
            N_("{campaign} ended on {day}."),
            hint=N_("To prolong it: kcrm campaign edit {campaign} --until DATE"),
            campaign=_named(number),
            day=campaign.until_on,
        )
    return campaign


def _check_wave(campaign: Campaign, known: Sequence[Wave], wanted: int) -> None:
    if not 1 <= wanted <= len(known) + 1:
        raise UsageError(N_("The next wave of {campaign} is {wave}."), campaign=_named(campaign.id), wave=len(known) + 1)
    begun = next((each for each in known if each.wave == wanted and each.started_on is not None), None)
    if begun is not None:
        raise _begun(campaign.id, begun)


def _begun(number: int, wave: Wave) -> RefusedError:
    return RefusedError(
        N_("Wave {wave} of {campaign} began on {day}."),
        hint=N_("To begin another: kcrm campaign target {campaign} FILTER"),
        wave=wave.wave,
        campaign=_named(number),
        day=wave.started_on,
    )


def _named(number: int) -> str:
    return identifier(Thing.CAMPAIGN, number)
