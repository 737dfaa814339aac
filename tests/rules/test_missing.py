"""Who may hold a role that nobody holds: worked examples of the order and the reasons, and the slow twin."""

import pytest
from hypothesis import given, settings

import stratsell as ss
from tests.rules.test_introductions import team, webs
from tests.support import twins
from tests.support.strategies import AS_OF, Frames, books, hand, rows_by_table, rows_of

MISSING = ["account_id", "objective_id", "role", "candidates", "reason"]


def candidates(book: Frames, role: str) -> tuple[list[str], list[str]]:
    result = ss.missing_influences(book, as_of=AS_OF).set_index("role")
    row = result.loc[role].fillna("")
    return row["candidates"].split("; "), row["reason"].split("; ")


def entitled(book: Frames, **titles: str) -> Frames:
    """The book with titles."""
    book["people"]["title"] = book["people"]["person_id"].map(titles).astype("str")
    return book


@settings(max_examples=50)
@given(books() | webs)
def test_missing_influences_agree_with_the_twin_and_keep_their_columns_and_types(book: Frames) -> None:
    result = ss.missing_influences(book, as_of=AS_OF)
    assert list(result.columns) == MISSING
    assert {str(dtype) for dtype in result.dtypes} == {"str"}
    assert rows_of(result) == twins.missing_influences(rows_by_table(book), AS_OF)
    bare = ss.missing_influences(book, as_of=AS_OF, candidates=False)
    assert rows_of(bare) == rows_of(result[MISSING[:3]])


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
        "dan manages 2 of 3 stakeholders",
        "eve manages 2 of 3 stakeholders",
        "fay manages cyd",
    ]


def test_all_evidence_counts_where_the_most_telling_is_equal() -> None:
    """Dan and eve both manage one; eve has the ear of a second one, too."""
    book = team(
        """
        ann user      met
        bob technical met
        cyd coach     met
        dan -         new
        eve -         new
        """,
        """
        ann dan reports_to -
        bob eve reports_to -
        eve cyd influences -
        """,
    )
    assert candidates(book, "economic") == (["eve", "dan"], ["eve manages bob", "dan manages ann"])


def test_who_holds_another_role_may_hold_this_one_too() -> None:
    book = team("ann user met\nbob technical new\ncyd coach new", "bob ann reports_to -")
    assert candidates(book, "economic")[1] == ["ann manages bob", "bob works for ann"]


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
    who, why = candidates(book, "technical")
    assert (who[:2], why[:2]) == (["eve", "dan"], ["eve influences bob", "dan influences ann"])


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


def test_a_title_says_it_without_any_tie_and_the_reason_names_it() -> None:
    book = team("ann user met\nbob - new\ncyd - new\ndan - new", "ann dan reports_to -")
    entitled(book, bob="Chief Financial Officer", cyd="Assistant to the CFO", dan="Plant Manager")
    assert candidates(book, "economic") == (["dan", "bob"], ["dan manages ann", "bob is Chief Financial Officer"])
    entitled(book, dan="Managing Director")
    assert candidates(book, "economic")[1][0] == "dan manages ann, and is Managing Director"


TITLES = {
    "economic": ["Group CFO", "C.F.O".replace(".", ""), "Geschäftsführerin", "GESCHAEFTSFUEHRER", "Directrice financière",
                 "Director  General", "Amministratore delegato", "Diretor Financeiro", "Financieel directeur", "代表取締役社長",
                 "Owner", "kaufmännischer Leiter"],
    "user": ["Plant manager, Lyon", "Werkleiter", "Chef d’équipe", "Jefa de planta", "Capoturno", "Chefe de turno",
             "Ploegleider", "横浜工場長"],
    "technical": ["Head of Procurement", "Zentraleinkauf", "IT-Sicherheitsbeauftragte", "Responsable achats", "Jefe de compras",
                  "Ufficio acquisti", "Segurança", "Inkoper", "調達課長", "Security architect"],
    "": ["Product Owner", "Vice President", "Assistant to the Chief Executive Officer", "Deputy Managing Director",
         "Former plant manager", "Assistentin der Geschäftsführung", "副社長", "VP Operations", "Analyst", "", "CFOs"],
}  # fmt: skip


@pytest.mark.parametrize("role", TITLES)
def test_titles_say_in_many_languages_what_somebody_is_there_for(role: str) -> None:
    people = "\n".join(f"p{index} - new" for index, _ in enumerate(TITLES[role]))
    book = entitled(team(people, ""), **{f"p{index}": title for index, title in enumerate(TITLES[role])})
    result = ss.missing_influences(book, as_of=AS_OF).set_index("role")["candidates"].fillna("")
    named = {
        item: {f"p{index}" for index, _ in enumerate(TITLES[role])} & set(result[item].split("; "))
        for item in result.index
    }
    assert {item: len(who) for item, who in named.items() if who} == (
        {role: min(len(TITLES[role]), 10)} if role else {}
    )


def test_a_coach_is_for_us_and_has_been_met_and_who_leads_to_most_comes_first() -> None:
    book = team(
        """
        ann economic  new
        bob user      met 3
        cyd technical met 2.5
        dan -         met 5
        eve user      new 4
        fay user      met 1
        """,
        """
        bob ann influences -
        bob eve influences -
        cyd ann influences -
        fay cyd reports_to -
        """,
    )
    who, why = candidates(book, "coach")
    assert who == ["bob", "cyd", "dan"]
    assert why == [
        "bob is for us (+3) and can lead us to all 4 other stakeholders",
        "cyd is for us (+2.5) and can lead us to all 4 other stakeholders",
        "dan is for us (+5)",
    ]


def test_no_more_than_ten_are_named_and_none_without_a_reason() -> None:
    names = [f"n{index:02}" for index in range(12)]
    people = "ann economic met\n" + "\n".join(f"{name} - new" for name in [*names, "zoe"])
    book = team(people, "\n".join(f"{name} ann reports_to -" for name in names))
    assert candidates(book, "user")[0] == names[:10]


@pytest.mark.parametrize("edges", ["bob bob reports_to -", "ann bob reports_to -\nbob ann reports_to -"])
def test_circles_of_managers_do_no_harm(edges: str) -> None:
    book = team("ann user met\nbob - new", edges)
    who, _ = candidates(book, "economic")
    assert who == (["bob"] if "ann" in edges else [""])


def test_relationships_with_other_accounts_point_to_nobody() -> None:
    book = team("ann user met", "ann out reports_to -")
    other = hand(accounts="account_id name\nB Beta", people="person_id account_id name\nout B Out")
    for name in ("accounts", "people"):
        book[name] = book[name].merge(other[name], how="outer")
    result = ss.missing_influences(book, as_of=AS_OF)
    assert result.loc[result["account_id"] == "A", "candidates"].isna().all()
