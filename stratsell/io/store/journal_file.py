"""The file of a journal: one line a step of editing, each with a checksum, so that a damaged line is known as such.

A line is added whole or not at all. Where the disk is full, what was written of it is cut off again. Where even that
fails, or the process dies, the next line begins on a line of its own. A reader passes over what it cannot read and
says how many lines that were; such a file is kept, beside the others, under a name that nobody recovers again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from stratsell.book.diff import Change
from stratsell.book.tables import TABLES
from stratsell.io.files.atomic import real
from stratsell.io.store.database import Database

ENDING = ".jsonl"
UNREAD = ".unread"
"""How the name of a journal ends that was recovered, but not whole."""


def state_folder() -> Path:
    """Give the user's own folder for what is noted; it may not be there yet."""
    if state := os.environ.get("STRATSELL_STATE"):
        return Path(state)
    from platformdirs import user_state_path

    return user_state_path("stratsell", appauthor=False)


def journals(where: Path | Database) -> Path:
    """Give the folder for the journals of a place; its name tells nothing of the place."""
    name = f"database:{where.shown}" if isinstance(where, Database) else str(real(where))
    return state_folder() / "journals" / hashlib.blake2b(os.fsencode(name), digest_size=16).hexdigest()


def left(where: Path | Database) -> list[Path]:
    """Give the journals of a place that no living process holds, the oldest first."""
    from filelock import FileLock, Timeout

    listed = []
    with suppress(OSError):
        for path in filter(Path.is_file, journals(where).glob(f"*{ENDING}")):
            with suppress(Timeout, FileNotFoundError), FileLock(path.with_suffix(".lock"), timeout=0):
                listed.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(listed)]


def not_read_whole(where: Path | Database) -> list[Path]:
    """Give the journals of a place that were recovered, but not whole."""
    return sorted(journals(where).glob(f"*{UNREAD}"))


def removed(paths: Iterable[Path]) -> None:
    """Remove journals and their locks."""
    for path in paths:
        for file in (path, path.with_suffix(".lock")):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def set_aside(path: Path) -> Path:
    """Keep a journal under a name that nobody recovers again; give its path."""
    aside = path.with_suffix(UNREAD)
    try:
        path.replace(aside)
    except OSError:  # then it is recovered again, which is better than to lose it
        return path
    removed([path])
    return aside


def line_of(label: str, step: Iterable[Change]) -> bytes:
    """Give the line that notes a step."""
    written = json.dumps(
        {"label": label, "changes": [_written(change) for change in step]}, ensure_ascii=False
    ).encode()
    return b"%08x %b\n" % (zlib.crc32(written), written)


def add(path: Path, lines: bytes) -> None:
    """Add lines to a journal, all or none of them.

    Raises
    ------
    OSError
        If they cannot be written; the file is then as it was, unless the disk refuses even that.
    """
    with open(path, "ab+", buffering=0, opener=_private) as handle:
        end = handle.seek(0, os.SEEK_END)
        handle.seek(max(end - 1, 0))
        if handle.read(1) not in (b"", b"\n"):
            lines = b"\n" + lines
        try:
            unwritten = memoryview(lines)
            while unwritten:
                unwritten = unwritten[handle.write(unwritten) :]
        except BaseException:
            handle.truncate(end)
            raise


def steps(path: Path) -> tuple[list[list[Change]], int]:
    """Read the steps of a journal, and how many of its lines cannot be read."""
    sound, bad = list[list[Change]](), 0
    with path.open("rb") as lines:
        for line in filter(bytes.strip, lines):
            try:
                sound.append(_step(line))
            except (ValueError, LookupError, TypeError):
                bad += 1
    return sound, bad


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _step(line: bytes) -> list[Change]:
    checksum, _, written = line.removesuffix(b"\n").partition(b" ")
    if int(checksum, 16) != zlib.crc32(written):
        raise ValueError("the line is damaged")
    return [_read(change) for change in json.loads(written)["changes"]]


def _written(change: Change) -> list[Any]:
    rows = [
        {n: _packed(c) for n, c in part.items()} if isinstance(part, dict) else _packed(part) for part in change[3:]
    ]
    return [change.table, list(change.key), change.column, *rows]


def _read(written: list[Any]) -> Change:
    table, key, column, *rows = written
    before, after = ({n: _unpacked(c) for n, c in e.items()} if isinstance(e, dict) else _unpacked(e) for e in rows)
    return Change(TABLES[table].name, tuple(key), column, before, after)


def _packed(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.isoformat()  # as files hold it
    return [cell.isoformat()] if isinstance(cell, dt.date) else cell


def _unpacked(cell: Any) -> Any:
    return dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
