"""The config file: what a user would otherwise say with every command, kept once.

It stands below the environment and above the defaults, so each setting is read as if the environment had it: `with_config` is all that the
rest of kcrm knows of it. TOML, each key a text: `$XDG_CONFIG_HOME/kcrm/config.toml`, else `~/.config/kcrm/config.toml`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping
from pathlib import Path

from kcrm.context import STANDING_FORMATS, Theme
from kcrm.enums import StrEnum
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.patterns import pattern

_KEY = pattern(r"^\s*(\w+)\s*=")


class Source(StrEnum):
    """What said it: in the order in which one beats the next."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


class Setting(NamedTuple):
    """One key of the file.

    variable: of the environment, which it stands in for. values: those allowed, none for any text. option: of every command, where there
    is one.
    """

    key: str
    variable: str
    label: str
    values: tuple[str, ...] = ()
    stored: Callable[[str], str] = str
    option: str | None = None


SETTINGS: Mapping[str, Setting] = {
    each.key: each
    for each in (
        # a file is looked for from any folder
        Setting("database", "KCRM_DB", N_("Database"), stored=lambda text: str(Path(os.path.expanduser(text)).absolute()), option="--db"),  # noqa: PTH111 - as in kcrm.context
        Setting("language", "KCRM_LANG", N_("Language"), ("en", "zh"), option="--lang"),
        Setting("staff", "KCRM_STAFF", N_("Who acts"), option="--as"),
        Setting("format", "KCRM_FORMAT", N_("Output format"), STANDING_FORMATS),
        Setting("theme", "KCRM_THEME", N_("Colour theme"), tuple(Theme)),
        Setting("pager", "PAGER", N_("Pager")),
        Setting("sendmail_path", "KCRM_SENDMAIL", N_("Program that sends mail")),
        Setting("mail_from", "KCRM_MAIL_FROM", N_("Sender of mail")),
    )
}


def config_file(environ: Mapping[str, str]) -> Path | None:
    """Where the file is, whether or not it exists; None where there is no home.

    Not by platformdirs: every command asks, and loading that takes longer than some commands do.
    """
    for folder in (environ.get("XDG_CONFIG_HOME", ""), os.path.join(environ.get("HOME", ""), ".config"), environ.get("APPDATA", "")):  # noqa: PTH118 - an empty one stays relative
        if os.path.isabs(folder):  # noqa: PTH117 - as above
            return Path(folder) / "kcrm" / "config.toml"
    return None


def read_config(path: Path | None) -> dict[str, str]:
    """What the file says, by key; nothing where there is none. Raises UsageError naming the file and what is wrong in it."""
    try:
        content = path.read_bytes() if path is not None else b""
    except FileNotFoundError:
        content = b""
    if not content.strip():
        return {}
    import tomllib  # noqa: PLC0415 - most have no such file

    try:
        said = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:
        raise UsageError(N_("{file}: not readable as TOML: {reason}."), file=path, reason=error) from None
    for key, value in said.items():
        check(key, value, source=str(path))
    return said


def check(key: str, value: object, source: str = "kcrm config") -> None:
    """Raises UsageError naming the source for a key that is no setting, or a value that it cannot have."""
    setting = setting_named(key, source)
    if not isinstance(value, str) or not value.isprintable() or not value.strip():
        raise UsageError(N_("{source}: {key} must be a text in quotes."), source=source, key=key)
    if setting.values and value not in setting.values:
        raise UsageError(
            N_("{source}: {key} cannot be {value}. Choose from: {values}."),
            source=source,
            key=key,
            value=value,
            values=" ".join(setting.values),
        )


def setting_named(key: str, source: str = "kcrm config") -> Setting:
    """Raises UsageError with near names for a key that is no setting."""
    if key not in SETTINGS:
        from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

        raise UsageError(
            N_("{source}: there is no setting {key}. The settings are: {keys}."),
            near=get_close_matches(key, SETTINGS),
            source=source,
            key=key,
            keys=", ".join(SETTINGS),
        )
    return SETTINGS[key]


def with_config(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment, with what only the config file says. A variable that is set, though empty, beats the file."""
    said = read_config(config_file(environ))
    return {**{SETTINGS[key].variable: value for key, value in said.items()}, **environ} if said else environ


def source_of(setting: Setting, words: Iterable[str], environ: Mapping[str, str], said: Container[str]) -> Source:
    """What says a setting. words: of the command line. said: the keys that the config file has."""
    if setting.option in {word.partition("=")[0] for word in words}:
        return Source.OPTION
    if setting.variable in environ:
        return Source.ENVIRONMENT
    return Source.FILE if setting.key in said else Source.DEFAULT


def write_setting(environ: Mapping[str, str], key: str, value: str | None) -> Path:
    """Set a key, or take it out; other lines of the file and their comments stay as they are. The path of the file.

    Raises UsageError as `check` does, or where there is no home; RefusedError where the file says it in a way that a line cannot replace.
    """
    setting = setting_named(key)
    if value is not None:
        check(key, value)
    path = config_file(environ)
    if path is None:
        raise UsageError(N_("There is no home folder to keep the config file in. Set XDG_CONFIG_HOME."))
    kept = read_config(path)
    lines = path.read_text(encoding="utf-8").splitlines() if kept else []
    wanted = {name: said for name, said in kept.items() if name != key}
    place = next((number for number, line in enumerate(lines) if (found := _KEY.match(line)) and found[1] == key), len(lines))
    lines[place : place + 1] = []
    if value is not None:
        wanted[key] = setting.stored(value)
        lines.insert(place, f"{key} = {_quoted(wanted[key])}")
    _replace(path, "".join(f"{line}\n" for line in lines), wanted)
    return path


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _replace(path: Path, content: str, wanted: Mapping[str, str]) -> None:
    """The file in one step, private to its owner, as it may say where customers' data are."""
    if not _says(content, wanted):
        raise RefusedError(N_("{file}: change it by hand; it does not have one key per line."), file=path)
    from kcrm.storage.files import flush_file, flush_folder, new_draft  # noqa: PLC0415 - only to write

    path.parent.mkdir(parents=True, exist_ok=True)
    draft = new_draft(path)
    try:
        draft.write_text(content, encoding="utf-8")
        flush_file(draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def _says(content: str, wanted: Mapping[str, str]) -> bool:
    import tomllib  # noqa: PLC0415 - as above

    try:
        return tomllib.loads(content) == wanted
    except ValueError:
        return False
