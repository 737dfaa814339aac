"""What the panel beside the map says, of one person or of the whole objective, as plain data.

A panel is a name, chips, what can be done, sections of lines and the coverage as bars. A line is a list of spans
(`stratsell.notebook.blocks`), each with the tone in which it is set and, where it names a person, whom a click on it
selects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stratsell.dates import spoken
from stratsell.notebook.blocks import Action, Line, Span, ask, name, span
from stratsell.objective_view import Flag, Introduction, ObjectiveView, Person, Relationship, Touchpoint
from stratsell.text import clean, number, strength_shown
from stratsell.vocabulary import Level, Role

MOST_TOUCHPOINTS = 5
"""How many conversations are listed, the latest ones."""

Json = dict[str, Any]


EMPTY: Json = {
    "name": "An empty book",
    "subtitle": [],
    "chips": [],
    "actions": [Action("Add an account", "new_account").to_dict()],
    "sections": [{"label": "", "tone": "", "lines": [[span("Add an account, then the people in it.", "muted")]]}],
    "bars": [],
    "close": False,
}
"""What is said where the book has no account yet."""


def panel(review: ObjectiveView, person_id: str = "") -> Json:
    """Say what is known of a person in an objective, or of the objective itself.

    Parameters
    ----------
    review : ObjectiveView
        The objective on a day.
    person_id : str, default ""
        The person; blank for the objective.

    Returns
    -------
    dict
        - name, subtitle (list of Span): the heading;
        - chips: list of dict with text, note and tone; of a mindset also its colour;
        - actions: list of dict as `stratsell.notebook.blocks.Action` gives them;
        - sections: list of dict with label, tone and lines (list of list of Span); a section and a span of the tone
          ``private`` were written for ourselves, and are not shown to others;
        - bars: list of dict with text, value (0 to 4), level and note, one per role;
        - close (bool): whether there is a person to leave.

    Raises
    ------
    KeyError
        If the account has no such person.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.objective_view import objective_view
    >>> book = ss.demo()
    >>> review = objective_view(book, objective_id="northwind-1", as_of="2026-11-23")
    >>> shown = panel(review, "nw-osei")
    >>> shown["name"], [chip["text"] for chip in shown["chips"]]
    ('Amara Osei', ['E Economic', '= Even keel', 'Influence high', 'Identified'])
    """
    about = _of_person(review, review.people[person_id]) if person_id else _of_objective(review)
    actions = _about_person(person_id) if person_id else _ABOUT_OBJECTIVE
    return {
        **about,
        "actions": [action.to_dict() for action in actions],
        "close": bool(person_id),
        "bars": _bars(review),
    }


_TEXTS = {"Problem": "problem", "Outcome": "outcome"}


def _about_person(person_id: str) -> list[Action]:
    about = {"person_id": person_id}
    return [
        Action("Edit", "edit", about),
        Action("Log a conversation", "log", about),
        Action("Connect", "relationship", about, "Add a relationship to somebody else"),
        Action("Remove", "remove", about),
    ]


_ABOUT_OBJECTIVE = [
    Action("Add a person", "add"),
    Action("Edit the objective", "objective"),
    Action("Edit the account", "account"),
    Action("New objective", "new_objective"),
    Action("New account", "new_account"),
]


def _of_person(review: ObjectiveView, person: Person) -> Json:
    sections = [
        _section("", _wants(person)) if person.level else _section("", [[span("no part in this objective", "muted")]]),
        _section("", _worries(person.flags)),
        _introduction(review, person),
        _section("Planned", [_touchpoint(touchpoint) for touchpoint in person.planned]),
        _section("Conversations", list(_touchpoints(person))),
        _section(
            "Relationships",
            [_relationship(review, person, edge) for edge in review.relationships_of.get(person.person_id, ())],
        ),
    ]
    return {
        "name": person.name,
        "subtitle": list(_place(review, person)),
        "chips": list(_chips(person)),
        "sections": [section for section in sections if section["lines"]],
    }


def _place(review: ObjectiveView, person: Person) -> Iterator[Span]:
    """Say what they are there, and whom they report to."""
    if person.title:
        yield span(person.title)
    managers = [review.people[id_] for id_ in person.managers if id_ in review.people]
    for index, manager in enumerate(managers):
        words = "and " if index else "· reports to " if person.title else "reports to "
        yield span((" " if index or person.title else "") + words)
        yield name(manager)


def _chips(person: Person) -> Iterator[Json]:
    for role in person.roles:
        yield {"text": f"{role.glyph} {role.label}", "note": role.definition, "tone": "role"}
    if not person.level:
        return
    if person.mindset:
        mindset = person.mindset
        text = f"{mindset.glyph} {mindset.label}"
        yield {"text": text, "note": mindset.definition, "tone": "mindset", "colour": mindset.colour.light}
    else:
        yield {"text": "? Mindset unknown", "note": "how they see the present; ask", "tone": "unknown"}
    if person.degree:
        yield {"text": f"Influence {person.degree.value}", "note": person.degree.definition, "tone": ""}
    yield {"text": person.level.label, "note": person.level.definition, "tone": ""}


def _wants(person: Person) -> list[Line]:
    lines = [
        [
            span(f"{label} ", "strong private"),
            span(text, "muted private") if text else span("not known yet", "bad private"),
        ]
        for label, text in (("Business result", person.business_result), ("Personal win", person.personal_win))
    ]
    if person.support is not None:
        tone = "good" if person.support > 0 else "bad" if person.support < 0 else "muted"
        lines.append([span("Support ", "strong"), span(f"{person.support:+g}" if person.support else "0", tone)])
    return lines


def _worries(flags: Sequence[Flag]) -> list[Line]:
    return [[span(f"⚑ {flag.flag.label}: {flag.detail}", "bad")] for flag in flags]


def _introduction(review: ObjectiveView, person: Person) -> Json:
    way = review.introductions.get(person.person_id)
    if way is None:
        return _section("", [])
    if not way.steps:
        return _section("Best introduction", [[span("nobody can introduce us yet", "muted")]])
    return _section("Best introduction", [_route(review, way), _asked(review, way)], "introduction")


def _route(review: ObjectiveView, way: Introduction) -> Line:
    line = [span(way.seller), span(" → ")] if way.seller else []
    for index, id_ in enumerate(way.steps):
        last = index == len(way.steps) - 1
        line.append(name(review.people[id_], "strong" if last else ""))
        if index == 0 and Role.COACH in review.people[id_].roles:
            line.append(span(" (coach)"))
        if not last:
            line.append(span(" → "))
    return line


def _asked(review: ObjectiveView, way: Introduction) -> Line:
    first = review.people[way.steps[0]].name
    return [
        span(f"strength {strength_shown(way.strength)} · ask ", "muted"),
        span(first, "muted"),
        span(" first", "muted"),
    ]


def _touchpoints(person: Person) -> Iterator[Line]:
    if not person.touchpoints:
        yield [span("none yet", "muted")]
    yield from (_touchpoint(touchpoint) for touchpoint in person.touchpoints[:MOST_TOUCHPOINTS])
    if (more := len(person.touchpoints) - MOST_TOUCHPOINTS) > 0:
        yield [span(f"and {more} before", "muted")]


def _touchpoint(touchpoint: Touchpoint) -> Line:
    mode = f" · {touchpoint.mode.label.lower()}" if touchpoint.mode else ""
    note = f"Edit the conversation of {spoken(touchpoint.on)} with {touchpoint.seller}"
    return [
        span(spoken(touchpoint.on), "strong"),
        span(f" · {touchpoint.seller}{mode} ", "muted"),
        ask(Action("edit", "log", {"touchpoint_id": touchpoint.touchpoint_id}, note)),
        *([span("\n" + touchpoint.learned, "private")] if touchpoint.learned else []),
    ]


def _relationship(review: ObjectiveView, person: Person, edge: Relationship) -> Line:
    """Say how a person is related to another, from their side."""
    ours = edge.source_id == person.person_id
    other = review.people[edge.target_id if ours else edge.source_id]
    strength = "" if edge.strength is None else f" · {edge.strength:g}"
    about = {"source_id": edge.source_id, "target_id": edge.target_id, "kind": edge.kind.value}
    return [
        span(f"{(edge.kind.label if ours else edge.kind.passive).lower()} ", "muted"),
        name(other),
        span(f"{strength} ", "muted"),
        ask(Action("edit", "relationship", about, f"Edit the relationship with {other.name}")),
        *([span("\n" + edge.notes, "private")] if edge.notes else []),
    ]


def _of_objective(review: ObjectiveView) -> Json:
    account, aim = review.account, review.objective
    words = {"industry": "", "owner": "owner "}
    about = [before + text for key, before in words.items() if (text := clean(account[key] or ""))]
    if review.objective_name:
        about = [review.account_name, *about]
    worries = [flag for flag in review.flags if not flag.person_id]
    sections = [
        _section("", [[span("This objective is closed. ", "strong"), *_closed(aim)]] if not review.is_open else []),
        *(_section(label, _lines(aim.get(key)), "private") for label, key in _TEXTS.items()),
        _section("Measured by", list(_measure(aim))),
        _section("", _worries(worries)),
        _section("", [[span(_hint(review), "muted")]]),
    ]
    return {
        "name": review.objective_name or review.account_name,
        "subtitle": [span(" · ".join(about))],
        "chips": [],
        "sections": [section for section in sections if section["lines"]],
    }


def _closed(aim: Mapping[str, Any]) -> list[Span]:
    day = aim.get("closed_on")
    return [span(f"It ended on {spoken(day)}.", "muted")] if isinstance(day, dt.date) else []


def _lines(text: Any) -> list[Line]:
    return [[span(clean(text), "muted")]] if text else []


def _measure(aim: Mapping[str, Any]) -> Iterator[Line]:
    if aim.get("metric"):
        yield [span(clean(aim["metric"]), "muted")]
    steps = [number(aim[key]) for key in ("baseline", "target") if aim.get(key) is not None]
    due = f"by {spoken(aim['due_on'])}" if isinstance(aim.get("due_on"), dt.date) else ""
    if steps or due:
        yield [span(" → ".join(steps), "strong"), span(f" {due}", "muted")]


def _hint(review: ObjectiveView) -> str:
    if not review.people:
        return "Nobody in this account is known yet."
    return "Choose a person on the map or in a table to see them here."


def _bars(review: ObjectiveView) -> list[Json]:
    return [
        {
            "text": role.label,
            "value": int(level),
            "level": level.label.lower(),
            "tone": "bad" if level is Level.MISSING else "",
            "note": level.definition,
        }
        for role, level in review.coverage.items()
    ]


def _section(label: str, lines: Sequence[Line], tone: str = "") -> Json:
    return {"label": label, "tone": tone, "lines": list(lines)}
