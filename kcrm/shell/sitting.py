"""One sitting at the list at a terminal: cards to stdout, keys and questions to stderr. What a key does is `kcrm.actions.seat`'s."""

from __future__ import annotations

import shutil
import sys

from kcrm.actions.cards import customer_card, warranty_of
from kcrm.actions.seat.asking import Ask, Asks, Done, Work
from kcrm.actions.seat.keys import Key, Look, Move, key_by_number, key_of
from kcrm.actions.seat.turn import Nobody, Turn
from kcrm.actions.seat.working import Working, answer, asked_next
from kcrm.actions.session import open_session
from kcrm.context import AppContext
from kcrm.db import telling_waits
from kcrm.errors import DatabaseError, KcrmError
from kcrm.i18n import _
from kcrm.masking import shown
from kcrm.model import Staff
from kcrm.policy import Policy
from kcrm.queries.lookup import Thing
from kcrm.render import emit, write_text
from kcrm.shell.console import notice, warn
from kcrm.shell.keys import BACK, END, Keyboard
from kcrm.shell.qr import check_dialled, dialling_code
from kcrm.text import for_shell, safe, wrap, yes_or_no
from kcrm.views.complaints.story import story
from kcrm.views.customers import customer_record
from kcrm.views.errors import error_lines, in_words
from kcrm.views.seat.card import Screen, nobody_left, progress, turn_view
from kcrm.views.seat.keys import all_keys, done_lines, keys_lines, once_more, prompt, situations_lines, step_lines


class _Left(Exception):  # noqa: N818 - no error
    """The person at the keyboard has gone, or wants to."""


class Sitting:
    """The list worked at a terminal. Each turn's answers are written at once, in one go; the last step can be undone."""

    def __init__(self, context: AppContext, caller: Staff | None, *, qr: bool) -> None:
        self._context, self._qr = context, qr
        self._keyboard = Keyboard()
        self._working = Working(caller.id if caller else None)

    def work(self) -> None:
        """One customer after the other, until nobody is left or the person leaves."""
        try:
            with telling_waits(self._waits):
                while (shown := self._next()) is not None:
                    self._take_turn(*shown)
        except _Left:
            # as it was typed: it says who acts, and whose list it is
            warn(_("To continue: {command}").format(command=for_shell(["kcrm", *self._context.words])))

    def _next(self) -> tuple[Turn, Policy] | None:
        with open_session(self._context.at_present()) as session:
            turn = self._working.next(session)
            if isinstance(turn, Nobody):
                warn(nobody_left(turn, worked=bool(self._working.settled)))
                return None
            write_text("\n")
            view = turn_view(turn, session.policy, Screen(*shutil.get_terminal_size()))
            emit(session.context, view._replace(of=(Thing.CUSTOMER, turn.customer.id)))
            if self._qr:
                self._draw(session.context, turn)
            sys.stdout.flush()
            return turn, session.policy

    def _draw(self, context: AppContext, turn: Turn) -> None:
        try:
            check_dialled(context, turn.customer.id)
            write_text(dialling_code(context, turn.phone, turn.customer.name))
        except KcrmError as error:
            self._say(error)

    def _take_turn(self, turn: Turn, policy: Policy) -> None:
        """Keys until the customer is done with: worked, left out, or found to have been worked by somebody else."""
        while True:
            key = self._key(turn)
            match key.does:
                case Move.LEAVE:
                    raise _Left
                case Move.SKIP:
                    self._working.skip(turn)
                    return
                case Move.UNDO:
                    if self._undo():
                        return
                case Look():
                    self._show(key.does, turn)
                case _:
                    left = self._work(key.does, turn, policy)
                    if left is None:
                        return
                    turn = left

    def _work(self, asks: Asks, turn: Turn, policy: Policy) -> Turn | None:
        """Ask and write; the turn as it goes on, None where it is over."""
        work = self._ask_through(asks, turn, policy)
        if work is None:
            return turn
        done = self._write(turn, work)
        if done is None or done.over:
            return None
        with open_session(self._context.at_present()) as session:
            return self._working.again(session, turn)

    # --- keys ---

    def _key(self, turn: Turn) -> Key:
        """The next key that means something."""
        warn("")
        warn(progress(turn, self._context.at_present().terminal.width))
        for line in keys_lines(self._context.at_present().terminal.width):
            notice(line)
        while True:
            pressed = self._press()
            key = key_of(pressed)
            if self._working.overrun.holds(pressed) and key is not None:
                warn(once_more(key, pressed, turn))
                continue
            if key is not None and key.does is Look.KEYS:
                pressed, key = self._chosen()
            if key is not None:
                warn(f"{key.letter} {_(key.label)}")
                return key
            if pressed.strip() not in {"", BACK}:
                warn(_("“{key}” is not one of the keys; 0 lists them all.").format(key=pressed))

    def _chosen(self) -> tuple[str, Key | None]:
        """What was typed at the list of all keys, and the key of that number or letter; None for none of them."""
        for line in all_keys(self._context.at_present().terminal.width):
            warn(line)
        typed = self._line(_("Number or letter (Enter: back):"))
        return typed, None if typed == BACK else key_by_number(typed)

    def _press(self) -> str:
        sys.stderr.flush()
        pressed = self._keyboard.key()
        if pressed == END:
            raise _Left
        return pressed

    def _line(self, words: str) -> str:
        """What was typed, or BACK."""
        *before, last = wrap(words, self._context.at_present().terminal.width - 1)
        for line in before:
            warn(line)
        typed = self._keyboard.line(f"{shown(safe(last))} ")
        if typed is None:
            raise _Left
        return typed

    # --- what is only shown ---

    def _show(self, look: Look, turn: Turn) -> None:
        match look:
            case Look.CARD:
                with open_session(self._context.at_present()) as session:
                    card = customer_record(customer_card(session, turn.customer.id))
                    emit(session.context, card._replace(of=(Thing.CUSTOMER, turn.customer.id)))
            case Look.COMPLAINT:
                if not turn.complaints:
                    warn(_("They have no open complaint."))
                for case in turn.complaints:
                    with open_session(self._context.at_present()) as session:
                        stands = warranty_of(session, case.complaint.vehicle_id)
                        emit(session.context, story(case, stands)._replace(of=(Thing.COMPLAINT, case.complaint.id)))
            case _:
                self._help(turn)
        sys.stdout.flush()

    def _help(self, turn: Turn) -> None:
        """The special situations; one more key shows what to say."""
        for line in situations_lines(turn):
            warn(line)
        pressed = self._press()
        chosen = next((each for number, each in enumerate(turn.situations, start=1) if str(number) == pressed), None)
        if chosen is not None:
            self._wrapped(chosen.text)

    # --- questions ---

    def _ask_through(self, asks: Asks, turn: Turn, policy: Policy) -> Work | None:
        """What the answers to the key's questions come to; None to choose another key. Esc goes back to the question before."""
        now = self._context.at_present().with_zone(policy.zone).now
        answers: list[object] = []
        typed: list[str] = []
        while True:
            try:
                asked = asked_next(asks, turn, now, answers)
            except KcrmError as error:
                self._say(error)
                return None
            if not isinstance(asked, Ask):
                self._working.overrun.ended(typed)
                return asked
            answered = self._answer(asked)
            if answered is not None:
                typed.append(answered[0])
                answers.append(answered[1])
            elif answers:
                typed.pop()
                answers.pop()
            else:
                return None

    def _answer(self, ask: Ask) -> tuple[str, object] | None:
        """What was typed, and what was read of it; asked again while it cannot be. None for Esc."""
        if ask.shown:
            self._wrapped(ask.shown)
        while True:
            typed = self._line(prompt(ask))
            if typed == BACK:
                return None
            try:
                return typed, answer(self._context, ask, typed)
            except KcrmError as error:
                self._say(error)

    # --- writing ---

    def _write(self, turn: Turn, work: Work) -> Done | None:
        """Write it down; a database that is busy may be tried again, so that no answer is lost. None where it could not be."""
        while True:
            try:
                with open_session(self._context.at_present()) as session:
                    done = self._working.write(session, turn, work)
            except DatabaseError as error:
                self._say(error)
                warn(_("Nothing written. Press q to quit, any other key to retry."))
                if self._press() == "q":
                    raise _Left from error
            except KcrmError as error:
                # the list is read again: whoever was there before has changed it
                self._say(error)
                return None
            else:
                break
        for line in done_lines(done, session.policy):
            self._wrapped(line)
        return done

    def _undo(self) -> bool:
        """Show what the last step changed, and take it back if that is wanted; whether it was."""
        try:
            with open_session(self._context.at_present()) as session:
                last = self._working.last_step(session)
                for line in step_lines(last, session.context):
                    self._wrapped(line)
                warn(_("Undo? y: yes, any other key: no"))
                pressed = self._press()
                if pressed != "u" and not yes_or_no(pressed):
                    return False
                self._working.take_back(session, last.step)
        except KcrmError as error:
            self._say(error)
            return False
        warn(_("Undone."))
        return True

    def _waits(self, error: DatabaseError) -> None:
        self._wrapped(in_words(error))
        warn(_("Waiting …"))
        sys.stderr.flush()

    def _say(self, error: KcrmError) -> None:
        for line in error_lines(error, keys=False):
            self._wrapped(line)

    def _wrapped(self, text: str) -> None:
        for given in text.split("\n"):
            for line in wrap(given, self._context.at_present().terminal.width - 1):
                warn(line)
