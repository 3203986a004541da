"""Text in English and Chinese.

English msgids stay in the code, marked with `N_`, and are translated where they are shown. The language belongs to the current context, not
to the process: both can be spoken in one process, one after the other or at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from kcrm.errors import UsageError

if TYPE_CHECKING:
    from gettext import NullTranslations

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
    # gettext answers the empty msgid with the catalogue's header
    return _catalogue(_current.get()).gettext(message) if message else ""


def n_(singular: str, plural: str, count: int) -> str:
    """The msgid for so many, in the current language, its `{placeholders}` still open."""
    return _catalogue(_current.get()).ngettext(singular, plural, count)


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


@cache
def _catalogue(wanted: Language) -> NullTranslations:
    """The compiled catalogue, read once, when first needed. English needs none; nor does a checkout that was not compiled fail."""
    from gettext import GNUTranslations, NullTranslations  # noqa: PLC0415 - English needs it too, but errors at import time do not

    folder = _FOLDERS.get(wanted)
    if folder is None:
        return NullTranslations()
    try:
        with (LOCALES / folder / "LC_MESSAGES" / "kcrm.mo").open("rb") as compiled:
            return GNUTranslations(compiled)
    except OSError:
        return NullTranslations()
