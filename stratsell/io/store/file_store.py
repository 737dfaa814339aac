"""A folder or a workbook as a place for a book.

A lock beside the book sees to it that one saves at a time, in the hidden folder ``.stratsell`` where the backups are,
too: in a book's folder, or beside a workbook.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pandas as pd

from stratsell.io.files.atomic import current, real
from stratsell.io.files.folder import NAMES, FolderFormat, kind_to_write, read_folder, write_folder
from stratsell.io.files.progress import Progress
from stratsell.io.files.staging_folder import staging_folder, sweep
from stratsell.io.files.xlsx import read_workbook, write_workbook
from stratsell.io.store.database import PATIENCE
from stratsell.io.store.store import MOST_BACKUPS, Backup, Frames, Held

T = TypeVar("T")

HOME = ".stratsell"
"""The hidden folder for the lock and the backups of a book of files."""

_TIME = "%Y-%m-%dT%H-%M-%S"


class FileStore:
    """A book in files: a folder of CSV or Parquet files, or a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The folder, or the workbook.
    kind : {"csv", "parquet"}, optional
        Of which kind the files of a folder are to be, if it has none yet.
    """

    def __init__(self, path: Path, kind: FolderFormat | None = None) -> None:
        self.shown = path.name
        self._path = path
        self._single = path.suffix.lower() == ".xlsx" and not path.is_dir()
        self._kind = kind
        if kind is not None and not self._single:
            kind_to_write(path, kind)
        place = real(path)
        self._home = place.parent / HOME / place.name if self._single else place / HOME

    def hold(self, work: Callable[[Held], T]) -> T:
        """Do something while nobody else saves there."""
        if not self._files():  # there is nothing yet that anybody could lose
            return work(self)
        with self._lock():
            return work(self)

    def stamp(self) -> str:
        """Give a digest of the files."""
        return digest(self._files())

    def tables(self) -> Frames | None:
        """Read what is there, validated; None if nothing is."""
        return self._load(self._path) if self._files() else None

    def write(self, tables: Mapping[str, pd.DataFrame], progress: Progress) -> None:
        """Put a book there, all or nothing, and keep a copy of what it replaces."""
        sweep(self._archive)
        before, backup = self.stamp(), self._back_up()
        if self._single:
            write_workbook(tables, self._path, progress)
        else:
            write_folder(tables, self._path, progress, self._kind)
        if backup and self.stamp() == before:
            self._drop(backup)  # nothing was replaced by anything else
        for old in self.backups()[MOST_BACKUPS:]:
            self._drop(old.name)

    def _back_up(self) -> str:
        """Keep a copy of the files, if they are not those of the latest backup; give its name."""
        files, there = self._files(), self.backups()
        if not files or (there and digest(self._copies(there[0].name)) == digest(files)):
            return ""
        number = int(there[0].name.partition("-")[0]) + 1 if there else 1
        name = f"{number:06}-{dt.datetime.now(dt.UTC):{_TIME}}Z"
        with staging_folder(self._archive, self._path) as staging:
            for file, path in files.items():
                shutil.copy2(path, staging / file)
            shutil.copymode(self._archive, staging)
            staging.rename(self._archive / name)
        return name

    def _drop(self, name: str) -> None:
        with staging_folder(self._archive, self._path) as staging:
            (self._archive / name).rename(staging / name)

    def backups(self) -> list[Backup]:
        """List the backups, the latest first."""
        names = [path.name for path in self._archive.iterdir()] if self._archive.is_dir() else []
        return [Backup(name, when) for name in sorted(names, reverse=True) if (when := _when(name))]

    def backup(self, name: str) -> Frames:
        """Read a backup, validated; KeyError if there is none of that name."""
        if name not in {backup.name for backup in self.backups()}:
            raise KeyError(name)
        folder = self._archive / name
        return self._load(next(folder.glob("*.xlsx")) if self._single else folder)

    @property
    def _archive(self) -> Path:
        return self._home / "backups"

    def _copies(self, name: str) -> dict[str, Path]:
        return {path.name: path for path in (self._archive / name).iterdir() if path.is_file()}

    def _files(self) -> dict[str, Path]:
        if self._single:
            return {self._path.name: self._path} if self._path.is_file() else {}
        paths = {name: current(self._path, name) for name in NAMES}
        return {name: path for name, path in paths.items() if path.is_file()}

    def _load(self, path: Path) -> Frames:
        return read_workbook(path) if self._single else read_folder(path)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        hidden = (self._home, self._archive, self._home / "lock", *([self._home.parent] if self._single else []))
        for place in hidden:
            if place.is_symlink():
                raise OSError(f"{place} is a symbolic link, which Stratsell never makes: remove it")
        self._archive.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._home / "lock", timeout=PATIENCE):
                yield
        except Timeout:
            raise OSError(f"somebody else keeps saving {self._path}; try again later") from None


def stamp_of(path: Path) -> str:
    """Give a digest of the files of a book; blank if somebody saves it at this moment."""
    try:
        return FileStore(path).stamp()
    except FileNotFoundError:
        return ""


def digest(files: Mapping[str, Path]) -> str:
    """Give a digest of files: of their names and their contents."""
    whole = hashlib.blake2b(digest_size=16)
    for name, path in sorted(files.items()):
        with path.open("rb") as handle:
            whole.update(
                f"{name}:{hashlib.file_digest(handle, hashlib.blake2b).hexdigest()}\n".encode(errors="surrogateescape")
            )
    return whole.hexdigest()


def _when(name: str) -> dt.datetime | None:
    """Give when a backup of that name was made; None if it is no backup's."""
    number, _, time = name.partition("-")
    try:
        return dt.datetime.strptime(time, f"{_TIME}Z") if number.isdecimal() else None
    except ValueError:
        return None
