"""A book under other names, to be shown in a room where its own must not be read.

Whatever somebody wrote by hand is replaced: names, titles, emails, ids, free text, and whole columns that the design
does not know, their headers included. What the rules count is kept: who is tied to whom, days, roles, mindsets, other
words, numbers, and where cards were dragged to. So the rules find in it what they find in the original, under other
names.

A name is given another one wherever it stands, as a person, an owner or a seller; a text is replaced by a neutral one
that says only whom the original mentioned. No replacement holds an original name, id or text of three
characters or more.

What it cannot hide: whoever knows the company well may know it by its structure, its days or its numbers. Ids keep
their order, because the rules break ties by it.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from stratsell.book.tables import TABLES, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

Frames = dict[str, pd.DataFrame]

SHORTEST = 3
"""How long an original text must be to be kept out of all replacements; shorter ones stand in every word."""

POSITIONS = ("map_dx", "map_rows")
"""Columns of people, numbers alone, that say where a card was dragged to."""

PERSONS = {("accounts", "owner"), ("people", "name"), ("touchpoints", "seller"), ("actions", "seller")}
"""Where names of people stand; the same name gets the same pseudonym in all of them."""

_FORENAMES = (
    *("Alex", "Ari", "Ash", "Bao", "Blair", "Cleo", "Dana", "Devi", "Eden", "Emre", "Femi", "Finn", "Gus", "Hana"),
    *("Ines", "Ira", "Jae", "Jo", "Kai", "Kim", "Lani", "Lou", "Max", "Mika", "Milo", "Nico", "Noor", "Odi", "Pat"),
    *("Quinn", "Rae", "Remy", "Rowan", "Sacha", "Sam", "Sky", "Suri", "Tal", "Tove", "Uma", "Val", "Wren", "Yael"),
    *("Yuki", "Zadie", "Zuri"),
)
_FAMILY = (
    *("Abbot", "Alder", "Amadi", "Barrow", "Bergen", "Castell", "Chande", "Corbin", "Dahl", "Demir", "Duval", "Eklund"),
    *("Farrow", "Fontes", "Garland", "Gruber", "Halloran", "Hobbs", "Ibarra", "Ivers", "Jansen", "Kaplan", "Kovac"),
    *("Lacey", "Lindqvist", "Mbeki", "Mercer", "Moreau", "Nakata", "Novak", "Okoro", "Orsini", "Paget", "Petrov"),
    *("Quill", "Ramos", "Ritter", "Sato", "Sorrell", "Tanner", "Thorne", "Ueda", "Vance", "Weiss", "Yilmaz", "Zeller"),
)
_COMPANY = (
    *("Amberfield", "Birchgate", "Cinderhill", "Driftwood", "Elmstead", "Foxglove", "Gorsedale", "Hawksmoor"),
    *("Ironbark", "Juniper", "Kingfisher", "Larkspur", "Millrace", "Nettlecombe", "Oxbow", "Pinecrest", "Quarryside"),
    *("Ravenscar", "Silverbrook", "Thistledown", "Umberland", "Vinegrove", "Willowmere", "Yarrowfield"),
)
_KINDS = ("Group", "Works", "Partners", "Holding", "Union", "Company")
_GRADES = (
    (r"chief|c[a-z]o|founder|owner|chair\w*|(?<!vice )(?<!vice-)president|managing director|partner", "Top level"),
    (r"vice|[se]?vp|director|head|dean|general manager", "Upper level"),
    (r"manager|lead|leader|supervisor|foreman|coordinator|chef", "Middle level"),
)
"""By what English words in a title, in this order, its neutral title is found; any other title is `_OTHERS`."""
_OTHERS = "Working level"
_DAY = r"\d{4}-\d\d-\d\d"
_FACT = "(roles|mindset|degree|business_result|personal_win)"
CAUSE = re.compile(
    rf"mindset: (even_keel|overconfident)|(tested|tested and answered|proposed): version \d+|thanks: (yes|no)"
    rf"|(thanks: closed on|levels: contacted: last contact|announced: (in role from|reorganizes on)) {_DAY}"
    rf"|missing_influences: (economic|user|technical|coach)|red_flags: missing_information: {_FACT}(, {_FACT})*"
    rf"|red_flags: (uncontacted: never contacted|uncertain_information: marked as uncertain)"
    rf"|red_flags: (uncontacted: last contact|new_to_job: in role since|reorganization: reorganized on) {_DAY}"
)
"""The cause of an action, as the plan says it, where it quotes nobody: such words and days are kept."""
_QUOTING = {
    "priorities: ": (("options", "option"),),
    "proposal_fit: open: ": (("influences", "business_result"), ("influences", "personal_win")),
}
"""How a cause begins that quotes a text, and where that text stands."""
_SIGNS = "bcdfghjkmnpqrstvwxz"  # without vowels, so that no code is a word


def pseudonymized(tables: Mapping[str, pd.DataFrame], seed: int) -> Frames:
    """Give the tables of a book under other names; `Book.pseudonymized` says how.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The ten tables of a valid book.
    seed : int
        The same seed gives the same names.

    Returns
    -------
    dict of str to pandas.DataFrame
        Tables that are a valid book again.

    Raises
    ------
    TypeError
        If the seed is not a whole number.
    """
    if not isinstance(seed, int):
        raise TypeError(f"seed: expected a whole number such as 1, got {type(seed).__name__}")
    names = _Names(tables, seed)
    return {name: names.table(name) for name in TABLES}


class _Names:
    """What each text of a book is replaced by; made once a book, asked for column after column."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], seed: int) -> None:
        self._tables = tables
        self._random = random.Random(seed)  # noqa: S311  (names in a workshop are no secrets to be guessed)
        self._banned = _originals(tables)
        self._sizes: dict[str, set[int]] = {}  # how long the originals are, by how they start
        for text in self._banned:
            self._sizes.setdefault(text[:SHORTEST], set()).add(len(text))
        self._ids = {noun: self._codes(noun, texts) for noun, texts in _ids(tables).items()}
        written = set(tables["objectives"]["objective_id"])
        implied = self._ids["objectives"].keys() - written  # the one objective of an account without any has its id
        self._ids["objectives"] |= {id_: self._ids["accounts"][id_] for id_ in implied}
        self._persons = self._one_each(_texts(tables, PERSONS), self._person_names())
        self._companies = self._one_each(_texts(tables, {("accounts", "name")}), self._company_names())
        self._mentioned = _Mentions(self._persons)
        self._written: dict[tuple[str, str], dict[str, str]] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Give one table with everything replaced that must be."""
        frame, design = self._tables[name], TABLES[name]
        done: dict[str, pd.Series] = {}
        for column in design.columns:
            cells = frame[column.name]
            if column.kind is Kind.ID:
                done[column.name] = self._replaced(cells, self._ids[_noun(name, column.name)])
            elif column.kind is Kind.TEXT:
                done[column.name] = self._text_column(name, column.name, frame)
            else:
                done[column.name] = cells
        extra, used = 0, set[str]()
        for header in frame.columns[len(design.columns) :]:
            if name == "people" and header in POSITIONS and _numbers_only(frame[header]):
                done[header] = frame[header]
            else:
                extra += 1
                known = frame[header].map(str, na_action="ignore").astype("str")
                done[self._first([f"extra_{extra}"], used)] = self._replaced(known, self._neutral(known, "Entry"))
        return pd.DataFrame(done, index=frame.index)

    def _text_column(self, name: str, column: str, frame: pd.DataFrame) -> pd.Series:
        cells = frame[column]
        match name, column:
            case "accounts", "name":
                by = {text: self._companies[_same(text)] for text in _unique(cells)}
            case "people", "title":
                by = self._titles(cells)
            case "people", "email":
                by = self._emails(frame)
            case "actions", "because":
                by = self._causes(cells)
            case place if place in PERSONS:
                by = {text: self._persons[_same(text)] for text in _unique(cells)}
            case "objectives", "name":
                by = self._neutral(cells, "Objective")
            case _:
                by = self._written[name, column] = self._neutral(cells, TABLES[name][column].label)
        return self._replaced(cells, by)

    @staticmethod
    def _replaced(cells: pd.Series, by: Mapping[str, str]) -> pd.Series:
        return cells.map(by, na_action="ignore").astype("str")

    # How replacements are found. Whatever holds an original text is passed over.

    def _allowed(self, text: str) -> bool:
        low = text.casefold()
        for start in range(len(low) - SHORTEST + 1):
            for size in self._sizes.get(low[start : start + SHORTEST], ()):
                if low[start : start + size] in self._banned:
                    return False
        return True

    def _first(self, candidates: Iterable[str], used: set[str]) -> str:
        """The first candidate that holds no original and is not used yet; else a code that means nothing."""
        for text in itertools.chain(candidates, self._meaningless()):
            if text not in used and self._allowed(text):
                used.add(text)
                return text
        raise AssertionError  # codes grow without end

    def _meaningless(self) -> Iterator[str]:
        for size in itertools.count(5):
            for _ in range(4 * size):
                yield "".join(self._random.choices(_SIGNS, k=size))

    def _codes(self, noun: str, texts: set[str]) -> dict[str, str]:
        """Ids of letters, in the order of the ids that they stand for."""
        size, start = 4 + len(str(len(texts))), f"{noun[0]}-"
        codes: set[str] = set()
        for _ in range(50):
            signs = "".join(self._random.choices(_SIGNS, k=size * (len(texts) - len(codes))))
            codes.update(filter(self._allowed, (start + signs[i : i + size] for i in range(0, len(signs), size))))
        while len(codes) < len(texts):
            self._first([], codes)
        return dict(zip(sorted(texts), sorted(codes), strict=True))

    def _one_each(self, texts: Iterable[str], candidates: Iterator[str]) -> dict[str, str]:
        used: set[str] = set()
        return {text: self._first(candidates, used) for text in dict.fromkeys(map(_same, texts))}

    def _person_names(self) -> Iterator[str]:
        pairs = [f"{first} {family}" for first in _FORENAMES for family in _FAMILY]
        yield from self._random.sample(pairs, len(pairs))
        yield from (pair.replace(" ", f" {sign.upper()}. ") for sign in _SIGNS for pair in pairs)

    def _company_names(self) -> Iterator[str]:
        pairs = [f"{first} {kind}" for first in _COMPANY for kind in _KINDS]
        yield from self._random.sample(pairs, len(pairs))
        yield from (f"{pair} {number}" for number in range(2, 1_000) for pair in pairs)

    def _titles(self, cells: pd.Series) -> dict[str, str]:
        """One neutral title a level; people of one level have the same."""
        levels = {text: _grade(text) for text in _unique(cells)}
        used: set[str] = set()
        neutral = {level: self._first([level], used) for level in dict.fromkeys(levels.values())}
        return {text: neutral[level] for text, level in levels.items()}

    def _emails(self, people: pd.DataFrame) -> dict[str, str]:
        """An address made of the pseudonym; a shared one is made of its first holder's."""
        renamed: dict[str, str] = {}
        used: set[str] = set()
        for address, name in people[["email", "name"]].dropna().itertuples(index=False):
            if address not in renamed:
                stem = re.sub(r"[^a-z]+", ".", self._persons[_same(name)].casefold()).strip(".")
                numbered = (f"{stem}{number}@example.org" for number in itertools.islice(itertools.count(2), 50))
                renamed[address] = self._first([f"{stem}@example.org", *numbered], used)
        return renamed

    def _causes(self, cells: pd.Series) -> dict[str, str]:
        """Keep the causes of actions, so that what was done or dropped is not suggested again; the rest is neutral."""
        reasons = self._neutral(cells, "Because")
        for text in reasons:
            for start, places in _QUOTING.items():
                quoted = (self._written[place].get(text.removeprefix(start)) for place in places)
                reason = next(filter(None, quoted), None)
                if text.startswith(start) and reason and self._allowed(start + reason):
                    reasons[text] = start + reason
        return reasons | {text: text for text in reasons if CAUSE.fullmatch(text)}

    def _neutral(self, cells: pd.Series, noun: str) -> dict[str, str]:
        """A text that says what it stands for and whom the original mentioned."""
        texts = _unique(cells)
        numbers = self._random.sample(range(1, len(texts) + 1), len(texts))
        renamed: dict[str, str] = {}
        used: set[str] = set()
        for text, number in zip(texts, numbers, strict=True):
            people = ", ".join(self._mentioned.by(text))
            about = f" (about {people})" if people else ""
            tries = itertools.islice(itertools.count(number, len(texts)), 20)
            bare = [f"{noun} {number}"] if people else []
            renamed[text] = self._first([*(f"{noun} {number}{about}" for number in tries), *bare], used)
        return renamed


class _Mentions:
    """Finds whom a text mentions: by the whole name, or by a part of it that only one person bears."""

    def __init__(self, persons: Mapping[str, str]) -> None:
        self._full: dict[str, list[tuple[list[str], str]]] = {}
        bearers: dict[str, set[str]] = {}
        for name, pseudonym in persons.items():
            words = _words(name)
            if words:
                self._full.setdefault(words[0], []).append((words, pseudonym))
            for word in words:
                if len(word) >= SHORTEST:
                    bearers.setdefault(word, set()).add(pseudonym)
        self._part = {word: next(iter(those)) for word, those in bearers.items() if len(those) == 1}

    def by(self, text: str) -> list[str]:
        """The pseudonyms of those whom a text mentions, in the order of mention, each once."""
        words = _words(text)
        result: dict[str, None] = {}
        for index, word in enumerate(words):
            whole = [who for name, who in self._full.get(word, ()) if words[index : index + len(name)] == name]
            if who := whole[0] if whole else self._part.get(word):
                result[who] = None
        return list(result)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _same(name: str) -> str:
    """A name so that what people would call the same is the same: capitals and spaces do not count."""
    return " ".join(name.casefold().split())


def _grade(title: str) -> str:
    low = title.casefold()
    return next((level for pattern, level in _GRADES if re.search(rf"\b(?:{pattern})\b", low)), _OTHERS)


def _noun(table: str, column: str) -> str:
    """The table whose rows a column of ids names."""
    return TABLES[table][column].refers_to or table


def _ids(tables: Mapping[str, pd.DataFrame]) -> dict[str, set[str]]:
    """The ids of each noun, wherever they stand. An account without objectives and its implied one have one id."""
    texts: dict[str, set[str]] = {}
    for name, column in _columns(Kind.ID):
        texts.setdefault(_noun(name, column), set()).update(_unique(tables[name][column]))
    return texts


def _unique(texts: pd.Series) -> list[str]:
    """Give the different texts of a column, in its order."""
    return list(texts.dropna().drop_duplicates().to_numpy(object))


def _columns(*kinds: Kind) -> Iterator[tuple[str, str]]:
    for name, table in TABLES.items():
        for column in table.columns:
            if column.kind in kinds:
                yield name, column.name


def _texts(tables: Mapping[str, pd.DataFrame], places: set[tuple[str, str]]) -> list[str]:
    """The different texts of some columns, in the order of the book."""
    columns = [_unique(tables[name][column]) for name, column in _columns(Kind.TEXT) if (name, column) in places]
    return list(dict.fromkeys(itertools.chain.from_iterable(columns)))


def _originals(tables: Mapping[str, pd.DataFrame]) -> set[str]:
    """What no replacement may hold: every id and text, every word of a name, every header of an unknown column."""
    texts: set[str] = set()
    for name, column in _columns(Kind.ID, Kind.TEXT):
        texts.update(_unique(tables[name][column]))
    for name, table in TABLES.items():
        for header in tables[name].columns[len(table.columns) :]:
            texts.update(map(str, [*tables[name][header].dropna().unique(), header]))
    for text in _texts(tables, PERSONS | {("accounts", "name"), ("people", "email")}):
        texts.update(_words(text))
    return {low for text in texts if len(low := text.casefold()) >= SHORTEST}


def _numbers_only(cells: pd.Series) -> bool:
    return bool(pd.to_numeric(cells.dropna(), errors="coerce").notna().all())
