"""Encrypted backups, which only the holder of a key can read: in the format of age (https://age-encryption.org/v1), by pyrage.

What is encrypted never lies on the disk as it is: it is read from the database into memory, checked there, and written through the cipher.
"""

from __future__ import annotations

import contextlib
import io
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import IO, TYPE_CHECKING, Final

from kcrm.errors import DatabaseError, KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.storage.dberrors import explain_os
from kcrm.storage.files import PRIVATE, flush_file, flush_folder

if TYPE_CHECKING:
    from pyrage.x25519 import Identity, Recipient

SUFFIX: Final = ".age"
_HEADER: Final = b"age-encryption.org/v1\n"
_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 - how each begins, and none
# SQLite's file format, "The Database Header": which journal writing and reading it takes
_JOURNAL_AT: Final = slice(18, 20)
_NO_LOG: Final = b"\x01\x01"
_OTHER_KEY: Final = "No matching keys found"


def is_sealed(file: Path) -> bool:
    """Whether the file is encrypted, by how it begins; False where it cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(len(_HEADER)) == _HEADER
    except OSError:
        return False


def new_key(file: Path) -> str:
    """Write a new secret key to a file that nothing bears yet, mode 0600; the recipient that goes with it.

    Raises RefusedError where there is such a file, KcrmError where pyrage is not installed, DatabaseError.
    """
    x25519 = _pyrage().x25519
    key = x25519.Identity.generate()
    recipient = str(key.to_public())
    try:
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(f"# public key: {recipient}\n{key}\n")
        flush_file(file)
        flush_folder(file.parent)
    except FileExistsError:
        raise RefusedError(
            N_("{file} already exists and is not replaced."), hint=N_("Choose another file or a folder."), file=file
        ) from None
    except OSError as error:
        raise explain_os(error, file) from error
    return recipient


def recipients_in(texts: Sequence[str]) -> list[Recipient]:
    """Those for whom a backup is encrypted. Raises UsageError for what is none, KcrmError where pyrage is not installed."""
    pyrage = _pyrage()
    found = []
    for text in texts:
        if text.strip().upper().startswith(_SECRET):
            raise UsageError(
                N_("--encrypt-to takes the public key, which begins with age1; this is a secret one."),
                hint=N_("It stands in a command line now, which others may read: make another with kcrm db key FILE"),
            )
        try:
            found.append(pyrage.x25519.Recipient.from_str(text.strip()))
        except pyrage.RecipientError as error:
            raise UsageError(
                N_("“{value}” is no public key of age. One begins with age1."), hint=N_("To make one: kcrm db key FILE"), value=text
            ) from error
    return found


def keys_in(file: Path) -> list[Identity]:
    """The secret keys in a file, one a line; those that begin with `#` say something of them.

    Raises NotFoundError, RefusedError where there is none in it, KcrmError where pyrage is not installed, DatabaseError.
    """
    pyrage = _pyrage()
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        raise NotFoundError(N_("There is no file {file}."), file=file) from None
    except OSError as error:
        raise explain_os(error, file) from error
    told = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in told]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise RefusedError(
            N_("{file} has no secret key of age in it."), hint=N_("One is a line that begins with AGE-SECRET-KEY-1."), file=file
        )
    return found


def image_of(source: sqlite3.Connection) -> bytes:
    """The database as its open transaction sees it, as a file that needs no other."""
    image = bytearray(source.serialize())
    image[_JOURNAL_AT] = _NO_LOG
    return bytes(image)


@contextlib.contextmanager
def opened_image(image: bytes) -> Iterator[sqlite3.Connection]:
    """An image of a database, opened in memory. Raises sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.deserialize(image)
        yield connection


def seal(image: bytes, draft: Path, recipients: Sequence[Recipient]) -> None:
    """Write an image encrypted. Raises OSError."""
    with draft.open("wb") as stream:
        _pyrage().encrypt_io(io.BytesIO(image), stream, recipients)
    flush_file(draft)


def unsealed(file: Path, keys: Sequence[Identity]) -> bytes:
    """What an encrypted file holds, in memory. Raises as `unseal` does."""
    stream = io.BytesIO()
    unseal(file, keys, stream)
    return stream.getvalue()


def unseal(file: Path, keys: Sequence[Identity], into: IO[bytes]) -> None:
    """Decrypt a file. Raises RefusedError where no key opens it, DatabaseError where it is damaged, OSError of what is written."""
    pyrage = _pyrage()
    try:
        with file.open("rb") as stream:
            pyrage.decrypt_io(stream, into, keys)
    except pyrage.DecryptError as error:
        if str(error) == _OTHER_KEY:
            raise RefusedError(
                N_("None of the keys opens {file}: it was encrypted to another one."),
                hint=N_("Give the file of that key with --key."),
                file=file,
            ) from error
        raise _damaged(file, error) from error
    except OSError as error:
        if error.errno is None:  # of the cipher, not of the disk
            raise _damaged(file, error) from error
        raise


def _damaged(file: Path, error: Exception) -> DatabaseError:
    return DatabaseError(
        N_("The encrypted backup {file} is damaged or cut off: {detail}."), hint=N_("Choose another backup."), file=file, detail=error
    )


def _pyrage() -> ModuleType:
    """The library, of the extra `encrypt`. Raises KcrmError where it is not installed."""
    try:
        import pyrage as library  # noqa: PLC0415 - only where something is encrypted
    except ImportError:
        raise KcrmError(
            N_("Encrypted backups need the extra package pyrage."), hint=N_("To install it: pip install 'kcrm[encrypt]'")
        ) from None
    found: ModuleType = library
    return found
