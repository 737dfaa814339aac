"""What the columns of a table are: each header becomes a slot, or is kept as it stands.

One column fills one slot. Of several that might, the one whose header names it best does; the others are kept under
numbered names. A header that is almost a known one is taken for it where nothing else is.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from stratsell.io.files.grid import letters
from stratsell.io.imports.names import header_key, whole_key

NEAR = 0.87
"""How much of a header must be that of a known one for it to be taken for it."""

IGNORED = "ignored"
"""The slot of a column that is left out."""

SAID = -1
"""How well a header names a slot that its user has said, here or in a mapping: the best."""

_LOOKED_AT = 60
_BLANK = 100_000


class ColumnMatch(NamedTuple):
    """What one column of a file has become.

    Attributes
    ----------
    at : int
        Its place among the columns.
    header : str
        As it stands there.
    slot : str
        What it means; blank if it is kept as it stands, or ignored.
    name : str
        Under which name it is kept; blank if it is ignored.
    how : str
        ``said`` (by the user), ``known``, ``almost``, ``unknown``, ``again`` (another column fills the slot),
        ``ignored`` or ``nameless``.
    meant : str
        For ``almost`` and ``again``, the header that it is like.
    """

    at: int
    header: str
    slot: str
    name: str
    how: str
    meant: str = ""


def match(
    headers: Sequence[str],
    find: Callable[[str], tuple[str, int]],
    *,
    known: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
    is_ignored: Callable[[str], bool] = lambda _: False,
    blank: Collection[int] = (),
) -> list[ColumnMatch]:
    """Find out what each column means.

    Parameters
    ----------
    headers : sequence of str
        As they stand in the file.
    find : callable
        The slot of a header, and how well it names it (the least best); blank if it is unknown.
    known : mapping of str to str, optional
        By the key of a header, the slot; where headers that are almost known are looked for.
    said : mapping of str to str, optional
        By header, or the name of a column without one, the slot that the user wants; blank to keep the column as it
        stands, `IGNORED` to leave it out.
    is_ignored : callable, optional
        Whether a header is of no use.
    blank : collection of int, optional
        The columns without any cell: where another column may fill the same slot, that one does.

    Returns
    -------
    list of ColumnMatch
        One for each header, in their order.

    Examples
    --------
    >>> slots = {"name": ("name", 0), "jobtitle": ("title", 1)}
    >>> [(each.slot, each.name) for each in match(["Name", "Job Title"], lambda h: slots.get(header_key(h), ("", 0)))]
    [('name', 'Name'), ('title', 'Job Title')]
    """
    wanted = {header_key(header): slot for header, slot in (said or {}).items()}
    found = {at: find(header) for at, header in enumerate(headers)}
    how = dict.fromkeys(range(len(headers)), "known")
    for at, header in enumerate(headers):
        slot = wanted.get(header_key(header or nameless(at)))
        if slot is not None:
            found[at] = slot, SAID
        if found[at][1] == SAID:
            how[at] = "said"
        if found[at][0] == IGNORED or (header and not found[at][0] and slot is None and is_ignored(header)):
            found[at], how[at] = ("", 0), "ignored"
        elif not found[at][0] and slot is None:
            how[at] = "unknown" if header else "nameless"
    for at in set(blank):
        if how.get(at) == "known":
            found[at] = found[at][0], found[at][1] + _BLANK
    best = _best(found)
    meant = _almost(headers, found, how, best, known or {})
    return _named(headers, found, how, best, meant)


def nameless(at: int) -> str:
    """Give the name of a column without a header.

    Examples
    --------
    >>> nameless(2)
    'column C'
    """
    return f"column {letters(at)}"


def _best(found: dict[int, tuple[str, int]]) -> dict[str, int]:
    """Give each slot the column that names it best."""
    best: dict[str, int] = {}
    for at, (slot, rank) in found.items():
        if slot and (slot not in best or rank < found[best[slot]][1]):
            best[slot] = at
    return best


def _almost(
    headers: Sequence[str],
    found: dict[int, tuple[str, int]],
    how: dict[int, str],
    best: dict[str, int],
    known: Mapping[str, str],
) -> dict[int, str]:
    """Take headers that are almost known for the slots that nothing else fills."""
    meant: dict[int, str] = {}
    names = [name for name in known if len(name) >= 5 and known[name] not in best]
    unknown = [at for at in how if how[at] == "unknown" and len(header_key(headers[at])) >= 5]
    for at in unknown[:_LOOKED_AT]:
        near = difflib.get_close_matches(header_key(headers[at]), names, n=1, cutoff=NEAR)
        if near and known[near[0]] not in best:
            slot = known[near[0]]
            found[at], how[at], best[slot], meant[at] = (slot, 9_999), "almost", at, near[0]
    return meant


def _named(
    headers: Sequence[str],
    found: dict[int, tuple[str, int]],
    how: dict[int, str],
    best: dict[str, int],
    meant: dict[int, str],
) -> list[ColumnMatch]:
    """Give every column the name under which it is kept, each its own."""
    matches: list[ColumnMatch] = []
    taken: set[str] = {whole_key(headers[at]) for at in best.values()}
    for at, header in enumerate(headers):
        slot = found[at][0]
        if slot and best[slot] == at:
            matches.append(ColumnMatch(at, header, slot, header, how[at], meant.get(at, "")))
            continue
        if how[at] == "ignored":
            matches.append(ColumnMatch(at, header, "", "", "ignored"))
            continue
        base = header or nameless(at)
        name, number = base, 1
        while whole_key(name) in taken:
            number += 1
            name = f"{base} {number}"
        taken.add(whole_key(name))
        reason = "again" if slot or number > 1 else how[at]
        like = headers[best[slot]] if slot else base if number > 1 else ""
        matches.append(ColumnMatch(at, header, "", name, reason, like))
    return matches
