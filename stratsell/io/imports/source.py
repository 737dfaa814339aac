"""Sources: what the files, columns and words of a CRM, or of a flat sheet, mean.

A source is one file of `sources`, in TOML: its kinds of file, the headers of each column, the words of its picklists,
how ids are written. What is called the same everywhere stands in ``common.toml``, in eight languages, and counts for
all. A user's own mapping (`stratsell.io.imports.mapping`) is laid over a source.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from stratsell.book.tables import TABLES, Column
from stratsell.io.imports.headers import HeaderWords, prefixed, put_together
from stratsell.io.imports.match import IGNORED
from stratsell.io.imports.names import header_key, key, whole_key

_FOLDER = Path(__file__).parent / "sources"

_PUT_TOGETHER = 3_000
_SHORT = 40

LONGEST = 200
"""How long a header may be that is looked up; longer text is none."""

GENDERED = re.compile(
    r"(?<=[^\W\d_])(?:[:*·_]|/-?|\()(?:in|innen|a|as|e|es|euse|rice|trice|ora|oras)\b\)?(?!\w)", re.IGNORECASE
)
"""What is written behind a word so that it holds for women, too: “Anwender:in”, “Usuario/a”."""

_PARTS = re.compile(r"\s+[-–—]\s+|\s*[:=]\s*|\s*[()（）\[\]]\s*|^\s*\d{1,2}[.)]\s+")
_NUMBERED = re.compile(r"^\s*\(?(?:\d{1,2}|[a-z])\s*[.)]\s*(?=[^\W\d_])", re.IGNORECASE)
_MAIN = re.compile(r"^\s*(?:primary|main|key|haupt-?|principal|principale|hoofd-?)\s+", re.IGNORECASE)
_SAYS_NO_MORE = re.compile(r"\s*(?:\d{1,2}|primary|main|key|principal|principale)\s*", re.IGNORECASE).fullmatch

SLOTS: dict[str, dict[str, str]] = {
    "accounts": {
        "owner_id": "the id of the user who answers for it",
        "website": "its domain or web address, by which people without an account are found",
        "deleted": "whether the record is in the CRM's bin",
    },
    "people": {
        "account": "the account's name, where its id is not given",
        "account_ids": "the ids of all accounts, where no primary one is given",
        "account_owner": "who on our side is responsible for the account",
        "industry": "what the account does",
        "reorganized_on": "the day of the account's latest reorganization",
        "first_name": "with last_name, where no full name is given",
        "middle_name": "stands between first_name and last_name",
        "last_name": "see first_name",
        "reports_to": "the id of the person's manager",
        "manager": "the manager's name, where no id is given; several with semicolons",
        "owner": "who on our side knows them, the seller of their conversations",
        "owner_id": "the id of that user",
        "roles": "the person's part in all of their objectives, as the CRM calls it; several with semicolons",
        "objective": "the name of the objective that the row is about",
        "stage": "the stage of that objective, which says whether it is closed",
        "closed": "whether that objective is closed",
        "close_on": "the day it was closed, or else the day by which it shall be",
        "objective_ids": "the ids of the objectives that the person takes part in",
        "met_on": "the day of the last contact; becomes a conversation that was done",
        "meets_on": "the day of the next contact; becomes a conversation that is planned",
        "mode": "how the last contact persuaded",
        "is_economic": "whether the person is an economic buying influence, said with yes and no",
        "is_user": "whether the person is a user buying influence",
        "is_technical": "whether the person is a technical buying influence",
        "is_coach": "whether the person is a coach",
        "deleted": "whether the record is in the CRM's bin",
    },
    "objectives": {
        "account": "the account's name, where its id is not given",
        "account_ids": "the ids of all accounts, where no primary one is given",
        "stage": "the stage, which says whether it is closed where `closed` does not",
        "closed": "whether it is closed",
        "close_on": "the day it was closed, or else the day by which it shall be",
        "person_ids": "the ids of the people who take part in it",
        "person": "the names of people who take part in it",
        "owner": "who on our side works on it",
        "owner_id": "the id of that user",
        "deleted": "whether the record is in the CRM's bin",
    },
    "influences": {
        "objective": "the objective's name, where its id is not given",
        "person": "the person's name, where their id is not given",
        "role": "the person's part, as the CRM calls it",
        "crm_id": "the id of the row itself, by which changes are written back",
        "first": "one side of a connection",
        "second": "the other side",
        "first_role": "the part of the first side",
        "second_role": "the part of the second side",
        "deleted": "whether the record is in the CRM's bin",
    },
    "touchpoints": {
        "person": "the person's name, where their id is not given",
        "about_id": "what it is about: an objective, or an account",
        "objective": "the name of the objective that it is about",
        "finished_on": "the day it was finished, where no day is given",
        "state": "how far it has come, as the CRM calls it",
        "closed": "whether it has taken place",
        "type": "what kind of conversation, as the CRM calls it",
        "subject": "becomes message",
        "notes": "becomes learned once it has taken place, before that a part of message",
        "owner_id": "the id of the user, where no name is given",
        "deleted": "whether the record is in the CRM's bin",
    },
    "actions": {
        "objective": "the name of the objective that it is for",
        "about_id": "what it is about: an objective, or an account",
        "account": "the account's name, where no objective is named",
        "person": "the name of the person whom it concerns",
        "partner": "the name of whoever of theirs does it, or helps with it",
        "state": "how far it has come, as the CRM calls it",
        "closed": "whether it has been done",
        "subject": "what is to be done, in words of one's own; becomes note",
        "notes": "becomes a part of note",
        "owner_id": "the id of the user who does it, where no name is given",
        "deleted": "whether the record is in the CRM's bin",
    },
    "options": {
        "objective": "the name of the objective that it is for",
        "about_id": "what it is about: an objective, or an account",
        "account": "the account's name, where no objective is named",
        "deleted": "whether the record is in the CRM's bin",
    },
    "users": {
        "user_id": "what tells a user of the CRM apart",
        "name": "the user's name",
        "first_name": "with last_name, where no full name is given",
        "last_name": "see first_name",
    },
    "memberships": {
        "person_id": "the person",
        "account_id": "an account that the person is attached to",
        "deleted": "whether the record is in the CRM's bin",
    },
}
"""By kind of record, what a column may become besides the columns of the table of that name."""

IS_ROLE = {role: slot for slot in SLOTS["people"] if slot.startswith("is_") for role in (slot.removeprefix("is_"),)}
"""By role, the slot of people that says with yes and no whether they have it."""

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "accounts": (("name",),),
    "people": (("name", "last_name", "first_name", "email"),),
    "objectives": (("name",),),
    "influences": (("objective_id", "objective", "first"), ("person_id", "person", "second")),
    "touchpoints": (("on", "finished_on"), ("person_id", "person")),
    "actions": (("objective_id", "objective", "about_id", "account"), ("action", "subject")),
    "options": (("objective_id", "objective", "about_id"), ("option",)),
    "users": (("user_id",), ("name", "last_name")),
    "memberships": (("person_id",), ("account_id",)),
}
"""By kind of record, the slots without which a file cannot be one of it: one of each group."""

_INFLUENCE = TABLES["influences"].names[2:]


@dataclass
class FileKind:
    """One kind of file of a source.

    Attributes
    ----------
    name : str
        What the source calls it.
    kind : str
        The kind of record in it; blank if such files are of no use here.
    columns : dict of str to tuple
        By a header's key, its slot and how well it names it, the least best.
    own : set of str
        The keys of headers that are the source's own.
    words : HeaderWords
        Of what other headers are put together.
    """

    name: str
    kind: str
    columns: dict[str, tuple[str, int]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    words: HeaderWords = field(default_factory=HeaderWords)

    def find(self, header: str) -> tuple[str, int]:
        """Give the slot of a header and how well it fits; blank if it is unknown.

        A header is looked up whole, then without what stands in brackets behind it, then part by part.
        """
        if len(header) > LONGEST:
            return "", 0
        header = _NUMBERED.sub("", header)
        found = self.columns.get(whole_key(header)) or self.columns.get(header_key(header))
        if found is None and ":" in header:
            found = prefixed(header, self.kind, self.columns), _PUT_TOGETHER
        if (found is None or not found[0]) and self.kind in ("people", "influences"):
            found = put_together(header, self.columns, self.words), _PUT_TOGETHER
        return found if found and found[0] else ("", 0)


@dataclass
class Source:
    """What a source's files, columns and words mean.

    Attributes
    ----------
    key, name : str
        The name of its file, and what people call it.
    ids : str
        How its ids are written: ``salesforce``, ``hubspot``, ``guid`` or, as they stand there, blank.
    flat : bool
        Whether it is one sheet, one row per person, in which every row says something of an objective.
    strangers : dict of str to str
        By how ids of other kinds of record begin, what these are.
    files : dict of str to FileKind
        Its kinds of file, by name.
    names : dict of str to str
        By the key of a file's name, its kind of file.
    ignored : set of str
        Keys of headers that only the source itself needs.
    words : dict of str to dict of str to str
        By ``role``, ``mindset`` … and the key of a value, the word; blank if it means none of them.
    slots : dict of str to str
        What a user calls a slot that is called otherwise here.
    blank : frozenset of str
        The keys of cells that say that they say nothing, such as n/a.
    back : dict of str
        What changes of a book are written as for the CRM: by table, the file and the header of each column.
    """

    key: str
    name: str
    ids: str = ""
    flat: bool = False
    strangers: dict[str, str] = field(default_factory=dict)
    files: dict[str, FileKind] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    slots: dict[str, str] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    back: dict[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> dict[str, str]:
        """By kind of file, the kind of record in it."""
        return {name: file.kind for name, file in self.files.items()}

    def slot_of(self, header: str) -> str:
        """Give what a header means in whatever kind of file; blank if nothing."""
        if len(header) > LONGEST:
            return ""
        whole, bare = whole_key(header), header_key(header)
        for file in self.files.values():
            if found := file.columns.get(whole) or file.columns.get(bare):
                return found[0]
        if 1 < len(header) <= _SHORT:
            for file in self.files.values():
                if slot := file.find(header)[0]:
                    return slot
        return IGNORED if bare in self.ignored else ""

    def slot(self, name: str) -> str:
        """Give the slot that a user calls so."""
        return self.slots.get(name, name)

    def called(self, slot: str) -> str:
        """Give what a user calls a slot."""
        return next((name for name, each in self.slots.items() if each == slot), slot)


def word_key(word: str) -> str:
    """Give what all spellings of a word of a picklist share: no case, no punctuation but a sign alone.

    A word with a question mark is another word, since whoever wrote it was not sure.

    Examples
    --------
    >>> word_key("DECISION_MAKER") == word_key("Decision-maker"), word_key("?"), word_key("Champion (?)")
    (True, '?', 'champion?')
    """
    bare = whole_key(word)
    return bare + "?" * ("?" in word or "？" in word) if bare else key(word)


def meaning(words: Mapping[str, str], word: str) -> str | None:
    """Give what a word means, also if its parts say the same, such as “E – Economic Buyer”; None if nobody knows.

    Examples
    --------
    >>> words = {"coach": "coach", "c": "coach", "champion": "coach"}
    >>> meaning(words, "Coach (C)"), meaning(words, "1 - Champion"), meaning(words, "Coach (main)")
    ('coach', 'coach', 'coach')
    >>> meaning(words, "Coach (former)"), meaning(words, "Coach (?)")
    (None, None)
    """
    found = words.get(word_key(word))
    if found is not None or len(word) > LONGEST:
        return found
    parts = [part for part in _PARTS.split(GENDERED.sub("", word)) if part.strip(" .") and not _SAYS_NO_MORE(part)]
    meanings = {words.get(word_key(_MAIN.sub("", part))) for part in parts}
    return meanings.pop() if len(meanings) == 1 else None


def slot_column(kind: str, slot: str) -> Column | None:
    """Give the table's column that a slot is, or None if it is one that only imports know."""
    if kind == "people" and slot in _INFLUENCE and slot != "roles":
        return TABLES["influences"][slot]
    if kind == "people" and slot == "mode":
        return TABLES["touchpoints"]["mode"]
    if kind == "people" and slot == "reorganized_on":
        return TABLES["accounts"][slot]
    if kind in TABLES and slot in TABLES[kind].names and slot not in SLOTS[kind]:
        return TABLES[kind][slot]
    return None


def slots_of(kind: str) -> list[str]:
    """Give all slots of a kind of record."""
    table = TABLES[kind].names if kind in TABLES else []
    more = [slot for slot in _INFLUENCE if kind == "people"]
    return list(dict.fromkeys([*table, *SLOTS[kind], *more]))


def sources(*, flat: bool | None = None) -> list[str]:
    """Give the names of the sources that there are."""
    names = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != "common")
    return [name for name in names if flat is None or shared_source(name).flat is flat]


def read_source(name: str) -> Source:
    """Give a source, of one's own to change."""
    found = shared_source(name)
    files = {label: replace(file, columns=dict(file.columns), own=set(file.own)) for label, file in found.files.items()}
    words = {what: dict(known) for what, known in found.words.items()}
    return replace(found, files=files, names=dict(found.names), ignored=set(found.ignored), words=words)


@functools.cache
def shared_source(name: str) -> Source:
    """Give a source that nobody may change."""
    common, said = _loaded("common"), _loaded(name)
    source = Source(name, said["name"], said.get("ids", ""), said.get("flat", False), said.get("strangers", {}))
    source.slots = said.get("slots", {})
    source.back = said.get("back", {})
    source.blank = frozenset(map(key, common["blank"]["words"]))
    source.ignored = set(map(header_key, said.get("ignored", ()))) | set(map(whole_key, said.get("ignored", ())))
    for label, each in said["files"].items():
        source.files[label] = _file(label, each, common)
        _name(source, label, (label, *each.get("names", ())))
    if not source.flat:
        _add_common_files(source, common, said)
    elif name == "sheet":
        _add_flat_columns(source)
    for what, words in common["words"].items():
        source.words[what] = _words(words) | _words(said.get("words", {}).get(what, {}))
        column = {"role": "roles", "truth": ""}.get(what, what)
        allowed = next((c.words for t in TABLES.values() for c in t.columns if c.name == column and c.words), ())
        for word in allowed or ():
            source.words[what].setdefault(word_key(word), str(word))
    return source


@functools.cache
def _loaded(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _file(label: str, said: dict[str, Any], common: dict[str, Any]) -> FileKind:
    file = FileKind(label, said["kind"], words=HeaderWords(**common["headers"]))
    own = said.get("columns", {})
    _add(file, own.items(), 0)
    file.own = set(file.columns)
    _add(file, _common_columns(file.kind, common), 1_000)
    _add(file, ((slot, [slot]) for slot in slots_of(file.kind)), 2_000)
    return file


def _common_columns(kind: str, common: dict[str, Any]) -> Iterable[tuple[str, list[str]]]:
    """Give the headers that a kind's slots have everywhere, its own before those it shares with other kinds."""
    for slot, headers in common["columns"].get(kind, {}).items():
        yield slot, headers
    for place, other in common["borrowed"].items():
        mine, _, slot = place.partition(".")
        from_kind, _, from_slot = other.partition(".")
        if mine == kind:
            yield slot, common["columns"][from_kind][from_slot]


def _add(file: FileKind, columns: Iterable[tuple[str, list[str]]], rank: int) -> None:
    for slot, headers in columns:
        for at, header in enumerate(headers):
            file.columns.setdefault(whole_key(header), (slot, rank + at))


def _add_common_files(source: Source, common: dict[str, Any], said: dict[str, Any]) -> None:
    by_kind = {file.kind: label for label, file in reversed(source.files.items())}
    useless = [*said.get("useless", ()), *common["files"]["useless"]]
    source.files["Lead"] = FileKind("Lead", "")
    _name(source, "Lead", useless)
    for kind, names in common["files"].items():
        if kind == "useless":
            continue
        if kind not in by_kind:
            label = kind.capitalize()
            source.files[label] = _file(label, {"kind": kind}, common)
            by_kind[kind] = label
        for name in names:
            source.names.setdefault(header_key(name), by_kind[kind])


def _add_flat_columns(source: Source) -> None:
    """Let a sheet have the headers of all programs that write one, too."""
    [file] = source.files.values()
    for path in sorted(_FOLDER.glob("*.toml")):
        other = _loaded(path.stem)
        if other.get("flat") and path.stem != source.key:
            for each in other["files"].values():
                _add(file, each["columns"].items(), 1_500)


def _name(source: Source, label: str, names: Iterable[str]) -> None:
    source.names.update(dict.fromkeys(map(header_key, names), label))


def _words(words: dict[str, list[str]]) -> dict[str, str]:
    return {word_key(each): "" if word == "none" else word for word, said in words.items() for each in said}
