"""The kinds of question: what each asks about a case, and what the rules say is right.

A new kind is a function here, and its record in `KINDS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
import yaml

from stratsell.book import Book
from stratsell.book.tables import TABLES
from stratsell.errors import BookError
from stratsell.exercises.frontmatter import Mapping as Written
from stratsell.exercises.question import NONE, Answers, Item, Line, Mark, Pick, Question
from stratsell.rules.check_objectives import check_objectives
from stratsell.rules.coverage import levels
from stratsell.rules.engine import rows_of, tables_of
from stratsell.rules.findings import records
from stratsell.rules.introductions import introduction_steps, introductions
from stratsell.rules.missing_influences import missing_influences
from stratsell.rules.red_flags import RedFlag, red_flags
from stratsell.vocabulary import FlagSource, Level, Mindset, Mode, ObjectiveTest, Role, words_of
from stratsell.word import Word

ACCOUNT = "account"
"""The item that stands for the whole account."""

UNKNOWN = Pick("unknown", "Unknown", "the case does not say")


class Asked(NamedTuple):
    """What an exercise's file says of a question, and the case that it is about.

    Attributes
    ----------
    book : Book
        The case in tables.
    objective_id : str
        The objective that it is about.
    as_of : datetime.date
        Its day.
    kind, ask, hint, debrief : str
        As written; blank for none.
    people : tuple of str
        The ids of those whom it asks about; empty for all with a part in the objective.
    why : mapping of str to str
        What to say besides, by item.
    also : mapping of str to mapping of str to str
        What can be defended as well, by item and word, with what to say of it.
    more : mapping of str to object
        What only this kind has: ``options`` of a choice, ``answer`` of conversations, ``words`` and ``pairs`` of a
        match.
    """

    book: Book
    objective_id: str
    as_of: dt.date
    kind: str
    ask: str
    hint: str
    debrief: str
    people: tuple[str, ...]
    why: Mapping[str, str]
    also: Mapping[str, Mapping[str, str]]
    more: Mapping[str, Any]

    def influences(self) -> list[dict[str, Any]]:
        """The rows of influences that the question is about."""
        rows = records(self.book.tables["influences"])
        mine = [row for row in rows if row["objective_id"] == self.objective_id]
        return [row for row in mine if not self.people or row["person_id"] in self.people]

    def person_items(self) -> tuple[Item, ...]:
        """Those whom it asks about, with their titles."""
        people = {row["person_id"]: row for row in records(self.book.tables["people"])}
        holders = [people[row["person_id"]] for row in self.influences()]
        return tuple(Item(row["person_id"], row["name"], row["title"] or "") for row in holders)

    def question(self, default: str, reasons: Mapping[str, Iterable[str]] | None = None, **grid: Any) -> Question:
        """Make the question; `reasons` are what the rules say of an item, before what the file says."""
        items = grid["items"]
        why = {
            item.key: (*(reasons or {}).get(item.key, ()), *([self.why[item.key]] if item.key in self.why else []))
            for item in items
        }
        ask = self.ask or default
        grid.setdefault("also", self.also)
        return Question(kind=self.kind, ask=ask, hint=self.hint, debrief=self.debrief, why=why, **grid)


def role_holders(book: Book, objective_id: str, role: Role) -> list[str]:
    """The names of those who hold a role, in the order of influences."""
    rows = book.tables["influences"]
    rows = rows[rows["objective_id"] == objective_id]
    names = book.tables["people"].set_index("person_id")["name"]
    return [str(names[who]) for who, cell in zip(rows["person_id"], rows["roles"].fillna(""), strict=True)
            if role.value in words_of(cell)]  # fmt: skip


def picks_of(words: Iterable[Word]) -> tuple[Pick, ...]:
    """The words of a vocabulary, with their definitions."""
    return tuple(Pick(word.value, word.label, word.definition) for word in words)


def _roles(asked: Asked) -> Question:
    wanted = {
        row["person_id"]: tuple(role.value for role in Role if role.value in words_of(row["roles"] or ""))
        for row in asked.influences()
    }
    return asked.question(
        "Which parts does each person play in this decision? One person may play several.",
        items=asked.person_items(),
        picks=picks_of(Role),
        many=True,
        wanted=wanted,
    )


def _mindsets(asked: Asked) -> Question:
    wanted = {row["person_id"]: (row["mindset"] or UNKNOWN.value,) for row in asked.influences()}
    return asked.question(
        "How does each person see the present?",
        items=asked.person_items(),
        picks=(*picks_of(Mindset), UNKNOWN),
        wanted=wanted,
    )


def _missing_influences(asked: Asked) -> Question:
    frame = missing_influences(asked.book, as_of=asked.as_of)
    missing = {row["role"]: row for row in records(frame) if row["objective_id"] == asked.objective_id}
    reasons = {}
    for role in Role:
        if role.value not in missing:
            reasons[role.value] = [f"{', '.join(role_holders(asked.book, asked.objective_id, role))}."]
        elif reason := missing[role.value]["reason"]:
            reasons[role.value] = [f"Look first here: {reason}."]
    return asked.question(
        "Which roles does nobody hold who is known to us?",
        reasons,
        items=tuple(Item(role.value, role.label, role.definition) for role in Role),
        picks=(Pick("held", "Held", "we know somebody who holds it"), Pick("missing", "Missing", "nobody we know")),
        wanted={role.value: ("missing" if role.value in missing else "held",) for role in Role},
    )


def _red_flags(asked: Asked) -> Question:
    known = [flag for flag in RedFlag if flag.source is FlagSource.ARTICLE]  # what practice adds is not on the page
    flags = [row for row in records(red_flags(asked.book, as_of=asked.as_of))
             if row["objective_id"] == asked.objective_id and row["flag"] in known]  # fmt: skip
    account = asked.book.tables["accounts"]["name"].iloc[0]
    items = (Item(ACCOUNT, str(account), "the whole account"), *asked.person_items())
    wanted: dict[str, tuple[str, ...]] = {item.key: () for item in items}
    reasons: dict[str, list[str]] = {}
    for row in flags:
        key = row["person_id"] or ACCOUNT
        if key in wanted:
            wanted[key] += (row["flag"],)
            reasons.setdefault(key, []).append(f"{RedFlag(row['flag']).label}: {row['detail'].replace('_', ' ')}.")
    return asked.question(
        "Which red flags do you see? None is an answer, too.",
        reasons,
        items=items,
        picks=picks_of(known),
        many=True,
        wanted=wanted,
    )


def _choice(asked: Asked) -> Question:
    options = asked.more["options"]
    right = tuple(str(index) for index, option in enumerate(options) if option["right"])
    return asked.question(
        "What is best?",
        items=(Item("answer", "Your answer"),),
        picks=tuple(Pick(str(index), option["text"]) for index, option in enumerate(options)),
        notes={str(index): option["why"] for index, option in enumerate(options) if option["why"]},
        many=len(right) > 1,
        wanted={"answer": right},
        also={"answer": {str(index): option["why"] for index, option in enumerate(options) if option["defensible"]}},
    )


def _match(asked: Asked) -> Question:
    """Sentences, each of which is to be given one of some words."""
    pairs = asked.more["pairs"]
    keys = [str(index) for index in range(len(pairs))]
    return asked.question(
        "Which word goes with each?",
        {key: [pair["why"]] for key, pair in zip(keys, pairs, strict=True) if pair["why"]},
        items=tuple(Item(key, pair["text"]) for key, pair in zip(keys, pairs, strict=True)),
        picks=tuple(Pick(word, _label(word), meaning) for word, meaning in asked.more["words"].items()),
        wanted={key: (pair["answer"],) for key, pair in zip(keys, pairs, strict=True)},
        also={key: pair["also"] for key, pair in zip(keys, pairs, strict=True)},
    )


def _label(word: str) -> str:
    known = next((candidate for words in WORDS.values() for candidate in words if candidate == word), None)
    return known.label if known else word.replace("_", " ").capitalize()


def _introductions(asked: Asked) -> Question:
    """Whom to ask first, for everybody whom somebody who knows us can lead us to."""
    tables = tables_of(asked.book)
    frame = introductions(asked.book, as_of=asked.as_of)
    routes = {row["person_id"]: row for row in records(frame) if row["start_id"]}
    names = {row["person_id"]: row["name"] for row in records(asked.book.tables["people"])}
    spoken = records(levels(asked.book, as_of=asked.as_of))
    known = [row["person_id"] for row in spoken if row["level"] >= Level.CONTACTED]
    items = tuple(item for item in asked.person_items() if item.key in routes)
    steps = {
        row["person_id"]: row["steps"] for row in rows_of(tables, introduction_steps(tables, as_of=asked.as_of))[0]
    }
    reasons = {
        who: [" → ".join(names[step] for step in steps[who]) + (", our coach first." if row["via_coach"] else ".")]
        for who, row in routes.items()
    }
    return asked.question(
        "Nobody has spoken with them lately. Whom do you ask first for an introduction?",
        reasons,
        items=items,
        picks=tuple(Pick(who, names[who]) for who in known),
        wanted={item.key: (routes[item.key]["start_id"],) for item in items},
    )


def _conversations(asked: Asked) -> Question:
    wanted: Mapping[str, str] = asked.more["answer"]
    items = asked.person_items()
    return asked.question(
        f"You have time for {len(wanted)} conversations. With whom, and how?",
        items=items,
        picks=(Pick(NONE, "Not now", "somebody else comes first"), *picks_of(Mode)),
        most=len(wanted),
        wanted={item.key: (wanted.get(item.key, NONE),) for item in items},
    )


FIELDS = ("name", "problem", "outcome", "metric", "baseline", "target", "due_on")
"""The columns of an objective that a participant writes."""

SAYS: dict[ObjectiveTest, tuple[str, ...]] = {
    ObjectiveTest.SPECIFIC: ("name",),
    ObjectiveTest.MEASURABLE: ("metric", "baseline", "target"),
    ObjectiveTest.TIME_LINED: ("due_on",),
    ObjectiveTest.OUTCOME_FOCUSED: ("outcome",),
    ObjectiveTest.OTHER_FOCUSED: ("name", "problem"),
}
"""What each test looks at. A case has one objective, so `single` is not asked."""


@dataclass(frozen=True, kw_only=True)
class Rewrite(Question):
    """A form to write an objective in, marked by `check_objectives`.

    Attributes
    ----------
    fields : tuple of dict
        name, label, note and value (what stands there at first) of each field.
    as_of : datetime.date
        The day of the case.
    """

    fields: tuple[Mapping[str, str], ...] = ()
    as_of: dt.date = field(default=dt.date.min)

    def form(self) -> dict[str, Any]:
        """What a page needs to ask the question."""
        return {**super().form(), "fields": [dict(part) for part in self.fields]}

    def marked(self, answers: Answers) -> list[Mark]:
        """Mark what was written, a test at a time; ValueError if a field holds what no objective may hold."""
        written = {name: " ".join(answers.get(name, ())).strip() for name in FIELDS}
        row = {name: text or None for name, text in written.items()}
        row |= {"objective_id": "objective", "account_id": ACCOUNT, "name": row["name"] or "-"}
        tables = {"accounts": {"account_id": [ACCOUNT], "name": [ACCOUNT]}, "people": _NOBODY, "influences": _NO_PART}
        frames = {name: pd.DataFrame(columns, dtype="str") for name, columns in tables.items()}
        try:
            book = Book({**frames, "objectives": pd.DataFrame([row], dtype="str")})
        except BookError as error:
            faults = (f"{TABLES['objectives'][fault.column].label}: {_of(fault)}" for fault in error.faults)
            raise ValueError(" ".join(faults)) from None
        tests = {row["test"]: row for row in records(check_objectives(book, as_of=self.as_of))}
        return [_tested(tests[test], _texts_of(written, names)) for test, names in SAYS.items()]


_NOBODY: dict[str, list[str]] = {"person_id": [], "account_id": [], "name": []}
_NO_PART: dict[str, list[str]] = {"objective_id": [], "person_id": []}


def _of(fault: Any) -> str:
    return f"“{fault.value}” {fault.problem}; allowed: {fault.allowed}."


def _texts_of(written: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(written[name] for name in names if written[name])


def _tested(row: Mapping[str, Any], texts: tuple[str, ...]) -> Mark:
    test = ObjectiveTest(row["test"])
    reason = row["reason"][0].upper() + row["reason"][1:]
    lines = [Line("right" if row["passed"] else "wrong", f"{reason}.")]
    if row["advice"]:
        lines.append(Line("advice", row["advice"]))
    return Mark(Item(test.value, test.label, test.definition), texts, (), bool(row["passed"]), tuple(lines))


def _objective(asked: Asked) -> Question:
    rows = records(asked.book.tables["objectives"])
    row = next((row for row in rows if row["objective_id"] == asked.objective_id), {})
    design = TABLES["objectives"]
    fields = tuple(
        {"name": name, "label": design[name].label, "note": design[name].doc, "value": _cell(row.get(name)),
         "long": "yes" if design[name].long or name == "name" else ""}
        for name in FIELDS
    )  # fmt: skip
    items = tuple(Item(test.value, test.label, test.definition) for test in SAYS)
    return Rewrite(
        kind=asked.kind,
        ask=asked.ask or "Write a better objective.",
        hint=asked.hint,
        debrief=asked.debrief,
        items=items,
        fields=fields,
        as_of=asked.as_of,
    )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return str(value.date())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _answer(spec: Written, book: Book) -> dict[str, str]:
    """Whom to meet and how, which no rule can tell of a case in prose."""
    known = [str(who) for who in book.tables["influences"]["person_id"]]
    answer = Written(spec.node("answer"), spec.faults, known, spec.first, spec.place("answer"))
    modes = {who: answer.word(who, [mode.value for mode in Mode]) for who in answer}
    if not modes:
        spec.faults.add(
            spec.line_of("answer"),
            "is missing: say whom to meet and how",
            place=spec.place("answer"),
            allowed="person: mode",
        )
    return modes


def _options(spec: Written, _: Book) -> list[dict[str, Any]]:
    options = [
        {"text": option.text("text", required=True), "why": option.text("why")}
        | {flag: option.flag(flag) for flag in ("right", "defensible")}
        for option in spec.mappings("options", ("text", "right", "defensible", "why"), f"{spec.what}, option")
    ]
    if len(options) < 2:
        spec.faults.add(
            spec.line_of("options"), "are fewer than two; a choice needs at least two", place=spec.place("options")
        )
    elif not any(option["right"] for option in options):
        spec.faults.add(
            spec.line_of("options"), "have no right answer; mark it with “right: true”", place=spec.place("options")
        )
    return options


WORDS: dict[str, type[Word]] = {"roles": Role, "mindsets": Mindset, "modes": Mode}
"""The vocabularies that a match may be about, by what a file calls them."""


def _words(spec: Written, _: Book) -> dict[str, str]:
    """Read the words of a match: the name of a vocabulary, or “word: what it means” lines."""
    if isinstance(spec.node("words"), yaml.ScalarNode):
        named = spec.word("words", WORDS)
        return {word.value: word.definition for word in WORDS[named]} if named else {}
    own = Written(spec.node("words"), spec.faults, (), spec.first, spec.place("words"))
    words = {word: own.text(word, required=True) for word in own}
    if len(words) < 2:
        allowed = f"{', '.join(WORDS)}, or “word: what it means” lines"
        spec.faults.add(spec.line_of("words"), "are fewer than two", place=spec.place("words"), allowed=allowed)
    return words


def _pairs(spec: Written, book: Book) -> list[dict[str, Any]]:
    """Read the sentences of a match and the word of each."""
    before = len(spec.faults.entries)
    words = list(_words(spec, book))
    del spec.faults.entries[before:]  # what is wrong with the words is told where they are read
    pairs = [
        {"text": pair.text("text", required=True), "answer": pair.word("answer", words), "why": pair.text("why")}
        | {"also": defended(pair, "also", words)}
        for pair in spec.mappings("pairs", ("text", "answer", "also", "why"), f"{spec.what}, pair")
    ]
    if not pairs:
        spec.faults.add(spec.line_of("pairs"), "are missing: say what is to be matched", place=spec.place("pairs"))
    return pairs


def defended(spec: Written, key: str, words: Iterable[str]) -> dict[str, str]:
    """Read which words can be defended as well, and what to say of each."""
    also = Written(spec.node(key), spec.faults, tuple(words), spec.first, spec.place(key))
    return {word: also.text(word, required=True) for word in also}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question.

    Attributes
    ----------
    make : callable
        Makes a question of what is asked.
    of_people : bool
        Whether its items are people.
    items : tuple of str
        What else its items are, as far as a file may say more of them.
    needs_people : bool
        Whether it is about people with a part in the objective.
    gives_away : str
        The column of influences that its answer is, so that it is not shown before; blank for none.
    hides_map : bool
        Whether a map would answer it.
    reads : mapping of str to callable
        What only this kind says in its file, by key, and how that is read.
    """

    make: Callable[[Asked], Question]
    of_people: bool = True
    items: tuple[str, ...] = ()
    needs_people: bool = True
    gives_away: str = ""
    hides_map: bool = False
    reads: Mapping[str, Callable[[Written, Book], object]] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    "roles": Kind(_roles, gives_away="roles", hides_map=True),
    "mindsets": Kind(_mindsets, gives_away="mindset", hides_map=True),
    "missing_influences": Kind(_missing_influences, of_people=False, items=tuple(Role), hides_map=True),
    "red_flags": Kind(_red_flags, items=(ACCOUNT,), hides_map=True),
    "introductions": Kind(_introductions),
    "conversations": Kind(_conversations, reads={"answer": _answer}),
    "objective": Kind(_objective, of_people=False, needs_people=False),
    "match": Kind(_match, of_people=False, needs_people=False, reads={"words": _words, "pairs": _pairs}),
    "choice": Kind(_choice, of_people=False, needs_people=False, reads={"options": _options}),
}
"""The kinds by the names that files call them by."""
