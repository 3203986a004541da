"""Campaigns: whom one may be for, whom it is for, what they did since, and what it cost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from kcrm.model import OrderType, PhoneState
from kcrm.model.campaigns import (
    CampaignAim,
    CampaignChannel,
    CampaignKind,
    Exclusion,
    Facing,
    Group,
    Offer,
    Step,
    Targeted,
    TargetState,
    UnderWay,
)
from kcrm.named import NamedTuple
from kcrm.queries.messages import phones_to_write_to

if TYPE_CHECKING:
    from kcrm.dates import Period

_AMONG: Final = "(SELECT value FROM json_each(:customers))"
_FACING: Final = f"""
SELECT customer.id, customer.phone, customer.phone2, customer.phone_state, customer.do_not_contact, customer.call_consent,
    customer.call_consent_on, customer.message_consent, customer.message_consent_on,
    EXISTS (SELECT 1 FROM complaint WHERE complaint.customer_id = customer.id AND complaint.state <> 'closed') AS complains,
    (SELECT wave FROM campaign_target WHERE campaign_id = :campaign AND customer_id = customer.id) AS in_wave
FROM customer WHERE customer.id IN {_AMONG} ORDER BY customer.id
"""  # noqa: S608 - our own
_WAVES: Final = """
SELECT wave, chosen_on, filter, percent, started_on, template, text,
    (SELECT name FROM staff WHERE staff.id = approved_by_id) AS approved_by,
    (SELECT count(*) FROM campaign_target AS target WHERE target.campaign_id = this.campaign_id AND target.wave = this.wave
        AND target.part = 'treated') AS treated,
    (SELECT count(*) FROM campaign_target AS target WHERE target.campaign_id = this.campaign_id AND target.wave = this.wave
        AND target.part = 'control') AS control,
    (SELECT count(*) FROM campaign_left_out AS out WHERE out.campaign_id = this.campaign_id AND out.wave = this.wave) AS left_out
FROM campaign_wave AS this WHERE campaign_id = ? ORDER BY wave
"""
_LEFT_OUT: Final = """
SELECT customer_id, name, wave, reasons FROM campaign_left_out JOIN customer ON customer.id = customer_id
WHERE campaign_id = :campaign AND (:wave IS NULL OR wave = :wave) ORDER BY wave, customer_id
"""
_WORDS: Final = """
SELECT wave.template, wave.text, wave.approved_by_id FROM campaign_target AS target
JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave
WHERE target.campaign_id = ? AND target.customer_id = ?
"""
_TARGETED: Final = """
SELECT target.customer_id, customer.name, customer.phone, target.wave, target.part, wave.started_on
FROM campaign_target AS target JOIN customer ON customer.id = target.customer_id
JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave
WHERE target.campaign_id = :campaign ORDER BY target.wave, target.customer_id
"""
_WHO: Final = """
WITH who AS (
    SELECT target.customer_id, wave.started_on AS since FROM campaign_target AS target
    JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave
    WHERE target.campaign_id = :campaign AND wave.started_on IS NOT NULL
)
"""
# what was said of the campaign, then what was booked of whatever, then who came and who bought
_SAID: Final = f"""{_WHO}
SELECT who.customer_id, call.called_on, call.outcome, call_result.result
FROM who JOIN followup ON followup.customer_id = who.customer_id AND followup.case_no = :case
JOIN call_followup ON call_followup.followup_id = followup.id JOIN call ON call.id = call_followup.call_id
LEFT JOIN call_result ON call_result.call_id = call.id AND call_result.followup_id = followup.id
WHERE call.called_on >= who.since
    AND NOT EXISTS (SELECT 1 FROM message_result WHERE message_result.call_id = call.id AND message_result.state = 'failed')
UNION ALL SELECT who.customer_id, message_result.told_on, 'refused', NULL
FROM who JOIN followup ON followup.customer_id = who.customer_id AND followup.case_no = :case
JOIN message_result ON message_result.followup_id = followup.id AND message_result.state = 'refused' AND message_result.told_on >= who.since
"""  # noqa: S608 - our own
_BOOKED: Final = f"""{_WHO}
SELECT who.customer_id, call.called_on FROM who JOIN call ON call.customer_id = who.customer_id AND call.called_on >= who.since
JOIN call_result ON call_result.call_id = call.id AND call_result.result = 'booked'
"""  # noqa: S608 - our own
_CAME: Final = f"""{_WHO}
SELECT who.customer_id, repair_order.opened_on, repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen
FROM who JOIN ownership ON ownership.customer_id = who.customer_id
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.opened_on >= who.since
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
    AND repair_order.type IN (SELECT value FROM json_each(:types))
"""  # noqa: S608 - our own
_ORDERED: Final = f"""{_WHO}
SELECT who.customer_id, step.day, coalesce(step.price_fen, 0) FROM who JOIN prospect ON prospect.customer_id = who.customer_id
JOIN prospect_event AS step ON step.prospect_id = prospect.id AND step.kind = 'ordered' AND step.day >= who.since
"""  # noqa: S608 - our own
_OF_AIM: Final[Mapping[CampaignAim, frozenset[OrderType]]] = {
    CampaignAim.MAINTENANCE: frozenset({OrderType.PAID_MAINTENANCE}),
    CampaignAim.REPAIR: frozenset({OrderType.PAID_REPAIR}),
    CampaignAim.ACCESSORY: frozenset({OrderType.ACCESSORY}),
    CampaignAim.SALE: frozenset(),
}
_BOUGHT: Final = frozenset({CampaignAim.ACCESSORY, CampaignAim.SALE})
_INTERESTED: Final = frozenset({"quoted", "undecided", "renewed_here"})


class Campaign(NamedTuple):
    """What its targets and its effect are reckoned by. started_on: its first wave."""

    id: int
    name: str
    kind: CampaignKind
    aim: CampaignAim
    channels: tuple[CampaignChannel, ...]
    from_on: date
    until_on: date
    closed_on: date | None
    started_on: date | None
    budget_fen: int | None
    cost_fen: int
    offer: str | None


class Wave(NamedTuple):
    """Of those whom a filter chose, how many are approached, left alone and left out. started_on: None where it is yet to begin.

    template, text: in whose words its message is, or in which; both None for those of campaigns.
    """

    wave: int
    chosen_on: date
    filter: str
    percent: int
    started_on: date | None
    template: str | None
    text: str | None
    approved_by: str | None
    treated: int
    control: int
    left_out: int


class Words(NamedTuple):
    """In which words a wave's message is: those of a template, or its own; neither for those of campaigns."""

    template: str | None = None
    text: str | None = None
    approved_by_id: int | None = None


class TargetRow(NamedTuple):
    """Somebody whom a campaign is for. since: None where the wave is yet to begin."""

    id: int
    name: str
    phone: str | None
    wave: int
    group: Group
    since: date | None


class LeftOut(NamedTuple):
    """Somebody whom a wave left out, and every reason."""

    id: int
    name: str
    wave: int
    reasons: tuple[Exclusion, ...]


class Cost(NamedTuple):
    """One thing that was paid for."""

    id: int
    day: date
    item: str
    amount_fen: int
    channel: CampaignChannel | None


_RUNNING: Final = """
SELECT campaign.id, campaign.name, campaign.offer, campaign.until_on FROM campaign_target AS target
JOIN campaign ON campaign.id = target.campaign_id AND campaign.closed_on IS NULL AND :today BETWEEN campaign.from_on AND campaign.until_on
JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave AND wave.started_on <= :today
WHERE target.customer_id = :customer AND target.part = 'treated' ORDER BY campaign.until_on, campaign.id
"""
_UNDER_WAY: Final = """
SELECT campaign.id, campaign.name, campaign.until_on, count(*), sum(EXISTS (
    SELECT 1 FROM followup WHERE followup.customer_id = target.customer_id AND followup.case_no = 'M' || campaign.id
        AND followup.state = 'done'
))
FROM campaign JOIN campaign_target AS target ON target.campaign_id = campaign.id AND target.part = 'treated'
JOIN campaign_wave AS wave ON wave.campaign_id = target.campaign_id AND wave.wave = target.wave AND wave.started_on <= :today
WHERE campaign.closed_on IS NULL AND :today BETWEEN campaign.from_on AND campaign.until_on
    AND (:responsible IS NULL OR campaign.responsible_id = :responsible)
GROUP BY campaign.id ORDER BY campaign.until_on, campaign.id
"""
_CAMPAIGN: Final = """
SELECT campaign.*, (SELECT min(started_on) FROM campaign_wave WHERE campaign_id = campaign.id) AS started_on,
    coalesce((SELECT sum(amount_fen) FROM campaign_cost WHERE campaign_id = campaign.id), 0) AS cost_fen
FROM campaign WHERE {} ORDER BY from_on, id
"""


def campaign(connection: sqlite3.Connection, number: int) -> Campaign:
    """The campaign of this number."""
    return _campaign(connection.execute(_CAMPAIGN.format("id = ?"), (number,)).fetchone())


def campaigns_of(connection: sqlite3.Connection, period: Period) -> list[Campaign]:
    """Those that were on during a period and have begun, by their first days."""
    condition = "from_on <= ? AND until_on >= ? AND started_on IS NOT NULL"
    return [_campaign(row) for row in connection.execute(_CAMPAIGN.format(condition), (period.last.isoformat(), period.first.isoformat()))]


def running_for(connection: sqlite3.Connection, customer_id: int, today: date) -> list[Offer]:
    """What is offered to a customer today; nothing to who is left alone for comparison."""
    rows = connection.execute(_RUNNING, {"customer": customer_id, "today": today.isoformat()})
    return [Offer(row[0], row[1], row[2], date.fromisoformat(row[3])) for row in rows]


def under_way(connection: sqlite3.Connection, today: date, responsible: int | None) -> list[UnderWay]:
    """The campaigns under way, by their last days. responsible: only those that this one answers for."""
    rows = connection.execute(_UNDER_WAY, {"today": today.isoformat(), "responsible": responsible})
    return [UnderWay(row[0], row[1], date.fromisoformat(row[2]), row[3], row[4]) for row in rows]


def begun(connection: sqlite3.Connection) -> list[Campaign]:
    """Those that have begun."""
    return [_campaign(row) for row in connection.execute(_CAMPAIGN.format("started_on IS NOT NULL"))]


def _campaign(row: sqlite3.Row) -> Campaign:
    return Campaign(
        row["id"],
        row["name"],
        CampaignKind(row["kind"]),
        CampaignAim(row["aim"]),
        tuple(CampaignChannel(each) for each in row["channels"].split(",")),
        date.fromisoformat(row["from_on"]),
        date.fromisoformat(row["until_on"]),
        _day(row["closed_on"]),
        _day(row["started_on"]),
        row["budget_fen"],
        row["cost_fen"],
        row["offer"],
    )


def facing(connection: sqlite3.Connection, number: int, customers: Collection[int]) -> Iterator[Facing]:
    """These customers as a campaign sees them."""
    for row in connection.execute(_FACING, {"campaign": number, "customers": json.dumps(sorted(customers))}):
        yield Facing(
            row["id"],
            phones_to_write_to(None, row["phone"], row["phone2"], PhoneState(row["phone_state"])),
            bool(row["do_not_contact"]),
            _flag(row["call_consent"]),
            _flag(row["message_consent"]),
            _day(row["message_consent_on"]),
            bool(row["complains"]),
            row["in_wave"],
            _day(row["call_consent_on"]),
        )


def add_wave(connection: sqlite3.Connection, number: int, wave: int, day: date, words: str, percent: int) -> None:
    """A wave that is yet to begin."""
    connection.execute(
        "INSERT INTO campaign_wave (campaign_id, wave, chosen_on, filter, percent) VALUES (?, ?, ?, ?, ?)",
        (number, wave, day.isoformat(), words, percent),
    )


def give_words(connection: sqlite3.Connection, number: int, wave: int, words: Words) -> None:
    """In which words a wave's message is."""
    connection.execute(
        "UPDATE campaign_wave SET template = ?, text = ?, approved_by_id = ? WHERE campaign_id = ? AND wave = ?",
        (words.template, words.text, words.approved_by_id, number, wave),
    )


def words_for(connection: sqlite3.Connection, number: int, customer: int) -> Words:
    """In which words a campaign writes to a customer."""
    row = connection.execute(_WORDS, (number, customer)).fetchone()
    return Words(*row) if row is not None else Words()


def drop_wave(connection: sqlite3.Connection, number: int, wave: int) -> None:
    """A wave that has not begun, so that it can be chosen anew."""
    for table in ("campaign_target", "campaign_left_out", "campaign_wave"):
        connection.execute(f"DELETE FROM {table} WHERE campaign_id = ? AND wave = ?", (number, wave))  # noqa: S608 - our own names


def add_targets(
    connection: sqlite3.Connection, number: int, wave: int, groups: Mapping[int, Group], left_out: Mapping[int, Iterable[Exclusion]]
) -> None:
    """Who is in which group of a wave, and who was left out."""
    connection.executemany(
        "INSERT INTO campaign_target (campaign_id, wave, customer_id, part) VALUES (?, ?, ?, ?)",
        [(number, wave, customer, part) for customer, part in groups.items()],
    )
    connection.executemany(
        "INSERT INTO campaign_left_out (campaign_id, wave, customer_id, reasons) VALUES (?, ?, ?, ?)",
        [(number, wave, customer, ",".join(reasons)) for customer, reasons in left_out.items()],
    )


def start_wave(connection: sqlite3.Connection, number: int, wave: int, day: date) -> None:
    """From this day on its targets are approached."""
    connection.execute("UPDATE campaign_wave SET started_on = ? WHERE campaign_id = ? AND wave = ?", (day.isoformat(), number, wave))


def begun_on(connection: sqlite3.Connection, number: int) -> date | None:
    """When the first of a campaign's waves began; None where none has."""
    return _day(connection.execute("SELECT min(started_on) FROM campaign_wave WHERE campaign_id = ?", (number,)).fetchone()[0])


def waves(connection: sqlite3.Connection, number: int) -> list[Wave]:
    """A campaign's waves, in their order."""
    return [
        Wave(row[0], date.fromisoformat(row[1]), row[2], row[3], _day(row[4]), *row[5:]) for row in connection.execute(_WAVES, (number,))
    ]


def left_out(connection: sqlite3.Connection, number: int, wave: int | None = None) -> list[LeftOut]:
    """Whom a campaign, or one wave of it, left out."""
    return [
        LeftOut(row[0], row[1], row[2], tuple(Exclusion(each) for each in row[3].split(",")))
        for row in connection.execute(_LEFT_OUT, {"campaign": number, "wave": wave})
    ]


def target_rows(connection: sqlite3.Connection, number: int) -> list[TargetRow]:
    """Everybody whom a campaign is for, and who is left alone for comparison."""
    return [
        TargetRow(row[0], row[1], row[2], row[3], Group(row[4]), _day(row[5]))
        for row in connection.execute(_TARGETED, {"campaign": number})
    ]


def targeted(connection: sqlite3.Connection, of: Campaign, excluded_types: Collection[OrderType]) -> list[Targeted]:
    """Everybody of the waves that have begun, with all that they did since. excluded_types: orders that are no visit."""
    steps: dict[int, list[Step]] = {}
    for customer, step in _steps(connection, of, excluded_types):
        steps.setdefault(customer, []).append(step)
    return [
        Targeted(row.id, row.group, row.since, tuple(steps.get(row.id, ())))
        for row in target_rows(connection, of.id)
        if row.since is not None
    ]


def _steps(connection: sqlite3.Connection, of: Campaign, excluded_types: Collection[OrderType]) -> Iterator[tuple[int, Step]]:
    given = {"campaign": of.id, "case": f"M{of.id}"}
    for row in connection.execute(_SAID, given):
        yield row[0], Step(_said(row["outcome"], row["result"]), date.fromisoformat(row["called_on"]))
    for row in connection.execute(_BOOKED, given):
        yield row[0], Step(TargetState.BOOKED, date.fromisoformat(row[1]))
    types = _OF_AIM.get(of.aim, frozenset(OrderType) - frozenset(excluded_types))
    arrived = TargetState.BOUGHT if of.aim in _BOUGHT else TargetState.CAME
    came: Sequence[sqlite3.Row] = connection.execute(_CAME, {**given, "types": json.dumps(sorted(types))}).fetchall() if types else ()
    bought: Sequence[sqlite3.Row] = connection.execute(_ORDERED, given).fetchall() if of.aim is CampaignAim.SALE else ()
    for row in (*came, *bought):
        yield row[0], Step(arrived, date.fromisoformat(row[1]), row[2])


def _said(outcome: str, result: str | None) -> TargetState:
    if outcome == "message_sent":
        return TargetState.SENT
    if outcome == "refused":
        return TargetState.REFUSED
    if result in _INTERESTED:
        return TargetState.RESPONDED
    if result == "booked":
        return TargetState.BOOKED
    return TargetState.REACHED if outcome == "answered" else TargetState.LISTED


def add_cost(connection: sqlite3.Connection, number: int, day: date, item: str, fen: int, channel: CampaignChannel | None) -> None:
    """Something that was paid for a campaign."""
    connection.execute(
        "INSERT INTO campaign_cost (campaign_id, day, item, amount_fen, channel) VALUES (?, ?, ?, ?, ?)",
        (number, day.isoformat(), item, fen, channel),
    )


def costs(connection: sqlite3.Connection, number: int) -> list[Cost]:
    """What was paid for a campaign, in the order of days."""
    rows = connection.execute(
        "SELECT id, day, item, amount_fen, channel FROM campaign_cost WHERE campaign_id = ? ORDER BY day, id", (number,)
    )
    return [
        Cost(row[0], date.fromisoformat(row[1]), row[2], row[3], CampaignChannel(row[4]) if row[4] is not None else None) for row in rows
    ]


def _flag(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)
