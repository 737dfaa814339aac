"""Whom the relationships point to where nobody holds a role: worked examples of the ranking."""

import pytest
from strategies import AS_OF, Frames
from test_coaching import team

import stratsell as ss


def candidates(book: Frames, role: str) -> tuple[list[str], list[str]]:
    found = ss.missing_influences(book, as_of=AS_OF).set_index("role")
    row = found.loc[role].fillna("")
    return row["candidates"].split("; "), row["reason"].split("; ")


def test_the_manager_of_most_comes_first_and_of_two_the_nearer() -> None:
    book = team(
        """
        ann user      met
        bob technical met
        cyd coach     met
        dan -         new
        eve -         new
        fay -         new
        """,
        """
        ann dan reports_to -
        bob dan reports_to -
        dan eve reports_to -
        cyd fay reports_to -
        """,
    )
    who, why = candidates(book, "economic")
    assert who == ["dan", "eve", "fay"]
    assert why == [
        "dan manages 2 of 3 known influences",
        "eve manages 2 of 3 known influences",
        "fay manages cyd",
    ]


def test_who_has_the_ear_of_a_known_influence_may_screen_options_out() -> None:
    book = team(
        """
        ann economic met
        bob user     met
        cyd coach    met
        dan -        new
        eve -        new
        """,
        """
        dan ann influences 0.4
        eve bob influences 0.9
        """,
    )
    assert candidates(book, "technical") == (["eve", "dan"], ["eve influences bob", "dan influences ann"])


def test_users_are_looked_for_among_those_who_work_for_known_influences() -> None:
    book = team(
        """
        ann economic met
        bob -        new
        cyd -        new
        """,
        """
        bob ann influences 1
        cyd ann reports_to -
        """,
    )
    assert candidates(book, "user")[0] == ["cyd", "bob"]


def test_no_more_than_ten_are_named_and_none_without_a_tie() -> None:
    names = [f"n{at:02}" for at in range(12)]
    people = "ann economic met\n" + "\n".join(f"{name} - new" for name in [*names, "zoe"])
    book = team(people, "\n".join(f"{name} ann reports_to -" for name in names))
    assert candidates(book, "user")[0] == names[:10]


@pytest.mark.parametrize("ties", ["bob bob reports_to -", "ann bob reports_to -\nbob ann reports_to -"])
def test_circles_of_managers_do_no_harm(ties: str) -> None:
    book = team("ann user met\nbob - new", ties)
    who, _ = candidates(book, "economic")
    assert who == (["bob"] if "ann" in ties else [""])
