"""`next`: the list worked one customer after the other."""

from __future__ import annotations

import shlex
import sys

import typer

from kcrm.actions.callers import chosen_caller
from kcrm.actions.next import Ask, Key, Nobody, Turn, Work, carry_out, dialogue, next_turn
from kcrm.actions.session import Session, open_session
from kcrm.context import AppContext
from kcrm.errors import DatabaseError, KcrmError
from kcrm.i18n import N_, _
from kcrm.model import Staff
from kcrm.policy import Policy
from kcrm.render import emit, write_text
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.keys import END, Keyboard
from kcrm.shell.opening import plan_today
from kcrm.shell.options import CalledBy, Mine, Qr, Shown
from kcrm.shell.output import Output
from kcrm.shell.qr import dialling_code
from kcrm.text import safe, wrap
from kcrm.views.errors import filled, in_words
from kcrm.views.next import done_lines, key_word, keys_line, nobody_left, nothing_view, progress, prompt, situations_lines, turn_view


def register(app: App) -> None:
    """Declare `next`."""

    @app.verb("next", help=N_("Work through the list, one customer at a time, with a script and a key for each outcome."))
    def next_(
        ctx: typer.Context,
        *,
        mine: Mine = False,
        staff: CalledBy = None,
        qr: Qr = False,
        output: Shown,
    ) -> None:
        context = app_context(ctx)
        with open_session(context) as session:
            caller = chosen_caller(session, staff, mine=mine)
            plan_today(session)
            if not _at_the_keyboard(context, output):
                _show_first(session, caller, output, qr=qr)
                return
        _Sitting(context, caller, qr=qr).work()


def _at_the_keyboard(context: AppContext, output: Output) -> bool:
    terminal = context.terminal
    return terminal.stdin_tty and terminal.stdout_tty and terminal.stderr_tty and output.format is None and output.to is None


def _show_first(session: Session, caller: Staff | None, output: Output, *, qr: bool) -> None:
    turn = next_turn(session, caller.id if caller else None)
    if isinstance(turn, Nobody):
        emit(session.context, nothing_view(), output)
        notice(nobody_left(turn, worked=False))
        return
    code = dialling_code(session.context, turn.phone, turn.customer.name) if qr else ""
    emit(session.context, turn_view(turn, session.policy), output)
    write_text(code)


class _Left(Exception):  # noqa: N818 - no error
    """The person at the keyboard has gone, or wants to."""


class _Sitting:
    """The list worked at a terminal: cards to stdout, keys and questions to stderr. Each turn's answers are written at once, in one go."""

    def __init__(self, context: AppContext, caller: Staff | None, *, qr: bool) -> None:
        self._context, self._caller, self._qr = context, caller, qr
        self._keyboard = Keyboard()
        self._settled: set[int] = set()

    def work(self) -> None:
        """One customer after the other, until nobody is left or the person leaves."""
        try:
            while (shown := self._next()) is not None:
                self._take_turn(*shown)
        except _Left:
            again = f"kcrm next --staff {shlex.quote(self._caller.employee_no)}" if self._caller else "kcrm next"
            notice(_("To continue: {command}").format(command=again))

    def _next(self) -> tuple[Turn, Policy] | None:
        with open_session(self._context.at_present()) as session:
            turn = next_turn(session, self._caller.id if self._caller else None, self._settled)
            if isinstance(turn, Nobody):
                notice(nobody_left(turn, worked=bool(self._settled)))
                return None
            write_text("\n")
            emit(session.context, turn_view(turn, session.policy))
            if self._qr:
                self._draw(turn)
            sys.stdout.flush()
            return turn, session.policy

    def _draw(self, turn: Turn) -> None:
        try:
            write_text(dialling_code(self._context, turn.phone, turn.customer.name))
        except KcrmError as error:
            self._say(error)

    def _take_turn(self, turn: Turn, policy: Policy) -> None:
        """Keys until the customer is done with: worked, left out, or found to have been worked by somebody else."""
        while True:
            key = self._key(turn)
            if key is Key.SKIP:
                self._settled.add(turn.customer.id)
                return
            if key is Key.HELP:
                self._help(turn)
                continue
            work = self._ask_through(key, turn, policy)
            if work is not None:
                self._write(turn, work)
                return

    def _key(self, turn: Turn) -> Key:
        """The next key that means something. Raises _Left for the one that means to leave."""
        notice("")
        notice(progress(turn))
        notice(keys_line(self._context.at_present().terminal.width))
        while True:
            pressed = self._press()
            if pressed in set(Key):
                key = Key(pressed)
                notice(f"{key} {key_word(key)}")
                if key is Key.LEAVE:
                    raise _Left
                return key
            if pressed != " ":
                notice(_("“{key}” is not one of the keys.").format(key=pressed))

    def _press(self) -> str:
        sys.stderr.flush()
        pressed = self._keyboard.key()
        if pressed == END:
            raise _Left
        return pressed

    def _help(self, turn: Turn) -> None:
        """The special situations; one more key shows what to say."""
        for line in situations_lines(turn):
            notice(line)
        pressed = self._press()
        chosen = next((each for number, each in enumerate(turn.situations, start=1) if str(number) == pressed), None)
        if chosen is not None:
            self._wrapped(chosen.text)

    def _ask_through(self, key: Key, turn: Turn, policy: Policy) -> Work | None:
        """What the answers to the key's questions come to; None to choose another key."""
        questions = dialogue(key, turn, self._context.at_present().with_zone(policy.zone).now)
        answer: object = None
        while True:
            try:
                ask = questions.send(answer)
            except StopIteration as end:
                work: Work | None = end.value
                return work
            answer = self._answer(ask)

    def _answer(self, ask: Ask) -> object:
        """What was typed, read; asked again while it cannot be."""
        while True:
            *before, last = wrap(prompt(ask), self._context.at_present().terminal.width - 1)
            for line in before:
                notice(line)
            sys.stderr.write(f"{safe(last)} ")
            sys.stderr.flush()
            typed = self._keyboard.line()
            if typed is None:
                raise _Left
            try:
                return ask.read(typed)
            except KcrmError as error:
                self._say(error)

    def _write(self, turn: Turn, work: Work) -> None:
        """Write it down; a database that is busy may be tried again, so that no answer is lost."""
        while True:
            try:
                with open_session(self._context.at_present()) as session:
                    done = carry_out(session, turn, work)
            except DatabaseError as error:
                self._say(error)
                notice(_("Nothing written. Press q to quit, any other key to retry."))
                if self._press() == Key.LEAVE:
                    raise _Left from error
            except KcrmError as error:
                # the list is read again: whoever was there before has changed it
                self._say(error)
                return
            else:
                break
        for line in done_lines(done, session.policy):
            notice(line)
        if done.settled:
            self._settled.add(turn.customer.id)

    def _say(self, error: KcrmError) -> None:
        self._wrapped(in_words(error))
        if error.hint:
            self._wrapped(filled(error.hint, error))

    def _wrapped(self, text: str) -> None:
        for given in text.split("\n"):
            for line in wrap(given, self._context.at_present().terminal.width - 1):
                notice(line)
