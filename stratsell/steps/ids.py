"""Ids as numbers: what makes joins in pandas quick.

Joining and sorting by text is most of what a rule costs in pandas. Here the ids of a noun (say, people) are put in
order, and each id becomes its position among them, so that rules join, compare and sort whole numbers.

The text of a pandas column is an Arrow array, which nobody can change. What was found for one is therefore kept as long
as the array lives: the next rule, or the next day, looks up nothing, and a column that was edited is a new array.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

BLANK = -1
"""The number of a blank cell: it comes before all ids."""

UNKNOWN = -2
"""The number of an id that is not among the names; it equals no other id."""

Codes = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

_TEXT: Any = pd.StringDtype("pyarrow", na_value=np.nan)
_MOST_WORDS = 8
_MANY = 100_000
"""From how many rows on it pays to work on several columns, or parts of one, at a time."""

_PIECE = 2**16
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, with its bits well mixed: 2**64 divided by the golden ratio


class Ids:
    """All ids of a noun, in order.

    Parameters
    ----------
    *columns : pandas.Series
        Columns of text in which the ids stand; blank cells are passed over.

    Examples
    --------
    >>> ids = Ids(pd.Series(["b", "a", "b"], dtype="str"))
    >>> ids.codes(pd.Series(["a", None, "b", "c"], dtype="str")).tolist()
    [0, -1, 1, -2]
    >>> ids.names(np.array([1, -1])).tolist()
    ['b', nan]
    """

    def __init__(self, *columns: pd.Series) -> None:
        self._columns = [_cells(column) for column in columns]
        self._names: _Names = _kept("names", self._columns, self._numbered)

    def codes(self, column: pd.Series) -> Codes:
        """Give the number of each id of a column: `BLANK` for a blank cell, `UNKNOWN` for any other text."""
        cells = _cells(column)
        codes: Codes = _kept("codes", [*self._columns, cells], lambda: self._names.codes(cells))
        return codes

    def names(self, codes: Codes) -> Any:
        """Give ids for their numbers, as a pandas array of text, and blank for a negative number."""
        return _TEXT.__from_arrow__(self._names.text(codes))

    def _numbered(self) -> _Names:
        """Put the ids in order; the numbers of the columns themselves come along for nothing."""
        chunks = [chunk for column in self._columns for chunk in column.chunks]
        names, codes = _numbered(pa.chunked_array(chunks, pa.large_string()))
        end = np.cumsum([len(column) for column in self._columns])
        for column, part in zip(self._columns, np.split(codes, end[:-1]), strict=True):
            _kept("codes", [*self._columns, column], partial(np.copy, part))
        return names


def numbering(*columns: pd.Series) -> Callable[[], Ids]:
    """Begin to number the ids of a noun, beside other work where there are many; call what it gives for the result."""
    if sum(map(len, columns)) < _MANY:
        return partial(Ids, *columns)
    pool = ThreadPoolExecutor(1)
    found = pool.submit(Ids, *columns)
    pool.shutdown(wait=False)
    return found.result


def pairs(here: Codes, there: Codes) -> tuple[Codes, Codes]:
    """Give the positions of all pairs of one number, which blank and unknown ids have not; the second is in order.

    Because ids are numbers from 0, it is known at once where the positions of each stand.

    Examples
    --------
    >>> pairs(np.array([1, 0, 1, -1]), np.array([-1, 0, 1, 2]))
    (array([1, 0, 2]), array([1, 2, 2]))
    """
    real = here[here >= 0]
    last = max(here.max(initial=0), there.max(initial=0))
    count = np.bincount(real, minlength=last + 3)  # the last two are none: of the numbers -1 and -2, seen from behind
    order, first = order_of([here])[len(here) - len(real) :], np.cumsum(count) - count

    def part(at: int) -> tuple[Codes, Codes]:
        piece = there[at : at + _PIECE]
        times = count[piece]
        other = np.repeat(np.arange(len(piece)), times)
        within = np.arange(len(other)) - np.repeat(np.cumsum(times) - times, times)
        return order[first[piece[other]] + within], other + at

    left, right = zip(*side_by_side(part, range(0, max(len(there), 1), _PIECE), len(there)), strict=True)
    return np.concatenate(left), np.concatenate(right)


def order_of(columns: list[Codes]) -> Codes:
    """Give where the rows of some columns of whole numbers stand in their order; equal rows stay as they are.

    As many columns as fit are packed into one number, with the row's own place as its last digits: sorting such numbers
    is several times as quick as finding the order of others.
    """
    rows = len(columns[0])
    order = place = key = np.arange(rows)
    size = rows
    for each in reversed(columns):
        least, count = int(each.min(initial=0)), int(each.max(initial=0)) - int(each.min(initial=0)) + 1
        if size * count > np.iinfo(np.int64).max:
            order, key, size = order[np.sort(key) % rows], place, rows
        key, size = key + (each[order] - least) * size, size * count
    return order[np.sort(key) % rows]


class _Names:
    """Different texts in order, each known by the place in a column where it stands."""

    def __init__(self, cells: pa.ChunkedArray, places: Codes) -> None:
        self._cells = cells.combine_chunks()  # the column's own memory where it is in one piece, and not the column
        self._places = places

    def text(self, codes: Codes) -> pa.Array:
        """Give the text of each number, blank for a negative one."""
        if not len(self._places):
            return pa.nulls(len(codes), self._cells.type)
        return self._cells.take(pa.array(self._places[codes], mask=codes < 0))

    def codes(self, cells: pa.ChunkedArray) -> Codes:
        """Give the number of each cell of a column."""
        known = self.text(np.arange(len(self._places)))
        blank = pc.fill_null(pc.equal(cells, ""), fill_value=True).to_numpy()
        at = pc.fill_null(pc.index_in(cells, value_set=known), UNKNOWN).to_numpy()
        return np.where(blank, BLANK, at).astype(np.int64)


class _ShortNames(_Names):
    """The same for texts that are short enough to be compared as `_Letters`, which is much quicker.

    The first bits of its key say in which slot the number of a text is. Of several that share a slot one has it; the
    rest, a tenth or so, are looked up in an index.
    """

    def __init__(self, cells: pa.ChunkedArray, places: Codes, letters: _Letters) -> None:
        super().__init__(cells, places)
        self._letters = letters
        self._bits = (4 * len(places) + 1).bit_length()
        slots, numbers = letters.slots(self._bits), np.arange(len(places), dtype=np.int32)
        self._slots = np.zeros(2**self._bits, np.int32)
        self._slots[slots] = numbers
        self._rest = np.flatnonzero(self._slots[slots] != numbers)
        self._index = pd.Index(letters.key[self._rest])

    def codes(self, cells: pa.ChunkedArray) -> Codes:
        if not len(self._places) or not self._index.is_unique:  # different texts have one key: as good as never
            return super().codes(cells)
        return np.concatenate(side_by_side(self._codes, _pieces(cells), len(cells)))

    def _codes(self, cells: pa.ChunkedArray) -> Codes:
        own, other = self._letters, _Letters.part(cells, len(self._letters.words))
        at = self._slots[other.slots(self._bits)].astype(np.int64)
        codes = np.where(own.equal(at, other), at, np.where(other.length == 0, BLANK, UNKNOWN))
        left = np.flatnonzero(codes == UNKNOWN)
        at = self._index.get_indexer(pd.Index(other.key[left]))
        left, at = left[at >= 0], self._rest[at[at >= 0]]
        found = own.equal(at, other.take(left))
        codes[left[found]] = at[found]
        return codes


def _numbered(cells: pa.ChunkedArray) -> tuple[_Names, Codes]:
    """Put the different texts of a column in order, and give the number of each cell."""
    count = -(-(pc.max(pc.binary_length(cells)).as_py() or 0) // 8)
    if count > _MOST_WORDS:
        text = pc.unique(cells.filter(pc.not_equal(cells, "")))
        names = _Names(pa.chunked_array([text]), pc.sort_indices(text).to_numpy().astype(np.int64))
        return names, names.codes(cells)
    letters = _Letters.of(cells, count)
    order = letters.order()
    letters = letters.take(order)
    first = letters.changes()
    blank = int(len(order) > 0 and letters.length[0] == 0)  # blank text is the first in order
    codes = np.empty_like(order)
    codes[order] = np.cumsum(first) - (1 + blank)
    one = np.flatnonzero(first)[blank:]
    return _ShortNames(cells, order[one], letters.take(one)), codes


class _Letters(NamedTuple):
    """Text as whole numbers of eight bytes each, which numpy compares many times as quickly as others compare text.

    `length` is in bytes, at most 255, `words` are zero behind the end, and `key` mixes them all, so that equal text has
    an equal key.
    """

    words: list[Words]
    length: npt.NDArray[np.uint8]
    key: Codes

    @classmethod
    def of(cls, cells: pa.ChunkedArray, count: int) -> _Letters:
        """Give the first `count` words of each text; a blank cell is empty text."""
        words, length, key = zip(
            *side_by_side(lambda each: cls.part(each, count), _pieces(cells), len(cells)), strict=True
        )
        return cls(
            [np.concatenate(each) for each in zip(*words, strict=True)], np.concatenate(length), np.concatenate(key)
        )

    @classmethod
    def part(cls, cells: pa.ChunkedArray, count: int) -> _Letters:
        """Give the same of a piece of a column."""
        whole = cells.combine_chunks()
        _, ends, data = whole.buffers()
        ends = np.frombuffer(ends, np.int64)[whole.offset :][: len(whole) + 1] if len(whole) else np.zeros(1, np.int64)
        start, length = ends[:-1] - ends[0], np.diff(ends)
        if whole.null_count:
            length[whole.is_null().to_numpy(zero_copy_only=False)] = 0
        data = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
        data = np.concatenate([data, np.zeros(8 * count + 8, np.uint8)])
        eight: Words = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))  # the eight bytes from each byte on
        shortest = length.min(initial=255)
        words, key = [], length.astype(np.uint64)
        for at in range(0, 8 * count, 8):
            word = eight[start + at]
            words.append(word & _MASKS[np.clip(length - at, 0, 8)] if shortest < at + 8 else word)
            key = (key ^ words[-1]) * _FACTOR
            key ^= key >> np.uint64(32)
        return cls(words, np.minimum(length, 255).astype(np.uint8), key.view(np.int64))

    def take(self, at: Codes) -> _Letters:
        """Give the texts at some positions."""
        return _Letters([word[at] for word in self.words], self.length[at], self.key[at])

    def slots(self, bits: int) -> Codes:
        """Give the first bits of each key."""
        return (self.key.view(np.uint64) >> np.uint64(64 - bits)).view(np.int64)

    def equal(self, at: Codes, other: _Letters) -> npt.NDArray[np.bool_]:
        """Say whether the texts at some positions are those of another, one by one."""
        same: npt.NDArray[np.bool_] = self.length[at] == other.length
        for own, word in zip(self.words, other.words, strict=True):
            same &= own[at] == word
        return same

    def changes(self) -> npt.NDArray[np.bool_]:
        """Say whether each text differs from the one before it; the first does."""
        differing: npt.NDArray[np.bool_] = np.zeros(len(self.length), bool)
        differing[:1] = True
        columns: list[npt.NDArray[Any]] = [self.length, *self.words]
        for each in columns:
            differing[1:] |= each[1:] != each[:-1]
        return differing

    def order(self) -> Codes:
        """Give the order of the texts, as their characters have it; equal ones stand in any order."""
        words = [word.astype("<u8").view(">u8").astype(np.uint64) for word in self.words[::-1]]
        keys: list[npt.NDArray[Any]] = [self.length, *words]
        differing = [key for key in keys if key.min(initial=0) < key.max(initial=0)]
        return np.argsort(differing[0]) if len(differing) == 1 else np.lexsort(differing or [self.length])


_MASKS = np.array([2 ** (8 * count) - 1 for count in range(9)], dtype="<u8")
"""What is left of eight bytes of which so many count."""


def _pieces(cells: pa.ChunkedArray) -> list[pa.ChunkedArray]:
    """A column in pieces so small that what is worked out for one stays in the processor's cache; at least one."""
    return [cells.slice(at, _PIECE) for at in range(0, max(len(cells), 1), _PIECE)]


_In = TypeVar("_In")
_Out = TypeVar("_Out")


def side_by_side(function: Callable[[_In], _Out], items: Iterable[_In], rows: int) -> list[_Out]:
    """Map, with a thread an item where there are many rows: numpy, Arrow and pandas' hash tables let others run."""
    if rows < _MANY:
        return list(map(function, items))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def words(column: pd.Series) -> Any:
    """Give the text of a category, as a pandas array of text."""
    codes = column.cat.codes.to_numpy()
    names = _cells(column.cat.categories.to_series()).combine_chunks()  # many times as quick as in chunks
    return _TEXT.__from_arrow__(names.take(pa.array(codes, mask=codes < 0)))


def _cells(column: pd.Series) -> pa.ChunkedArray:
    """The text of a column. It is the column's own array where it can be, because it is known again by that."""
    if column.dtype != _TEXT:
        column = column.astype(_TEXT)
    cells: pa.ChunkedArray = column.array.__arrow_array__()
    return cells


_found: dict[tuple[Any, ...], Any] = {}


def _kept(what: str, arrays: list[pa.ChunkedArray], find: Callable[[], Any]) -> Any:
    """What was found for some arrays, kept until one of them is gone."""
    key = (what, *map(id, arrays))
    if key not in _found:
        _found[key] = find()
        for each in {id(each): each for each in arrays}.values():
            weakref.finalize(each, _found.pop, key, None).atexit = False
    return _found[key]
