"""Known texts, and which of them comes nearest to one that is not known.

Likeness is what `difflib` says, which takes long for many texts. So the longest common subsequence with each known text
is found first, for all of them at once: two texts are never more alike than that, so that few are left to compare.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 200
"""How long text may be for a near miss to be looked for."""

_ALIKE = 0.75
"""How alike two texts must be, from 0 to 1."""

_MOST = 2_000
"""How many known texts are compared letter by letter; only texts that are made for it come to more."""

_BITS = 63


class Nearest:
    """Known texts, by what people do not vary in them.

    Parameters
    ----------
    known : iterable of str
        The texts. Of those that differ only in what `plain` takes away, the last one counts.

    Examples
    --------
    >>> Nearest(["growth", "even_keel"]).to("Even Keal")
    'even_keel'
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._names = {plain(name): name for name in known if len(name) <= LONGEST}

    def to(self, written: str) -> str:
        """Give the known text that comes nearest, not minding case, spaces, underscores and hyphens; or blank."""
        if len(written) > LONGEST:
            return ""
        wanted = plain(written)
        if wanted in self._names:
            return self._names[wanted]
        matcher = SequenceMatcher(b=wanted)
        best = (_ALIKE, "")
        for most, name in self._candidates(wanted):
            if most < best[0]:
                break
            matcher.set_seq1(name)
            best = max(best, (matcher.ratio(), name))
        return self._names[best[1]] if best[1] else ""

    def _candidates(self, wanted: str) -> Iterator[tuple[float, str]]:
        """Known texts and how alike they can be at most, the likest first."""
        if not wanted or not self._names:
            return
        names, lengths = list(self._names), self._lengths
        most = 2.0 * self._common(wanted) / (len(wanted) + lengths)
        near = np.flatnonzero(most >= _ALIKE)
        for index in near[np.argsort(-most[near], kind="stable")][:_MOST].tolist():
            yield float(most[index]), names[index]

    @cached_property
    def _lengths(self) -> np.ndarray:
        return np.fromiter(map(len, self._names), dtype=np.int64, count=len(self._names))

    @cached_property
    def _letters(self) -> tuple[dict[str, int], np.ndarray]:
        """The letters of all texts, numbered from 1, and for each place in a text the numbers of what stands there."""
        length = max(int(self._lengths.max()), 1)
        points = np.array(list(self._names), dtype=f"U{length}").view(np.uint32).reshape(-1, length)
        known = np.unique(points[points > 0])
        numbers = np.zeros(int(known.max(initial=0)) + 1, dtype=np.uint32)
        numbers[known] = np.arange(1, len(known) + 1)
        return {chr(point): number for number, point in enumerate(known.tolist(), 1)}, numbers[points.T]

    def _common(self, wanted: str) -> np.ndarray:
        """How many letters the longest common subsequence with each text has; at least as many, if it is long.

        Hyyrö's bit-parallel algorithm: a bit a letter of what is wanted, which is 0 once the letter is in.
        """
        alphabet, letters = self._letters
        common = np.zeros(len(self._names), dtype=np.int64)
        for piece in (wanted[start : start + _BITS] for start in range(0, len(wanted), _BITS)):
            places = np.zeros(len(alphabet) + 1, dtype=np.uint64)
            for index, letter in enumerate(piece):
                places[alphabet.get(letter, 0)] |= np.uint64(1 << index)
            places[0] = 0  # of letters that no text has, and of nothing after a text's end
            bits = np.full(len(common), 2 ** len(piece) - 1, dtype=np.uint64)
            for item in letters:
                match = bits & places[item]
                bits = (bits + match) | (bits - match)
            done = ~bits & np.uint64(2 ** len(piece) - 1)
            common += np.bitwise_count(done)
        most: np.ndarray = np.minimum(common, np.minimum(self._lengths, len(wanted)))
        return most


def plain(name: str) -> str:
    """Give a name without what people vary: case, spaces, underscores and hyphens.

    Examples
    --------
    >>> plain("Reports to"), plain("reports_to")
    ('reportsto', 'reportsto')
    """
    return re.sub(r"[\s_\-]+", "", name).casefold()
