"""Save files so that a crash at any moment leaves the old content or the new, never a mixture.

One file is written beside its place under a temporary name, forced to disk, and renamed over the old one, which an
operating system does at once or not at all.

Several files that belong together cannot be renamed at once, so a folder is saved in two moves. All new files are
written into a staging folder inside the target and forced to disk; then the staging folder is renamed to
``.stratsell-commit``. That one rename is the save: from then on whoever reads takes a file from there, if it is there,
and else from the folder itself (`current`). After it, the files are moved to their places one by one and the emptied
folder is removed. If the process dies in between, readers still see the new content, whole, and the next save moves the
rest first. A save only ever moves files, so two processes that save at the same time cannot harm one another: the later
save wins, whole. Files of other names in the folder are not touched.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from stratsell.errors import warn

Writer = Callable[[BinaryIO], None]
"""Writes the whole content of one file to an open handle."""

COMMIT = ".stratsell-commit"
STAGING = ".stratsell-saving-"
ATTEMPTS = 20
"""How often a save, or a reader, tries again because another process saves at the same moment."""

STALE = 24 * 3600
"""After so many seconds, what a killed process left half-written is swept away by the next save."""


def save_file(path: Path, write: Writer) -> None:
    """Write one file, all or nothing.

    Parameters
    ----------
    path : pathlib.Path
        Where it goes; a file that is there is replaced, and a symbolic link stays one.
    write : callable
        Called once with a handle that is open for writing bytes.

    Raises
    ------
    OSError
        If it cannot be written; what was there is then still there, and no temporary file is left.
    """
    place = path.resolve()
    _check_parent(place)
    _check_writable(place)
    with temporary(place.parent) as staged:
        _write(staged, write, like=place)
        staged.replace(place)
        _sync_folder(place.parent)


def save_folder(folder: Path, writers: Mapping[str, Writer]) -> None:
    """Write several files of one folder, all or none of them.

    Parameters
    ----------
    folder : pathlib.Path
        Where they go; it is made if it is not there, but the folder that it lies in must be.
    writers : mapping of str to callable
        By file name, what writes the file. Always give the same names for one kind of folder.

    Raises
    ------
    OSError
        If they cannot be written; what was there is then still there.

    Warns
    -----
    BookWarning
        If they are saved, but a file could not be moved to its place yet; readers see the new content, whole.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file; a book of CSV files needs a folder")
    made = not folder.exists()
    if made:
        _check_parent(folder)
        folder.mkdir()
    try:
        with temporary(folder) as staged:
            _stage(folder, staged, writers)
            _commit(folder, staged, writers)
    except BaseException:
        if made:
            with suppress(OSError):  # not empty, if it was saved after all
                folder.rmdir()
        raise
    try:
        _finish(folder, writers)
    except OSError:
        if _undone(folder, writers):
            raise
        warn(
            f"{folder} is saved and reads whole, but one of its files is held by another program and does not show it"
            " yet: close that program and save again"
        )


def current(folder: Path, name: str) -> Path:
    """Say where the saved content of a folder's file stands, also after an interrupted save.

    Examples
    --------
    >>> current(Path("a-book"), "people.csv").as_posix()
    'a-book/people.csv'
    """
    saved = folder / COMMIT / name
    return saved if saved.exists() and not (folder / COMMIT).is_symlink() else folder / name


def state(folder: Path, names: list[str]) -> tuple[object, ...]:
    """Give something that differs once any of a folder's files has been saved anew.

    A reader compares it before and after reading, and reads again where somebody saved meanwhile.
    """
    return tuple(_stamp(place / name) for place in (folder / COMMIT, folder) for name in names)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _stage(folder: Path, staged: Path, writers: Mapping[str, Writer]) -> None:
    """Write all new files into the staging folder and force them to disk."""
    staged.mkdir()
    for name, write in writers.items():
        _check_writable(folder / name)
        _write(staged / name, write, like=folder / name)
    _sync_folder(staged)


def _commit(folder: Path, staged: Path, names: Mapping[str, Writer]) -> None:
    """Make the staging folder the saved content."""
    for left in reversed(range(ATTEMPTS)):
        _finish(folder, names)  # an interrupted save, or one of another process at this moment
        try:
            staged.rename(folder / COMMIT)
        except OSError:
            if not left:
                raise
        else:
            break
    _sync_folder(folder)


def _finish(folder: Path, names: Mapping[str, Writer]) -> None:
    """Move the files of a save to their places; another process may be doing the same."""
    commit = folder / COMMIT
    if commit.is_symlink():  # it would move files from wherever it leads
        raise OSError(f"{commit} is a symbolic link, which Stratsell does not make: remove it")
    if not commit.exists():
        return
    for name in names:
        with suppress(FileNotFoundError):
            (commit / name).replace(folder / name)
    _sync_folder(folder)
    with suppress(OSError):  # not empty, if another process has saved meanwhile
        commit.rmdir()


def _undone(folder: Path, names: Mapping[str, Writer]) -> bool:
    """Take a save back, which can be done at once as long as none of its files has been moved."""
    commit = folder / COMMIT
    if not all((commit / name).exists() for name in names):
        return False
    with temporary(folder) as discarded:
        commit.rename(discarded)
    return True


def _check_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} to")


def _check_writable(path: Path) -> None:
    """Refuse early to replace a file that is read-only or that another program holds open (on Windows)."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; a file cannot take its place")
    if path.exists():
        with path.open("r+b"):
            pass


def _write(path: Path, write: Writer, *, like: Path) -> None:
    """Write a new file, force it to disk, and give it the permissions of the one that it replaces."""
    with path.open("xb") as handle:
        write(handle)
        handle.flush()
        os.fsync(handle.fileno())
    if like.exists():
        shutil.copymode(like, path)


@contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """Give a path for a temporary file or folder, which is gone afterwards, whatever happens."""
    _sweep(folder)
    path = folder / f"{STAGING}{uuid4().hex}"
    try:
        yield path
    finally:
        _remove(path)


def _sweep(folder: Path) -> None:
    """Remove what processes killed long ago have left."""
    for path in folder.glob(f"{STAGING}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Force a folder's list of files to disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
