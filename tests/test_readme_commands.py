"""Every command of both READMEs is typed as it stands after `kcrm demo`, behind the alias that it ends with, one after the other."""

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from terminal import at_terminal

import kcrm

ROOT = Path(kcrm.__file__).parent.parent
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
DAY = "2026-11-21T08:30"

LEFT_OUT = {
    "kcrm init": "makes the database of a store of one's own; the demonstration has made its own",
    "kcrm db restore FILE": "a backup has the moment in its name at which it was made",
    "kcrm db restore 文件": "as above",
    "kcrm privacy admit PHONE": "nobody was erased",
    "kcrm privacy admit 电话": "as above",
    "kcrm user add YG01": "asks for a password, and then everybody must log in: tests/commands/test_user.py",
    "kcrm login YG01": "as above",
    "kcrm passwd": "as above",
    "kcrm user token add cron": "as above",
    'kcrm permission ask export --why "trade fair"': "as above",
    "kcrm permission ask export --why 车展": "as above",
    "kcrm permission grant RQ1": "as above",
    "kcrm survey official import FILE": "the manufacturer's file is not part of the sample",
    "kcrm survey official import 文件": "as above",
    "kcrm db backup --encrypt-to age1…": "the key is one's own",
    "kcrm db check FILE --key safe.txt": "as above",
    "kcrm db check 文件 --key safe.txt": "as above",
    "kcrm db restore FILE --key safe.txt": "as above",
    "kcrm db restore 文件 --key safe.txt": "as above",
    "kcrm cron --windows": "Task Scheduler takes 261 characters, and a test's folders have names that are longer",
}
CODES = {"kcrm complaint list --late --check": 10}
"""Those that end with another code than 0, as the README says."""

AT_A_TERMINAL = {
    "kcrm --as YG11 next --mine": {"en": [("keys", "q")], "zh": [("键", "q")]},
    "kcrm --as YG11 desk --mine": {"en": [("leave", "q")], "zh": [("退出", "q")]},
    "kcrm complaint open": {
        "en": [
            ("Who complains", "周泽强\n"),
            ("How severe", "minor\n"),
            ("What does the customer say?", "洗车没洗干净\n"),
        ],
        "zh": [("谁投诉", "周泽强\n"), ("投诉等级", "轻微\n"), ("客户怎么说？", "洗车没洗干净\n")],
    },
    # longer than the screen: what was said of consents goes back to each of the two, so that the pager waits
    "kcrm undo": {key: [("[y/N]", "y\n"), ("\n:", "q")] for key in READMES},
    "kcrm db compact --operations-before 2026-01-01": {"en": [("[y/N]", "y\n")]},
}
"""Those that ask: what they ask, and what is answered."""


def commands(text):
    """What begins with `kcrm` in a block or in the text, without the remark behind it, in the order in which it stands."""
    found = []
    for block, quoted in re.findall(r"```[a-z]*\n(.*?)```|`(kcrm\s[^`]+)`", text, re.DOTALL):
        lines = [line.removeprefix("$ ") for line in block.splitlines()] or [" ".join(quoted.split())]
        found += [line.partition("   #")[0].rstrip() for line in lines if line.startswith("kcrm ")]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", READMES)
def test_every_command_of_the_readme_can_be_typed_as_it_stands_after_the_demonstration(shell, monkeypatch, language):
    shell.at(DAY)
    shell.speaking(language)
    monkeypatch.delenv("KCRM_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(shell.folder / "data"))
    monkeypatch.chdir(shell.folder)
    shutil.copytree(ROOT / "sample_data", "sample_data")
    alias = re.search(r"alias kcrm='?(.*?)'?$", shell.ok("demo").err, re.MULTILINE)
    _program, *options = shlex.split(alias[1])
    assert options[0] == "--db"
    asked = {name: value for name, value in os.environ.items() if name.startswith(("KCRM_", "XDG_"))} | {"HOME": str(shell.folder)}
    typed = commands((ROOT / READMES[language]).read_text("utf-8"))
    assert len(typed) > 40
    for line in typed:
        # the share of a group is a folder of this test, as nothing is written beyond it
        words = [*options, *(word.replace("/share/", f"{shell.folder}/share/") for word in shlex.split(line)[1:])]
        if line in LEFT_OUT:
            continue
        if line in AT_A_TERMINAL:
            with at_terminal(words, asked) as terminal:
                for question, answer in AT_A_TERMINAL[line][language]:
                    terminal.expect(question)
                    terminal.type(answer)
                assert terminal.end() == 0, (line, terminal.shown)
        else:
            result = shell.run(*words)
            assert result.code == CODES.get(line, 0), (line, result.err)


def test_what_is_left_out_and_asked_stands_in_a_readme():
    typed = {line for name in READMES.values() for line in commands((ROOT / name).read_text("utf-8"))}
    assert {*LEFT_OUT, *CODES, *AT_A_TERMINAL} <= typed
