"""Whether an .xlsx file can be opened without harm.

A workbook is a zip file of XML, and a small one can be made to fill a machine's memory: by parts that unpack to
gigabytes, by one cell in the farthest corner, by one long text that a million cells share, or by entities that unfold.
The reader of workbooks would try. So every part is unpacked once before, block by block, counted and thrown away. What
the file says of its own sizes is not believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO
from xml.etree import ElementTree as ET

from stratsell.errors import BookError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NO_WORKBOOK = "is not an Excel workbook (.xlsx), or it is damaged; open it where it was made and save it as .xlsx"

MOST_PARTS = 10_000
MOST_BYTES = 4 * 2**30
"""How much the parts may unpack to in all."""

SMALL = 64 * 2**20
RATIO = 200
"""Beyond SMALL bytes, how many times its own size a file may unpack to; what people make comes to 10 or 20."""

MOST_CELLS = 60_000_000
"""How many cells the rectangle around all filled cells of a sheet may have."""

SPARSE = 1_000_000
"""Up to so many cells, the rectangle may be as empty as it likes."""

EMPTY = 10
"""Beyond that, how many times as many cells it may have as the sheet fills; the reader lays out the blank ones, too."""

MOST_TEXT = 2 * 2**30
"""How many bytes of text the cells of a sheet may share."""

DEEPEST = 26 * 999_999
"""How many cells a sheet lays out at most of whose references none is wide."""

_BLOCK = 1 << 20
_REMEDY = ": copy the cells that count into a new workbook, or save them as “CSV UTF-8”"
_OVERLAP = 256
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# Only references that leave the first 26 columns or 9,999 rows are looked at more closely; most files have none.
_WIDE = re.compile(rb"""\sr\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{7,})""")
_DEEP = re.compile(rb"""\sr\s*=\s*["'][A-Za-z]?[0-9]{5,6}["']""")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,6})([0-9]{1,12})""")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
# Bounded, so that no text makes it look far ahead from everywhere.
_SHARED_INDEX = re.compile(
    rb"""\st\s*=\s*["']s["'][^>]{0,99}>\s{0,9}<(?:\w{1,9}:)?v[^>]{0,9}>\s{0,9}([0-9]{1,9})\s{0,9}<"""
)
_ITEM = re.compile(rb"<(?:\w+:)?si[\s>]")


class _TrapError(Exception):
    """Why a file is not opened."""


@dataclass
class _Part:
    """What is counted of one part of a file."""

    xml: bool
    size: int = 0
    wide: bool = False
    deep: bool = False
    cells: int = 0
    shared: int = 0
    longest_item: int = 0
    _item_at: int = field(default=-1)

    def take(self, seen: bytes, fresh: int) -> None:
        """Look at a block; `seen` is it with the end of the one before, `fresh` how much of it is new."""
        if self.xml and _ENTITIES.search(seen):
            raise _TrapError("declares XML entities, which no workbook needs and which may expand without end")
        self.wide = self.wide or bool(_WIDE.search(seen))
        self.deep = self.deep or bool(_DEEP.search(seen))
        start = len(seen) - fresh
        self.cells += seen.count(b"<c ", start) or (len(_CELL.findall(seen, start)) if b":c" in seen else 0)
        self.shared += sum(match.end() > start for match in _SHARED.finditer(seen))
        for match in _ITEM.finditer(seen):
            position = self.size + match.start() - start
            if self._item_at >= 0:
                self.longest_item = max(self.longest_item, position - self._item_at)
            self._item_at = position
        self.size += fresh
        if self._item_at >= 0:
            self.longest_item = max(self.longest_item, self.size - self._item_at)


def check_archive(path: Path) -> list[str]:
    """Refuse an .xlsx file that would do harm.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of str
        What is in it that is neither read nor written back, such as macros.

    Raises
    ------
    BookError
        If it is a trap, or no zip file at all.
    """
    try:
        with path.open("rb") as handle, zipfile.ZipFile(handle) as parts:
            return _checked(handle, parts, path.stat().st_size)
    except _TrapError as error:
        problem = str(error)
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, EOFError):
        problem = NO_WORKBOOK
    raise BookError([Fault(path.name, problem)], path.name)


def custom_property(path: Path, name: str) -> str | None:
    """Give a property of a workbook that a program has set; None if there is none, or the file is no workbook."""
    try:
        with zipfile.ZipFile(path) as parts, parts.open("docProps/custom.xml") as handle:
            content = handle.read(SMALL)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return None
    if _ENTITIES.search(content):
        return None
    try:
        properties = ET.fromstring(content)  # noqa: S314 (it declares no entities)
    except ET.ParseError:
        return None
    return next(("".join(entry.itertext()) for entry in properties if entry.get("name") == name), None)


def _checked(handle: BinaryIO, parts: zipfile.ZipFile, size: int) -> list[str]:
    names = parts.infolist()
    if len(names) > MOST_PARTS:
        raise _TrapError(f"has {len(names):,} parts; a workbook has a few dozen")
    total, counted = 0, {}
    for entry in names:
        part, end = _Part(entry.filename.lower().endswith((".xml", ".rels", ".vml"))), b""
        for block in _blocks(handle, entry):
            total += len(block)
            if total > MOST_BYTES or (total > SMALL and total > RATIO * size):
                problem = f"unpacks to more than {total / 2**20:,.0f} MB, which no book needs"
                raise _TrapError(problem + _REMEDY)
            if part.xml and part.size == 0 and block[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise _TrapError("holds XML that is not UTF-8")
            part.take(end + block, len(block))
            end = (end + block)[-_OVERLAP:]
        counted[entry.filename] = part
    longest = max((part.longest_item for part in counted.values()), default=0)
    for entry in names:
        part = counted[entry.filename]
        if part.wide or (part.deep and EMPTY * part.cells < DEEPEST):
            _check_corner(handle, entry, part.cells)
        if part.shared * longest > MOST_TEXT:
            _check_shared(handle, entry, part, _items(handle, names, counted))
    return ["macros"] if any(entry.filename.lower().endswith("vbaproject.bin") for entry in names) else []


def _blocks(handle: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part in blocks, to its real end and not to the one that the file states."""
    if part.header_offset < 0:  # reckoned from a list of parts that is damaged
        raise _TrapError("is damaged: its parts are not where it says")
    handle.seek(part.header_offset)
    signature, flags, name, extra = struct.unpack("<4s2xH18xHH", handle.read(30))
    if signature != b"PK\x03\x04" or flags & 1:
        raise _TrapError("is protected by a password or damaged")
    handle.seek(name + extra, 1)
    left = part.compress_size
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _TrapError("is compressed in a way that workbooks are not")
    unpack = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := handle.read(min(left, _BLOCK))):
        left -= len(packed)
        if unpack is None:
            yield packed
            continue
        while packed and not unpack.eof:
            yield unpack.decompress(packed, _BLOCK)
            packed = unpack.unconsumed_tail


def _check_corner(handle: BinaryIO, part: zipfile.ZipInfo, filled: int) -> None:
    """Refuse a sheet whose farthest cell would make the reader lay out far more cells than there are."""
    row = column = 1
    most = min(MOST_CELLS, max(SPARSE, EMPTY * filled))
    end = b""
    for block in _blocks(handle, part):
        references = _REFERENCE.findall(end + block)  # some of the border of two blocks may come twice
        end = (end + block)[-_OVERLAP:]
        if references:
            letters, rows = zip(*references, strict=True)
            row, column = max(row, *map(int, rows)), max(column, *map(_number, set(letters)))
        if row * column > most:
            raise _TrapError(
                f"has a sheet that reaches to row {row:,} and column {column:,}, {row * column:,} cells, of which"
                f" {filled:,} are there; at most {most:,} are read: delete the stray cells far from the others, or save"
                " it as CSV files"
            )


def _number(letters: bytes) -> int:
    """Give a column's number, from 1, by its letters; 0 if there are none, as in a reference to a row."""
    start = 0
    for letter in letters.upper():
        start = start * 26 + letter - ord("A") + 1
    return start


def _items(handle: BinaryIO, names: list[zipfile.ZipInfo], counted: dict[str, _Part]) -> list[int]:
    """Give how long each of the texts is that cells may share."""
    lengths: list[int] = []
    for entry in names:
        if counted[entry.filename].longest_item:
            content = b"".join(_blocks(handle, entry))
            starts = [match.start() for match in _ITEM.finditer(content)]
            lengths += [b - a for a, b in zip(starts, [*starts[1:], len(content)], strict=True)]
    return lengths


def _check_shared(handle: BinaryIO, entry: zipfile.ZipInfo, part: _Part, lengths: list[int]) -> None:
    """Refuse a sheet whose cells share so much text that it fills the memory once each has its own."""
    content = b"".join(_blocks(handle, entry))
    known = [int(match[1]) for match in _SHARED_INDEX.finditer(content)]
    text = sum(lengths[index] for index in known if index < len(lengths))
    text += (part.shared - len(known)) * max(lengths, default=0)  # where it is not clear which
    if text > MOST_TEXT:
        raise _TrapError(f"expands to {text / 2**20:,.0f} MB of text, which no book needs{_REMEDY}")
