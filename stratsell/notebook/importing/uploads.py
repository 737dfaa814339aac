"""Files that a browser sends, a piece at a time, into a private folder of this process."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path, PurePosixPath, PureWindowsPath

from stratsell.text import clean

MOST_BYTES = 200_000_000
"""How large all files of an import may be together."""

MOST_FILES = 100
_LONGEST = 120
_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


class Uploads:
    r"""The files of one page; they go with it.

    Examples
    --------
    >>> uploads = Uploads()
    >>> uploads.take("people.csv", 0, b"Name")
    4
    >>> uploads.take("people.csv", 4, b"\nAda")
    8
    >>> uploads.path("people.csv").read_bytes()
    b'Name\nAda'
    """

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._sizes: dict[str, int] = {}

    def take(self, name: str, at: int, piece: bytes) -> int:
        """Add a piece of a file, and give how much of it is there now.

        Parameters
        ----------
        name : str
            What the file is called where it comes from; never more than a name here.
        at : int
            How much came before; 0 begins the file anew.
        piece : bytes
            What comes next.

        Raises
        ------
        ValueError
            If the file is too large, or a piece is missing before this one.
        """
        fit = fitting(name)
        before = 0 if at == 0 else self._sizes.get(fit, 0)
        if at != before:
            raise ValueError(f"“{fit}” has not come whole; choose it again")
        others = sum(size for each, size in self._sizes.items() if each != fit)
        if others + at + len(piece) > MOST_BYTES:
            raise ValueError(f"the files are larger than {MOST_BYTES // 1_000_000} MB together; read them with Python")
        if len(self._sizes) >= MOST_FILES and fit not in self._sizes:
            raise ValueError(f"more than {MOST_FILES} files; read them with Python")
        with self.path(name).open("ab" if at else "wb") as handle:
            handle.write(piece)
        self._sizes[fit] = at + len(piece)
        return self._sizes[fit]

    def path(self, name: str) -> Path:
        """Give where a file of this name lies."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="stratsell-", ignore_cleanup_errors=True)
        return Path(self._folder.name, fitting(name))

    @property
    def folder(self) -> Path:
        """The folder in which they all lie."""
        return self.path("x").parent

    def close(self) -> None:
        """Remove all of them."""
        self._sizes = {}
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def fitting(name: str) -> str:
    r"""Give the name under which a file lies here: a name, never a path, that every system takes.

    Examples
    --------
    >>> fitting("../../etc/passwd"), fitting("C:\\people.xlsx"), fitting("a:b?.csv"), fitting("..")
    ('passwd', 'people.xlsx', 'b .csv', 'file')
    """
    bare = clean(_UNFIT.sub(" ", PureWindowsPath(PurePosixPath(name).name).name)).strip(". ") or "file"
    stem, dot, ending = bare.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _LONGEST - len(ending)]}.{ending}"
    return bare[:_LONGEST]
