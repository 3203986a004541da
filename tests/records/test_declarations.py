"""What is declared of a record and what the database holds: neither has a field that the other does not know."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kcrm.errors import KcrmError, UsageError
from kcrm.i18n import _, use_language
from kcrm.model.cell import Cell
from kcrm.model.words import labels_of
from kcrm.queries.lookup import PREFIX, Thing
from kcrm.queries.sources.declared import source_of
from kcrm.records import SheetKind, noun_of, of_table
from kcrm.records.cells import Moment
from kcrm.rules.filters import FIELDS

MOMENT = Moment(date(2026, 6, 15), datetime(2026, 6, 15, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")), typed=True)

# Columns that nobody fills in: what is derived of others, what planning decides, where a case stands.
MACHINERY = {
    "staff": {"id", "pinyin", "initials"},
    "customer": {"pinyin", "initials", "former_specialist_id", "known_from", "known_on"},
    "vehicle": {"known_from", "known_on"},
    "repair_order": {"opened_on", "closed_on"},
    "opportunity": {"call_id"},
    "need": {"call_id", "staff_id"},
    **{table: set() for table in ("fleet", "member", "relation", "product", "anniversary", "contract", "payment")},
    "bill": {"written_off_by_id"},
    "meeting": set(),
    "task": {"meant_id", "returns"},
    "measure": {"checker_id"},
    "workplan": {"approver_id"},
    "article": set(),
    "training": set(),
    **{table: set() for table in ("campaign", "club", "event", "attendance", "advertisement")},
    "points": {"by_id"},
    "voucher": {"issued_on"},
    "job": {"asked_on"},
    "work": set(),
    "appointment": {"starts_on", "clock", "missed_on"},
    "department": set(),
    "recall": set(),
    "recall_vin": set(),
    "consent": set(),
    "rescue": {"asked_on", "solved_on", "answer_within", "dispatch_within", "arrive_within"},
    "breach": {"decider_id"},
    "journal": {"reader_id"},
    "checklist_item": {"checklist_id"},
    "prospect": {"call_id", "registered_at", "first_due_at", "agreed_time", "invalid_on", "again_on"},
}


def columns_of_table(desk, table):
    return {row[0]: row[1:] for row in desk.query('SELECT name, "notnull", dflt_value FROM pragma_table_xinfo(?) WHERE hidden = 0', table)}


@pytest.mark.parametrize("kind", [kind for kind in SheetKind if kind is not SheetKind.COMPLAINTS])
def test_every_column_is_declared_and_every_declared_column_is_there(desk, kind):
    noun = noun_of(kind)
    assert set(noun.columns) | MACHINERY[noun.table] == set(columns_of_table(desk, noun.table))
    assert not set(noun.columns) & MACHINERY[noun.table]


def test_a_complaint_declares_what_its_table_holds_of_a_file(desk):
    noun = noun_of(SheetKind.COMPLAINTS)
    assert set(noun.columns) <= set(columns_of_table(desk, noun.table))


@pytest.mark.parametrize("kind", SheetKind)
def test_the_words_of_a_field_are_those_that_its_column_permits(desk, kind):
    noun = noun_of(kind)
    statement = desk.query("SELECT sql FROM sqlite_schema WHERE name = ?", noun.table)[0][0]
    for column, field in noun.columns.items():
        permitted = re.search(rf"CHECK \({column} IN \('([^)]*)'\)\)", statement)
        # several words stand in one column, which no check of the schema can take apart: what reads them refuses any other
        words = None if field.type.cell is Cell.ENUMS else field.type.words
        assert (permitted is None) == (words is None), column
        if permitted is not None and words is not None:
            # an expired opportunity is one left open, which is not stored
            unstored = {"expired"} if kind is SheetKind.OPPORTUNITIES else set()
            assert set(permitted[1].split("', '")) == {word.value for word in words} - unstored, column


@pytest.mark.parametrize("kind", SheetKind)
def test_what_cannot_be_empty_in_the_database_cannot_be_emptied_or_becomes_something_else(desk, kind):
    noun = noun_of(kind)
    for column, (not_null, _default) in columns_of_table(desk, noun.table).items():
        field = noun.columns.get(column)
        if field is not None and not_null and (field.zh or field.help) and not field.type.refers:
            assert not field.clearable or field.emptied is not None, column


@pytest.mark.parametrize("kind", SheetKind)
def test_each_key_is_declared_once_and_has_an_example_that_is_read(kind):
    noun = noun_of(kind)
    keys = [field.key for field in noun.fields]
    assert len(keys) == len(set(keys))
    for field in noun.fields:
        assert (field.type.cell in {Cell.ENUM, Cell.ENUMS}) == (field.type.words is not None)
        if field.zh or field.help:
            assert field.type.read(field.type.example, MOMENT) is not None


@pytest.mark.parametrize(
    "field",
    [pytest.param(each, id=f"{kind} {each.key}") for kind in SheetKind for each in noun_of(kind).fields if each.type.cell is Cell.ENUMS],
)
def test_a_field_of_several_words_keeps_each_once_in_their_order_and_refuses_any_other(field):
    words = list(field.type.words)
    for word in words:
        assert field.type.read(word, MOMENT) == word
    backwards = "，".join([*reversed(words), words[0]])
    assert field.type.read(backwards, MOMENT) == ",".join(words)
    assert field.type.load(",".join(words)) == tuple(words)
    for other in (f"{words[0]},其它", "%", f"{words[0]} {words[1]}"):
        with pytest.raises(UsageError):
            field.type.read(other, MOMENT)


@pytest.mark.parametrize("kind", SheetKind)
def test_what_stands_in_no_column_is_said_by_the_source_and_nothing_else_is(kind):
    noun, source = noun_of(kind), source_of(kind)
    assert {field.key for field in noun.listed if field.stored is None} <= set(source.shown)
    assert {field.key for field in noun.written if field.stored is None} <= set(source.given)
    assert set(source.shown) <= {field.key for field in noun.listed}
    assert set(source.given) <= {*noun.sheet, *noun.decided}


def test_needs_identities_and_orders_name_declared_fields():
    for kind in SheetKind:
        noun = noun_of(kind)
        keys = set(noun.sheet)
        assert {key for need in (*noun.needs, *noun.known_by) for key in need} <= keys
        assert set(noun.first) <= keys
        assert not noun.number or noun.number in keys
        assert of_table(noun.table) is noun
        assert PREFIX[Thing(noun.name)] == noun.letter


def test_names_of_filters_are_those_of_customers_and_vehicles():
    declared = {field.filtered for kind in (SheetKind.CUSTOMERS, SheetKind.VEHICLES) for field in noun_of(kind).fields if field.filtered}
    assert declared <= set(FIELDS)
    assert not any(field.filtered for kind in (SheetKind.STAFF, SheetKind.ORDERS) for field in noun_of(kind).fields)


def test_a_text_longer_than_is_kept_is_refused_and_one_as_long_is_taken():
    for kind in SheetKind:
        for field in noun_of(kind).fields:
            longest = field.type.longest
            if longest is not None and field.type.cell is Cell.TEXT and "@" not in field.type.example:
                assert field.type.read("很" * longest, MOMENT) == "很" * longest
                with pytest.raises(KcrmError):
                    field.type.read("很" * (longest + 1), MOMENT)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_an_exported_file_says_for_a_word_is_read_again(language):
    for kind in SheetKind:
        for field in noun_of(kind).fields:
            for value, label in labels_of(field.type.words or {}).items() if field.in_files else ():
                with use_language(language):
                    said = _(label)
                assert field.type.read(said, MOMENT) == value, (kind, field.key)
