"""Save files so that a crash at any moment leaves the old content or the new, never a mixture.

One file is written in a staging folder beside its place, forced to disk, and renamed over the old one, which an
operating system does at once or not at all.

Several files that belong together cannot be renamed at once, so a folder is saved in two moves. All new files are
written into a staging folder inside the target and forced to disk; then the staging folder is renamed to
``.stratsell-commit``. That one rename is the save: from then on whoever reads takes a file from there, if it is there,
and else from the folder itself (`current`). After it, the files are moved to their places one by one and the emptied
folder is removed. If the process dies in between, readers still see the new content, whole, and the next save moves the
rest first. A save only ever moves files, so two processes that save at the same time cannot harm one another: the later
save wins, whole. Files of other names in the folder are not touched.

Nobody else can look into a staging folder (`io.files.staging_folder`). From its birth, a file has the permissions
of the one that it replaces; a new one has none that its folder does not have.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from stratsell.errors import warn
from stratsell.io.files.staging_folder import about, staging_folder

Writer = Callable[[BinaryIO], None]
"""Writes the whole content of one file to an open handle."""

COMMIT = ".stratsell-commit"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
ATTEMPTS = 20
"""How often a save, or a reader, tries again because another process saves at the same moment."""


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
    place = real(path)
    _check_parent(place)
    _check_writable(place)
    with staging_folder(place.parent, path) as staging:
        _write(staging / place.name, write, like=place)
        (staging / place.name).replace(place)
        _sync_folder(place.parent)


def save_folder(folder: Path, writers: Mapping[str, Writer]) -> None:
    """Write several files of one folder, all or none of them.

    Parameters
    ----------
    folder : pathlib.Path
        Where they go; it is created if it does not exist, but the folder that it lies in must be.
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
        folder.mkdir(0o777 & _mode(folder.parent))
    try:
        with staging_folder(folder, folder) as staging:
            _stage(folder, staging, writers)
            _commit(folder, staging, writers)
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
            f"{folder} is saved and complete, but another program holds one of its files, which does not show it"
            " yet: close that program and save again"
        )


def real(path: Path) -> Path:
    """Give the path with all its links followed.

    Raises
    ------
    OSError
        If they form a cycle.
    """
    try:
        target = path.resolve()
    except RuntimeError:  # from Python 3.13 on, it gives the link instead
        target = None
    if target is None or target.is_symlink():
        raise OSError(errno.ELOOP, "its links form a cycle", str(path))
    return target


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
    """Give something that differs once any of a folder's files has been saved again.

    A reader compares it before and after reading, and reads again where somebody saved meanwhile.
    """
    return tuple(_stamp(place / name) for place in (folder / COMMIT, folder) for name in names)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _stage(folder: Path, staging: Path, writers: Mapping[str, Writer]) -> None:
    """Write all new files into the staging folder and force them to disk."""
    for name, write in writers.items():
        _check_writable(folder / name)
        with about(folder / name):
            _write(staging / name, write, like=folder / name)
    _sync_folder(staging)


def _commit(folder: Path, staging: Path, names: Mapping[str, Writer]) -> None:
    """Make the staging folder the saved content, for all who may read the folder."""
    shutil.copymode(folder, staging)
    for left in reversed(range(ATTEMPTS)):
        _finish(folder, names)  # an interrupted save, or one of another process at this moment
        try:
            staging.rename(folder / COMMIT)
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
        raise OSError(f"{commit} is a symbolic link, which Stratsell never makes: remove it")
    if not commit.exists():
        return
    for name in names:
        with suppress(FileNotFoundError), about(folder / name, COMMIT):
            (commit / name).replace(folder / name)
    _sync_folder(folder)
    with suppress(OSError):  # not empty, if another process has saved meanwhile
        commit.rmdir()


def _undone(folder: Path, names: Mapping[str, Writer]) -> bool:
    """Take a save back, which can be done at once as long as none of its files has been moved."""
    commit = folder / COMMIT
    if not all((commit / name).exists() for name in names):
        return False
    with staging_folder(folder, folder) as staging:
        commit.rename(staging / COMMIT)
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
    """Write a new file, force it to disk, and give it the owner and the permissions of the one that it replaces."""
    there = like.exists()
    new = os.open(path, _NEW, _mode(like) if there else new_mode(like))
    with os.fdopen(new, "wb") as handle:
        if there:
            _give_owner(path, like)
            shutil.copymode(like, path)
        write(handle)
        handle.flush()
        os.fsync(handle.fileno())


def _give_owner(path: Path, like: Path) -> None:
    """Let a file belong to whom another belongs, as far as that is allowed."""
    if os.name == "nt":
        return
    owner = like.stat()
    with suppress(OSError):
        os.chown(path, -1, owner.st_gid)
    with suppress(OSError):
        os.chown(path, owner.st_uid, -1)


def new_mode(path: Path) -> int:
    """Give the permissions with which a new file is made (less what the process never gives): at most its folder's."""
    return 0o666 & _mode(path.parent)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _sync_folder(folder: Path) -> None:
    """Force a folder's list of files to disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
