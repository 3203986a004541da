"""Campaigns (市场活动): what was offered to whom, who was left out and why, what it cost.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger

_OF_WAVE = "SELECT customer_id, '' FROM campaign_target WHERE campaign_id = NEW.campaign_id AND wave = NEW.wave"
_OF_CAMPAIGN = "SELECT customer_id, '' FROM campaign_target WHERE campaign_id = NEW.id"
# who was spoken to about one may not be written to about it any more
_ABOUT = "WHEN (SELECT case_no FROM followup WHERE id = {0}.followup_id) GLOB 'M[0-9]*'"
_CALLED = "SELECT customer_id, '' FROM followup WHERE id = {0}.followup_id"
_CHANNELS = ("call", "message", "wechat", "email", "web", "print", "radio", "event")

SQL = f"""
-- channels: words parted by commas. aim: what counts as reached. offer: in words.
CREATE TABLE campaign (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL DEFAULT 'service' {one_of("kind", "sales", "service", "care", "recall", "club")},
    aim TEXT NOT NULL DEFAULT 'visit' {one_of("aim", "visit", "maintenance", "repair", "accessory", "sale")},
    channels TEXT NOT NULL CHECK (channels <> ''),
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on", "NOT NULL")},
    responsible_id INTEGER REFERENCES staff (id),
    budget_fen INTEGER CHECK (budget_fen >= 0),
    offer TEXT CHECK (offer <> ''),
    {date_column("closed_on")},
    result TEXT CHECK (result <> ''),
    CHECK (until_on >= from_on)
) STRICT;

-- Of those whom a filter chose, when and how. percent: how many were left alone. started_on: from when on they are approached.
CREATE TABLE campaign_wave (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    wave INTEGER NOT NULL CHECK (wave > 0),
    {date_column("chosen_on", "NOT NULL")},
    filter TEXT NOT NULL CHECK (filter <> ''),
    percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 99),
    {date_column("started_on")},
    UNIQUE (campaign_id, wave)
) STRICT;

-- Nobody is in two waves of one campaign.
CREATE TABLE campaign_target (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    wave INTEGER NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    part TEXT NOT NULL {one_of("part", "treated", "control")},
    UNIQUE (campaign_id, customer_id)
) STRICT;
CREATE INDEX campaign_target_of ON campaign_target (customer_id);

-- Whom a wave left out. reasons: all of them, parted by commas.
CREATE TABLE campaign_left_out (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    wave INTEGER NOT NULL,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    reasons TEXT NOT NULL CHECK (reasons <> ''),
    UNIQUE (campaign_id, wave, customer_id)
) STRICT;
CREATE INDEX campaign_left_out_of ON campaign_left_out (customer_id);

CREATE TABLE campaign_cost (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    campaign_id INTEGER NOT NULL REFERENCES campaign (id),
    {date_column("day", "NOT NULL")},
    item TEXT NOT NULL CHECK (item <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    channel TEXT {one_of("channel", *_CHANNELS)}
) STRICT;
CREATE INDEX campaign_cost_of ON campaign_cost (campaign_id);
{queue_trigger("campaign_update", "UPDATE OF channels, aim, until_on, closed_on ON campaign", _OF_CAMPAIGN)}
{queue_trigger("campaign_wave_update", "UPDATE OF started_on ON campaign_wave", _OF_WAVE)}
{
    queue_trigger(
        "campaign_target_update",
        "UPDATE OF customer_id, part ON campaign_target",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("campaign_call_insert", f"INSERT ON call_followup {_ABOUT.format('NEW')}", _CALLED.format("NEW"))}
{queue_trigger("campaign_call_delete", f"DELETE ON call_followup {_ABOUT.format('OLD')}", _CALLED.format("OLD"))}
{queue_trigger("campaign_target_delete", "DELETE ON campaign_target", "SELECT OLD.customer_id, '' WHERE true")}
"""
