"""The bar on a terminal: it comes after a second, says how fast and how long, and leaves nothing behind."""

import io
import re
import subprocess
import sys

import pytest
from terminal import screen_of

from kcrm.context import Terminal
from kcrm.i18n import use_language
from kcrm.progress import Unit, watched_by, work
from kcrm.shell import console
from kcrm.shell.bars import Bars, clock_time
from kcrm.text import cells


class Desk:
    """A terminal, a clock that stands until it is moved, and what is to be done in some seconds."""

    def __init__(self):
        self.stream = io.StringIO()
        self.now = 0.0
        self.coming = []
        self.bars = Bars(self.stream, lambda: self.now, self.later, live=False)

    def later(self, seconds, act):
        entry = (self.now + seconds, act)
        self.coming.append(entry)
        return lambda: self.coming.remove(entry) if entry in self.coming else None

    def passes(self, seconds):
        self.now += seconds
        for due, act in list(self.coming):
            if due <= self.now:
                self.coming.remove((due, act))
                act()

    @property
    def screen(self):
        """What can be seen: its lines, without those that are empty."""
        return [line for line in screen_of(self.stream.getvalue()) if line]


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return Desk()


def test_it_comes_after_a_second_and_tells_rows_a_second_and_the_time_left(desk):
    with desk.bars.looking(), work("Importing {file}", 1_000_000, file="a.csv") as advance:
        advance(2_000, 100_000)
        desk.passes(0.9)
        assert desk.stream.getvalue() == ""
        desk.passes(0.1)
        # a tenth in a second: nine are left; 1.6 of 16 signs
        assert desk.screen == ["- Importing a.csv [#               ]  10%      2,000 rows/s  0:09 left"]
        desk.passes(1.0)
        advance(6_000, 500_000)
        assert desk.screen == ["- Importing a.csv [########        ]  50%      4,000 rows/s  0:02 left"]
    assert desk.screen == []


def test_what_takes_less_than_a_second_shows_nothing_and_leaves_nothing_to_be_done(desk):
    with desk.bars.looking(), work("Planning", 5_000, Unit.CUSTOMERS) as advance:
        advance(5_000)
    assert desk.coming == []
    assert desk.stream.getvalue() == ""


def test_after_the_first_second_what_follows_is_shown_at_once(desk):
    with desk.bars.looking():
        with work("Reading", 5_000) as advance:
            desk.passes(1)
            advance(5_000)
        assert desk.screen == []  # between two pieces of work somebody may be asked something
        with work("Planning follow-ups", 5_000, Unit.CUSTOMERS) as advance:
            assert desk.screen == ["- Planning follow-ups [                ]   0%"]
            desk.passes(2)
            advance(2_500)
            assert desk.screen == ["- Planning follow-ups [########        ]  50% 1,250 customers/s  0:02 left"]
    assert desk.screen == []


def test_of_work_within_work_the_inner_is_shown_and_then_the_outer_again(desk):
    with desk.bars.looking(), work("Counting", 4, Unit.PARTS) as outer:
        outer(1)
        desk.passes(1)
        assert desk.screen == ["- Counting [####            ] 1/4"]
        with work("Copying", 8_000_000, Unit.BYTES) as inner:
            desk.passes(2)
            inner(0, 6_000_000)
            outer(1)
            assert desk.screen == ["- Copying [############    ]  75%          3.0 MB/s  0:01 left"]
        assert desk.screen == ["- Counting [########        ] 2/4"]


def test_work_without_a_known_end_does_not_hide_that_of_which_it_is_a_part(desk):
    with desk.bars.looking(), work("Outer"):
        desk.passes(1)
        assert desk.screen == ["- Outer"]
        with work("Counting", 4, Unit.PARTS) as counting:
            counting(2)
            assert desk.screen == ["- Counting [########        ] 2/4"]
            with work("Inner") as inner:
                inner(10)
                assert desk.screen == ["- Counting [########        ] 2/4"]
        with work("Inner"):
            assert desk.screen == ["- Inner"]
        assert desk.screen == ["- Outer"]
    assert desk.screen == []


def test_it_never_goes_back(desk):
    with desk.bars.looking(), work("Copying", 8_000_000, Unit.BYTES) as advance:
        desk.passes(2)
        advance(0, 6_000_000)
        before = desk.screen
        advance(0, 2_000_000)  # as SQLite begins anew where somebody wrote meanwhile
        assert desk.screen == before


def test_where_nobody_knows_how_much_there_is_its_name_and_speed_are_told(desk):
    with desk.bars.looking(), work("Checking the file") as advance:
        desk.passes(1)
        assert desk.screen == ["- Checking the file"]
        advance(3_000)
        assert desk.screen == ["- Checking the file           3,000 rows/s"]


@pytest.mark.parametrize("width", ["80", "72", "71", "40", "20"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fits_every_width_in_both_languages(monkeypatch, desk, width, language):
    monkeypatch.setenv("COLUMNS", width)
    with use_language(language), desk.bars.looking(), work("Importing {file}", 1_000, file="客户资料2026年.csv") as advance:
        desk.passes(1)
        advance(10, 500)
        (line,) = desk.screen
    assert cells(line) <= int(width)
    assert ("[" in line) == (int(width) >= 72)
    if int(width) >= 40:
        assert "50%" in line
        assert line.endswith("0:01 left" if language == "en" else "剩0:01")


def test_it_speaks_chinese(desk):
    with use_language("zh"), desk.bars.looking():
        with work("Importing {file}", 5_000, file="客户.csv") as advance:
            desk.passes(1)
            advance(2_500)
            assert desk.screen == ["- 导入 客户.csv [########        ]  50%       2,500 行/秒     剩0:01"]
        with work("Planning follow-ups", 5_000, Unit.CUSTOMERS) as advance:
            desk.passes(1)
            advance(2_500)
            assert desk.screen == ["- 安排跟进任务 [########        ]  50%       2,500 位/秒     剩0:01"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_or_ctrl_c_leaves_nothing_on_the_screen_and_gives_the_cursor_back(desk, error):
    def ends():
        with desk.bars.looking(), work("Planning", 5_000) as advance:
            desk.passes(1)
            advance(10)
            assert desk.screen != []
            raise error

    with pytest.raises(error):
        ends()
    assert desk.screen == []
    assert desk.stream.getvalue().rindex("\x1b[?25h") > desk.stream.getvalue().rindex("\x1b[?25l")


def test_who_asked_for_less_sees_none(desk):
    token = console.quiet.set(True)
    try:
        with desk.bars.looking(), work("Planning", 5_000) as advance:
            desk.passes(5)
            advance(10)
    finally:
        console.quiet.reset(token)
    assert (desk.coming, desk.stream.getvalue()) == ([], "")


def test_on_a_full_screen_of_its_own_nothing_is_drawn(desk):
    with desk.bars.looking(), watched_by(None), work("Planning", 5_000) as advance:
        desk.passes(5)
        advance(10)
    assert desk.stream.getvalue() == ""


def test_a_name_that_is_markup_or_moves_the_cursor_is_shown_as_it_is(desk):
    with desk.bars.looking(), work("Importing {file}", 5_000, file="[/b]\x1b[2J.csv"):
        desk.passes(1)
        assert "\x1b[2J" not in desk.stream.getvalue()
        assert desk.screen[0].startswith("- Importing [/b]")


def test_it_has_no_colours(desk):
    with desk.bars.looking(), work("Planning", 5_000):
        desk.passes(1)
    assert re.findall(r"\x1b\[[0-9;]*m", desk.stream.getvalue()) == []


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0:00"), (0.6, "0:01"), (59.4, "0:59"), (59.6, "1:00"), (3599, "59:59"), (3600, "1:00:00"), (45296, "12:34:56")],
)
def test_a_time_as_a_clock_shows_it(seconds, told):
    assert clock_time(seconds) == told


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stderr", "environ", "drawn"),
    [
        (Screen, {}, True),
        (Screen, {"NO_COLOR": "1"}, True),
        (Screen, {"TERM": "dumb"}, False),
        (io.StringIO, {}, False),
        (io.StringIO, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_only_a_terminal_on_stderr_whose_lines_can_be_drawn_over_has_one(monkeypatch, stderr, environ, drawn):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", stderr())
    assert Terminal.of_process(environ).bars is drawn


def test_rich_is_loaded_only_when_the_second_is_over():
    program = (
        "import io, sys\n"
        "from kcrm.progress import work\n"
        "from kcrm.shell.bars import Bars\n"
        "coming = []\n"
        "bars = Bars(io.StringIO(), lambda: 0.0, lambda seconds, act: coming.append(act) or (lambda: None), live=False)\n"
        "with bars.looking(), work('Planning', 5_000) as advance:\n"
        "    advance(10)\n"
        "    assert 'rich' not in sys.modules\n"
        "    coming[0]()\n"
        "    assert 'rich.progress' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_screen_is_what_is_left_of_what_was_written():
    bar = "read\r\n- Planning  10%\r\x1b[2K- Planning 100%\r\n\x1b[1A\r\x1b[2K"
    assert screen_of(f"{bar}planned\r\ndone") == ["read", "planned", "done"]
    assert screen_of("\x1b[1mlonger\x1b[0m\rshort\r\n\r\nend") == ["shortr", "", "end"]
