"""The keys of the seat, each declared once: what is pressed, what it is called, what it does.

Whatever shows the seat, a line at the terminal or a screen, reads this table.
"""

from __future__ import annotations

import unicodedata

from kcrm.actions.seat import brought, facts, outcomes, ringing
from kcrm.actions.seat.asking import Asks
from kcrm.enums import StrEnum
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.text import as_digits


class Look(StrEnum):
    """What a key shows without changing anything."""

    SITUATIONS = "situations"
    CARD = "card"
    COMPLAINT = "complaint"
    KEYS = "keys"


class Move(StrEnum):
    """What a key does with the sitting."""

    SKIP = "skip"
    UNDO = "undo"
    LEAVE = "leave"


class Key(NamedTuple):
    """One key.

    letter: small; a full-width or capital one counts as well. digit: for who has a Chinese input method open; empty for a key that is
    reached by its number in the list of all keys. label: an msgid, one or two words. does: what it asks, shows or moves. theirs: it is
    about the customer whose turn it is.
    """

    letter: str
    digit: str
    label: str
    does: Asks | Look | Move
    theirs: bool = True


KEYS = (
    # how the call ended
    Key("a", "1", N_("answered"), outcomes.answered),
    Key("n", "2", N_("no answer"), outcomes.no_answer),
    Key("b", "3", N_("busy"), outcomes.busy),
    Key("w", "4", N_("wrong number"), outcomes.wrong_number),
    Key("r", "5", N_("refused"), outcomes.refused),
    Key("m", "6", N_("message"), outcomes.message_sent),
    Key("s", "7", N_("snooze"), outcomes.snooze),
    Key("k", "8", N_("skip"), Move.SKIP),
    # what came up in it
    Key("c", "9", N_("complaint"), brought.complaint),
    Key("l", "", N_("prospect"), brought.lead),
    Key("f", "", N_("result"), outcomes.result),
    Key("i", "", N_("incoming call"), ringing.call_in, theirs=False),
    Key("u", "", N_("undo"), Move.UNDO),
    Key("v", "", N_("full card"), Look.CARD),
    Key("j", "", N_("complaint history"), Look.COMPLAINT),
    Key("h", "", N_("what to say"), Look.SITUATIONS),
    Key("o", "", N_("opportunity"), brought.opportunity),
    Key("x", "", N_("finding"), brought.finding),
    Key("y", "", N_("need"), brought.need),
    Key("e", "", N_("new owner"), brought.new_owner),
    Key("p", "", N_("new phone"), brought.phone),
    Key("d", "", N_("new date"), brought.new_date),
    Key("t", "", N_("better time"), brought.preferred_time),
    Key("g", "", N_("note for the workshop"), brought.workshop_note),
    Key("z", "", N_("resume contact"), brought.take_back),
    Key("@", "", N_("met in person"), outcomes.met),
    Key("=", "", N_("ask for facts"), facts.facts),
    Key("?", "0", N_("all keys"), Look.KEYS),
    Key("q", "", N_("leave"), Move.LEAVE),
)
"""In the order in which they are listed; where there is room for some only, the first and the last two."""


def key_of(pressed: str) -> Key | None:
    """The key that was pressed, by letter or digit, full-width ones too; None where it is none of them."""
    typed = unicodedata.normalize("NFKC", pressed).strip().lower()
    return next((key for key in KEYS if typed and typed in {key.letter, key.digit}), None)


def key_by_number(typed: str) -> Key | None:
    """The key that was chosen in the list of all keys: by its number there, or by its letter."""
    number = as_digits(typed)
    if number is not None:
        return KEYS[int(number) - 1] if 0 < int(number) <= len(KEYS) else None
    return key_of(typed)
