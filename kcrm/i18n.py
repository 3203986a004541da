"""Text in English and Chinese.

English msgids stay in the code, marked with `N_`, and are translated where they are shown. The language belongs to the current context, not
to the process: both can be spoken in one process, one after the other or at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final, Literal

from kcrm.errors import UsageError

Language = Literal["en", "zh"]

_TONGUES: Final = ("en", "zh")
LOCALES = Path(__file__).parent / "locale"
_FOLDERS: Mapping[Language, str] = {"zh": "zh_CN"}
_current: ContextVar[Language] = ContextVar("kcrm_language", default="en")


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools know
    """Mark an msgid that is translated where it is shown."""
    return message


def _(message: str) -> str:
    """The msgid in the current language; the msgid itself where there is no translation."""
    catalogue = _catalogue(_current.get())
    return message if catalogue is None else catalogue.text(message) or message


def n_(singular: str, plural: str, count: int) -> str:
    """The msgid for so many, in the current language, its `{placeholders}` still open."""
    catalogue = _catalogue(_current.get())
    text = None if catalogue is None else catalogue.text(singular)
    return text or (singular if count == 1 else plural)


def language() -> Language:
    return _current.get()


@contextmanager
def use_language(chosen: Language) -> Iterator[None]:
    """Speak this language until the block ends."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def find_language(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language to speak, found before the command line is parsed, so that help and errors speak it too.

    `--lang` anywhere before `--`, the last one counting; else KCRM_LANG; else the locale (the first of LC_ALL, LC_MESSAGES, LANG).
    Raises UsageError for a `--lang` that is neither `en` nor `zh`, and where it counts for such a KCRM_LANG.
    """
    chosen: Language | None = None
    words = iter(argv)
    for word in words:
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name != "--lang":
            continue
        if not equals:
            following = next(words, None)
            if following is None:
                break  # the parser says that the value is missing
            value = following
        chosen = _exactly("--lang", value)
    if chosen is None and (own := environ.get("KCRM_LANG", "").strip()) and not own.lower().startswith(_TONGUES):
        raise UsageError(N_("{source}: {value} is not a language kcrm has. Choose en or zh."), source="KCRM_LANG", value=own)
    return chosen or language_of_environment(environ)


def language_of_environment(environ: Mapping[str, str]) -> Language:
    """What KCRM_LANG says, else the locale; English where neither says anything of use."""
    own = environ.get("KCRM_LANG", "").strip().lower()
    if own.startswith("zh"):
        return "zh"
    if own.startswith("en"):
        return "en"
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _exactly(source: str, value: str) -> Language:
    match value:
        case "en":
            return "en"
        case "zh":
            return "zh"
    raise UsageError(N_("{source}: {value} is not a language kcrm has. Choose en or zh."), source=source, value=value)


class _Catalogue:
    """A compiled catalogue (GNU gettext's `.mo`), of which only what is asked for is read: all of it is 6 ms.

    Its msgids are sorted. That of a plural is the singular, a zero byte and the plural; Chinese has one form for both.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._count, self._msgids, self._texts = map(self._number, (8, 12, 16))
        self._known: dict[str, str] = {}

    def text(self, msgid: str) -> str | None:
        """The translation; None where there is none."""
        known = self._known.get(msgid)
        # the empty msgid has the catalogue's header
        return self._looked_up(msgid) if known is None and msgid else known

    def _looked_up(self, msgid: str) -> str | None:
        wanted = msgid.encode("utf-8", "surrogatepass")
        place = bisect_left(range(self._count), wanted, key=self._msgid)
        if place == self._count or self._msgid(place) != wanted:
            return None
        text = self._known[msgid] = self._piece(self._texts, place).decode()
        return text

    def _msgid(self, place: int) -> bytes:
        return self._piece(self._msgids, place).partition(b"\0")[0]

    def _piece(self, table: int, place: int) -> bytes:
        length, start = self._number(table + 8 * place), self._number(table + 8 * place + 4)
        return self._content[start : start + length]

    def _number(self, start: int) -> int:
        return int.from_bytes(self._content[start : start + 4], "little")


@cache
def _catalogue(wanted: Language) -> _Catalogue | None:
    """The compiled catalogue, opened when first needed. English needs none; nor does a checkout that was not compiled fail."""
    folder = _FOLDERS.get(wanted)
    if folder is None:
        return None
    try:
        return _Catalogue((LOCALES / folder / "LC_MESSAGES" / "kcrm.mo").read_bytes())
    except OSError:
        return None
