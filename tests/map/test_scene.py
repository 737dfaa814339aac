"""The scene: nothing overlaps, no line runs through a card, nobody is dropped, the same book gives the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stratsell.book import Book
from stratsell.map.edges import bent
from stratsell.map.scene import Scene, compose, scene
from stratsell.map.shown import BYSTANDERS, Shown
from stratsell.map.style import NAME_SIZE
from stratsell.map.text import width
from stratsell.objective_view import Candidate, Contact, Flag, Gap, Introduction, ObjectiveView, Person, Relationship
from stratsell.rules.coverage import coverage
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Degree, Level, Mindset, RelationshipKind, Role

DAY = dt.date(2026, 11, 23)
NAMES = (
    "Amara Osei",
    "田中 美咲",
    "محمد علي",
    "अमित शर्मा",
    "👩‍🔬 Emoji",
    "<img src=x onerror=alert(1)>",
    "=cmd()",
    "$x^2$ \\frac",
    "W" * 300,
    "Null",
)


def shown_of(people=(), relationships=(), *, name="A", selected="", contacts=(), **more) -> Shown:
    """What a map shows of people of a made-up account, all of them."""
    account = {"account_id": name, "name": name}
    by_id, edges = {person.person_id: person for person in people}, tuple(relationships)
    view = ObjectiveView("o", DAY, account, people=by_id, relationships=edges, contacts=contacts, **more)
    return Shown(view, tuple(people), edges, contacts, selected)


@st.composite
def readings(draw: st.DrawFn, most: int = 60) -> Shown:
    count = draw(st.integers(0, most))
    ids = [f"p{number}" for number in range(count)]
    some = st.integers(0, max(0, count - 1)).map(lambda n: f"p{n}")
    pairs = st.lists(st.tuples(some, some), max_size=count) if count else st.just([])
    above = [
        (f"p{n}", f"p{draw(st.integers(max(0, n // 5 - 2), n))}") for n in range(1, count) if draw(st.integers(0, 9))
    ]
    lines = {(a, b, "reports_to") for a, b in above + draw(pairs)}
    lines |= {(a, b, draw(st.sampled_from(["influences", "opposes"]))) for a, b in draw(pairs)}
    relationships = tuple(
        Relationship(a, b, RelationshipKind(kind), draw(st.sampled_from([0.1, 0.5, 1.0])))
        for a, b, kind in sorted(lines)
        if a != b
    )
    people = tuple(
        Person(
            person_id=id_,
            name=draw(st.sampled_from(NAMES)),
            title=draw(st.sampled_from(["", "CFO", "Senior vice president of everything else"])),
            roles=tuple(draw(st.sets(st.sampled_from(Role)))),
            mindset=draw(st.sampled_from([None, *Mindset])),
            degree=draw(st.sampled_from([None, Degree.HIGH, Degree.LOW])),
            support=draw(st.sampled_from([None, -2.0, 0.0, 5.0])),
            level=draw(st.sampled_from(Level)),
            flags=(Flag(RedFlag.UNCONTACTED, "never", id_),) * draw(st.integers(0, 3)),
        )
        for id_ in ids
    )
    met = draw(st.sets(st.tuples(st.sampled_from(["Noor", "Bea", "Kai"]), some), max_size=8)) if count else ()
    gaps = tuple(Gap(role, (Candidate(draw(some)),) if count else ()) for role in Role if draw(st.booleans()))
    stops = tuple(draw(st.lists(some, min_size=2, max_size=5, unique=True))) if count > 1 else ()
    ways = (
        {stops[-1]: Introduction(stops[-1], stops, 0.5, min(met)[0] if met else "")}
        if stops and draw(st.booleans())
        else {}
    )
    contacts = tuple(Contact(seller, person) for seller, person in sorted(met))
    more = {"gaps": gaps, "contacts": contacts, "introductions": ways, "objective": {"name": "Cut stoppages"}}
    return shown_of(people, relationships, name="Northwind", selected=stops[-1] if stops else "", **more)


def overlaps(drawn: Scene) -> list[tuple[str, str]]:
    boxes = drawn.boxes
    return [
        (a.key, b.key)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h
    ]


def hits(drawn: Scene) -> list[tuple[str, str]]:
    """Lines that run through a box, be it their own; to touch one's own border is no hit."""
    result = []
    for edge in drawn.edges:
        for (ax, ay), (bx, by) in zip(edge.points, edge.points[1:], strict=False):
            # A line has no width; half a pixel of it is enough to tell inside from outside.
            low, high = min(ax, bx) - 0.25, max(ax, bx) + 0.25
            top, end = min(ay, by) - 0.25, max(ay, by) + 0.25
            result += [
                (edge.key, box.key)
                for box in drawn.boxes
                if low < box.x + box.w - 0.5 and high > box.x + 0.5 and top < box.y + box.h - 0.5 and end > box.y + 0.5
            ]
    return result


@settings(max_examples=30, deadline=None)
@given(readings())
def test_nothing_overlaps_and_no_line_runs_through_a_box(reading: Shown) -> None:
    drawn = compose(reading)
    assert overlaps(drawn) == []
    assert hits(drawn) == []


@settings(max_examples=20, deadline=None)
@given(readings(most=25))
def test_everything_is_drawn_within_the_picture(reading: Shown) -> None:
    drawn = compose(reading)
    assert [card.person_id for card in drawn.cards] == [person.person_id for person in reading.people]
    assert {ghost.role for ghost in drawn.ghosts} == {gap.role for gap in reading.view.gaps}
    relationships = {
        (f"{edge.kind} person:{edge.source_id} > person:{edge.target_id}") for edge in reading.relationships
    }
    assert relationships <= {edge.key for edge in drawn.edges}
    assert {seller.name for seller in drawn.sellers} == {contact.seller for contact in reading.contacts}
    for box in drawn.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.w <= drawn.width
        assert box.y + box.h <= drawn.legend_top
    for edge in drawn.edges:
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.legend_top for x, y in edge.points)


@settings(max_examples=12, deadline=None)
@given(readings(most=25))
def test_lines_are_upright_or_level_and_end_at_their_boxes(reading: Shown) -> None:
    drawn = compose(reading)
    boxes = {box.key: box for box in drawn.boxes}
    for edge in drawn.edges:
        for (ax, ay), (bx, by) in zip(edge.points, edge.points[1:], strict=False):
            assert min(abs(ax - bx), abs(ay - by)) <= 0.5
        for key, (x, y) in ((edge.source, edge.points[0]), (edge.target, edge.points[-1])):
            box = boxes[key]
            beside = min(abs(x - box.x), abs(x - box.x - box.w))
            above = min(abs(y - box.y), abs(y - box.y - box.h))
            assert min(beside, above) <= 0.2


@settings(max_examples=12, deadline=None)
@given(readings(most=25))
def test_the_same_reading_is_the_same_text_and_plain_data(reading: Shown) -> None:
    text = compose(reading).to_json()
    assert compose(reading).to_json() == text
    assert json.loads(text)["title"] == "Northwind · Cut stoppages"


@settings(max_examples=20, deadline=None)
@given(readings(most=25))
def test_the_legend_explains_every_sign_that_occurs(reading: Shown) -> None:
    drawn = compose(reading)
    symbols = {entry.symbol for entry in drawn.legend}
    wanted = {f"edge:{edge.kind}" for edge in drawn.edges}
    wanted |= {f"mindset:{card.mindset}" for card in drawn.cards if card.level}
    wanted |= {f"role:{letter}" for card in drawn.cards for letter in card.letters}
    wanted |= {f"level:{card.level}" for card in drawn.cards if card.level}
    wanted |= {f"degree:{card.degree}" for card in drawn.cards if card.degree}
    wanted |= {"flag"} if any(card.flags for card in drawn.cards) else set()
    wanted |= {"plain"} if not all(card.level for card in drawn.cards) else set()
    wanted |= {"support"} if any(card.support_shown for card in drawn.cards) else set()
    wanted |= {"ghost"} if drawn.ghosts else set()
    wanted |= {"seller"} if drawn.sellers else set()
    assert wanted <= symbols
    assert all(entry.x + entry.w <= drawn.width for entry in drawn.legend)
    core = {f"mindset:{m}" for m in ["", *Mindset]} | {f"level:{n}" for n in range(1, 5)}
    assert core <= symbols


@given(st.sampled_from(NAMES))
def test_names_are_cut_to_the_card_and_kept_whole_for_hovering(name: str) -> None:
    drawn = compose(shown_of([Person("p", name, level=Level.IDENTIFIED, flags=(Flag(RedFlag.UNCONTACTED, "x", "p"),))]))
    card = drawn.cards[0]
    assert width(card.name_shown, NAME_SIZE, bold=True) <= card.w - 27 - 24
    assert card.name == name
    assert card.tooltip[0] == name


def company(count: int) -> Shown:
    """A company of a usual shape: each manager has six reports; influences go up and across."""
    people = tuple(Person(f"p{n}", f"Person {n}", "Manager", Level(1 + n % 4), (Role.USER,)) for n in range(count))
    relationships = [Relationship(f"p{n}", f"p{(n - 1) // 6}", RelationshipKind.REPORTS_TO) for n in range(1, count)]
    relationships += [Relationship(f"p{n}", f"p{n // 2}", RelationshipKind.INFLUENCES, 0.4) for n in range(3, count, 3)]
    contacts = tuple(Contact("Noor", f"p{n}") for n in range(0, count, 7))
    return shown_of(people, relationships, name="Northwind", gaps=(Gap(Role.ECONOMIC),), contacts=contacts)


@pytest.mark.parametrize("count", [5, 20, 60, 200])
def test_maps_of_every_size_suit_a_page(count: int) -> None:
    drawn = compose(company(count))
    assert 1.0 <= drawn.width / drawn.height <= 2.3
    cells = sum((box.w + 40) * (box.h + 40) for box in drawn.cards)
    assert cells / (drawn.width * drawn.height) > 0.2
    assert overlaps(drawn) == hits(drawn) == []


def test_managers_stand_above_their_reports() -> None:
    drawn = compose(company(60))
    tops = {card.key: card.y for card in drawn.cards}
    for edge in drawn.edges:
        if edge.kind == "reports_to":
            assert tops[edge.target] < tops[edge.source]


def test_a_circle_of_managers_is_drawn_whole() -> None:
    people = tuple(Person(item, item, level=Level.IDENTIFIED) for item in "abc")
    relationships = tuple(Relationship(a, b, RelationshipKind.REPORTS_TO) for a, b in ("ab", "bc", "ca"))
    drawn = compose(shown_of(people, relationships))
    assert {edge.key for edge in drawn.edges} == {
        "reports_to person:a > person:b",
        "reports_to person:b > person:c",
        "reports_to person:c > person:a",
    }
    assert min(drawn.cards, key=lambda card: card.y).person_id == "a"


def test_people_outside_the_reporting_lines_stand_together_under_a_heading() -> None:
    inside = company(20)
    others = tuple(Person(f"o{n}", f"Other {n}", level=Level.IDENTIFIED) for n in range(4))
    drawn = compose(shown_of(inside.people + others, inside.relationships))
    (heading,) = drawn.headings
    x, y, w, h = heading.panel
    on_panel = {c.person_id for c in drawn.cards if x <= c.x and c.x + c.w <= x + w and y <= c.y <= y + h}
    assert on_panel == {"o0", "o1", "o2", "o3"}
    assert heading.lines == ("outside the", "reporting lines")


def test_a_missing_economic_influence_stands_at_the_top() -> None:
    drawn = compose(company(20))
    assert drawn.ghosts[0].y == min(card.y for card in drawn.cards)


def test_bends_are_rounded_and_short_stretches_are_not_overrun() -> None:
    assert bent([(0, 0), (0, 10), (100, 10)], radius=12) == "M 0 0 L 0 5 Q 0 10 5 10 L 100 10"
    assert bent([(0, 0), (0, 10)]) == "M 0 0 L 0 10"


def book(**more: pd.DataFrame) -> Book:
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Northwind\nFoods"], "owner": ["Noor Ali"]}),
        "people": pd.DataFrame(
            {
                "person_id": ["boss", "ann", "bob", "eve"],
                "account_id": "a",
                "name": ["The Boss", "Ann\r\nLee", "Bob", "Eve"],
                "title": ["CEO", None, "Buyer", "Analyst"],
            }
        ),
        "influences": pd.DataFrame(
            {
                "objective_id": "a",
                "person_id": ["boss", "ann", "bob"],
                "roles": ["economic", "user; coach", "technical"],
                "mindset": ["even_keel", "growth", None],
                "support": [-1, 3, None],
                "thanked_on": [None, "2026-11-01", None],
            }
        ),
        "relationships": pd.DataFrame(
            {
                "source_id": ["ann", "bob", "ann", "bob"],
                "target_id": ["boss", "boss", "bob", "bob"],
                "kind": ["reports_to", "reports_to", "influences", "influences"],
                "strength": [0.8, None, 0.9, None],
            }
        ),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": ["t1", "t2", "t3"],
                "person_id": ["ann", "ann", "boss"],
                "seller": ["Noor Ali", "Bea Lund", "Bea Lund"],
                "on": ["2026-11-20", "2026-01-05", "2026-12-01"],
                "status": "done",
                "mode": "consult",
            }
        ),
    }
    return Book(tables | more)


def test_a_book_is_read_as_the_rules_see_it() -> None:
    mine = book()
    drawn = scene(mine, as_of=DAY, selected="boss")
    cards = {card.person_id: card for card in drawn.cards}
    assert drawn.title == "Northwind Foods"
    assert cards["ann"].name == "Ann Lee"
    assert [cards[item].level for item in ("boss", "ann", "bob", "eve")] == [1, 4, 1, 0]
    assert cards["ann"].letters == ("U", "C")
    assert cards["ann"].support_shown == "+3"
    assert cards["boss"].selected
    counts = coverage(mine, as_of=DAY).iloc[0]
    message = f"{counts['influences']} stakeholders · {counts['contacted']} contacted · {counts['thanked']} thanked"
    assert message in drawn.subtitle
    assert "as of 23 November 2026" in drawn.subtitle
    assert {seller.name for seller in drawn.sellers} == {"Noor Ali", "Bea Lund"}
    kinds = [edge.kind for edge in drawn.edges if edge.source == "seller:Bea Lund"]
    assert kinds == ["older_contact"], "what happens after the day is not seen"


def test_the_best_introduction_is_a_route_of_its_own() -> None:
    drawn = scene(book(), as_of=DAY, selected="boss")
    assert drawn.route is not None
    assert drawn.route.people == ("ann", "boss")
    assert drawn.route.seller == "Noor Ali"
    assert drawn.route.edges == (
        "introduction seller:Noor Ali > person:ann",
        "introduction person:ann > person:boss",
    )
    assert scene(book(), as_of=DAY).route is None


def test_a_role_that_nobody_holds_is_a_ghost_with_its_candidate() -> None:
    roles = ["economic", "user", None]
    influences = pd.DataFrame({"objective_id": "a", "person_id": ["boss", "ann", "bob"], "roles": roles})
    drawn = scene(book(influences=influences), as_of=DAY)
    assert [ghost.role for ghost in drawn.ghosts] == ["technical", "coach"]
    assert all(ghost.candidate in {"", "Bob", "Eve"} for ghost in drawn.ghosts)


def test_an_account_without_people_is_a_map_of_gaps() -> None:
    people = pd.DataFrame({"person_id": [], "account_id": [], "name": []}, dtype="str")
    influences = pd.DataFrame({"objective_id": [], "person_id": []}, dtype="str")
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["Empty"]})
    drawn = scene(Book({"accounts": accounts, "people": people, "influences": influences}), as_of=DAY)
    assert drawn.cards == ()
    assert len(drawn.ghosts) == len(Role)
    assert overlaps(drawn) == []


def test_many_bystanders_are_counted_rather_than_drawn() -> None:
    count = BYSTANDERS + 40
    people = pd.DataFrame(
        {"person_id": [f"x{n}" for n in range(count)], "account_id": "a", "name": [f"X {n}" for n in range(count)]}
    )
    influences = pd.DataFrame({"objective_id": ["a"], "person_id": ["x50"], "roles": ["user"]})
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["A"]})
    drawn = scene(Book({"accounts": accounts, "people": people, "influences": influences}), as_of=DAY)
    assert len(drawn.cards) == BYSTANDERS + 1
    assert "x50" in {card.person_id for card in drawn.cards}
    assert "and 39 more" in drawn.headings[0].lines


def test_one_asks_for_what_there_is() -> None:
    accounts = pd.DataFrame({"account_id": ["a", "b"], "name": ["A", "B"]})
    two = book(accounts=accounts)
    with pytest.raises(ValueError, match="a, b"):
        scene(two, as_of=DAY)
    assert scene(two, as_of=DAY, account_id="b").cards == ()
    with pytest.raises(KeyError, match="zzz"):
        scene(two, as_of=DAY, account_id="zzz")
    with pytest.raises(KeyError, match="zzz"):
        scene(two, as_of=DAY, objective_id="zzz")
    with pytest.raises(KeyError, match="zzz"):
        scene(book(), as_of=DAY, selected="zzz")
    with pytest.raises(ValueError, match="light, dark"):
        scene(book(), as_of=DAY, theme="pink")  # type: ignore[arg-type]


def test_a_day_changes_the_scene() -> None:
    mine = book()
    late = scene(mine, as_of="2027-06-01")
    assert [card.level for card in late.cards] == [1, int(Level.THANKED), 1, 0], "talks have grown stale"
    assert late.subtitle.startswith("influence map as of 1 June 2027")
    assert scene(mine, as_of=DAY) == scene(book(), as_of=DAY)


def test_the_checks_above_would_notice() -> None:
    drawn = compose(company(20))
    first, second, *_ = drawn.cards
    through = replace(drawn.edges[0], source="", target="", points=((0.0, first.y + 9), (9e3, first.y + 9)))
    assert (through.key, first.key) in hits(replace(drawn, edges=(through,)))
    moved = replace(second, x=first.x + 9, y=first.y)
    assert overlaps(replace(drawn, cards=(first, moved))) != []
