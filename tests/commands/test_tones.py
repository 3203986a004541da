"""What presses, is late or can wait stands out in the same tone on every screen of a terminal, and nowhere else."""

import re

import pytest
from conftest import filled_once
from seat import three_to_call

from kcrm.context import Terminal

BAD, PRESSING, AGREED, CAREFUL, FAINT = "31", "1;31", "1;33", "33", "2"
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


@pytest.fixture
def terminal(monkeypatch):
    """Commands write to a terminal of this width, with colours or without."""

    def of(width=120, *, colour=True):
        seen = Terminal(stdout_tty=True, width=width, height=50, colour=colour)
        monkeypatch.setattr(Terminal, "of_process", classmethod(lambda _cls, _environ: seen))
        monkeypatch.setenv("COLUMNS", str(width))

    return of


def toned(text):
    """The pieces that stand out, each with its tone; headings are bold."""
    found, tone = [], set()
    for place, piece in enumerate(_ESCAPE.split(text)):
        if place % 2 == 0:
            if tone and tone != {"1"} and piece.strip():
                found.append((";".join(sorted(tone)), piece.strip()))
        elif piece in {"", "0"}:
            tone = set()
        else:
            tone = (tone | set(piece.split(";"))) - {"39", "49"} if "39" not in piece.split(";") else tone & {"1", "2"}
    return found


@filled_once
def grave(desk):
    """安娜 (C1) is called about an insurance; K1 of hers is major and late, K2 of 鲍里 is minor and has time."""
    three_to_call(desk)
    desk.take("staff", {"employee_no": "D1", "name": "丁一", "role": "department_head", "department": "售后服务部"})
    desk.at("2026-06-05T09:30")
    desk.ok("complaint", "open", "C1", "--severity", "major", "--description", "漏油", "--as", "S1")
    desk.at("2026-06-15T09:30")
    desk.ok("complaint", "open", "C2", "--severity", "minor", "--description", "等太久", "--as", "S1")
    return desk


def test_the_list_of_complaints_and_a_complaint(grave, terminal):
    terminal()
    found = toned(grave.ok("complaint", "list").out)
    assert {(PRESSING, "major"), (FAINT, "minor"), (BAD, "missed")} <= set(found)
    late = [text for tone, text in found if tone == BAD and "late" in text]
    assert len(late) == 1
    assert {(PRESSING, "major"), (BAD, "missed")} <= set(toned(grave.ok("complaint", "show", "K1").out))


def test_the_board_of_complaints(grave, terminal):
    terminal()
    found = toned(grave.ok("complaint", "board").out)
    assert {(PRESSING, "K1 major"), (FAINT, "K2 minor")} <= set(found)
    assert [tone for tone, text in found if "late" in text] == [BAD]


def test_the_morning_screen(grave, terminal):
    grave.at("2026-06-20T09:30")
    terminal()
    found = toned(grave.ok().out)
    assert (PRESSING, "安娜") in found
    assert (PRESSING, "urgent") in found
    assert any(tone == BAD and text.endswith("of them overdue") for tone, text in found)
    assert any(tone == BAD and text.endswith(" late") for tone, text in found)


def test_the_customers_card_and_what_was_found(grave, terminal):
    terminal()
    for argv in (("show", "C1"), ("find", "K1")):
        assert (PRESSING, "major") in toned(grave.ok(*argv).out), argv
    assert (FAINT, "minor") in toned(grave.ok("find", "K2").out)
    assert toned(grave.ok("find", "安娜").out) == []


def test_whose_turn_it_is(grave, terminal):
    # before nine and 鲍里's own time nobody is to be called; F3 fell due a week before
    grave.ok("customer", "edit", "C2", "--contact-window", "18:00-20:00")
    grave.at("2026-06-16T08:10")
    terminal()
    found = toned(grave.ok("next", "--mine", "--as", "S1").out)
    assert (AGREED, "not now; calling hours are 09:00-11:30, 14:00-20:00") in found
    assert (PRESSING, "major") in found
    assert any(tone == BAD and text.endswith(("day late", "days late")) for tone, text in found)


def test_a_text_that_is_wrapped_keeps_its_tone(grave, terminal):
    grave.at("2026-06-16T08:10")
    terminal(50)
    pieces = [text for tone, text in toned(grave.ok("next", "--mine", "--as", "S1").out) if tone == AGREED]
    assert len(pieces) > 1
    assert " ".join(pieces) == "not now; calling hours are 09:00-11:30, 14:00-20:00"


def test_findings_that_wait_too_long(grave, terminal):
    grave.ok("finding", "add", "灯不亮", "--department", "售后服务部")
    terminal()
    assert toned(grave.ok("finding", "list").out) == []
    grave.at("2026-07-15T09:30")
    assert toned(grave.ok("finding", "list").out) == [(BAD, "yes")]


@pytest.mark.parametrize("argv", ["", "due", "complaint list", "complaint board", "complaint show K1", "show C1", "find K1", "next"])
def test_without_colours_and_in_a_pipe_the_words_alone_say_it(grave, terminal, argv):
    words = argv.split()
    assert "\x1b" not in grave.ok(*words).out
    terminal(colour=False)
    plain = grave.ok(*words).out
    assert "\x1b" not in plain
    terminal()
    coloured = grave.ok(*words).out
    assert "\x1b" in coloured
    # the spaces at the ends of lines may be in a tone, too
    assert [line.rstrip() for line in _ESCAPE.sub("", coloured).splitlines()] == plain.splitlines()
