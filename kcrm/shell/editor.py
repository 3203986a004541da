"""A text changed by a person in the editor of their choice."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from kcrm.context import AppContext
from kcrm.errors import AmbiguousError, RefusedError
from kcrm.i18n import N_
from kcrm.system import usual_editor, words_of


def edited_text(context: AppContext, text: str, name: str) -> str:
    """The text as the person leaves it in VISUAL, EDITOR or the system's usual editor.

    name: of the file they see. Raises AmbiguousError where there is no terminal to edit on, RefusedError where the editor cannot be started
    or fails.
    """
    if not (context.terminal.stdin_tty and context.terminal.stdout_tty):
        raise AmbiguousError(N_("No terminal to edit on: use --file FILE, or --file - for standard input."))
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or usual_editor()
    with tempfile.TemporaryDirectory(prefix="kcrm-") as folder:
        path = Path(folder, f"{name}.txt")
        path.write_text(f"{text}\n", encoding="utf-8")
        try:
            done = subprocess.run([*words_of(command), str(path)], check=False)  # noqa: S603 - the person's own editor
        except (OSError, ValueError) as error:
            raise RefusedError(N_("The editor {command} cannot be started. Set another with EDITOR."), command=command) from error
        if done.returncode != 0:
            raise RefusedError(N_("The editor {command} failed; nothing changed."), command=command)
        return decoded(path.read_bytes(), path.name)


def read_text(source: str, stdin: bytes | None = None) -> str:
    """The text of a file; `-` is standard input, whose bytes are given. Raises OSError, RefusedError where it is not text."""
    if stdin is not None:
        return decoded(stdin, "stdin")
    return decoded(Path(source).read_bytes(), source)


def decoded(data: bytes, name: str) -> str:
    """UTF-8, else GB18030 as Chinese editors write it. Raises RefusedError for neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(N_("{file} is not text in UTF-8 or GB18030."), file=name)
