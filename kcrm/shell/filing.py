"""Texts that go to a file: whole or absent, masked as what is shown, and recorded where they tell of people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from kcrm.masking import shown
from kcrm.model.personal import Recording


def write_file(path: Path, text: str, recording: Recording, *, in_full: bool = False) -> None:
    """A file that is complete, and recorded where it tells of people, or absent. Raises as `atomic_write` and `recording` do.

    in_full: though lists are masked here.
    """
    place_pieces(path, [text if in_full else shown(text)], recording)


def write_pieces(path: Path, pieces: Iterable[str], recording: Recording) -> None:
    """The same, of a text that comes piece by piece."""
    place_pieces(path, map(shown, pieces), recording)


def place_pieces(path: Path, pieces: Iterable[str], recording: Recording) -> None:
    """The same, of what was masked before."""
    from kcrm.exchange.writing import atomic_write  # noqa: PLC0415 - only for files

    with atomic_write(path, recording) as handle:
        for piece in pieces:
            # bytes of a file name that are not UTF-8 have no place in it
            handle.write(piece.encode("utf-8", errors="replace").decode("utf-8"))


def write_folder(folder: Path, pages: Mapping[str, str], known: Collection[str], mark: str, recording: Recording) -> frozenset[str]:
    """A folder of exactly these texts by their files' names, masked as what is shown; the names of those that are others than before.

    mark: stands in every page of ours. Raises as `storage.folders.place` and `recording` do.
    """
    from kcrm.storage.folders import place  # noqa: PLC0415 - as above

    # bytes of a file name that are not UTF-8 have no place in it
    texts = {name: shown(text).encode("utf-8", errors="replace") for name, text in pages.items()}
    return place(folder, texts, known, mark.encode(), recording)
