"""The documents that follow from the program: the command reference, the man page, the data dictionary, and the output in the tutorials.

Usage: python -m docs.generate, as `make docs` does. A test holds that what lies here is what this makes.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from unittest import mock

from kcrm import __version__, cli
from kcrm.i18n import _, use_language
from kcrm.records.readable import readable_views
from kcrm.shell.grammar import GLOBAL_OPTIONS, HELP_OPTIONS
from kcrm.shell.tree import command_tree
from kcrm.shell.typer_inside import TyperGroup

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "sample_data"
SUFFIX = {"en": "", "zh": ".zh-CN"}
MAN = {"en": "kcrm.1", "zh": "kcrm.zh_CN.1"}


class Stage(NamedTuple):
    """Where a tutorial is played. now: when it begins. before: a command that nobody is shown. environ: what its terminal is like."""

    now: str
    before: str = ""
    environ: Mapping[str, str] = MappingProxyType({"COLUMNS": "100"})


STAGES = {
    "first-week": Stage("2026-06-15T08:30"),
    "screens": Stage("2026-11-21T08:30", "demo", {"COLUMNS": "80", "KCRM_FORMAT": "table"}),
}
TEXTS = {
    "en": {
        "title": "# Commands\n\nMade from the program by `make docs`. Every command takes the global options, before or after the verb:",
        "fields": "# Fields\n\nMade by `make docs` of `kcrm fields`: what each record holds, its headings in files, allowed values.",
        "views": (
            "# Views\n\nMade by `make docs` of `kcrm fields views`: what `kcrm sql` and other programs, as Datasette and sqlite-utils, "
            "can read of the database file with names, yuan and local times. Views and columns keep their names; columns may be added "
            "at the end.\n\n"
            "- Amounts are numbers of yuan, exact to the fen one by one; a sum may show what binary fractions round: `round(sum(…), 2)`.\n"
            "- Days (`…_on`) are business days of the policy's zone, as they are stored. Times stand twice: `…_at` is local where the "
            "policy's zone is one of China's, which have kept UTC+8 without summer time since 1992, and empty elsewhere, as SQLite knows "
            "no zones by name; `…_at_utc` is what is stored, everywhere.\n"
            "- `…_id` is the number behind the letter of kcrm's identifiers (12 of C12), by which views are joined.\n"
            "- Words are the English codes below, yes and no are 1 and 0, what is not known is null. Text is as it was entered.\n"
            "- Reading stops nobody who writes. Open the file to read only, but not as one that never changes (`datasette`, not "
            "`datasette -i`); what another program writes to it `kcrm db check` finds.\n"
        ),
        "name": "customer-service desk of a car dealership",
        "description": "kcrm keeps the customers, vehicles, orders and complaints of a car dealership in one SQLite file, plans whom to "
        "call and why, and reckons the figures of the desk. A command without a verb shows today on one screen.",
        "sections": ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "GLOBAL OPTIONS", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"),
        "exit": (
            ("0", "Done, also when the result is empty."),
            ("1", "A failure that is none of these."),
            ("2", "Usage: unknown command or option, malformed value."),
            ("3", "Not found."),
            ("4", "Ambiguous, or an answer was needed and there is no terminal."),
            ("5", "Refused; nothing was written, or with --skip-bad the good rows only."),
            ("6", "Database busy, damaged, too new, or not ours."),
            ("10", "--check was given and something is due."),
            ("130, 141", "Interrupted; the reader went away."),
        ),
        "environment": (
            ("KCRM_DB", "The database's file."),
            ("KCRM_LANG", "en or zh."),
            ("KCRM_STAFF", "Who acts, by employee number."),
            ("KCRM_NOW", "The clock, for trying things out."),
            ("KCRM_TZ", "The zone in which instants are shown."),
            ("KCRM_FORMAT", "The output format where no -o is given."),
            ("KCRM_THEME", "dark, light or none: the background for which colours are chosen."),
            ("KCRM_DEBUG", "1 for tracebacks."),
            ("NO_COLOR", "No colour."),
            ("FORCE_COLOR", "Colours in a pipe, too, with -o table, unless NO_COLOR is set."),
        ),
        "more": "docs/commands.md has every option; kcrm COMMAND --help tells them too.",
    },
    "zh": {
        "title": "# 命令\n\n由 `make docs` 从程序生成。全局选项写在命令前后均可：",
        "fields": "# 字段\n\n由 `make docs` 根据 `kcrm fields` 生成：每类记录有哪些字段，文件中的表头，允许的内容。",
        "views": (
            "# 视图\n\n由 `make docs` 根据 `kcrm fields views` 生成：`kcrm sql` 以及 Datasette、sqlite-utils 等程序"
            "可以直接从数据库文件里读到的内容，里面是姓名、金额（元）和本地时间。视图和列的名称不变，只会在末尾增加列。\n\n"
            "- 金额以元为单位，每一个都精确到分；求和可能带出二进制小数的误差，用 `round(sum(…), 2)`。\n"
            "- 日期（`…_on`）是制度所定时区的营业日，与存储的一样。时间有两列：`…_at` 是本地时间，"
            "只有制度时区属于中国时才有（1992 年起一直是 UTC+8，没有夏令时），否则为空，因为 SQLite 不认得时区名称；"
            "`…_at_utc` 是存储的 UTC 时间，总是有。\n"
            "- `…_id` 是 kcrm 标识中字母后面的数字（C12 的 12），视图之间用它关联。\n"
            "- 词语是下面的英文代码，是和否是 1 和 0，不知道的为空。文字与录入时一样。\n"
            "- 读取不会挡住正在写入的人。请以只读方式打开，但不要当作不变的文件（用 `datasette`，不用 `datasette -i`）；"
            "别的程序改了什么，`kcrm db check` 会发现。\n"
        ),
        "name": "汽车经销店客服台",
        "description": "kcrm 用一个 SQLite 文件保存经销店的客户、车辆、工单和投诉，安排该给谁打电话、为什么打，并统计客服指标。"
        "不带命令运行时，用一屏显示当天情况。",
        "sections": ("名称", "概要", "说明", "命令", "全局选项", "退出状态", "环境变量", "另见"),
        "exit": (
            ("0", "完成，结果为空也算。"),
            ("1", "其他失败。"),
            ("2", "用法错误：没有这个命令或选项，或者值写错了。"),
            ("3", "没有找到。"),
            ("4", "有多种可能，或者需要回答而没有终端。"),
            ("5", "被拒绝；什么都没写入，用 --skip-bad 时只写入正确的行。"),
            ("6", "数据库正忙、已损坏、版本太新，或不是 kcrm 的。"),
            ("10", "给了 --check，而且有到期事项。"),
            ("130, 141", "被中断；读取方已离开。"),
        ),
        "environment": (
            ("KCRM_DB", "数据库文件。"),
            ("KCRM_LANG", "en 或 zh。"),
            ("KCRM_STAFF", "操作人的员工编号。"),
            ("KCRM_NOW", "当前时间，供试用。"),
            ("KCRM_TZ", "显示时间所用的时区。"),
            ("KCRM_FORMAT", "没有写 -o 时的输出格式。"),
            ("KCRM_THEME", "dark、light 或 none：配色所适合的背景，none 表示不用颜色。"),
            ("KCRM_DEBUG", "1 表示显示出错详情。"),
            ("NO_COLOR", "不用颜色。"),
            ("FORCE_COLOR", "用 -o table 时管道里也带颜色；同时设了 NO_COLOR 则以它为准。"),
        ),
        "more": "全部选项见 docs/commands.zh-CN.md，或运行 kcrm 命令 --help。",
    },
}


def documents() -> dict[str, str]:
    """The text of each document that follows from the program, by its name in this folder."""
    made = {}
    for language, suffix in SUFFIX.items():
        made[f"commands{suffix}.md"] = reference(language)
        made[f"fields{suffix}.md"] = f"{TEXTS[language]['fields']}\n\n{run('fields', '-o', 'md', language=language)}"
        made[f"views{suffix}.md"] = views(language)
        made[MAN[language]] = man_page(language)
        for stem, stage in STAGES.items():
            name = f"{stem}{suffix}.md"
            made[name] = tutorial((HERE / name).read_text(encoding="utf-8"), language, stage)
    return made


def views(language: str) -> str:
    """The dictionary of the views: what holds of all, what the rows of each are, and every column."""
    with use_language(language):
        listed = "".join(f"- `{view.name}`: {_(view.title)}\n" for view in readable_views())
    return f"{TEXTS[language]['views']}\n{listed}\n{run('fields', 'views', '-o', 'md', language=language)}"


# --- the command tree ---


def commands(group: TyperGroup, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every verb with its path and help text, an msgid, in the order of the help."""
    for name, build in group.later.items():  # type: ignore[attr-defined]
        command = build()
        if command.hidden:
            continue
        if isinstance(command, TyperGroup):
            yield from commands(command, (*path, *name.split()))
        else:
            yield (*path, *name.split()), command.help or ""


def reference(language: str) -> str:
    """The help of every command, the global options once."""
    pieces = [str(TEXTS[language]["title"]), block(run("--help", language=language).partition(heading(language))[2])]
    for path, _help in commands(command_tree(cli.build())):
        told = run(*path, "--help", language=language).partition(heading(language))[0]
        pieces.append(f"## kcrm {' '.join(path)}\n\n{block(told)}")
    return "\n\n".join(pieces) + "\n"


def heading(language: str) -> str:
    """What stands over the global options in a help text."""
    with use_language(language):
        return _("{heading}:").format(heading=_("Global options"))


def block(text: str) -> str:
    """The lines as they are, without those that are empty at the ends."""
    return "```\n" + text.strip("\n").rstrip() + "\n```"


def man_page(language: str) -> str:
    """The page that `man kcrm` shows."""
    texts = TEXTS[language]
    name, synopsis, description, listed, options, status, environment, more = (str(title) for title in texts["sections"])
    with use_language(language):
        verbs = [(f"kcrm {' '.join(path)}", _(text).partition("\n\n")[0]) for path, text in commands(command_tree(cli.build()))]
        shared = [
            (f"{', '.join(sorted(option.opts, key=len))} {option.metavar or ''}".strip(), _(option.help or "")) for option in GLOBAL_OPTIONS
        ]
        shared.append((", ".join(sorted(HELP_OPTIONS)), _("Show this message and exit.")))
    return "\n".join(
        [
            # ragged to the right: Chinese between two Latin words cannot be stretched
            f'.TH KCRM 1 "" "kcrm {__version__}"\n.ad l',
            f".SH {name}\nkcrm \\- {escaped(str(texts['name']))}",
            f".SH {synopsis}\n.B kcrm\n[OPTIONS] COMMAND [ARGS]...",
            f".SH {description}\n{escaped(str(texts['description']))}",
            f".SH {listed}\n{paragraphs(verbs)}",
            f".SH {options}\n{paragraphs(shared)}",
            f".SH {status}\n{paragraphs(texts['exit'])}",  # type: ignore[arg-type]
            f".SH {environment}\n{paragraphs(texts['environment'])}",  # type: ignore[arg-type]
            f".SH {more}\n{escaped(str(texts['more']))}\n",
        ]
    )


def paragraphs(entries: list[tuple[str, str]]) -> str:
    """Each term with what it means, in roff."""
    return "\n".join(f".TP\n.B {escaped(term)}\n{escaped(text)}" for term, text in entries)


def escaped(text: str) -> str:
    """Text that roff shows as it is, and breaks where Chinese has a stop or comma: it knows of no other place."""
    quoted = re.sub(r"(?<=[，。；：、）])(?=.)", r"\\:", text.replace("\\", "\\e").replace("-", "\\-"))
    return f"\\&{quoted}" if quoted[:1] in {".", "'"} else quoted


# --- the tutorial ---


def tutorial(text: str, language: str, stage: Stage) -> str:
    """The same text, with the output of each of its commands as it is: they are run one after the other, on the sample dealership.

    A block begins with ```console; in it `$ ` begins a command, and `KCRM_NOW=…` before it moves the clock for good.
    """
    with tempfile.TemporaryDirectory(prefix="kcrm-tutorial-") as name, contextlib.chdir(name):
        for file in SAMPLE.glob("*.csv"):
            shutil.copy(file, name)
        clock = [stage.now]
        if stage.before:
            run(stage.before, language=language, db="kcrm.db", now=stage.now)
        return re.sub(r"(?<=```console\n).*?(?=```)", lambda found: _played(found[0], clock, language, stage), text, flags=re.DOTALL)


def _played(block_: str, clock: list[str], language: str, stage: Stage) -> str:
    said = []
    for line in block_.splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:])
            while "=" in words[0]:
                clock[0] = words.pop(0).partition("=")[2]
            out = run(*words[1:], language=language, db="kcrm.db", now=clock[0], environ=stage.environ)
            said += [line, *(each.rstrip() for each in out.splitlines())]
    return "\n".join(said) + "\n"


def run(
    *argv: str,
    language: str,
    db: str = "nowhere.db",
    now: str = "2026-06-15T08:30",
    environ: Mapping[str, str] = MappingProxyType({"COLUMNS": "100"}),
) -> str:
    """What a command that succeeds prints."""
    out, err = io.StringIO(), io.StringIO()
    said = {
        "KCRM_LANG": language,
        "KCRM_DB": db,
        "KCRM_NOW": now,
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "LOGNAME": "desk",
        **environ,
    }
    with mock.patch.dict(os.environ, said, clear=True), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(argv)
    assert code in {0, 10}, f"kcrm {' '.join(argv)}: exit {code}: {err.getvalue()}"
    return out.getvalue()


def main() -> None:
    """Write what has changed."""
    for name, text in documents().items():
        if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != text:
            (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
