"""How many keys a caller presses for what a call brings: counted as they are typed, and as the README tells them.

A Chinese character counts as one key, Enter as one; from the shell the whole command with Enter. The clock stands at 2026-06-15, 09:30.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from seat import ready, sitting, three_to_call, typed

ROOT = Path(__file__).parents[2]
WORDS = "刹车异响没修好"
# what it was called in the table of the README, the most keys it may take, what is typed at the keys of `next` and what is shown then,
# and the same from the shell
TASKS = {
    "complaint heard in a call": (
        15,
        (("c", "投诉等级"), ("\n", "投诉内容"), (f"{WORDS}\n", "投诉 K1：已接单")),
        f"kcrm log F1 接通 --complaint {WORDS}",
    ),
    "a slip undone": (2, (("u", "要撤销吗"), ("y", "已撤销")), "kcrm undo\ny"),
    "prospect: a friend wants a car": (
        25,
        (("l", "谁想买车"), ("张三 13900000001 青屿\n", "潜客 L1")),
        "kcrm log F1 接通 --prospect 张三,13900000001,青屿",
    ),
    "something noticed, short of a complaint": (
        15,
        (("x", "够不上投诉"), ("没茶水\n", "涉及哪个部门"), ("售后部\n", "发现问题 FD1")),
        "kcrm log F1 接通 --finding 没茶水 --department 售后部",
    ),
    "an incoming call": (
        20,
        (("i", "谁来电"), ("8002\n", "什么事"), ("4\n", "备注"), ("\n", "办结"), ("\n", "来电：价格")),
        "kcrm call in 8002 --about 价格",
    ),
    "an insurance renewed here": (
        12,
        (("f", "通话结果"), ("1\n", "到什么时候"), ("1y\n", "F1：已完成")),
        "kcrm log F1 --result 已续保 --until 1y",
    ),
}


def told(name, language):
    """The numbers of a task's line in the README: before, at the keys, from the shell."""
    readme = ROOT / ("README.md" if language == "en" else "README.zh-CN.md")
    lines = [line.split("|")[1:-1] for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    place = list(TASKS).index(name)
    start = next(number for number, cells in enumerate(lines) if cells[0].strip() in {"at the keys of `next`", "在 `next` 里按键"})
    return [int(number) for number in re.findall(r"\d+", "|".join(lines[start + 2 + place][1:]))]


@pytest.mark.parametrize("name", TASKS)
def test_what_a_call_brings_takes_as_many_keys_as_the_readme_says_and_no_more_than_is_wanted(desk, name):
    most, steps, command = TASKS[name]
    three_to_call(desk)
    with sitting(desk, language="zh") as terminal:
        ready(terminal, "zh")
        if name == "a slip undone":
            terminal.type("n")
            ready(terminal, "zh")
        keys = typed(terminal, *steps)
        ready(terminal, "zh")
        terminal.type("q")
        assert terminal.end() == 0
    assert keys <= most
    shell = len(command) + 1
    for language in ("en", "zh"):
        _before, at_the_keys, from_the_shell = told(name, language)
        assert (at_the_keys, from_the_shell) == (keys, shell)


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if "\n" not in task[2]])
def test_the_command_that_is_counted_does_it(desk, name):
    three_to_call(desk)
    desk.ok(*shlex.split(TASKS[name][2])[1:], "--lang", "zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_walk_in_is_registered_in_as_many_keys_as_the_readme_says(desk, language):
    desk.at("2026-06-15T09:30")
    desk.speaking(language)
    command = "kcrm visitor add 张伟 13800138001"
    desk.ok(*shlex.split(command)[1:])
    assert desk.query("SELECT name, prospect.source, stage FROM prospect JOIN customer ON customer.id = customer_id") == [
        ("张伟", "walk_in", "visited")
    ]
    readme = (ROOT / ("README.md" if language == "en" else "README.zh-CN.md")).read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if command in line)
    keys = len(command) + 1
    assert keys < 40
    assert [int(number) for number in re.findall(r"\d+", line.partition("#")[2])] == [keys]
