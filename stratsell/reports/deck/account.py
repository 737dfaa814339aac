"""An account on slides: aim, map, coverage, red flags with what to do, plan, options, whose needs they answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from stratsell.dates import spoken
from stratsell.objective_view import ObjectiveView, Person
from stratsell.reports.brief import BriefWriter
from stratsell.reports.deck.deck import Deck, Table
from stratsell.reports.deck.maps import add_maps
from stratsell.rules.findings import records
from stratsell.rules.priorities import MOST_FIT
from stratsell.rules.proposition_changes import FIELDS
from stratsell.text import clean, number
from stratsell.vocabulary import Action, Fit, Level, OptionSource, Role

MOST, MOST_NAMES = 24, 8
"""How many rows of a table, and names in a cell, are shown; what is left out is counted."""

_NOT_KNOWN = "not known"

QUOTES = {
    "objective": "one single, specific, measurable, time-lined, outcome-focused objective",
    "coverage": "while some can say 'Yes' or 'No,' all can say 'Thank you",
    "red flags": "missing pieces of information, uncertainty about information, any uncontacted influencer, "
    "influencers new to the job, reorganizations",
    "plan": "Utilize two-way conversations, not presentations",
    "options": "Be open to any possible solution from any possible source",
    "proposal": "Marry your collective final proposition with decision-makers' specific needs and mindset",
}
"""What the article says, for whoever speaks."""


def add_account(deck: Deck, views: list[ObjectiveView]) -> None:
    """Add the slides of an account: a title, then those of each of its objectives."""
    first = views[0]
    about = [view.objective_name for view in views if view.objective_name][:4]
    owner = f"{first.owner} is responsible for the account" if first.owner else ""
    deck.opening(first.account_name, [*about, " · ".join(filter(None, (spoken(first.day), owner)))])
    for view in views:
        _Objective(deck, view, several=len(views) > 1).add()


class _Objective:
    """Adds the slides of one objective."""

    def __init__(self, deck: Deck, view: ObjectiveView, *, several: bool) -> None:
        self.deck, self.view, self.writer = deck, view, BriefWriter(view)
        self.which = f": {view.objective_name}" if several else ""  # no two slides have the same title
        self.footer = " · ".join(filter(None, (view.account_name, view.objective_name, spoken(view.day))))

    def add(self) -> None:
        """Add them, in the order in which an account is talked about."""
        facts = tuple((label, text) for label, text in self.writer.facts() if text)
        if facts:
            self._table("Objective", "objective", Table(("Asked", "What we know"), (0.2, 0.8), facts))
        add_maps(self.deck, self.view, self.which, self.footer)
        self._coverage()
        self._flags()
        self._plan()
        self._options()
        self._proposal()

    def _table(self, title: str, quote: str, table: Table, above: list[str] | None = None, notes: str = "") -> None:
        notes = "\n".join(filter(None, (f"“{QUOTES[quote]}”", notes)))
        heads, many = list(above or ()), len(table.rows)
        if many > MOST:
            heads.append(f"These are the first {MOST} of {many:,} rows; the explorer shows all.")
            table = replace(table, rows=table.rows[:MOST])
        self.deck.tables(title + self.which, table, above=heads, notes=notes, footer=self.footer)

    def _coverage(self) -> None:
        view = self.view
        rows = []
        for role, level in view.coverage.items():
            held = [person for person in view.influences if role in person.roles]
            gap = next((gap for gap in view.gaps if gap.role == role), None)
            maybe = [view.people[person.person_id].name for person in gap.candidates if person.person_id] if gap else []
            held.sort(key=lambda person: -person.level)  # stable: of equals the first of the book
            who = ", ".join(f"{holder.name} ({holder.level.label.lower()})" for holder in held[:MOST_NAMES])
            who += f" and {len(held) - MOST_NAMES} more" if len(held) > MOST_NAMES else ""
            nobody = "nobody is known" + (f"; maybe {' or '.join(maybe[:2])}" if maybe else "")
            dots = "●" * level + "○" * (max(Level) - level)
            rows.append((f"{role.glyph} · {role.label}: {role.definition}", f"{dots} {level.label}", who or nobody))
        levels = [person.level for person in view.influences]
        contacted = sum(level >= Level.CONTACTED for level in levels)
        above = f"{len(levels)} stakeholders, {contacted} contacted, {levels.count(Level.THANKED)} thanked"
        notes = "; ".join(f"{level.label}: {level.definition}" for level in Level)
        table = Table(("Role", "Level", "Who"), (0.36, 0.16, 0.48), tuple(rows))
        self._table(f"Coverage {100 * view.score:.0f} %", "coverage", table, [above], notes)

    def _flags(self) -> None:
        view = self.view
        rows = []
        for person_id in dict.fromkeys(flag.person_id for flag in view.flags):
            mine = [flag for flag in view.flags if flag.person_id == person_id]
            who = view.people[person_id].name if person_id else "The whole account"
            rows.append((who, "; ".join(flag.text for flag in mine), self._remedy(person_id)))
        kinds = dict.fromkeys(flag.flag for flag in view.flags)
        notes = "\n".join(f"{kind.label}: {kind.definition}" for kind in kinds)
        table = Table(("Who", "Red flags", "What to do"), (0.18, 0.36, 0.46), tuple(rows))
        none = [] if rows else [view.unless_closed("No red flags.")]
        self._table(f"Red flags: {len(view.flags)}" if rows else "Red flags", "red flags", table, none, notes)

    def _remedy(self, person_id: str) -> str:
        """What the plan does about somebody's flags, or about those of the whole account."""
        mine = [row for row in self.view.plan if (row["person_id"] or "") == person_id]
        if not mine:
            return "nothing is planned yet"
        row = mine[0]
        label, message = Action(row["action"]).label, _text(row["message"])
        doing = message if message.startswith(label) else f"{label}: {message}"
        return f"{doing} ({self._owner(row)}, {spoken(row['due_on'])})"

    def _owner(self, row: dict[str, Any]) -> str:
        return _text(row["seller"]) or self.writer.name(row["with_whom"]) or "nobody yet"

    def _plan(self) -> None:
        rows = tuple(
            (
                Action(row["action"]).label,
                self.writer.whom(row),
                self._owner(row),
                spoken(row["due_on"]) + (" (overdue)" if row["overdue"] else ""),
                _text(row["message"]),
            )
            for row in self.view.plan
        )
        notes = "\n".join(
            f"{self.writer.whom(row)}: {_text(row['reason']).replace('_', ' ')}" for row in self.view.plan
        )
        columns = ("What", "With whom", "Owner", "By", "What to say or ask")
        none = [] if rows else [self.view.unless_closed("Nothing to do: nobody is waiting for us.")]
        self._table("Plan", "plan", Table(columns, (0.11, 0.16, 0.14, 0.15, 0.44), rows), none, notes)

    def _options(self) -> None:
        view = self.view
        rows = sorted(records(view.part.tables["options"]), key=lambda row: -1.0 if row["fit"] is None else row["fit"])
        options = [(_text(row["option"]), OptionSource(row["source"]).label, _fit(row["fit"])) for row in rows[::-1]]
        if all(row["source"] != OptionSource.DO_NOTHING for row in rows):
            options.append(("Leave things as they are", OptionSource.DO_NOTHING.label, "not weighed yet"))
        advice = [_text(row["advice"]) for row in view.rows("priorities")]
        table = Table(
            ("What could be done", "By whom", "How well it helps, 0 to 5"), (0.56, 0.18, 0.26), tuple(options)
        )
        self._table("Options", "options", table, advice)

    def _proposal(self) -> None:
        view = self.view
        versions = records(view.part.tables["propositions"].sort_values("version"))
        current = versions[-1] if versions else {}
        above = [f"{name.capitalize()}: {_text(current[name])}" for name in FIELDS if current and _text(current[name])]
        fits = view.rows("proposal_fit")
        rows = tuple(self._need(view.people[row["person_id"]], row) for row in fits)
        columns = ("Who", "Answered?", "Business result", "Personal win", "How the proposal answers it")
        none = [] if rows else [view.unless_closed("Nobody is known to have a part in this objective.")]
        title = f"Proposal, version {current['version']}" if current else "Proposal"
        table = Table(columns, (0.16, 0.13, 0.22, 0.22, 0.27), rows)
        self._table(title, "proposal", table, [*above, *none], "\n".join(self._mindsets()))

    @staticmethod
    def _need(who: Person, row: dict[str, Any]) -> tuple[str, ...]:
        needs = (_text(row[name]) or _NOT_KNOWN for name in ("business_result", "personal_win"))
        return who.name, Fit(row["status"]).label, *needs, _text(row["answer"]) or "not yet"

    def _mindsets(self) -> Iterator[str]:
        for person in self.view.influences:
            roles = ", ".join(role.label.lower() for role in Role if role in person.roles)
            mindset = f"{person.mindset.label}: {person.mindset.definition}" if person.mindset else "mindset not known"
            yield f"{person.name} ({roles}): {mindset}"


def _fit(fit: float | None) -> str:
    """A fit as dots and as a number."""
    if fit is None:
        return "not weighed yet"
    return f"{'●' * int(fit)}{'◐' * (fit % 1 > 0)}{'○' * int(MOST_FIT - fit)} {number(fit)}"


def _text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""
