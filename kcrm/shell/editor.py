"""A text changed by a person in the editor of their choice."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from kcrm.context import AppContext
from kcrm.errors import AmbiguousError, RefusedError
from kcrm.i18n import N_, _
from kcrm.shell.console import warn
from kcrm.storage.files import PRIVATE
from kcrm.system import usual_editor, words_of
from kcrm.text import for_shell


@contextmanager
def edited_text(
    context: AppContext, text: str, name: str, again: Callable[[str], Iterable[str]], *, dry_run: bool = False
) -> Iterator[str]:
    """The text as the person leaves it in VISUAL, EDITOR or the system's usual editor, for what is done with it within.

    What they wrote is not lost: if that fails in any way, or is a dry run, it stays in a file of theirs alone, which is named with the
    command to go on from it.

    name: of the file they see. again: the words of the command that reads such a text from this file. Raises AmbiguousError where
    there is no terminal to edit on, RefusedError where the editor cannot be started or fails.
    """
    if not (context.terminal.stdin_tty and context.terminal.stdout_tty):
        raise AmbiguousError(N_("No terminal to edit on: use --file FILE, or --file - for standard input."))
    path = Path(tempfile.mkdtemp(prefix="kcrm-"), f"{name}.txt")
    given = f"{text}\n".encode()
    kept = True
    try:
        path.write_bytes(given)
        _edit(path)
        yield decoded(path.read_bytes(), path.name)
        kept = dry_run
    finally:
        if not (kept and _is_kept(path, given, again)):
            rmtree(path.parent, ignore_errors=True)


def _edit(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or usual_editor()
    try:
        done = subprocess.run([*words_of(command), str(path)], check=False)  # noqa: S603 - the person's own editor
    except (OSError, ValueError) as error:
        raise RefusedError(N_("The editor {command} cannot be started. Set another with EDITOR."), command=command) from error
    if done.returncode != 0:
        raise RefusedError(N_("The editor {command} failed; nothing changed."), command=command)


def _is_kept(path: Path, given: bytes, again: Callable[[str], Iterable[str]]) -> bool:
    """Whether there is anything of theirs in the file; if so they are told where it is."""
    try:
        if path.read_bytes() == given:
            return False
        path.chmod(PRIVATE)  # some editors write a new file
    except OSError:
        return False
    warn(_("Your text is kept in {file}.").format(file=path))
    warn(_("To go on from it: {command}").format(command=for_shell(again(str(path)))))
    return True


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
