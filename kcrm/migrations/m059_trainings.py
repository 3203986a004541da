"""Trainings: who was trained in what, by whom, and how well they did.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_KEYS = "{0} TEXT CHECK ({0} <> '' AND {0} NOT GLOB '*[^a-z0-9_,]*')"

SQL = f"""
-- A row for each person who was present. trainer: a name, as trainers come from outside, too. mark: of 100, in hundredths of a point. kinds, causes, models: what it
-- helps with, as of an article.
CREATE TABLE training (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL CHECK (topic <> ''),
    {date_column("held_on", "NOT NULL")},
    person_id INTEGER NOT NULL REFERENCES staff (id),
    {_TEXT.format("trainer")},
    mark INTEGER CHECK (mark BETWEEN 0 AND 10000),
    {_KEYS.format("kinds")},
    {_KEYS.format("causes")},
    {_TEXT.format("models")},
    {_TEXT.format("note")},
    UNIQUE (topic, held_on, person_id)
) STRICT;
CREATE INDEX training_of_staff ON training (person_id);
"""
