"""Introductions and reach: worked examples, and the slow twins."""

import pandas as pd
import pytest
from hypothesis import given, settings

import stratsell as ss
from tests.support import twins
from tests.support.strategies import AS_OF, STRENGTHS, Frames, Rows, books, hand, rows_by_table, rows_of

INTRODUCTIONS = [
    *("account_id", "objective_id", "person_id", "start_id", "via_coach", "route", "edges", "strength"),
    *("coach_route", "coach_strength"),
]
REACH = ["account_id", "objective_id", "person_id", "level", "reaches", "only", "only_to", "coach"]

# One account with all the edges, so that routes are long and many; thirds are never a tie that
# depends on how a computer rounds, and their products are soon too small to be told apart.
webs = books(accounts=1, people=7, links=14)
faint_webs = books(accounts=1, people=7, links=14, strengths=(*STRENGTHS, 1 / 3, 1 / 3000))


@settings(max_examples=50)
@given(books() | webs)
def test_introductions_agree_with_the_twin_and_keep_their_columns_and_types(book: Frames) -> None:
    result = ss.introductions(book, as_of=AS_OF)
    assert rows_of(result) == twins.introductions(rows_by_table(book), AS_OF)
    assert list(result.columns) == INTRODUCTIONS
    texts = ["account_id", "objective_id", "person_id", "start_id", "route", "coach_route"]
    assert {str(result[name].dtype) for name in texts} == {"str"}
    assert result["via_coach"].dtype == "boolean"
    assert result["edges"].dtype == "Int64"
    assert result["strength"].dtype == result["coach_strength"].dtype == "float64"
    assert result["edges"].dropna().between(1, 4).all()
    for name in ("strength", "coach_strength"):
        assert ((result[name] > 0) & (result[name] <= 1) | result[name].isna()).all()
    message = result[INTRODUCTIONS[3:8]].notna()
    assert (message.all(axis=1) | ~message.any(axis=1)).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("strength", [1e-3, 1e-5, 1e-200, 5e-324])
def test_however_faint_a_route_is_its_strength_is_above_0(strength: float) -> None:
    ids = list("abcde")
    result = ss.introductions({
        "accounts": pd.DataFrame({"account_id": ["x"], "name": ["X"]}),
        "people": pd.DataFrame({"person_id": ids, "account_id": "x", "name": ids}),
        "influences": pd.DataFrame({"objective_id": "x", "person_id": ["a", "e"], "roles": ["coach", "economic"]}),
        "relationships": pd.DataFrame(
            {"source_id": ids[:-1], "target_id": ids[1:], "kind": "influences", "strength": strength}
        ),
        "touchpoints": pd.DataFrame(
            {"touchpoint_id": ["t"], "person_id": ["a"], "seller": ["s"], "on": ["2026-11-01"], "status": ["done"]}
        ),
    }, as_of="2026-11-23")  # fmt: skip
    assert result[["route", "strength", "coach_strength"]].to_numpy().tolist() == [["a > b > c > d > e", 1e-9, 1e-9]]


@given(faint_webs)
def test_faint_introductions_agree_with_the_twin(book: Frames) -> None:
    assert introduced(book) == twins.introductions(rows_by_table(book), AS_OF)


@settings(max_examples=50)
@given(books() | webs)
def test_reach_agrees_with_the_twin_and_keeps_its_columns_and_types(book: Frames) -> None:
    result = ss.reach(book, as_of=AS_OF)
    assert rows_of(result) == twins.reach(rows_by_table(book), AS_OF)
    assert list(result.columns) == REACH
    assert {str(result[name].dtype) for name in REACH[:3]} == {"str"}
    assert [str(dtype) for dtype in result.dtypes[3:]] == ["int64", "int64", "int64", "str", "bool"]
    assert (result["reaches"] >= 0).all()
    assert (result["only"] >= 0).all()


def introduced(book: Frames) -> Rows:
    return rows_of(ss.introductions(book, as_of=AS_OF))


# --- Worked examples ----------------------------------------------------------------------------


def team(people: str, relationships: str) -> Frames:
    """An account A of people, each a role, a word for the level (`new`, `met` or `thanked`), and perhaps the support."""
    message = [[*line.split(), "-"][:4] for line in people.strip().splitlines()]
    ids = [person for person, *_ in message]
    return hand(
        accounts="account_id name\nA Acme",
        people="person_id account_id name\n" + "\n".join(f"{person} A {person}" for person in ids),
        influences="objective_id person_id roles thanked_on support\n"
        + "\n".join(
            f"A {person} {roles} {'2026-11-01' if level == 'thanked' else '-'} {support}"
            for person, roles, level, support in message
        ),
        touchpoints="touchpoint_id person_id seller on status mode\n"
        + "\n".join(f"{person} {person} Bea 2026-11-01 done tell" for person, _, level, _ in message if level == "met"),
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
            "coach_route": "sam > ines > lin > amy",
            "coach_strength": 0.36,
        }
    ]


def test_the_strongest_route_counts_whoever_starts_it_and_the_coachs_stands_beside_it() -> None:
    """Of routes that are as strong the coach's is taken, though Bob's ids come first."""
    book = team(
        """
        ann economic  new
        bob user      met
        cyd coach     met
        dee technical new
        fay user      new
        """,
        """
        bob ann influences 1.0
        cyd ann influences 0.1
        bob dee influences 0.7
        cyd fay influences 0.5
        bob fay influences 0.5
        """,
    )
    assert routes(book) == {"ann": ("bob > ann", 1.0), "dee": ("bob > dee", 0.7), "fay": ("cyd > fay", 0.5)}
    result = ss.introductions(book, as_of=AS_OF)
    assert list(result["via_coach"]) == [False, False, True]
    assert list(result["coach_route"]) == ["cyd > fay > bob > ann", "cyd > fay > bob > dee", "cyd > fay"]
    assert list(result["coach_strength"]) == [0.25, 0.175, 0.5]


def test_nobody_who_is_against_us_starts_a_route_or_stands_on_it_but_one_may_lead_to_them() -> None:
    book = team(
        """
        ann economic  new -1
        bob user      met -3
        cyd coach     met  2
        dan -         new -1
        eve technical new
        """,
        """
        bob ann influences 1.0
        cyd ann influences 0.2
        cyd dan influences 0.9
        dan eve influences 0.9
        bob eve influences 0.9
        ann eve influences 0.9
        """,
    )
    assert routes(book) == {"ann": ("cyd > ann", 0.2), "eve": (None, None)}
    result = ss.reach(book, as_of=AS_OF)[["person_id", "reaches", "only"]]
    assert result.to_numpy().tolist() == [["cyd", 1, 1]]


def test_what_somebody_thinks_of_one_objective_says_nothing_of_another() -> None:
    book = team("ann economic new\nbob user met -2", "bob ann influences 0.5")
    other = hand(
        objectives="objective_id account_id name\nA A A\nB A B",
        influences="objective_id person_id roles support\nB ann economic -\nB bob user 1",
    )
    book["objectives"] = other["objectives"]
    book["influences"] = pd.concat([book["influences"], other["influences"]])
    assert list(ss.introductions(book, as_of=AS_OF)["route"].fillna("")) == ["", "bob > ann"]


@pytest.mark.parametrize("opposition", ["bob ann", "ann bob"])
def test_no_step_joins_two_people_of_whom_one_opposes_the_other(opposition: str) -> None:
    book = team(
        """
        ann economic new
        bob user     met
        cyd user     met
        """,
        f"""
        bob ann influences 0.9
        {opposition} opposes -
        bob cyd influences 0.5
        cyd ann influences 0.5
        """,
    )
    assert routes(book) == {"ann": ("cyd > ann", 0.5)}


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
    """0.1 x 0.1 x 0.3 and 0.3 x 0.1 x 0.1 differ in the last bit; what rounds to 0 is as weak as a billionth."""
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
    assert routes(book) == {"t": ("z > b > a > t", 0.003), "u": ("z > u", 1e-9)}


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
            "only_to": "e",
            "coach": True,
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
    result = ss.reach(book, as_of=AS_OF)[["person_id", "level", "reaches", "only"]]
    assert result.to_numpy().tolist() == [["cyd", 2, 4, 2], ["eli", 1, 4, 0]]


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
    result = ss.reach(book, as_of=AS_OF)[["person_id", "level", "reaches", "only", "only_to", "coach"]]
    assert result.to_numpy().tolist() == [["bob", 2, 2, 2, "ann; cyd", False], ["cyd", 1, 2, 1, "ann", True]]


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
