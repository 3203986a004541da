"""The screen of `kcrm desk`: the list, the card with the script, the keys, and one question at a time.

Every reading and writing is done on a thread of its own, so that the screen is free; what a key does and asks is `kcrm.actions.seat`'s.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.events import Event, Resize
from textual.events import Key as KeyPressed
from textual.widgets import Input, OptionList, Static
from textual.worker import get_current_worker

from kcrm.actions.seat.asking import Ask, Asks, Work
from kcrm.actions.seat.keys import Key, Look, Move, key_by_number, key_of
from kcrm.actions.seat.turn import Turn
from kcrm.actions.seat.working import Working, asked_next
from kcrm.context import AppContext, Theme
from kcrm.desk.line import Line
from kcrm.desk.listing import Customers
from kcrm.desk.looks import Card, card_of, looked, qr_code, safe_lines, ticking
from kcrm.desk.panels import Confirm, Panel
from kcrm.desk.questions import NARROWING, Asking, Begun
from kcrm.desk.reading import Seen, read_card, read_desk, stamp
from kcrm.desk.recording import Recorded, last_step, record, take_back
from kcrm.desk.threads import Threaded, Told
from kcrm.errors import DatabaseError, KcrmError
from kcrm.i18n import N_, _
from kcrm.model import Staff
from kcrm.views.seat.card import whom
from kcrm.views.seat.desk import head
from kcrm.views.seat.keys import all_keys, keys_lines, once_more, prompt

_WATCHED = 2.0  # seconds between looks whether somebody else has written
_READ_ANEW = 15.0  # seconds after which the clocks are read, not reckoned
_AT_ONCE = (Move.LEAVE, Move.UNDO, Look.KEYS)  # keys that ask nothing of the card
_PAGES = ("pageup", "pagedown")
_SOON = 0.3  # seconds after which it is told that something is still being read
_OWN_KEYS = N_("↑↓ list  PgUp PgDn card  / narrow  F2 colours  F3 F5 copy the phone, the message  F4 QR code  Tab: j k in the list")
_TYPING = N_("Enter next  Esc back  → take what is offered  PgUp PgDn the card")
_THEMES = {Theme.DARK: "textual-dark", Theme.LIGHT: "textual-light", Theme.NONE: "ansi-dark"}
_AFTER = {Theme.DARK: Theme.LIGHT, Theme.LIGHT: Theme.NONE, Theme.NONE: Theme.DARK}


class Desk(Threaded):
    """The caller's seat on a full screen. caller: whose list it is, None for everybody's."""

    AUTO_FOCUS = ""
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "desk.tcss"

    def __init__(self, context: AppContext, caller: Staff | None) -> None:
        super().__init__(context)
        self._caller = caller
        self._working = Working(caller.id if caller else None)
        self._seen: Seen | None = None
        self._turn: Turn | None = None
        self._asking: Asking | None = None
        self._unwritten: tuple[Turn, Work] | None = None
        self._held: tuple[Key, str] | None = None  # a key pressed while the card was read
        self._unseen = False  # whose card is read has not been on the screen: the turn before is over
        self._narrowed = ""
        self._narrowing = self._busy = False
        self._stamp = stamp(context.db_path)

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield Customers()
                yield Static(id="clocks", markup=False)
            with VerticalScroll(id="right", can_focus=False):
                yield Card(id="card", markup=False)
                yield Static(id="form", markup=False)
        yield Told(id="told", markup=False)
        yield Line()
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.theme = _THEMES[self._surroundings.terminal.theme]
        self._keys()
        self._read(first=True)
        self.set_interval(1.0, self._tick)
        self.set_interval(_WATCHED, self._watch)

    def on_resize(self, _event: Resize) -> None:
        self.call_after_refresh(self._laid_out)  # the screen has its new size only then

    def _laid_out(self) -> None:
        if self._stands:
            self._keys()
            self._draw()
            self._tick()

    # --- reading ---

    def _read(self, customer_id: int | None = None, *, first: bool = False) -> None:
        self._aside(partial(self._reading, partial(read_desk, customer_id=customer_id, narrowed=self._narrowed, first=first)), latest=True)

    def _reading(self, read: Callable[[AppContext, Working], Seen]) -> None:
        worker = get_current_worker()
        try:
            seen = read(self._surroundings, self._working)
        except KcrmError as error:
            self._on_screen(self._say, error)
        else:
            if not worker.is_cancelled:
                self._on_screen(self._show, seen)

    def _show(self, seen: Seen) -> None:
        before, self._seen = self._seen, seen
        if seen.failure is not None:
            self._say(seen.failure)
        if self._asking is None:
            self._turn = seen.turn if isinstance(seen.turn, Turn) else None
        self._draw()
        if self._asking is None and (before is None or before.customer_id != seen.customer_id):
            self.query_one("#right", VerticalScroll).scroll_home(animate=False)  # whom to dial stands at the top
        self._tick()
        self._unseen = False
        held, self._held = self._held, None
        if held is not None:
            self._take(*held)

    def _draw(self) -> None:
        if self._seen is not None:
            coloured = self._surroundings.terminal.theme is not Theme.NONE
            chosen = self._turn.customer.id if self._turn else None
            self.query_one(Customers).show(self._seen.customers, chosen, self._working.settled, coloured=coloured)
            worked = bool(self._working.settled)
            self.query_one(Card).draw(card_of(self._surroundings, self._seen, self._turn, worked=worked, lines=self.size.height))

    def _tick(self) -> None:
        seen = self._seen
        if seen is None or not self._stands:
            return
        now = self._surroundings.at_present().with_zone(seen.policy.zone).now
        left = seen.turn.left if isinstance(seen.turn, Turn) else 0
        caller = self._caller.name if self._caller else None
        words = head(seen.store, now, left, self.size.width, caller, self._narrowed)
        self.query_one("#head", Static).update(words, layout=False)
        clocks = self.query_one("#clocks", Static)
        clocks.display = bool(seen.clocks)
        clocks.update(ticking(seen, now))

    def _watch(self) -> None:
        """Read anew where somebody else has written, or the clocks are to be read."""
        found = stamp(self._surroundings.db_path)
        now = self._surroundings.at_present().now
        old = self._seen is not None and abs((now - self._seen.at).total_seconds()) > _READ_ANEW
        # what a key asked for is not overtaken
        if (found != self._stamp or old) and not self._reads and not self._busy and self._stands:
            self._stamp = found
            self._read(self._turn.customer.id if self._turn else None)

    # --- keys ---

    async def on_event(self, event: Event) -> None:
        """Keys of the seat count in the order in which they came: the next one may be meant for the question that this one asks."""
        if isinstance(event, KeyPressed) and self.focused is None and len(self.screen_stack) == 1 and "ctrl+" not in event.key:
            self.on_key(event)
        else:
            await super().on_event(event)

    def on_key(self, event: KeyPressed) -> None:
        """A key while nothing is typed: of the desk, of the list, or of the seat."""
        if len(self.screen_stack) > 1 or self._laying:
            return
        if event.key == "escape" or event.key in _PAGES:
            event.stop()
            if event.key == "escape":
                self._back()
            else:
                self._page(event.key)
            return
        if self.query_one(Line).is_typed_in:
            return
        event.stop()
        typed = unicodedata.normalize("NFKC", event.character or "")
        if self._unwritten is not None:
            self._again_or_not(typed)
        elif event.key == "tab":
            self._choose_list(not self.query_one(Customers).by_letters)
        elif self._moves(event.key) or self._does_itself(event.key):
            self._working.overrun.seen()
        elif typed == "/":
            self._working.overrun.seen()
            self._narrow()
        else:
            self._press(typed)

    def _moves(self, pressed: str) -> bool:
        """Whether the key moves on the list."""
        customer_id = self.query_one(Customers).moved(pressed)
        if customer_id is not None:
            self._go_to(customer_id)
        return customer_id is not None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A customer was clicked on; what is being answered is for whom it was asked."""
        listing = self.query_one(Customers)
        if self._asking is None and not self._busy:
            self._working.overrun.seen()
            self._go_to(listing.at(event.option_index))
        elif self._turn is not None:
            listing.choose(self._turn.customer.id)

    def _go_to(self, customer_id: int) -> None:
        if self._seen is not None:
            # the list stands: only the card is read
            self._unseen = False
            self._aside(partial(self._reading, partial(read_card, customer_id=customer_id, before=self._seen)), latest=True)

    def _choose_list(self, chosen: bool) -> None:
        self.query_one(Customers).by_letters = chosen
        self.query_one("#left").set_class(chosen, "chosen")

    def _page(self, pressed: str) -> None:
        """Turn the pages of the card, also while something is asked."""
        card = self.query_one("#right", VerticalScroll)
        (card.scroll_page_up if pressed == "pageup" else card.scroll_page_down)(animate=False)

    def _does_itself(self, pressed: str) -> bool:
        """Whether it is a key that the seat of `next` does not have."""
        match pressed:
            case "f2":
                self._recolour()
            case "f3":
                self._copy(self._turn.phone if self._turn else None)
            case "f4":
                self._qr()
            case "f5" if self._turn is not None:
                self._copy(self._turn.message, self._turn.customer.wechat or self._turn.customer.name)
            case _:
                return False
        return True

    def _press(self, typed: str) -> None:
        key = key_of(typed)
        if key is None:
            self._working.overrun.holds(typed)
            if typed.strip():
                self._tell(_("“{key}” is not one of the keys; 0 lists them all.").format(key=typed))
        elif self._busy and key.does is not Move.LEAVE:
            self._tell(_("Recording …"))
        elif self._reads and key.does not in _AT_ONCE:
            if self._unseen and key.does is not Move.SKIP:
                self._tell(_("“{key}” was pressed before this card was there: press it again.").format(key=typed), more=True)
            else:
                self._held = key, typed  # for whom the card is read that comes
        else:
            self._take(key, typed)

    def _take(self, key: Key, typed: str) -> None:
        """Do what the key says, unless it may have been one answer too many."""
        if self._working.overrun.holds(typed) and self._turn is not None:
            self._tell(once_more(key, typed, self._turn), more=True)
        else:
            self._do(key)

    def _do(self, key: Key) -> None:
        match key.does:
            case Move.LEAVE:
                self.exit()
            case Look.KEYS:
                lines = [*all_keys(self._panel_width()), "", _(_OWN_KEYS)]
                self.push_screen(Panel(_("all keys"), "\n".join(lines), ask=_("Number or letter (Enter: back):")), self._chosen)
            case Move.UNDO:
                self._lay(self._shows_undo)
            case _ if self._turn is None:
                self._tell(_("No customer is selected."))
            case Move.SKIP:
                self._working.skip(self._turn)
                self._read()
            case Look():
                self._look(key.does, self._turn)
            case _:
                self._begin(key, key.does)

    def _chosen(self, typed: str | None) -> None:
        key = key_by_number(typed) if typed else None
        if key is not None and key.does is not Look.KEYS:
            self._do(key)

    def _back(self) -> None:
        """Esc: back one question, out of the narrowed list; a panel it leaves by itself. It never records."""
        if self._asking is not None:
            self._tell("")
            if self._asking.answers:
                self._asking.go_back()
                self._go_on()
            else:
                self._end_form()
        elif self._unwritten is not None:
            self._unwritten = None
            self._tell(_("Nothing written."))
        elif self._narrowing or self._narrowed:
            self._narrowing, self._narrowed = False, ""
            self.query_one(Line).hide()
            self._keys()
            self._read(self._turn.customer.id if self._turn else None)
        else:
            self._choose_list(False)

    # --- what is only shown ---

    def _look(self, look: Look, turn: Turn) -> None:
        if look is Look.COMPLAINT and not turn.complaints:
            self._tell(_("They have no open complaint."))
        else:
            self._lay(lambda: self._on_screen(self.push_screen, looked(self._surroundings, look, turn, self._panel_width())))

    def _qr(self) -> None:
        if self._turn is not None:
            try:
                self.push_screen(qr_code(self._surroundings, self._turn))
            except KcrmError as error:
                self._say(error)

    def _copy(self, text: str | None, who: str | None = None) -> None:
        """To be pasted elsewhere. who: whom a message is for, by the name they have in WeChat."""
        if text:
            self.copy_to_clipboard(text)
            self._tell(_("Message copied, for {name}.").format(name=who) if who else _("{phone} copied.").format(phone=text))

    # --- the line ---

    def _narrow(self) -> None:
        self._narrowing = True
        self._ask(prompt(NARROWING), NARROWING)
        self.query_one(Line).give(self._narrowed)

    def _ask(self, words: str, asked: Ask) -> None:
        self.query_one(Line).ask(words, Begun(self._surroundings, asked))
        self._keys()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """The answer to a question, or what the list is narrowed to."""
        event.stop()
        if self._narrowing:
            self._narrowing, self._narrowed = False, event.value.strip()
            self.query_one(Line).hide()
            self._keys()
            self._read(self._turn.customer.id if self._turn else None)
        elif self._asking is not None:
            await self._answer(self._asking, event.value)
        elif event.value.strip():
            self._tell(_("“{text}” came after the last question: not taken.").format(text=event.value), more=True)

    # --- questions ---

    def _begin(self, key: Key, asks: Asks) -> None:
        assert self._seen is not None, "whose turn it is was read"
        self._tell("")
        self._asking = Asking(key, asks, self._surroundings.at_present().with_zone(self._seen.policy.zone).now)
        self._go_on()

    def _go_on(self) -> None:
        """The next question of the key, or what is to be written."""
        asking, turn = self._asking, self._turn
        assert asking is not None, "a key is being answered"
        assert turn is not None, "it is somebody's turn"
        try:
            asked = asked_next(asking.asks, turn, asking.now, asking.answers)
        except KcrmError as error:
            self._end_form()
            self._say(error)
            return
        if isinstance(asked, Ask):
            asking.ask = asked
            self._form()
            words = f"{asked.shown}\n{prompt(asked)}" if asked.shown else prompt(asked)
            self._ask(safe_lines(words), asked)
            return
        self._working.overrun.ended(asking.typed)
        self._end_form()
        if asked is not None:
            self._write(turn, asked)

    async def _answer(self, asking: Asking, typed: str) -> None:
        try:
            await asking.take(self._surroundings, typed)
        except KcrmError as error:
            self._say(error)
            self.query_one(Line).give(typed)  # what is typed next takes its place
        else:
            self._tell("")
            self._go_on()

    def _form(self) -> None:
        """What was answered so far, above the question."""
        asking = self._asking
        form = self.query_one("#form", Static)
        form.display = asking is not None
        if asking is not None:
            form.update(asking.so_far(whom(self._turn) if self._turn is not None and asking.key.theirs else ""))
            form.scroll_visible(animate=False)

    def _end_form(self) -> None:
        self._asking = None
        self._form()
        self.query_one(Line).hide()
        self._keys()

    # --- writing ---

    def _write(self, turn: Turn, to_write: Work) -> None:
        self._busy = True
        self._tell(_("Recording …"))
        self._aside(partial(self._writing, turn, to_write))

    def _writing(self, turn: Turn, to_write: Work) -> None:
        try:
            recorded = record(self._surroundings, self._working, turn, to_write)
        except DatabaseError as error:
            self._on_screen(self._not_written, error, (turn, to_write))
        except KcrmError as error:
            # the list is read again: whoever was there before has changed it
            self._on_screen(self._say, error)
            self._on_screen(self._read, None)
        else:
            self._on_screen(self._written, recorded)
        finally:
            self._busy = False

    def _written(self, recorded: Recorded) -> None:
        self._tell(recorded.words)
        self._stamp = stamp(self._surroundings.db_path)
        self._unseen = recorded.again is None
        self._read(recorded.again)
        if self._unseen:
            self.set_timer(_SOON, self._between)

    def _between(self) -> None:
        """Where the next card takes its time: that the one before is done with."""
        if self._unseen and self._stands:
            self.query_one(Card).draw(lambda _width: _("The next customer …"))

    def _not_written(self, error: KcrmError, unwritten: tuple[Turn, Work]) -> None:
        self._unwritten = unwritten
        self._say(error, more=_("Nothing written. Press q to quit, any other key to retry."))

    def _again_or_not(self, typed: str) -> None:
        assert self._unwritten is not None, "something was not written"
        (turn, to_write), self._unwritten = self._unwritten, None
        if typed.lower() == "q":
            self.exit()
        else:
            self._tell("")
            self._write(turn, to_write)

    # --- undo ---

    def _shows_undo(self) -> None:
        try:
            operation, changes = last_step(self._surroundings, self._working)
        except KcrmError as error:
            self._on_screen(self._say, error)
        else:
            words = "\n".join([changes, "", _("Undo? y: yes, any other key: no")])
            self._on_screen(self.push_screen, Confirm(_("undo"), words), partial(self._undo, operation))

    def _undo(self, operation: int, agreed: bool | None) -> None:
        if agreed:
            self._aside(partial(self._takes_back, operation))

    def _takes_back(self, operation: int) -> None:
        try:
            taken = take_back(self._surroundings, self._working, operation)
        except KcrmError as error:
            self._on_screen(self._say, error)
            return
        self._on_screen(self._tell, _("Undone.") if taken else _("Something else was written meanwhile: nothing taken back."))
        self._on_screen(self._read)

    # --- words ---

    def _panel_width(self) -> int:
        """Of what stands in a panel, which is nine tenths as wide as the screen and has a frame."""
        return self.size.width * 9 // 10 - 6

    def _keys(self) -> None:
        """What the keys do now."""
        words = _(_TYPING) if self.query_one(Line).display else "\n".join(keys_lines(self.size.width))
        self.query_one("#keys", Static).update(words)

    def _recolour(self) -> None:
        """The next colours, of the frame and of all that is in it."""
        chosen = _AFTER[self._surroundings.terminal.theme]
        self._surroundings = self._surroundings.replace(terminal=self._surroundings.terminal._replace(theme=chosen))
        self.theme = _THEMES[chosen]
        self._draw()
