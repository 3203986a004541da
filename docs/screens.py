"""The desk as it looks, drawn by Textual: one picture for each language and size, on the sample dealership.

Usage: python -m docs.screens, as `make docs` does. A test holds that what lies here is what this makes.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import tempfile
from html import unescape
from pathlib import Path
from unittest import mock

from docs.generate import HERE, SAMPLE, SUFFIX, run
from kcrm.context import AppContext
from kcrm.desk.app import Desk
from kcrm.i18n import Language, use_language
from kcrm.text import cells

SIZES = ((80, 24), (120, 40))
_NOW = "2026-06-15T09:30"
_FETCHED = re.compile(r"\s*@font-face \{.*?\}|\s*<!-- Generated.*?-->", re.DOTALL)
_TEXT = re.compile(r'textLength="[\d.]+"([^>]*)>([^<]*)</text>')
_CELL = 12.2  # Rich's own, of a picture
_FIRST = ("init", "--store", "云汐澜岳", "--go-live", "2026-06-10")


def screens() -> dict[str, str]:
    """Each picture by its name in this folder."""
    made = {}
    with tempfile.TemporaryDirectory(prefix="kcrm-screens-") as name, contextlib.chdir(name):
        run(*_FIRST, language="en", db="kcrm.db", now=_NOW)
        for kind in ("staff", "customers", "vehicles", "orders", "complaints"):
            shutil.copy(SAMPLE / f"{kind}.csv", name)
            run("import", kind, f"{kind}.csv", language="en", db="kcrm.db", now=_NOW)
        for language, suffix in SUFFIX.items():
            for width, height in SIZES:
                made[f"desk-{width}x{height}{suffix}.svg"] = _drawn("zh" if language == "zh" else "en", width, height)
    return made


def _as_wide(text: re.Match[str]) -> str:
    """A run of text as wide as its cells: Rich reckons a Chinese character as one."""
    return f'textLength="{_CELL * cells(unescape(text[2])):.1f}"{text[1]}>{text[2]}</text>'


def _drawn(language: Language, width: int, height: int) -> str:
    environ = {"KCRM_DB": str(Path("kcrm.db").absolute()), "KCRM_STAFF": "YG11", "KCRM_NOW": _NOW}

    async def draw() -> str:
        app = Desk(AppContext.of_environment(environ, language=language), None)
        async with app.run_test(size=(width, height)) as pilot:
            await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause()
            # fonts are the reader's own: nothing is fetched from elsewhere
            return _TEXT.sub(_as_wide, _FETCHED.sub("", app.export_screenshot(title="kcrm desk")))

    with mock.patch.dict("os.environ", {"TERM": "xterm-256color", "COLORTERM": "truecolor"}), use_language(language):
        return asyncio.run(draw())


if __name__ == "__main__":
    for drawn, picture in screens().items():
        (HERE / drawn).write_text(picture, encoding="utf-8")
