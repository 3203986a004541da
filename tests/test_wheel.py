"""The wheel has all that kcrm needs and works from any folder, with no home and no locale."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # in a copy: the build compiles the catalogue, which other tests read at this moment
    source = folder / "source"
    for name in ("kcrm", "sample_data", "docs"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_carries_sample_policy_and_catalogue_but_no_generator_and_no_tests(unpacked):
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {
        "kcrm/sample_data/anchor.txt",
        "kcrm/policy.toml",
        "kcrm/surveys.toml",
        "kcrm/templates/en/script.toml",
        "kcrm/templates/zh/words.toml",
        "kcrm/festivals.toml",
        "kcrm/locale/zh_CN/LC_MESSAGES/kcrm.mo",
        "kcrm/py.typed",
    } <= names
    assert not [name for name in names if name.startswith("tests/") or "generate" in name]
    # whatever the sample dealership has, a new sheet too, without being named anywhere
    sheets = {f"kcrm/sample_data/{file.relative_to(ROOT / 'sample_data').as_posix()}" for file in (ROOT / "sample_data").rglob("*.csv")}
    assert {name for name in names if name.startswith("kcrm/sample_data/") and name.endswith(".csv")} == sheets
    assert len(sheets) >= 7


def test_the_wheel_has_the_man_page_in_both_languages(unpacked):
    (data,) = unpacked.glob("kcrm-*.data/data/share/man")
    assert (data / "man1" / "kcrm.1").exists()
    assert (data / "zh_CN" / "man1" / "kcrm.1").exists()


def test_whoever_has_the_wheel_may_use_it(unpacked):
    (metadata,) = unpacked.glob("kcrm-*.dist-info/METADATA")
    head = metadata.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
    assert {"License-Expression: MIT", "License-File: LICENSE", "Author: kcrm contributors"} <= set(head)
    assert (metadata.parent / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_the_demonstration_runs_from_the_wheel_in_an_empty_environment(unpacked, tmp_path):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked), "KCRM_NOW": "2026-11-21T08:30", "KCRM_LANG": "zh", "LANG": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "kcrm", "--db", str(tmp_path / "demo.db"), "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 0, err
    # the wheel's own code ran, not the checkout's
    assert "工单 1877" in err
    assert "续保提醒" in out
    assert (tmp_path / "demo.db").stat().st_mode & 0o777 == 0o600
