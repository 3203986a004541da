"""What is written about kcrm is what it does: documents that follow from the program are as the program is."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docs import generate
from kcrm import cli
from kcrm.shell.tree import command_tree
from kcrm.text import cells

ROOT = Path(__file__).parent.parent
COMMANDS = [" ".join(path) for path, _help in generate.commands(command_tree(cli.build()))]


@pytest.fixture(scope="module")
def made():
    return generate.documents()


@pytest.mark.parametrize(
    "name",
    [f"{stem}{suffix}.md" for stem in ("commands", "fields", "views", *generate.STAGES) for suffix in ("", ".zh-CN")]
    + list(generate.MAN.values()),
)
def test_a_document_made_from_the_program_is_up_to_date(made, name):
    assert (generate.HERE / name).read_text(encoding="utf-8") == made[name], "run: make docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_reference_and_on_the_man_page_in_both_languages(command):
    for language, suffix in generate.SUFFIX.items():
        assert f"\n## kcrm {command}\n" in (generate.HERE / f"commands{suffix}.md").read_text(encoding="utf-8")
        assert f"\n.B {generate.escaped(f'kcrm {command}')}\n" in (generate.HERE / generate.MAN[language]).read_text(encoding="utf-8")


@pytest.mark.parametrize(("stem", "least"), [("first-week", 15), ("screens", 8)])
def test_a_tutorial_runs_the_same_commands_in_both_languages(stem, least):
    commands = [
        re.findall(r"^\$ (.*)$", (generate.HERE / f"{stem}{suffix}.md").read_text(encoding="utf-8"), re.MULTILINE)
        for suffix in generate.SUFFIX.values()
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) >= least


@pytest.mark.parametrize("name", generate.MAN.values())
def test_the_man_page_is_sound(name):
    if shutil.which("groff") is None:
        if os.environ.get("KCRM_SHELLS") == "required":
            pytest.fail("KCRM_SHELLS=required, but there is no groff here")
        pytest.skip("groff is not installed here")
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", str(generate.HERE / name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "KCRM(1)" in done.stdout
    lines = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", done.stdout).splitlines()
    assert [line for line in lines if cells(line) > 80] == []


@pytest.mark.parametrize("file", sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(file):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), target
