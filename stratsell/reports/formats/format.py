"""What a format of a brief is: an ending, and how such a file is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stratsell.io.files.atomic import save_file

if TYPE_CHECKING:
    from stratsell.reports.contents import Contents


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    ending : str
        That of its files, such as ``.html``.
    place : int
        Where it stands among the others.
    write : callable
        Given a brief and a path, writes the file, whole or not at all.
    type : str
        The media type of its files.
    text, note : str
        What the explorer's Export calls it, and says of it; a blank text where it is not offered there.
    """

    ending: str
    place: int
    write: Callable[[Contents, Path], None]
    type: str
    text: str = ""
    note: str = ""

    def content(self, brief: Contents) -> bytes:
        """Give a brief as the content of a file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"brief{self.ending}")
            self.write(brief, path)
            return path.read_bytes()


def saved(content: bytes, path: Path) -> None:
    """Write a file, whole or not at all."""

    def write(stream: BinaryIO) -> None:
        stream.write(content)

    save_file(path, write)
