"""What a store has published: the file that is written last and names the others, so that a publishing that is killed changes nothing."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from kcrm.dates import Period
from kcrm.errors import DatabaseError, KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.group.facts import FORMAT, digest
from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.patterns import pattern
from kcrm.policy import Policy
from kcrm.storage.files import flush_folder, forget_draft, of_file, sha256_of

FOLDER = "manifest"
STORES = "stores.csv"
_DAY = timedelta(days=1)
_CLOCKS_DIFFER = timedelta(hours=1)
"""What the clocks of two shops may differ by."""
_PLACE = pattern(r"[a-z_]+/store=([A-Z0-9_-]+)/year=\d{4}/part-[0-9a-f]+\.parquet")


class File(NamedTuple):
    """One file. path: beneath the group's folder. content: SHA-256 of its rows, sha256: of its bytes."""

    table: str
    year: str
    path: str
    rows: int
    content: str
    sha256: str


class Manifest(NamedTuple):
    """A store as it published itself.

    as_of: the moment of its figures, aware. schema: of its database. counting: of the text that counts its figures.
    policy: its snapshot; lists: which words its policy counts as what, as its rows name that. born: of which database; copies are the same.
    identity: of the store since it has a code, whatever that is by now; a copy made later is the same. since: when it first published under
    this code, aware. key: by which a group's key is known again, and from which it cannot be found.
    """

    store: str
    region: str | None
    name: str
    as_of: datetime
    kcrm: str
    format: int
    schema: int
    counting: str
    policy: Mapping[str, object]
    policy_sha256: str
    lists: str
    files: tuple[File, ...]
    born: str | None = None
    identity: str | None = None
    since: datetime | None = None
    key: str | None = None


class Left(Word):
    """Why a store is not among those that are counted."""

    MISSING = "missing", N_("has published nothing")
    DAMAGED = "damaged", N_("its manifest cannot be read")
    INCOMPLETE = "incomplete", N_("files that its manifest names are not there")
    FORMAT = "format", N_("published by another version of kcrm group")
    AHEAD = "ahead", N_("published at a moment that is yet to come: a clock is wrong")
    RENAMED = "renamed", N_("publishes under another code by now")
    COPY = "copy", N_("its database is a copy of another store's")
    KEY = "key", N_("published with another key than most")
    COUNTING = "counting", N_("counts by other definitions: its kcrm is another version")
    STALE = "stale", N_("published before the others")


class LeftOut(NamedTuple):
    """A store that is not counted. as_of: when it published; other: the code of the store whose database is the same one."""

    why: Left
    as_of: datetime | None = None
    other: str | None = None


class Stores(NamedTuple):
    """Stores of a folder. counted: those whose figures can be added; left: the others, by code."""

    counted: tuple[Manifest, ...]
    left: Mapping[str, LeftOut]

    @property
    def known(self) -> int:
        return len(self.counted) + len(self.left)


def manifest_file(folder: Path, store: str) -> Path:
    """Where a store's manifest stands."""
    return folder / FOLDER / f"store={store}.json"


def read_manifest(path: Path) -> Manifest:
    """A manifest as it stands there. OSError, ValueError, TypeError or KeyError for one that cannot be read."""
    values = json.loads(path.read_text(encoding="utf-8"))
    files = tuple(File(**each) for each in values.pop("files"))
    since = values.pop("since", None)
    found = Manifest(as_of=_moment(values.pop("as_of")), files=files, since=None if since is None else _moment(since), **values)
    code = path.stem.partition("=")[2]
    texts = (
        found.name,
        found.region or "",
        found.kcrm,
        found.counting,
        found.policy_sha256,
        found.lists,
        found.identity or "",
        found.key or "",
    )
    places = [_PLACE.fullmatch(each.path) for each in files]
    # what follows need not doubt it: a store's own files, and values of the kinds that they have
    if (
        found.store != code
        or not isinstance(found.policy, dict)
        or not all(isinstance(each, str) for each in texts)
        or not all(type(each) is int for each in (found.schema, *(each.rows for each in files)))
        or not all(place is not None and place[1] == code for place in places)
    ):
        raise ValueError(code)
    try:
        Policy.from_snapshot(found.policy)
    except DatabaseError as error:
        raise ValueError(code) from error
    return found


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _of_another_format(path: Path) -> datetime | None:
    """Since when a manifest stands there that says to be of another format, of whose other values nobody here knows; None for no such."""
    values = json.loads(path.read_text(encoding="utf-8"))
    return _moment(values["as_of"]) if isinstance(values["format"], int) and values["format"] != FORMAT else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """In place of the one before, at once."""
    path = manifest_file(folder, manifest.store)
    path.parent.mkdir(parents=True, exist_ok=True)
    moments = {"as_of": manifest.as_of.isoformat(), "since": None if manifest.since is None else manifest.since.isoformat()}
    values = manifest._asdict() | moments | {"files": [each._asdict() for each in manifest.files]}
    draft = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.new")
    try:
        with draft.open("w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise of_file(error, path) from error
    finally:
        forget_draft(draft)
    flush_folder(path.parent)


def drafts_of(folder: Path, store: str) -> Iterator[Path]:
    """What publishings of the store left behind that were killed while they wrote their manifest."""
    path = manifest_file(folder, store)
    return path.parent.glob(f".{path.stem}-*.new")


def stores_of(folder: Path, period: Period, now: datetime) -> Stores:
    """The stores of a folder, for figures of a period. Those that `stores.csv` names must be there.

    now: aware; what was published later than that is not believed. Raises NotFoundError where none has published anything there.
    """
    found: dict[str, Manifest] = {}
    left = dict.fromkeys(_listed(folder / STORES), LeftOut(Left.MISSING))
    for path in sorted((folder / FOLDER).glob("store=*.json")):
        code = path.stem.partition("=")[2]
        left.pop(code, None)
        try:
            if (since := _of_another_format(path)) is not None:
                left[code] = LeftOut(Left.FORMAT, since)
                continue
            manifest = read_manifest(path)
        except (OSError, ValueError, TypeError, KeyError):
            left[code] = LeftOut(Left.DAMAGED)
            continue
        if manifest.as_of > now + _CLOCKS_DIFFER:
            left[code] = LeftOut(Left.AHEAD, manifest.as_of)
        elif manifest.counting != digest():
            left[code] = LeftOut(Left.COUNTING, manifest.as_of)
        elif not all((folder / each.path).is_file() for each in manifest.files):
            left[code] = LeftOut(Left.INCOMPLETE, manifest.as_of)
        else:
            found[code] = manifest
    if not found and not left:
        raise NotFoundError(
            N_("No store has published anything in {folder}."),
            hint=N_("Each store does so with: kcrm group publish DIR"),
            folder=str(folder),
        )
    left |= _told_twice(found.values())
    needed = _needed((each for code, each in found.items() if code not in left), period)
    left |= {code: LeftOut(Left.STALE, each.as_of) for code, each in found.items() if code not in left and each.as_of.date() < needed}
    return Stores(tuple(each for code, each in found.items() if code not in left), dict(sorted(left.items())))


def _told_twice(manifests: Iterable[Manifest]) -> Iterator[tuple[str, LeftOut]]:
    """Whose database publishes under another code, too.

    Where nothing was published under one code any more since the next began, the store has another code by now. Where both go on, one of
    them is a copy; the store is the one that was there first.
    """
    alike: dict[str, list[Manifest]] = {}
    for each in manifests:
        if each.identity is not None:
            alike.setdefault(each.identity, []).append(each)
    for several in alike.values():
        latest = max(several, key=_began)
        # whose clock was set back may have published before it began
        going_on = [each for each in several if each is latest or each.as_of >= _began(latest)]
        store = min(going_on, key=_began)
        for each in several:
            if each is not store:
                yield each.store, LeftOut(Left.COPY if each in going_on else Left.RENAMED, each.as_of, store.store)


def _began(manifest: Manifest) -> datetime:
    return manifest.since or manifest.as_of


def of_another_key(manifests: Iterable[Manifest]) -> list[str]:
    """The codes of those that were published with another key than most: nobody is known again between them and the others."""
    known = {each.store: each.key for each in manifests if each.key is not None}
    most = max(known.values(), key=[*known.values()].count, default=None)
    return [code for code, key in known.items() if key != most]


def key_of_others(folder: Path, store: str) -> str | None:
    """The key that most stores beside this one have published with; None where nothing tells."""
    keys = []
    for path in (folder / FOLDER).glob("store=*.json"):
        with suppress(OSError, ValueError, TypeError, AttributeError):
            if path != manifest_file(folder, store) and (key := json.loads(path.read_text(encoding="utf-8")).get("key")) is not None:
                keys.append(str(key))
    return max(sorted(set(keys)), key=keys.count, default=None)


def of_one_key(stores: Stores) -> Stores:
    """Those in which vehicles and customers are known again by their pseudonyms."""
    other = of_another_key(stores.counted)
    left = {each.store: LeftOut(Left.KEY, each.as_of) for each in stores.counted if each.store in other}
    return Stores(tuple(each for each in stores.counted if each.store not in other), dict(sorted({**stores.left, **left}.items())))


@contextmanager
def whole(folder: Path, stores: Iterable[Manifest]) -> Iterator[None]:
    """What fails within because of a file of these stores is said to. Raises as `look_through` does."""
    try:
        yield
    except KcrmError:
        raise
    except Exception:
        look_through(folder, stores)
        raise


def look_through(folder: Path, stores: Iterable[Manifest]) -> None:
    """Read every file of these stores. Raises RefusedError for one that is gone, or is not what its store wrote."""
    for store in stores:
        for file in store.files:
            try:
                sound = sha256_of(folder / file.path) == file.sha256
            except FileNotFoundError as error:
                raise RefusedError(
                    N_("{file} is gone: {store} may have published anew meanwhile."),
                    hint=N_("Run the command again. If it says so again, publish again in {store}: kcrm group publish DIR"),
                    file=str(folder / file.path),
                    store=store.store,
                ) from error
            if not sound:
                raise RefusedError(
                    N_("{file} is damaged: it is not as {store} wrote it."),
                    hint=N_("To write it anew, publish again in {store}: kcrm group publish DIR"),
                    file=str(folder / file.path),
                    store=store.store,
                )


def counted_stores(folder: Path, period: Period, now: datetime) -> Stores:
    """The same, of which some can be counted. Raises RefusedError where none can, and as `stores_of` does."""
    found = stores_of(folder, period, now)
    if not found.counted:
        raise RefusedError(
            N_("None of {count} stores can be counted."),
            hint=N_("To see why: kcrm group stores --from {folder}"),
            count=found.known,
            folder=str(folder),
        )
    return found


def _needed(manifests: Iterable[Manifest], period: Period) -> date:
    """The day a store must have published on: after the period, if any has; of one that runs still, a day before the latest at most."""
    latest = max((each.as_of.date() for each in manifests), default=period.last)
    return period.last + _DAY if latest > period.last else latest - _DAY


def _listed(path: Path) -> Sequence[str]:
    """The codes of the stores that there should be, where the group keeps a list of them: the first column, beneath its heading."""
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except ValueError as error:
        raise UsageError(N_("{file} is not UTF-8."), file=str(path)) from error
    codes = [line.split(",")[0].strip().strip('"').upper() for line in lines[1:]]
    return [code for code in codes if code]
