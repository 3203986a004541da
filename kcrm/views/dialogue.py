"""The words in which a caller is asked how a call went, and told what was written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time

from kcrm.actions.sitting import Ask, Done, Field, Key, Turn
from kcrm.i18n import N_, _
from kcrm.model import State
from kcrm.policy import Policy
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.calls import is_good_hour
from kcrm.surveys import AnswerKind
from kcrm.text import cells
from kcrm.views.labels import SITUATION, label_of
from kcrm.views.values import joined

_KEYS: Mapping[Key, str] = {
    Key.ANSWERED: N_("answered"),
    Key.NO_ANSWER: N_("no answer"),
    Key.BUSY: N_("busy"),
    Key.WRONG_NUMBER: N_("wrong number"),
    Key.REFUSED: N_("refused"),
    Key.MESSAGE_SENT: N_("message sent"),
    Key.SNOOZE: N_("snooze"),
    Key.HELP: N_("help"),
    Key.SKIP: N_("skip"),
    Key.LEAVE: N_("leave"),
}
# for 80 columns; the key stands at its place in the word
_SHORT_KEYS = N_("[a]nswer [n]obody [b]usy [w]rong [r]efuse [m]sg [s]nooze [h]elp s[k]ip [q]uit")


def keys_line(width: int) -> str:
    """The keys in one line; short words where there is no room for long ones."""
    long = "  ".join(f"{key} {_(word)}" for key, word in _KEYS.items())
    return long if cells(long) < width else _(_SHORT_KEYS)


def key_word(key: Key) -> str:
    """What the key stands for."""
    return _(_KEYS[key])


def progress(turn: Turn) -> str:
    """How far the sitting is, and whom to dial, so that both stand beside the keys however long the script is."""
    left = _("{left} of {total} left").format(left=turn.left, total=turn.total)
    return f"{left}  {identifier(Thing.CUSTOMER, turn.customer.id)} {turn.customer.name}  {turn.phone or _('none usable')}"


_PROMPTS: Mapping[Field, str] = {
    Field.SATISFIED: N_("Satisfied with how the complaint was settled (y/n; Enter: back):"),
    Field.SCORE: N_("Score 1-10 (Enter: none):"),
    Field.NOTE: N_("Note (Enter: none):"),
    Field.AGAIN: N_("When to call again, as in 15:00 or tomorrow 10:00 (Enter: back):"),
    Field.NEW_PHONE: N_("The right number (Enter: not known):"),
    Field.NO_MORE: N_("Wants no more of: this kind (k), any contact (a), only not now (Enter):"),
    Field.UNTIL: N_("Put off until, as in 15:00, tomorrow or fri 10:00 (Enter: back):"),
    Field.REASON: N_("Why (Enter: back):"),
}
_ANSWERED_BY: Mapping[AnswerKind, str] = {
    AnswerKind.RATING: N_("{least}-{most}"),
    AnswerKind.YES_NO: N_("y/n"),
    AnswerKind.TEXT: N_("words"),
}
_WITH_EXPECTATION = N_("{least}-{most}, or with what was expected as 8/9")


def prompt(ask: Ask) -> str:
    """What the caller is asked."""
    if ask.asked is None:
        return _(_PROMPTS[ask.field])
    question = ask.asked.question
    by = _WITH_EXPECTATION if question.with_expectation else _ANSWERED_BY[question.kind]
    return _("{number}/{count} {question} ({by}; Enter: not asked, “.”: no more):").format(
        number=ask.number, count=ask.count, question=ask.asked.text, by=_(by).format(least=question.least, most=question.most)
    )


def situations_lines(turn: Turn) -> list[str]:
    """The special situations, each with the key that shows what to say."""
    return [f"{number} {_(SITUATION.get(each.name, each.name))}" for number, each in enumerate(turn.situations, start=1)]


# --- what was written ---


def done_lines(done: Done, policy: Policy) -> Iterator[str]:
    """What became of the follow-ups, and what the caller should think of."""
    by_fate: dict[str, list[str]] = {}
    for item in done.items:
        by_fate.setdefault(_fate(item.state, item.call_on.isoformat(), item.call_time), []).append(identifier(Thing.FOLLOWUP, item.id))
    yield "; ".join(_("{numbers}: {fate}").format(numbers=joined(numbers), fate=fate) for fate, numbers in by_fate.items())
    if done.logged is not None and done.logged.low_score:
        yield _("A low score: ask whether to open a complaint.")
    for item in done.items[:1]:
        if item.call_time and not is_good_hour(time.fromisoformat(item.call_time), policy.calling):
            yield _("{time} is outside the calling hours.").format(time=item.call_time)


def _fate(state: State, on: str, at: str | None) -> str:
    if state is not State.OPEN:
        return label_of(state)
    return _("call on {day}").format(day=" ".join(filter(None, (on, at))))
