"""Brings the Chinese catalogue up to date with the code: `python -m tests.catalogue`, or `make messages`.

Every msgid is marked in the code: `N_("…")` where it is only named (headings, help texts, errors), `_("…")` where it is shown at once,
`n_("…", "…", n)` for counts. Translations are kept, what is no longer used goes, what is new is empty until somebody translates it.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "kcrm" / "locale" / "zh_CN" / "LC_MESSAGES" / "kcrm.po"
# without dates and versions: the file changes only when its messages do
HEADER = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
KEYWORDS = {"_": None, "N_": None, "n_": (1, 2)}


def extracted() -> Catalog:
    """Every msgid of the code, with the files that use it."""
    template = Catalog(locale="zh_CN")
    for filename, _line, message, _comments, _context in extract_from_dir(ROOT / "kcrm", [("**.py", "python")], keywords=KEYWORDS):
        template.add(message, locations=[(f"kcrm/{filename}", 1)])
    for message in words_of_kpis():
        template.add(message, locations=[("kcrm/kpis.toml", 1)])
    return template


def words_of_kpis() -> Iterator[str]:
    """What `kpis.toml` says to people."""
    for entry in tomllib.loads((ROOT / "kcrm" / "kpis.toml").read_text(encoding="utf-8")).values():
        sides = (entry.get(side, {}).get("words") for side in ("numerator", "denominator"))
        yield from filter(None, (entry["name"], entry["formula"], entry.get("note"), *sides))


def stored() -> Catalog:
    with PO.open("rb") as source:
        return read_po(source, locale="zh_CN", domain="kcrm")


def update() -> list[str]:
    """Rewrite kcrm.po, compile it beside itself, and return the msgids that still want a translation."""
    catalogue, template = stored(), extracted()
    catalogue.update(template, no_fuzzy_matching=True)
    with PO.open("wb") as target:
        target.write(HEADER.encode())
        write_po(target, catalogue, width=0, sort_by_file=True, ignore_obsolete=True, include_lineno=False, omit_header=True)
    with PO.with_suffix(".mo").open("wb") as target:
        write_mo(target, stored())
    return [str(message.id) for message in catalogue if message.id and not all(_strings(message.string))]


def _strings(string: object) -> tuple[object, ...]:
    return string if isinstance(string, tuple | list) and string else (string,)


if __name__ == "__main__":
    for untranslated in update():
        print("to translate:", untranslated)  # noqa: T201 - a tool for developers
