"""Missing influences, introductions and reach: worked examples, and the slow twins."""

import pandas as pd
import pytest
import twins
from hypothesis import given, settings
from strategies import AS_OF, STRENGTHS, Frames, Rows, books, hand, rows_by_table, rows_of

import stratsell as ss

MISSING = ["account_id", "objective_id", "role", "candidates", "reason"]
INTRODUCTIONS = [
    "account_id",
    "objective_id",
    "person_id",
    "start_id",
    "via_coach",
    "route",
    "edges",
    "strength",
]
REACH = ["account_id", "objective_id", "person_id", "level", "reaches", "only"]

# One account with all the edges, so that routes are long and many; thirds are never a tie that
# depends on how a computer rounds, and their products soon round to nothing.
webs = books(accounts=1, people=7, links=14)
faint_webs = books(accounts=1, people=7, links=14, strengths=(*STRENGTHS, 1 / 3, 1 / 3000))


@settings(max_examples=20)
@given(books())
def test_missing_influences_agree_with_the_twin_and_keep_their_columns_and_types(book: Frames) -> None:
    frame = ss.missing_influences(book, as_of=AS_OF)
    assert list(frame.columns) == MISSING
    assert {str(dtype) for dtype in frame.dtypes} == {"str"}
    found = rows_of(frame)
    expected = twins.missing_influences(rows_by_table(book), AS_OF)
    for row in expected:
        del row["allowed"]
    assert [{name: row[name] for name in MISSING[:3]} for row in found] == expected


@given(books() | webs)
def test_candidates_are_people_of_the_account_without_a_role(book: Frames) -> None:
    found = ss.missing_influences(book, as_of=AS_OF)
    expected = twins.missing_influences(rows_by_table(book), AS_OF)
    for row, twin in zip(rows_of(found), expected, strict=True):
        candidates = row["candidates"].split("; ") if row["candidates"] else []
        assert set(candidates) <= twin["allowed"]
        assert len(set(candidates)) == len(candidates)
        assert bool(candidates) == bool(row["reason"])


@settings(max_examples=50)
@given(books() | webs)
def test_introductions_agree_with_the_twin_and_keep_their_columns_and_types(book: Frames) -> None:
    found = ss.introductions(book, as_of=AS_OF)
    assert rounded(found) == twins.introductions(rows_by_table(book), AS_OF)
    assert list(found.columns) == INTRODUCTIONS
    texts = ["account_id", "objective_id", "person_id", "start_id", "route"]
    assert {str(found[name].dtype) for name in texts} == {"str"}
    assert found["via_coach"].dtype == "boolean"
    assert found["edges"].dtype == "Int64"
    assert found["strength"].dtype == "float64"
    assert found["edges"].dropna().between(1, 4).all()
    assert found["strength"].dropna().between(0, 1).all()
    told = found[INTRODUCTIONS[3:]].notna()
    assert (told.all(axis=1) | ~told.any(axis=1)).all()


@given(faint_webs)
def test_faint_introductions_agree_with_the_twin(book: Frames) -> None:
    assert introduced(book) == twins.introductions(rows_by_table(book), AS_OF)


@settings(max_examples=50)
@given(books() | webs)
def test_reach_agrees_with_the_twin_and_keeps_its_columns_and_types(book: Frames) -> None:
    found = ss.reach(book, as_of=AS_OF)
    assert rows_of(found) == twins.reach(rows_by_table(book), AS_OF)
    assert list(found.columns) == REACH
    assert {str(found[name].dtype) for name in REACH[:3]} == {"str"}
    assert all(pd.api.types.is_integer_dtype(found[name].dtype) for name in REACH[3:])
    assert (found["reaches"] >= 0).all()
    assert (found["only"] >= 0).all()


def introduced(book: Frames) -> Rows:
    return rounded(ss.introductions(book, as_of=AS_OF))


def rounded(found: pd.DataFrame) -> Rows:
    """The introductions, rounded: a product of floats depends on the order of its factors."""
    return rows_of(found.assign(strength=found["strength"].round(9)))


# --- Worked examples ----------------------------------------------------------------------------


def team(people: str, relationships: str) -> Frames:
    """An account A of people, each a role and a word for the level: `new`, `met` or `thanked`."""
    told = [line.split() for line in people.strip().splitlines()]
    ids = [person for person, _, _ in told]
    return hand(
        accounts="account_id name\nA Acme",
        people="person_id account_id name\n" + "\n".join(f"{person} A {person}" for person in ids),
        influences="objective_id person_id roles thanked_on\n"
        + "\n".join(
            f"A {person} {roles} {'2026-11-01' if level == 'thanked' else '-'}" for person, roles, level in told
        ),
        touchpoints="touchpoint_id person_id seller on status mode\n"
        + "\n".join(f"{person} {person} Bea 2026-11-01 done tell" for person, _, level in told if level == "met"),
        relationships="source_id target_id kind strength\n" + relationships,
    )


def routes(book: Frames) -> dict[str, tuple[str | None, float | None]]:
    return {row["person_id"]: (row["route"], row["strength"]) for row in introduced(book)}


def test_an_introduction_multiplies_strengths_along_the_route() -> None:
    """Both kinds of edge lead either way; a blank strength is 0.5: 0.8 x 0.5 x 0.9 = 0.36."""
    book = team(
        """
        sam  coach    met
        ines -        new
        lin  -        new
        amy  economic new
        """,
        """
        sam  ines influences 0.8
        ines lin  reports_to -
        amy  lin  influences 0.9
        """,
    )
    assert introduced(book) == [
        {
            "account_id": "A",
            "objective_id": "A",
            "person_id": "amy",
            "start_id": "sam",
            "via_coach": True,
            "route": "sam > ines > lin > amy",
            "edges": 3,
            "strength": 0.36,
        }
    ]


def test_a_coach_is_asked_before_anybody_else() -> None:
    """The strength does not matter where a coach can reach Ann; no coach can reach Dee."""
    book = team(
        """
        ann economic  new
        bob user      met
        cyd coach     met
        dee technical new
        eve user      met
        """,
        """
        bob ann influences 1.0
        cyd ann influences 0.1
        eve dee influences 0.7
        """,
    )
    assert routes(book) == {"ann": ("cyd > ann", 0.1), "dee": ("eve > dee", 0.7)}
    assert list(ss.introductions(book, as_of=AS_OF)["via_coach"]) == [True, False]


def test_a_coach_whom_we_have_not_met_cannot_introduce() -> None:
    book = team(
        """
        ann economic new
        bob -        met
        cyd coach    new
        """,
        """
        bob ann influences 0.2
        cyd ann influences 0.9
        """,
    )
    assert routes(book) == {"ann": ("bob > ann", 0.2), "cyd": ("bob > ann > cyd", 0.18)}


def test_of_parallel_edges_the_strongest_counts_and_opposition_is_none() -> None:
    book = team(
        """
        ann economic new
        bob user     met
        cyd user     new
        """,
        """
        bob ann influences 0.3
        ann bob influences 0.6
        ann bob reports_to -
        ann bob opposes    1.0
        cyd bob opposes    1.0
        """,
    )
    assert routes(book) == {"ann": ("bob > ann", 0.6), "cyd": (None, None)}


@pytest.mark.parametrize(("direct", "best"), [("0.25", "m > t"), ("0.24", "m > a > t"), ("0.26", "m > t")])
def test_a_tie_goes_to_fewer_edges_then_to_the_first_ids(direct: str, best: str) -> None:
    """By way of a or b the route has 0.5 x 0.5 = 0.25."""
    book = team(
        """
        t economic new
        m user     met
        """,
        f"""
        m t influences {direct}
        """,
    )
    more = hand(
        people="person_id account_id name\nb A b\na A a",
        relationships="""
            source_id target_id kind       strength
            m         b         influences 0.5
            b         t         influences 0.5
            t         a         influences 0.5
            a         m         influences 0.5
        """,
    )
    for name in ("people", "relationships"):
        book[name] = pd.concat([book[name], more[name]])
    assert routes(book)["t"][0] == best


def test_rounding_makes_ties() -> None:
    """0.1 x 0.1 x 0.3 and 0.3 x 0.1 x 0.1 differ in the last bit; what rounds to 0 is as weak."""
    book = team(
        """
        t economic  new
        u user      new
        z coach     met
        a -         new
        b -         new
        c -         new
        d -         new
        """,
        """
        z b influences 0.1
        b a influences 0.1
        a t influences 0.3
        z c influences 0.3
        c d influences 0.1
        d t influences 0.1
        z u influences 0.0000000001
        b u influences 0.0000000020
        """,
    )
    found = {person: route for person, (route, _) in routes(book).items()}
    assert found == {"t": "z > b > a > t", "u": "z > u"}


def test_a_route_has_at_most_four_edges() -> None:
    chain = """
        a b reports_to 1.0
        b c reports_to 1.0
        c d reports_to 1.0
        d e reports_to 1.0
        e f reports_to 1.0
    """
    people = """
        a coach    thanked
        b -        new
        c -        new
        d -        new
        e user     new
        f economic new
    """
    book = team(people, chain)
    assert routes(book) == {"e": ("a > b > c > d > e", 1.0), "f": (None, None)}
    assert rows_of(ss.reach(book, as_of=AS_OF)) == [
        {
            "account_id": "A",
            "objective_id": "A",
            "person_id": "a",
            "level": 4,
            "reaches": 1,
            "only": 1,
        }
    ]


def test_reach_counts_whom_only_this_coach_can_lead_to() -> None:
    """Cyd leads to all; without her nobody reaches Dee, while Bob still reaches Ann.

    Eli is a coach, too, but we have not met him: he starts no route, and lies on none.
    """
    book = team(
        """
        ann economic  new
        bob user      met
        cyd coach     met
        dee technical new
        eli coach     new
        """,
        """
        cyd ann influences 0.5
        bob ann influences 0.5
        cyd dee influences 0.5
        eli dee influences 0.5
        """,
    )
    found = ss.reach(book, as_of=AS_OF)[["person_id", "level", "reaches", "only"]]
    assert found.to_numpy().tolist() == [["cyd", 2, 4, 2], ["eli", 1, 4, 0]]


def test_a_coach_counts_as_a_bridge_even_where_the_route_starts_elsewhere() -> None:
    """Bob, whom we know, reaches Ann only by way of Cyd, whom we have not met."""
    book = team(
        """
        ann economic new
        bob user     met
        cyd coach    new
        """,
        """
        bob cyd influences 0.5
        cyd ann influences 0.5
        """,
    )
    found = ss.reach(book, as_of=AS_OF)[["person_id", "level", "reaches", "only"]]
    assert found.to_numpy().tolist() == [["cyd", 1, 2, 1]]


def test_relationships_with_other_accounts_lead_nowhere() -> None:
    book = team(
        """
        ann economic new
        bob user     met
        """,
        """
        bob out influences 1.0
        out ann influences 1.0
        """,
    )
    other = hand(
        accounts="account_id name\nB Beta",
        people="person_id account_id name\nout B Out",
    )
    for name in ("accounts", "people"):
        book[name] = pd.concat([book[name], other[name]])
    assert routes(book) == {"ann": (None, None)}


def test_the_common_manager_is_the_first_candidate_for_final_approval() -> None:
    book = team(
        """
        ann user      met
        bob technical met
        cyd coach     new
        """,
        """
        ann zoe reports_to -
        bob zoe reports_to -
        """,
    )
    more = hand(people="person_id account_id name\nzoe A Zoe\nyan A Yan")
    book["people"] = pd.concat([book["people"], more["people"]])
    (row,) = rows_of(ss.missing_influences(book, as_of=AS_OF))
    assert row["role"] == "economic"
    assert row["candidates"].split("; ")[0] == "zoe"
    assert row["reason"]


def test_who_holds_a_role_is_no_candidate_for_another() -> None:
    book = team("ann user met\nbob technical new", "bob ann reports_to -")
    found = rows_of(ss.missing_influences(book, as_of=AS_OF))
    assert [(row["role"], row["candidates"]) for row in found] == [
        ("economic", None),
        ("coach", None),
    ]
