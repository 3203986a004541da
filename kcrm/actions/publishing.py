"""A store publishes its facts for its group: one snapshot, without anybody's name, and nothing anew that is as it was."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kcrm import __version__
from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.kpi.figures import judged_as
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.errors import RefusedError
from kcrm.group.facts import (
    ANY_YEAR,
    CUSTOMER_KEY,
    FORMAT,
    FROZEN,
    JOINED_BY_WORD,
    POLICY_LIST,
    RECOUNT,
    VEHICLE_KEY,
    VERSION,
    columns,
    day_of,
    digest,
    is_record,
    policy_told,
)
from kcrm.group.manifest import FOLDER, File, Manifest, drafts_of, key_of_others, manifest_file, read_manifest, write_manifest
from kcrm.group.parquet import Parquet, Row
from kcrm.group.recounts import As, counted_keys
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.progress import Unit, work
from kcrm.queries import published
from kcrm.queries.desk import StoreOf, store_of
from kcrm.queries.kpi.counting import counted
from kcrm.queries.kpi.months import closed_months
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.storage.files import new_draft, place, sha256_of
from kcrm.storage.migration import schema_version

_LEAST_KEY, _NEW_KEY = 16, 32  # bytes
_TWICE = N_("{store} is being published twice at the same time. Publish again.")
_HALF = 32  # hexadecimal digits: 128 bits tell a thousand million vehicles apart


class Published(NamedTuple):
    """What was published. written: files that were not there yet; rows: of all files; months: closed ones.

    has_other_key: the group's other stores have published with another key.
    """

    store: str
    region: str | None
    folder: Path
    files: int
    written: int
    rows: int
    months: int
    has_other_key: bool


def group_key(path: Path, folder: Path) -> bytes:
    """The group's secret, as the file holds it. Raises RefusedError for one that is too short, or lies among what is published."""
    if path.resolve().is_relative_to(folder.resolve()):
        raise RefusedError(
            N_("The key must not lie in {folder}: whoever reads the data could tell vehicles and customers by it."), folder=str(folder)
        )
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise RefusedError(N_("{file} cannot be read: {reason}."), file=str(path), reason=error.strerror or str(error)) from error
    if len(secret) < _LEAST_KEY:
        raise RefusedError(
            N_("The key in {file} is shorter than {count} bytes."),
            hint=N_("To make one for the whole group, once: kcrm group key FILE"),
            file=str(path),
            count=_LEAST_KEY,
        )
    return secret


def new_key(path: Path) -> None:
    """A new secret for a group, in a file that only its owner reads. Raises RefusedError for a file that is there already."""
    draft = new_draft(path)
    draft.write_text(f"{secrets.token_hex(_NEW_KEY)}\n", encoding="ascii")
    try:
        place(draft, path)
    except FileExistsError as error:
        draft.unlink()
        raise RefusedError(N_("{file} already exists and is not replaced."), file=str(path)) from error


def publish(session: Session, folder: Path, key: bytes, *, with_staff: bool) -> Published:
    """Publish the store as it is now. Raises RefusedError where it has no code yet.

    with_staff: people's published figures too, by employee number.
    """
    store = store_of(session.connection)
    if store.code is None:
        raise RefusedError(
            N_("The store has no code yet, by which its group knows it."), hint=N_("To give it one: kcrm store edit --code CODE")
        )
    before, born = _before(folder, store.code), _sha256([published.born(session.connection)])[:_HALF]
    if before is not None and before.born not in {None, born}:
        raise RefusedError(
            N_("Another store, {name}, has published as {store} in {folder}, or the database was made anew since."),
            hint=N_("To give this one another code: kcrm store edit --code CODE. If it is the same store, first delete {file}"),
            name=before.name,
            store=store.code,
            folder=str(folder),
            file=str(manifest_file(folder, store.code)),
        )
    keep_verdicts(session)
    with _alone(store.code):
        session.connection.execute("BEGIN")  # one state for everything
        try:
            publishing = _Publishing(session, folder, store, store.code, key, before)
            # carried on, as the log that tells of it may be erased
            known = before.identity if before is not None else None
            identity = known or _sha256([born, *published.coded(session.connection)])[:_HALF]
            since = before.since if before is not None and known is not None else session.now
            found = publishing.run(with_staff=with_staff)._replace(born=born, identity=identity, since=since)
        finally:
            session.connection.execute("ROLLBACK")
        if before is None or found._replace(as_of=before.as_of) != before or found.as_of.date() != before.as_of.date():
            _look(folder, found)
            write_manifest(folder, found)
        _forget(folder, found)
        _look(folder, found)
    return Published(
        store.code,
        found.region,
        folder,
        len(found.files),
        publishing.written,
        sum(each.rows for each in found.files),
        len(closed_months(session.connection)),
        key_of_others(folder, store.code) not in {None, found.key},
    )


@contextmanager
def _alone(store: str) -> Iterator[None]:
    """Raises RefusedError where another publishing of the store, at the same time, took away what this one has just written."""
    try:
        yield
    except FileNotFoundError as error:
        raise RefusedError(_TWICE, store=store) from error


class _Publishing:
    """One store's publishing."""

    def __init__(self, session: Session, folder: Path, store: StoreOf, code: str, key: bytes, before: Manifest | None) -> None:
        self._session, self._folder, self._store, self._code, self._key = session, folder, store, code, key
        self._connection = session.connection
        self._lists = published.policy_lists(self._connection, session.policy_version_id)
        self._version = _sha256(self._lists)[:_HALF]
        self._known = {each.path: each.sha256 for each in before.files} if before is not None else {}
        self._parquet = Parquet(self._is_whole)
        self.written = 0

    def run(self, *, with_staff: bool) -> Manifest:
        session = self._session
        tables = {name: named for name, named in columns().items() if name.startswith("fact_")}
        files: list[File] = []
        with work(N_("Publishing the facts"), len(tables) + 1, Unit.PARTS) as advance:
            for table, named in tables.items():
                files += self._facts(table, named)
                advance(1)
            files += self._others(with_staff=with_staff)
            advance(1)
        policy = policy_told(session.policy.to_snapshot())
        return Manifest(
            store=self._code,
            region=self._store.region,
            name=self._store.name,
            as_of=session.now,
            kcrm=__version__,
            format=FORMAT,
            schema=schema_version(),
            counting=digest(),
            policy=json.loads(json.dumps(policy)),
            policy_sha256=_sha256(policy),
            lists=self._version,
            files=tuple(files),
            key=self._pseudonym("key", ""),
        )

    def _facts(self, table: str, named: Sequence[str]) -> Iterator[File]:
        version = (VERSION, self._session.policy_version_id) if VERSION in named else None
        tellers = [self._teller(table, name) for name in named]
        day = day_of(table)
        for year in published.years(self._connection, table, day) if day is not None else [""]:
            rows = published.rows_of_facts(self._connection, table, named, version, (day, year) if day is not None else None)
            yield from self._file(table, year, named, ([tell(value) for tell, value in zip(tellers, row, strict=True)] for row in rows))

    def _teller(self, table: str, name: str) -> Callable[[object], object]:
        """How a column's values are told to the group."""
        code = self._code
        if name == VERSION:
            return lambda _value: self._version
        if is_record(name):
            return lambda value: None if value is None else f"{code}-{value}"
        if (table, name) in JOINED_BY_WORD:
            return lambda value: None if value is None else self._pseudonym(f"word of {code}", str(value))
        return lambda value: value

    def _others(self, *, with_staff: bool) -> Iterator[File]:
        code = self._code
        lists = ((item, name, self._version) for name, item in self._lists)
        yield from self._file(POLICY_LIST, "", columns()[POLICY_LIST], lists)
        vehicles = ((self._pseudonym("vehicle", vin), f"{code}-{number}") for number, vin in published.vins(self._connection))
        yield from self._file(VEHICLE_KEY, "", columns()[VEHICLE_KEY], vehicles)
        customers = ((f"{code}-{number}", self._pseudonym("customer", phone)) for number, phone in published.phones(self._connection))
        yield from self._file(CUSTOMER_KEY, "", columns()[CUSTOMER_KEY], customers)
        yield from self._file(FROZEN, "", columns()[FROZEN], published.frozen(self._connection, with_staff=with_staff))
        yield from self._file(RECOUNT, "", columns()[RECOUNT], self._recounts())

    def _recounts(self) -> Iterator[Row]:
        """Closed months as the store counts them today, by the policy in force and by the one that they were closed by."""
        session, keys = self._session, counted_keys()
        for month in sorted(closed_months(self._connection), key=lambda each: each.month):
            period = parse_period(month.month, session.today)
            then = judged_as(session, month)
            for judged, how in ((session, As.NOW), (then, As.CLOSED)):
                bounds = bounds_of(period, judged.policy, judged.policy_version_id, judged.now)
                for key, of in counted(self._connection, keys, [bounds])[0][None].items():
                    yield month.month, key, how.value, *(None if each is None else str(each) for each in of)

    def _pseudonym(self, kind: str, word: str) -> str:
        """The same for the same word in every store of the group, and to be reckoned by nobody who lacks the key."""
        return hmac.new(self._key, f"{kind}\0{word}".encode(), "sha256").hexdigest()[:_HALF]

    def _file(self, table: str, year: str, named: Sequence[str], rows: Iterable[Row]) -> Iterator[File]:
        """The file of these rows, and none where there are none."""
        place = Path(table, f"store={self._code}", f"year={year or ANY_YEAR}")
        written = self._parquet.write(self._folder / place, named, rows)
        self.written += written.anew
        if written.rows:
            path = (place / written.path.name).as_posix()
            yield File(table, year or ANY_YEAR, path, written.rows, written.content, sha256_of(written.path))

    def _is_whole(self, path: Path) -> bool:
        """Whether a file stands as it was published before."""
        known = self._known.get(path.relative_to(self._folder).as_posix())
        return known is not None and path.is_file() and sha256_of(path) == known


def _before(folder: Path, code: str) -> Manifest | None:
    """What the store published last, as far as that can be read."""
    try:
        return read_manifest(manifest_file(folder, code))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _forget(folder: Path, found: Manifest) -> None:
    """Take the store's files away that this publishing does not name: who was erased is in none that stays.

    Whoever counts by the former manifest meanwhile is told to run their command again.
    """
    kept = {each.path for each in found.files}
    for path in drafts_of(folder, found.store):
        path.unlink(missing_ok=True)
    for path in folder.glob(f"*/store={found.store}/year=*/*"):
        if path.relative_to(folder).as_posix() not in kept and path.parts[-4] != FOLDER:
            path.unlink(missing_ok=True)


def _look(folder: Path, found: Manifest) -> None:
    """Raises RefusedError where another publishing of the store, at the same time, took a file of this one away."""
    if not all((folder / each.path).is_file() for each in found.files):
        raise RefusedError(_TWICE, store=found.store)


def _sha256(value: Mapping[str, object] | Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
