"""A hidden folder in which a save writes what is not finished yet; gone afterwards, whatever happens.

Only its owner may look into it. A process that is killed leaves it behind, and the next save in the same place removes
it. To tell a dead process's folder from one that another process writes to at this moment, each process holds a lock on
its own, which the system takes away with the process. Where there are no such locks (on Windows, on some network
drives) and for another machine's folders, age tells.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

STAGING = ".stratsell-saving-"

STALE = 24 * 3600
"""After so many seconds, what cannot be told otherwise is taken for a dead process's."""


@contextmanager
def staging_folder(place: Path, wanted: Path) -> Iterator[Path]:
    """Give an empty folder in a place, which is removed afterwards; what dead processes left there is removed before.

    Parameters
    ----------
    place : pathlib.Path
        The folder in which it is to be.
    wanted : pathlib.Path
        What is being saved, which errors name instead of anything in the staging folder.
    """
    sweep(place)
    with about(wanted):
        staging, lock = _made(place)
        try:
            yield staging
        finally:
            _remove(staging)
            _release(lock)


def sweep(place: Path) -> None:
    """Remove the staging folders that dead processes have left in a place."""
    for path in place.glob(f"{STAGING}*"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime > STALE:
                _remove(path)
            elif path.name.startswith(_ours()):
                lock = _held(path)
                _remove(path)
                os.close(lock)


@contextmanager
def about(wanted: Path, hidden: str = STAGING) -> Iterator[None]:
    """Let the system's errors name what was to be saved, not a hidden file on the way there."""
    try:
        yield
    except OSError as error:
        if error.errno is None or (error.filename is not None and hidden not in str(error.filename)):
            raise
        raise OSError(error.errno, error.strerror, str(wanted)) from None


def _made(place: Path) -> tuple[Path, int | None]:
    """Make a staging folder; give the lock that says whose it is, too."""
    while True:
        path = place / f"{_ours()}{uuid4().hex}"
        path.mkdir(mode=0o700)
        lock = None
        with suppress(OSError):
            lock = _held(path)
        if path.exists():  # or another process has swept it away before it was held
            return path, lock
        _release(lock)


def _ours() -> str:
    """Give how the names of this machine's staging folders begin."""
    return f"{STAGING}{hashlib.blake2b(platform.node().encode(), digest_size=4).hexdigest()}-"


def _held(path: Path) -> int:
    """Lock a folder until the process ends or the handle is closed; OSError if another has, or there are no locks."""
    if sys.platform == "win32":
        raise OSError("Windows has no locks of folders")
    import fcntl

    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _release(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
