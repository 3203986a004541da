"""The keys of the seat, its questions, and what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time

from kcrm.actions.seat.asking import Ask, Choice, Done, Said
from kcrm.actions.seat.keys import KEYS, Key
from kcrm.actions.seat.ringing import Ringing
from kcrm.actions.seat.steps import LastStep
from kcrm.actions.seat.turn import Turn
from kcrm.context import AppContext
from kcrm.enums import StrEnum
from kcrm.i18n import N_, _
from kcrm.model import State
from kcrm.patterns import pattern
from kcrm.policy import Policy
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.calls import is_good_hour
from kcrm.text import cells, pad
from kcrm.views.labels import SITUATION, label_of
from kcrm.views.operations import changes_in_words, step_in_words
from kcrm.views.values import joined

_LINES = 2  # of keys
_ALWAYS = 2  # the last keys of the table have their place, whatever else there is room for
_GAP = "  "


def keys_lines(width: int) -> list[str]:
    """The keys in so many lines; where there is no room for all, the most used ones and how to see the others."""
    always = _GAP.join(_key(key) for key in KEYS[-_ALWAYS:])
    lines = [""]
    for key in KEYS[:-_ALWAYS]:
        longer = _GAP.join(filter(None, (lines[-1], _key(key))))
        room = width - 1 - (cells(always) + len(_GAP) if len(lines) == _LINES else 0)
        if cells(longer) <= room:
            lines[-1] = longer
        elif len(lines) < _LINES:
            lines.append(_key(key))
        else:
            break
    return [*lines[:-1], _GAP.join(filter(None, (lines[-1], always)))]


def _key(key: Key) -> str:
    return f"{key.letter} {_(key.label)}"


def all_keys(width: int) -> list[str]:
    """Every key with its number, in as many columns as there is room for."""
    entries = [f"{number:>2} {_key(key)}" for number, key in enumerate(KEYS, start=1)]
    column = max(map(cells, entries)) + len(_GAP)
    across = max(1, width // column)
    down = -(-len(entries) // across)
    return ["".join(pad(entry, column) for entry in entries[row::down]).rstrip() for row in range(down)]


def once_more(key: Key, pressed: str, turn: Turn) -> str:
    """Why a key does nothing yet."""
    words = _("{pressed} may be one answer too many. Press it once more for “{key}” with {customer}; else nothing is done.")
    return words.format(pressed=pressed, key=_(key.label), customer=turn.customer.name)


def numbered(choices: Iterable[Choice]) -> str:
    """Among which is chosen, each with its number."""
    return joined(f"{number} {_(each.label)}" for number, each in enumerate(choices, start=1))


_HOW = pattern(r"\s*[(（]|: |：|, as in |，如")
_WITH_EXPECTATION = N_("{least}-{most}, or with what was expected as 8/9")


def prompt(ask: Ask) -> str:
    """What the caller is asked."""
    if ask.asked is None:
        return _(ask.prompt).format(**ask.values, choices=numbered(ask.choices))
    question, text = ask.asked.question, ask.asked.spoken
    # how to answer was said at the first
    if ask.number > 1 and ask.asked.expectation is None:
        return _("{number}/{count} {question}:").format(number=ask.number, count=ask.of_all, question=text)
    by = _WITH_EXPECTATION if ask.asked.expectation is not None else question.kind.label
    return _("{number}/{count} {question} ({by}; Enter: not asked, “.”: no more):").format(
        number=ask.number, count=ask.of_all, question=text, by=_(by).format(least=question.least, most=question.most)
    )


def asked_briefly(ask: Ask) -> str:
    """The question without how to answer it, for a form that is being filled in."""
    if ask.asked is not None:
        return ask.asked.text
    return _HOW.split(prompt(ask), maxsplit=1)[0].rstrip(" :：")


def answered_briefly(ask: Ask, given: object, typed: str) -> str:
    """The answer in words: what was chosen, and who was found, by more than what was typed."""
    if isinstance(given, Ringing):
        return given.words
    chosen = next((choice.label for choice in ask.choices if choice.value == given), None)
    return _(chosen) if chosen is not None else typed.strip() or "-"


def situations_lines(turn: Turn) -> list[str]:
    """The special situations, each with the key that shows what to say."""
    return [f"{number} {_(SITUATION.get(each.name, each.name))}" for number, each in enumerate(turn.situations, start=1)]


# --- what was written ---


def done_lines(done: Done, policy: Policy) -> Iterator[str]:
    """What became of the follow-ups, and what the caller should think of."""
    by_fate: dict[str, list[str]] = {}
    for item in done.items:
        by_fate.setdefault(_fate(item.state, item.call_on.isoformat(), item.call_time), []).append(identifier(Thing.FOLLOWUP, item.id))
    if by_fate:
        yield "; ".join(_("{numbers}: {fate}").format(numbers=joined(numbers), fate=fate) for fate, numbers in by_fate.items())
    if done.logged is not None and done.logged.complaint is not None:
        case = done.logged.complaint
        number, state = identifier(Thing.COMPLAINT, case.complaint.id), label_of(case.standing.state)
        yield _("Complaint {number}: {state}.").format(number=number, state=state)
    for each in done.said:
        yield _said(each)
    for item in done.items[:1]:
        if item.call_time and not is_good_hour(time.fromisoformat(item.call_time), policy.calling):
            yield _("{time} is outside the calling hours.").format(time=item.call_time)


def step_lines(last: LastStep, context: AppContext) -> Iterator[str]:
    """Whom the step was about, and what taking it back would change, a line for each record."""
    head = _("Last step, at {time}: {about}") if last.about else _("Last step, at {time}:")
    at = f"{last.undone.target.at.astimezone(context.shown_in):%H:%M}"
    yield head.format(time=at, about=step_in_words(last.about) if last.about else "")
    yield from changes_in_words(last.undone.difference, context)


def _said(said: Said) -> str:
    values = {key: label_of(value) if isinstance(value, StrEnum) else value for key, value in said.values.items()}
    return _(said.text).format(**values)


def _fate(state: State, on: str, at: str | None) -> str:
    if state is not State.OPEN:
        return label_of(state)
    return _("call on {day}").format(day=" ".join(filter(None, (on, at))))
