"""Books under other names: nothing of the original can be read in them, and the rules find the same."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book.pseudonyms import CAUSE
from stratsell.book.tables import TABLES, Kind
from stratsell.cli import Exit, main
from stratsell.io import read
from tests.support.file_books import file_books
from tests.support.strategies import AS_OF, Frames, books, frames, hand, rows_of

few = settings(max_examples=8)
seeds = st.integers(0, 9)
HAND_WRITTEN = (Kind.ID, Kind.TEXT)


def hand_written(book: ss.Book):
    """All cells that somebody wrote, and the headers of columns that the design does not know."""
    for name, table in TABLES.items():
        frame = book.tables[name]
        known = {column.name: column.kind for column in table.columns}
        for header in frame.columns:
            if known.get(header, Kind.TEXT) in HAND_WRITTEN:
                cells = (str(cell) for cell in frame[header].dropna())
                yield from (cell for cell in cells if header != "because" or not CAUSE.fullmatch(cell))
            if header not in known:
                yield str(header)


def assert_nothing_survives(book: ss.Book, made: ss.Book) -> None:
    originals = {text.casefold() for text in hand_written(book) if len(text.casefold()) > 2}
    for cell in hand_written(made):
        low = cell.casefold()
        assert not [text for text in originals if text in low], cell


@few
@given(books() | file_books(), seeds)
def test_nothing_that_was_written_survives(tables: Frames, seed) -> None:
    book = ss.Book(tables)
    assert_nothing_survives(book, book.pseudonymized(seed))


@few
@given(books() | file_books(), seeds)
def test_the_result_is_a_valid_book_with_the_same_facts(tables: Frames, seed) -> None:
    book = ss.Book(tables)
    made = book.pseudonymized(seed)
    assert ss.Book(dict(made.tables)) == made
    for name, table in TABLES.items():
        before, after = book.tables[name], made.tables[name]
        assert len(before) == len(after)
        assert before.shape == after.shape
        for column in table.columns:
            if column.kind in HAND_WRITTEN:
                assert before[column.name].isna().equals(after[column.name].isna())
            else:
                pd.testing.assert_series_equal(before[column.name], after[column.name])


def renaming(book: ss.Book, made: ss.Book) -> dict[str, dict[str, str]]:
    """The new id of each old one, by the kind of row that it names."""
    result: dict[str, dict[str, str]] = {}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.kind is Kind.ID:
                noun = column.name.removesuffix("_id").replace("source", "person").replace("target", "person")
                old, new = book.tables[name][column.name].dropna(), made.tables[name][column.name].dropna()
                for one, other in zip(old, new, strict=True):
                    assert result.setdefault(noun, {}).setdefault(one, other) == other
    for account in set(book.tables["accounts"]["account_id"]) - set(book.tables["objectives"]["account_id"]):
        result.setdefault("objective", {})[account] = result["account"][account]
    for value in result.values():
        assert len(set(value.values())) == len(value)
    return result


def bare(frame, names=None):
    """A rule's rows, their ids replaced; without what joins ids that may hold the separator, and without names."""
    nouns = {"start_id": "person", "account_id": "account", "objective_id": "objective", "person_id": "person"}
    rows = []
    for row in rows_of(frame.drop(columns=["route", "coach_route", "reason", "only_to"], errors="ignore")):
        for column, noun in nouns.items():
            if names and row.get(column) is not None:
                row[column] = names[noun][row[column]]
        rows.append(row)
    return rows


def missing_roles(book, as_of):
    """Without candidates, whom titles point to, too: pseudonyms have titles of their own."""
    return ss.missing_influences(book, as_of=as_of, candidates=False)


RULES = [ss.levels, ss.coverage, ss.red_flags, missing_roles, ss.introductions, ss.reach]


@few
@given(books(), seeds, st.sampled_from(RULES))
def test_the_rules_find_the_same_under_other_names(tables: Frames, seed, rule) -> None:
    book = ss.Book(tables)
    made = book.pseudonymized(seed)
    assert bare(rule(made, as_of=AS_OF)) == bare(rule(book, as_of=AS_OF), renaming(book, made))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rules_find_the_same_in_the_demo_under_other_names(rule) -> None:
    book = ss.demo()
    made = book.pseudonymized(2)
    result, expected = rule(made, as_of=AS_OF), rule(book, as_of=AS_OF)
    names = renaming(book, made)
    assert bare(result) == bare(expected, names)
    for column in {"route", "coach_route"} & set(result):
        routes = [
            " > ".join(names["person"][part] for part in route.split(" > ")) for route in expected[column].dropna()
        ]
        assert result[column].dropna().tolist() == routes


@few
@given(books(), seeds)
def test_the_same_seed_gives_the_same_book_and_another_another(tables: Frames, seed) -> None:
    book = ss.Book(tables)
    assert book.pseudonymized(seed) == book.pseudonymized(seed)
    if len(book.tables["accounts"]):
        assert book.pseudonymized(seed) != book.pseudonymized(seed + 1)


# --- Worked examples ----------------------------------------------------------------------------

FOODS = hand(
    accounts="""
        account_id name  owner
        F          Foods Bea
    """,
    people="""
        person_id account_id name title email
        ann@f.invalid F      Ann  CFO   ann@f.invalid
        ben       F          Ben  Planner  -
    """,
    influences="""
        objective_id person_id roles    personal_win
        F            ann@f.invalid economic calm
    """,
    touchpoints="""
        touchpoint_id person_id seller on         status mode
        1             ben       Bea    2026-11-20 done   consult
    """,
)


def foods(**columns):
    tables = dict(FOODS)
    tables["touchpoints"] = tables["touchpoints"].assign(learned="Ben says that Ann, and BEA too, is glad")
    tables["people"] = tables["people"].assign(**columns)
    return ss.Book(tables)


def test_a_name_is_the_same_wherever_it_stands() -> None:
    made = foods().pseudonymized(4).tables
    owner, seller = made["accounts"]["owner"].iloc[0], made["touchpoints"]["seller"].iloc[0]
    assert owner == seller
    ann, ben = made["people"]["name"]
    assert made["touchpoints"]["learned"].iloc[0] == f"Learned 1 (about {ben}, {ann}, {owner})"
    assert made["people"]["email"].iloc[0] == f"{ann.lower().replace(' ', '.')}@example.org"
    assert made["people"]["title"].tolist() == ["Top level", "Working level"]
    assert made["influences"]["objective_id"].iloc[0] == made["accounts"]["account_id"].iloc[0]


def test_positions_are_kept_and_other_unknown_columns_replaced_with_their_headers() -> None:
    made = foods(map_dx="40", map_rows="1", phone=[493012345, 493012346], note=["Ann's twin", None]).pseudonymized(1)
    people = made.tables["people"]
    assert people["map_dx"].astype(float).tolist() == [40.0, 40.0]
    assert list(people.columns[-4:]) == ["map_dx", "map_rows", "extra_1", "extra_2"]
    assert not people["extra_1"].astype(str).str.contains("4930").any()
    assert people["extra_2"].isna().tolist() == [False, True]


@pytest.mark.parametrize("word", ["Top level", "learned", "example", "Kim", "Objective", "about"])
def test_replacements_give_way_to_what_they_would_repeat(word) -> None:
    book = foods(title=word, note=word)
    assert_nothing_survives(book, book.pseudonymized(3))


def test_the_demo_under_other_names() -> None:
    book = ss.demo()
    made = book.pseudonymized(7)
    assert_nothing_survives(book, made)
    assert made.tables["people"]["name"].nunique() == book.tables["people"]["name"].nunique()
    numbers = ["economic", "user", "technical", "coach", "score", "influences", "contacted", "thanked"]
    assert ss.coverage(made, as_of=AS_OF)[numbers].equals(ss.coverage(book, as_of=AS_OF)[numbers])


def test_a_part_and_an_empty_book_can_be_pseudonymized() -> None:
    part = ss.demo().select(account_id="northwind")
    assert len(part.pseudonymized(1).tables["people"]) == len(part.tables["people"])
    assert ss.Book(frames({})).pseudonymized(1) == ss.Book(frames({}))


def test_the_header_of_an_unknown_column_is_no_text_of_the_original() -> None:
    tables = ss.demo().tables
    people = tables["people"].assign(budget="none")
    people.loc[0, "title"] = "extra"
    book = ss.Book({**tables, "people": people})
    assert_nothing_survives(book, book.pseudonymized(1))


@pytest.mark.parametrize("seed", [None, "1", 1.5])
def test_a_seed_is_a_whole_number(seed) -> None:
    with pytest.raises(TypeError, match="whole number"):
        ss.demo().pseudonymized(seed)


def test_the_terminal_writes_it(tmp_path, capsys) -> None:
    ss.demo().write(tmp_path / "own")
    words = ["pseudonymize", str(tmp_path / "own"), str(tmp_path / "other"), "--seed", "5"]
    assert main(words) == Exit.FINE
    assert read(tmp_path / "other") == ss.demo().pseudonymized(5)
    assert main(words) == Exit.USAGE
    assert "--force" in capsys.readouterr().err
    assert main([*words, "--force"]) == Exit.FINE


# --- What was done or dropped ---------------------------------------------------------------------


def suggested(book: ss.Book) -> list[tuple]:
    """What is suggested, without words."""
    plan = rows_of(ss.next_actions(book, as_of=AS_OF))
    return [(row["objective_id"], row["person_id"], row["action"]) for row in plan if row["status"] == "suggested"]


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_what_was_done_or_dropped_is_not_suggested_again_under_other_names(status) -> None:
    book = ss.demo()
    plan = [row for row in rows_of(ss.next_actions(book, as_of=AS_OF)) if row["status"] == "suggested"]
    for index, row in enumerate(plan):
        taken = {name: row[name] for name in ("objective_id", "action", "person_id", "because")}
        book.insert("actions", action_id=f"n{index}", status=status, note="We have been there", **taken)
    made = book.pseudonymized(3)
    names = renaming(book, made)
    expected = [
        (names["objective"][aim], person and names["person"][person], act) for aim, person, act in suggested(book)
    ]
    assert {row["because"].partition(":")[0] for row in plan} >= {"red_flags", "tested", "priorities", "mindset"}
    assert suggested(made) == expected
    assert_nothing_survives(book, made)


def test_a_cause_that_somebody_wrote_by_hand_is_replaced() -> None:
    book = ss.demo()
    for index, because in enumerate(
        ["call ann: now", "tested: version Ann", "priorities: see Joe", "proposal_fit: open: x-1"]
    ):
        row = {"action_id": f"n{index}", "objective_id": "northwind-1", "action": "meet", "person_id": "nw-osei"}
        book.insert("actions", status="dropped", because=because, **row)
    written = book.pseudonymized(3).tables["actions"]["because"].dropna().tolist()
    assert written == [text for text in written if text.startswith("Because ")]
