"""The desk on a full screen: every key in, the database out; what stands on the screen at three sizes in both languages."""

import contextlib
import sqlite3

import pytest
from at_desk import at_desk
from conftest import filled_once
from seat import three_to_call

from kcrm.actions.seat.keys import KEYS


@filled_once
def listed(desk):
    three_to_call(desk)
    return desk


# --- what is shown ---


@pytest.mark.parametrize(("language", "words"), [("en", "customers left"), ("zh", "还剩3位")])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
def test_list_card_script_and_keys_are_on_one_screen(listed, language, words, size):
    async def play(seat):
        shown = seat.shown
        assert words in shown
        assert all(name in shown for name in ("安娜", "鲍里", "车明"))
        # the card, the script, the keys
        assert "13800138001" in shown
        assert "皖A12340" in shown
        assert ("Opening" if language == "en" else "开场") in shown
        assert ("q leave" if language == "en" else "q 退出") in shown

    at_desk(listed, play, language=language, size=size)


@pytest.mark.parametrize(
    ("language", "size", "shown"),
    [
        ("en", (80, 24), ["9 d late 安娜 皖A12340", " insurance rene… by 07-06"]),
        ("zh", (80, 24), ["逾期9天  安娜 皖A12340", " 续保提醒 至07-06"]),
        ("en", (120, 40), ["9 d late 安娜 皖A12340", " insurance renewal by 07-06"]),
        ("zh", (100, 30), ["逾期9天  安娜 皖A12340", " 续保提醒 至07-06"]),
        ("zh", (120, 40), ["逾期9天  安娜    续保提醒      至07-06", "逾期8天  鲍里    续保提醒      至07-07"]),
        ("en", (160, 40), ["9 d late 安娜    insurance renewal          by 07-06", "8 d late 鲍里    insurance renewal          by 07-07"]),
    ],
)
def test_the_list_tells_who_why_and_till_when_at_every_size(listed, language, size, shown):
    async def play(seat):
        lines = [line.split("│")[0].rstrip() for line in seat.shown.splitlines()]
        assert lines[1:3] == shown

    at_desk(listed, play, language=language, size=size)


def test_who_was_left_out_is_marked_on_the_list(listed):
    async def play(seat):
        await seat.keys("k")
        assert "skipped  安娜" in seat.shown
        assert "8 d late 鲍里" in seat.shown

    at_desk(listed, play)


def test_it_may_be_resized_also_while_something_is_asked(listed):
    async def play(seat):
        before = seat.shown
        await seat.resized(160, 40)
        assert "e new owner" in seat.shown
        assert "安娜    insurance renewal" in seat.shown
        await seat.keys("a")
        await seat.resized(80, 24)
        await seat.keys("<escape>")
        assert seat.shown == before

    at_desk(listed, play)


def test_where_nobody_is_to_be_called_it_says_so(desk):
    async def play(seat):
        assert "Nothing to call today." in seat.shown.replace("\n", " ")
        await seat.keys("a")
        assert "No customer is selected." in seat.shown

    at_desk(desk, play)


# --- moving ---


@pytest.mark.parametrize(
    ("pressed", "name"),
    [
        (["<down>"], "鲍里"),
        (["<down>", "<down>", "<down>"], "车明"),
        (["<end>", "<up>"], "鲍里"),
        (["<end>", "<home>"], "安娜"),
        (["<tab>", "jj"], "车明"),
        (["<tab>", "G", "k"], "鲍里"),
        (["<tab>", "G", "g"], "安娜"),
        # the letter is a key of the seat again: whoever is first is left out
        (["<tab>", "j", "<tab>", "k"], "安娜"),
    ],
)
def test_arrows_move_and_vi_keys_where_the_list_was_chosen(listed, pressed, name):
    async def play(seat):
        await seat.keys(*pressed)
        await seat.keys("n")

    at_desk(listed, play)
    assert listed.query("SELECT name, outcome FROM call JOIN customer ON customer.id = customer_id") == [(name, "no_answer")]


def test_whom_one_clicks_on_is_who_is_called(listed):
    async def play(seat):
        await seat.clicked("#list", 2, 3)
        assert "13800138002" in seat.shown
        # not while something is asked
        await seat.keys("a")
        await seat.clicked("#list", 2, 5)
        await seat.keys("<enter>", "<enter>")

    at_desk(listed, play)
    assert listed.query(CALL) == [(2, "answered")]


def test_the_list_is_narrowed_until_esc(listed):
    async def play(seat):
        await seat.keys("/", "鲍", "<enter>")
        assert "鲍里" in seat.shown
        assert "13800138002" in seat.shown
        assert "车明" not in seat.shown
        assert "only “鲍” (Esc: all)" in seat.shown
        await seat.keys("<escape>")
        assert "车明" in seat.shown
        assert "Esc: all" not in seat.shown
        # by the end of a phone
        await seat.keys("/", "8003", "<enter>")
        assert "车明" in seat.shown
        assert "鲍里" not in seat.shown

    at_desk(listed, play)


# --- every key ---

CALL = "SELECT customer_id, outcome FROM call"
KEYS_IN = {
    "a": (["a", "<enter>", "谈妥", "<enter>"], "SELECT outcome, note FROM call", [("answered", "谈妥")]),
    "n": (["n"], CALL, [(1, "no_answer")]),
    "b": (["b", "15:00", "<enter>"], "SELECT call_on, call_time FROM followup WHERE id = 1", [("2026-06-15", "15:00")]),
    "w": (["w", "13900139001", "<enter>"], "SELECT phone FROM customer WHERE id = 1", [("13900139001",)]),
    "r": (["r", "1", "<enter>", "<enter>"], "SELECT customer_id, kind FROM refusal", [(1, "insurance_expiry")]),
    "m": (["m", "2", "<enter>"], "SELECT outcome, by FROM call", [("message_sent", "wechat")]),
    "s": (["s", "tomorrow", "<enter>", "忙", "<enter>"], "SELECT call_on FROM followup WHERE id = 1", [("2026-06-16",)]),
    "k": (["k", "n"], CALL, [(2, "no_answer")]),
    "c": (["c", "<enter>", "门异响", "<enter>"], "SELECT customer_id, description FROM complaint", [(1, "门异响")]),
    "l": (
        ["l", "孙丽,13900139002,海豚", "<enter>"],
        "SELECT name, phone, model FROM prospect JOIN customer ON customer.id = prospect.customer_id",
        [("孙丽", "13900139002", "海豚")],
    ),
    "f": (
        ["f", "1", "<enter>", "2027-07-06", "<enter>"],
        "SELECT result, until_on FROM call_result",
        [("renewed_here", "2027-07-06")],
    ),
    "i": (
        ["i", "13800138002", "<enter>", "4", "<enter>", "问价", "<enter>", "<enter>"],
        "SELECT customer_id, direction, about, note FROM call",
        [(2, "in", "price", "问价")],
    ),
    "u": (["n", "u", "y"], CALL, []),
    "v": (["v", "<escape>", "n"], CALL, [(1, "no_answer")]),
    "j": (["j", "n"], CALL, [(1, "no_answer")]),
    "h": (["h", "<escape>", "n"], CALL, [(1, "no_answer")]),
    "o": (["o", "换车 150000 30%", "<enter>"], "SELECT kind, amount_fen FROM opportunity", [("换车", 15000000)]),
    "x": (
        ["x", "灯箱不亮", "<enter>", "售后服务部", "<enter>", "<enter>"],
        "SELECT text, department FROM finding",
        [("灯箱不亮", "售后服务部")],
    ),
    "y": (
        ["y", "1", "<enter>", "雨刮片", "<enter>"],
        "SELECT what, text, vehicle_id FROM need",
        [("part", "雨刮片", 1)],
    ),
    "e": (
        ["e", "李四,13700137000", "<enter>", "<enter>"],
        "SELECT name FROM customer JOIN ownership ON customer.id = customer_id WHERE vehicle_id = 1 AND until_on IS NULL",
        [("李四",)],
    ),
    "p": (["p", "13900139003", "<enter>"], "SELECT phone FROM customer WHERE id = 1", [("13900139003",)]),
    "d": (["d", "2", "<enter>", "2027-01-31", "<enter>"], "SELECT inspection_due_on FROM vehicle WHERE id = 1", [("2027-01-31",)]),
    "t": (["t", "18:00-20:00", "<enter>"], "SELECT contact_window FROM customer WHERE id = 1", [("18:00-20:00",)]),
    "g": (["g", "查刹车", "<enter>"], "SELECT workshop_note FROM vehicle WHERE id = 1", [("查刹车",)]),
    "z": (["r", "1", "<enter>", "<enter>", "<home>", "z"], "SELECT count(*) FROM refusal", [(1,)]),
    "@": (["@", "9", "<enter>", "当面说好", "<enter>"], "SELECT outcome, by, score, phone FROM call", [("answered", "visit", 9, None)]),
    "=": (
        ["=", "y", "<enter>", "1988-03-04", "<enter>"],
        "SELECT call_consent, call_consent_on, birthday FROM customer WHERE id = 1",
        [(1, "2026-06-15", "1988-03-04")],
    ),
    "?": (["?", "2", "<enter>"], CALL, [(1, "no_answer")]),
    "q": (["q"], CALL, []),
}


def test_every_key_has_a_line_below():
    assert set(KEYS_IN) == {key.letter for key in KEYS}


@pytest.mark.parametrize("letter", KEYS_IN)
def test_a_key_writes_what_it_says(listed, letter):
    pressed, query, expected = KEYS_IN[letter]

    async def play(seat):
        await seat.keys(*pressed)

    at_desk(listed, play)
    assert listed.query(query) == expected


@pytest.mark.parametrize("pressed", ["2", "２", "N", "ｎ", "Ｎ"])
def test_keys_count_while_a_chinese_input_method_is_on(listed, pressed):
    async def play(seat):
        await seat.keys(pressed)

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


def test_what_is_no_key_is_told(listed):
    async def play(seat):
        await seat.keys("&")
        assert "is not one of the keys" in seat.shown

    at_desk(listed, play)
    assert listed.query(CALL) == []


# --- questions ---


def test_esc_goes_back_a_question_then_to_the_keys_and_records_nothing(listed):
    async def play(seat):
        await seat.keys("a", "9", "<enter>")
        assert "Note" in seat.shown
        assert "answered  C1 安娜  13800138001" in seat.shown
        assert "Enter next  Esc back" in seat.shown
        assert "n no answer" not in seat.shown
        await seat.keys("<escape>")
        assert "Score 1-10" in seat.shown
        await seat.keys("<escape>")
        assert "Score 1-10" not in seat.shown
        assert "n no answer" in seat.shown
        await seat.keys("n")

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


def test_what_cannot_be_read_is_told_and_asked_again(listed):
    async def play(seat):
        await seat.keys("a", "11", "<enter>")
        assert "11 is not a score" in seat.shown
        # what is typed next takes the place of what could not be read; wide digits count
        await seat.keys("７", "<enter>", "<enter>")

    at_desk(listed, play)
    assert listed.query("SELECT score FROM call") == [(7,)]


def test_names_and_plates_are_completed(listed):
    async def play(seat):
        await seat.keys("i", "皖A12341"[:5])
        await seat.keys("<right>", "<enter>", "<enter>", "<enter>", "<enter>")

    at_desk(listed, play)
    # the first plate that begins so is Anna's own
    assert listed.query("SELECT customer_id, direction FROM call") == [(1, "in")]


@pytest.mark.parametrize(
    ("pressed", "offered"),
    [
        (["e", "鲍"], "鲍里, 13800138002"),
        (["l", "车明,"], "车明, 13800138003"),
        (["l", "车明, 1"], "车明, 13800138003"),
        (["c", "no"], "normal"),
        (["c", "x"], None),
        (["/", "皖A12341"[:3]], "皖A12340"),
        (["n"], None),
    ],
)
def test_what_was_begun_is_offered_as_it_goes_on(listed, pressed, offered):
    async def play(seat):
        await seat.keys(*pressed)
        await seat.keys("<right>")
        assert seat.line == (offered or "".join(pressed[1:]))

    at_desk(listed, play)


def test_the_form_tells_who_was_found_and_what_was_chosen(listed):
    async def play(seat):
        await seat.keys("i", "8002", "<enter>")
        assert "C2 鲍里  皖A12341" in seat.shown
        await seat.keys("4", "<enter>")
        assert "Caller C2 鲍里  皖A12341" in seat.shown
        # not whose turn it is
        assert "incoming call  C1" not in seat.shown
        assert "About what price" in seat.shown
        await seat.keys("<escape>", "<escape>", "没这人", "<enter>")
        assert "No customer matches 没这人." in seat.shown
        # and is asked again
        assert "Caller: phone" in seat.shown

    at_desk(listed, play, size=(120, 40))


def test_who_rings_and_their_answers_may_be_typed_at_once(listed):
    async def play(seat):
        await seat.at_once("i", *"8002", "enter", "4", "enter", "enter", "enter")

    at_desk(listed, play)
    assert listed.query("SELECT customer_id, about FROM call") == [(2, "price")]


def test_an_error_names_a_question_by_its_words_alone(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "1M8GDM9AXKP042788", "plate": "皖A12340", "customer_no": "KH1"})
    order = {"order_no": "G1", "plate": "皖A12340", "type": "paid_repair", "opened_at": "2026-06-11 09:00", "closed_at": "2026-06-11 17:00"}
    desk.take("orders", order)

    async def play(seat):
        await seat.keys("a", "<enter>", "11", "<enter>")
        assert "11 is not a whole number from" in seat.shown
        assert "csi." not in seat.shown

    at_desk(desk, play, now="2026-06-15T09:30")


def test_what_was_recorded_is_told_in_a_line_and_the_next_customer_is_shown(listed):
    async def play(seat):
        await seat.keys("n")
        assert "F1: call on 2026-06-16" in seat.shown
        assert "13800138002" in seat.shown

    at_desk(listed, play)


# --- undo ---


def test_undo_shows_what_would_change_first_and_any_other_key_leaves_it(listed):
    async def play(seat):
        await seat.keys("n", "u")
        assert "Undo?" in seat.shown
        assert "call made" in seat.shown
        await seat.keys("x")
        assert "Undo?" not in seat.shown
        await seat.keys("u", "<escape>", "u", "u")
        assert "Undone." in seat.shown
        # the same customer again
        assert "13800138001" in seat.shown

    at_desk(listed, play)
    assert listed.query(CALL) == []


def test_with_nothing_to_take_back_it_says_so(listed):
    async def play(seat):
        await seat.keys("u")
        assert "Undo?" not in seat.shown

    at_desk(listed, play)


@pytest.mark.parametrize(
    "pressed",
    [("h", "space", "n"), ("h", "escape", "escape"), ("v", "n", "n"), ("0", "escape", "n", "n"), ("u", "x", "y"), ("n", "u", "u", "u")],
)
def test_keys_that_come_at_once_leave_a_panel_once(listed, pressed):
    async def play(seat):
        await seat.at_once(*pressed)
        assert "q leave" in seat.shown
        await seat.keys("<escape>", "<escape>")

    at_desk(listed, play)


# --- others at the same time ---


def test_what_somebody_else_writes_is_seen(listed):
    async def play(seat):
        listed.ok("--as", "S2", "log", "KH1", "answered", "--note", "已谈")
        seat.app._watch()
        await seat.settled()
        assert "鲍里" not in seat.shown
        assert "安娜" in seat.shown

    at_desk(listed, play)


def test_whom_somebody_else_has_worked_meanwhile_is_not_recorded_twice(listed):
    async def play(seat):
        await seat.keys("a", "9", "<enter>")
        listed.ok("--as", "S2", "log", "KH0", "answered", "--note", "已谈")
        await seat.keys("<enter>")
        assert "13800138002" in seat.shown

    at_desk(listed, play)
    assert listed.query("SELECT note FROM call") == [("已谈",)]


def test_a_database_that_is_busy_loses_no_answer(listed, monkeypatch):
    from kcrm.actions.seat.working import Working
    from kcrm.errors import DatabaseError
    from kcrm.i18n import N_

    write, failures = Working.write, [DatabaseError(N_("The database is busy."))]

    def busy(self, session, turn, work):
        if failures:
            raise failures.pop()
        return write(self, session, turn, work)

    monkeypatch.setattr(Working, "write", busy)

    async def play(seat):
        await seat.keys("n")
        assert "Nothing written. Press q to quit, any other key to retry." in seat.shown.replace("\n", " ")
        assert listed.query(CALL) == []
        await seat.keys(" ")

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


def test_while_another_program_holds_the_database_it_says_so_and_records_then(listed):
    async def play(seat):
        with contextlib.closing(sqlite3.connect(listed.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await seat.pressed("n")
            await seat.until("Waiting …")
            assert "is busy" in seat.shown
            other.execute("ROLLBACK")
        await seat.settled()
        assert "Waiting …" not in seat.shown
        assert "F1: call on 2026-06-16" in seat.shown

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


def test_while_a_call_is_being_recorded_it_says_so_and_takes_no_other_key(listed, monkeypatch):
    from threading import Event

    from kcrm.actions.seat.working import Working

    write, may_go_on = Working.write, Event()

    def slow(self, session, turn, work):
        assert may_go_on.wait(20)
        return write(self, session, turn, work)

    monkeypatch.setattr(Working, "write", slow)

    async def play(seat):
        await seat.pressed("n")
        await seat.pressed("w")
        assert "Recording …" in seat.shown
        may_go_on.set()
        await seat.settled()
        assert "F1: call on 2026-06-16" in seat.shown

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


def test_a_key_pressed_while_another_card_is_read_is_for_that_customer(listed, monkeypatch):
    from threading import Event

    from kcrm.desk import app

    read, may_go_on = app.read_card, Event()

    def slow(*given, **named):
        assert may_go_on.wait(20)
        return read(*given, **named)

    monkeypatch.setattr(app, "read_card", slow)

    async def play(seat):
        await seat.pressed("down")
        await seat.pressed("n")
        assert listed.query(CALL) == []
        may_go_on.set()
        await seat.settled()
        await seat.settled()

    at_desk(listed, play)
    assert listed.query(CALL) == [(2, "no_answer")]


# --- one answer too many ---


def test_a_digit_after_answers_in_numbers_asks_for_itself_before_it_ends_the_next_call(listed):
    async def play(seat):
        await seat.keys("a", "9", "<enter>", "<enter>")
        await seat.keys("2")
        assert "2 may be one answer too many" in seat.shown.replace("\n", " ")
        assert "鲍里" in seat.shown
        # the rest of what was typed too much, told one at a time
        await seat.keys("<enter>", "2", "<enter>", "4", "<enter>")
        assert listed.query(CALL) == [(1, "answered")]
        # what was recorded is still told
        assert "F1: done" in seat.shown
        assert seat.shown.count("may be one answer too many") == 1
        await seat.keys("２", "2")

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "answered"), (2, "no_answer")]


@pytest.mark.parametrize(
    ("answers", "then"),
    [
        # a letter can be no number
        (["a", "9", "<enter>", "<enter>"], ["n"]),
        # nothing was answered by a number
        (["a", "<enter>", "谈妥", "<enter>"], ["2"]),
        (["n"], ["2"]),
        # who moves has looked up
        (["a", "9", "<enter>", "<enter>"], ["<down>", "<up>", "2"]),
    ],
)
def test_what_can_be_no_answer_acts_at_once(listed, answers, then):
    async def play(seat):
        await seat.keys(*answers, *then)

    at_desk(listed, play)
    assert listed.query(CALL)[1] == (2, "no_answer")


def test_what_is_typed_at_once_answers_one_question_after_the_other_and_no_more(listed):
    async def play(seat):
        await seat.at_once("a", "9", "enter", "好", "enter", "2", "enter", "2", "enter")

    at_desk(listed, play)
    assert listed.query("SELECT customer_id, outcome, score, note FROM call") == [(1, "answered", 9, "好")]


def test_a_key_pressed_before_the_next_card_is_there_is_not_for_it(listed, monkeypatch):
    from threading import Event

    from kcrm.desk import app

    read, may_go_on = app.read_desk, Event()

    def slow(*given, **named):
        assert named["first"] or may_go_on.wait(20)
        return read(*given, **named)

    monkeypatch.setattr(app, "read_desk", slow)

    async def play(seat):
        await seat.pressed("n")
        await seat.until("F1: call on")
        await seat.pressed("n")
        assert "was pressed before this card was there" in seat.shown.replace("\n", " ")
        may_go_on.set()
        await seat.settled()
        await seat.settled()

    at_desk(listed, play)
    assert listed.query(CALL) == [(1, "no_answer")]


# --- what hangs on the desk alone ---


def test_a_message_is_copied_for_wechat_with_the_name_it_is_for(listed):
    listed.ok("customer", "edit", "C1", "--wechat", "山行者")
    text = "[云汐店] 安娜, the insurance of your 皖A12340 expires soon. It runs until 6 July. Ask us for a quotation."

    async def play(seat):
        await seat.keys("<f5>")
        assert seat.app.clipboard == text
        assert "Message copied, for 山行者." in seat.shown

    at_desk(listed, play, size=(100, 40))


def test_a_phone_is_copied_and_drawn_as_a_code(listed):
    async def play(seat):
        await seat.keys("<f3>")
        assert seat.app.clipboard == "13800138001"
        assert "13800138001 copied." in seat.shown
        await seat.keys("<f4>")
        assert "▀" in seat.shown
        await seat.keys("<escape>")
        assert "Opening" in seat.shown

    at_desk(listed, play, size=(100, 40))


def test_colours_are_dark_light_or_the_terminals_own(listed):
    async def play(seat):
        themes, card, in_list = [], [], []
        for _ in range(4):
            themes.append(seat.app.theme)
            card.append(seat.style_of("9 days late"))
            in_list.append(seat.style_of("8 d late"))
            await seat.keys("<f2>")
        assert themes == ["textual-dark", "textual-light", "ansi-dark", "textual-dark"]
        for shown in (card, in_list):
            # dark, light, no colours at all, dark again
            assert len({str(style) for style in shown[:3]}) == 3
            assert shown[2].color is None or shown[2].color.is_default
            assert str(shown[0]) == str(shown[3])

    at_desk(listed, play)


def test_deadlines_of_complaints_tick(listed):
    listed.ok("complaint", "open", "KH2", "--description", "异响", "--severity", "normal", "--as", "S1")

    async def play(seat):
        # two hours of opening hours for the first contact
        clock = next(line for line in seat.shown.splitlines() if line.startswith("K1 "))
        assert clock.split("│")[0].strip() == "K1 first contact 2 h 0 min left"

    at_desk(listed, play, size=(120, 40))


# --- the command ---


def test_off_a_terminal_it_is_refused(listed):
    refused = listed.run("desk")
    assert (refused.code, refused.out) == (5, "")
    assert "kcrm desk needs a terminal." in refused.err


def test_a_name_with_markup_is_shown_as_it_is(listed):
    listed.ok("customer", "edit", "KH0", "--name", "[/b]安[red]娜")

    async def play(seat):
        assert "[/b]安[red]娜" in seat.shown

    at_desk(listed, play)
