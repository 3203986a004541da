"""The Chinese catalogue is complete, current and compiled."""

import string

import catalogue
import pytest
from babel.messages.mofile import read_mo

STORED = catalogue.stored()
WANTED = catalogue.extracted()
FIX = "run `make messages`, then translate what it names"


def ids(messages):
    return {message.id for message in messages if message.id}


def both(text):
    return tuple(text) if isinstance(text, tuple | list) else (text,)


def placeholders(text):
    return {field for _literal, field, _spec, _conversion in string.Formatter().parse(text) if field is not None}


def test_every_msgid_of_the_code_is_in_the_catalogue():
    assert ids(WANTED) - ids(STORED) == set(), FIX


def test_the_catalogue_holds_nothing_that_the_code_no_longer_says():
    assert ids(STORED) - ids(WANTED) == set(), FIX
    assert not STORED.obsolete, FIX


def test_every_entry_is_translated_and_none_is_a_guess():
    untranslated = [message.id for message in STORED if message.id and not all(both(message.string or ("",)))]
    assert untranslated == []
    assert [message.id for message in STORED if message.id and message.fuzzy] == []


@pytest.mark.parametrize(
    "message", [message for message in STORED if message.id and message.string], ids=lambda message: str(both(message.id)[0])
)
def test_translations_have_the_placeholders_of_their_msgid(message):
    wanted = placeholders(both(message.id)[-1])  # the plural names the count, the singular need not
    assert [placeholders(text) for text in both(message.string)] == [wanted] * len(both(message.string))


def test_the_compiled_catalogue_says_what_the_written_one_says():
    compiled = catalogue.PO.with_suffix(".mo")
    assert compiled.exists(), "run `make messages`"
    with compiled.open("rb") as source:
        said = {both(message.id): both(message.string) for message in read_mo(source) if message.id}
    assert said == {both(message.id): both(message.string) for message in STORED if message.id}, "run `make messages`"
