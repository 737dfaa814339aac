"""Headers that stand in no list but are put together of such: Contact Title, Role / Title, Projektrolle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from stratsell.io.imports.names import header_key, key, whole_key

_BETWEEN = re.compile(r"\s*[/|&+,]\s*|\s+(?:and|or|und|oder|et|ou|y|o|e|en|of)\s+")
_WORD = re.compile(r"[^\s_.\-]+")
_BRACKETS = re.compile(r"\s*[(（\[{][^()（）\[\]{}]*[)）\]}]\s*")
_LONGEST = 60
_RECORDS = {
    "people": ("contact", "person", "stakeholder"),
    "influences": ("contactrole", "contact", "opportunitycontactrole"),
    "objectives": ("opportunity", "deal"),
    "accounts": ("account", "company", "organization"),
    "touchpoints": ("activity", "task", "event"),
}
_BELONGS = {
    "objective": ("stage", "closed", "close_on", "due_on", "closed_on"),
    "account": ("industry", "account_owner", "website", "account_id"),
}
_NAMED = ("account", "objective", "name")
_DATED = ("met_on", "meets_on", "in_role_since", "leaves_on", "reorganized_on", "close_on", "due_on", "closed_on")
_GRADED = ("degree", "support", "certainty")
BUYING = (
    *("buy", "deci", "déci", "meddic", "entscheid", "kauf", "achat", "compra", "acquist", "beslis", "besluit"),
    *("購買", "購入"),
)
"""Parts of words that say of a role that it is one in a decision."""


@dataclass(frozen=True)
class HeaderWords:
    """The words of which headers are put together.

    Attributes
    ----------
    before : sequence of str
        What may stand before the header of a column of people: the *contact* of “Contact Title”.
    role : sequence of str
        What says that a header means the part in a decision.
    within : sequence of str
        What may stand behind it: the *in* of “Role in project”.
    other_role : sequence of str
        What says before it that it means something else: the *job* of “Job role”.
    name, date, level : sequence of str
        What may stand before or behind a header and says only that it is a name, a day or a degree: the *Name der* of
        “Name der Firma”.
    """

    before: Sequence[str] = ()
    role: Sequence[str] = ()
    within: Sequence[str] = ()
    other_role: Sequence[str] = ()
    name: Sequence[str] = ()
    date: Sequence[str] = ()
    level: Sequence[str] = ()
    keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Note the words in the order in which they are tried."""
        object.__setattr__(self, "keys", frozenset(map(whole_key, self.before)))


def put_together(header: str, columns: Mapping[str, tuple[str, int]], words: HeaderWords) -> str:
    """Give the slot of a header that is put together of known ones; blank if it is not.

    Parameters
    ----------
    header : str
        As it stands in the file.
    columns : mapping of str to tuple
        By the key of a header, its slot and how well it names it.
    words : HeaderWords
        Of what headers are put together.

    Examples
    --------
    >>> columns = {"title": ("title", 0), "role": ("roles", 0), "roles": ("roles", 0), "email": ("email", 0)}
    >>> words = HeaderWords(["contact"], ["role"], ["in"], ["job"])
    >>> [put_together(each, columns, words) for each in ("Contact Title", "Role / Title", "Role in project", "Phone")]
    ['title', 'roles', 'roles', '']
    """
    text = _BRACKETS.sub(" ", key(header)).strip(" *:?")
    if not text or len(text) > _LONGEST:
        return ""
    found = (each for way in (_alternatives, _role, _behind, _within_affixes) for each in way(text, columns, words))
    return next(found, "")


def prefixed(header: str, kind: str, columns: Mapping[str, tuple[str, int]]) -> str:
    """Give the slot of a header with the record before a colon, as reports have it; blank if it is not known.

    Examples
    --------
    >>> columns = {"accountname": ("account", 0), "fullname": ("name", 0), "name": ("name", 0)}
    >>> [prefixed(each, "people", columns) for each in ("Account: Account Name", "Contact: Full Name", "Account: Name")]
    ['account', 'name', '']
    """
    record, _, rest = (part.strip() for part in key(header).partition(":"))
    slot = _known(rest, columns) if record and rest else ""
    mine = whole_key(record).removesuffix("s") in _RECORDS.get(kind, ())
    mine = mine or whole_key(record).removesuffix("s") == "contactrole"
    named = whole_key(record) in whole_key(rest)
    return slot if mine or named or slot in _BELONGS.get(_known(record, columns), ()) else ""


def _alternatives(text: str, columns: Mapping[str, tuple[str, int]], words: HeaderWords) -> Iterator[str]:
    """Read “Role / Title”: all parts mean one slot, or a role and a title, which the cells tell apart."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) < 2:
        return
    slots = [_known(part, columns) or next(_behind(part, columns, words), "") for part in parts]
    if set(slots) == {"roles", "title"}:
        yield "roles"
    others = {slots[0], ""} if slots[0] in ("account", "title", "email") else {slots[0]}
    if slots[0] and set(slots) <= others:
        yield slots[0]


def _behind(text: str, columns: Mapping[str, tuple[str, int]], words: HeaderWords) -> Iterator[str]:
    """Read “Contact Title” as “Title”."""
    starts = [match.start() for match in _WORD.finditer(text)]
    for start in starts[1:3]:
        if whole_key(text[:start]).removesuffix("s") in words.keys or whole_key(text[:start]) in words.keys:
            slot = _known(text[start:], columns)
            if slot:
                yield slot


def _within_affixes(text: str, columns: Mapping[str, tuple[str, int]], words: HeaderWords) -> Iterator[str]:
    """Read “Name der Firma” as “Firma”, “Datum letzter Kontakt” as “letzter Kontakt” and so on."""
    for affixes, slots in ((words.name, _NAMED), (words.date, _DATED), (words.level, _GRADED)):
        if not text.startswith(tuple(affixes)) and not text.endswith(tuple(affixes)):
            continue
        for affix in affixes:
            for rest in (text.removeprefix(affix), text.removesuffix(affix)):
                apart = rest[:1].isspace() or rest[-1:].isspace() or not text.isascii() or affix[-1:] == "'"
                if rest != text and (apart or len(affix) > 3) and (slot := _known(rest, columns)) in slots:
                    yield slot


def _role(text: str, columns: Mapping[str, tuple[str, int]], words: HeaderWords) -> Iterator[str]:
    """Read “MEDDIC role”, “Projektrolle” and “Role in project” as a role."""
    parts = _WORD.findall(text)
    if not parts or columns.get("roles", ("", 0))[0] != "roles":
        return
    first, *rest = parts
    last = parts[-1] in words.role and not any(part in words.other_role for part in parts[:-1])
    buying = any(part in word for word in rest for part in BUYING)
    before = bool(rest) and first in words.role and (rest[0] in words.within or buying)
    compound = not rest and any(text.endswith(role) and (len(role) > 3 or not role.isascii()) for role in words.role)
    if last or before or compound:
        yield "roles"


def _known(text: str, columns: Mapping[str, tuple[str, int]]) -> str:
    return (columns.get(whole_key(text)) or columns.get(header_key(text)) or ("", 0))[0]
