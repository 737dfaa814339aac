"""History: worked examples, the slow twin, and that every day is what the rules say of it."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stratsell as ss
from stratsell.cli import Exit, main
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Role
from tests.support import twins
from tests.support.strategies import AS_OF, Frames, books, days, frames, hand, known_by, rows_by_table, rows_of

several = st.lists(days, min_size=1, max_size=2)
few = settings(max_examples=5)
FLAGS = [flag.value for flag in RedFlag]


def twin(book, dates, fresh_days=90):
    """A day, an objective, a role and a flag at a time."""
    result = []
    for day in sorted(set(dates)):
        flags = twins.red_flags(book, day, fresh_days)
        missing = twins.missing_influences(book, day)
        still_open = {row["objective_id"] for row in twins.open_objectives(book, day)}
        for row in twins.coverage(book, day, fresh_days):
            here = row["objective_id"]
            kinds = [flag["flag"] for flag in flags if flag["objective_id"] == here]
            gaps = [gap["role"] for gap in missing if gap["objective_id"] == here]
            counts = {flag: kinds.count(flag) for flag in FLAGS}
            result.append(
                {"as_of": day, **row, "open": here in still_open, "missing_roles": "; ".join(gaps) or None}
                | counts
                | {"red_flags": len(kinds)}
            )
    return result


@settings(max_examples=12)
@given(books(), several, st.sampled_from([1, 90]))
def test_history_agrees_with_the_twin(book: Frames, dates, fresh_days) -> None:
    result = rows_of(ss.history(book, dates, fresh_days=fresh_days))
    assert result == twin(rows_by_table(book), dates, fresh_days)


@few
@given(books(), several)
def test_each_day_is_what_the_rules_say_of_it(book: Frames, dates) -> None:
    result = ss.history(book, dates)
    for day in dates:
        rows = result[result["as_of"] == pd.Timestamp(day)].reset_index(drop=True)
        covered = ss.coverage(book, as_of=day)
        pd.testing.assert_frame_equal(rows[list(covered.columns)], covered)
        assert rows["red_flags"].sum() == len(ss.red_flags(book, as_of=day))
        gaps = rows["missing_roles"].dropna().str.count(";").add(1).sum()
        assert gaps == len(ss.missing_influences(book, as_of=day))


@few
@given(books())
def test_a_later_day_changes_nothing_before_it(book: Frames) -> None:
    before = ss.history(known_by(book, AS_OF), [AS_OF])
    after = ss.history(book, [AS_OF, "2031-01-01"])
    pd.testing.assert_frame_equal(after.head(len(before)), before)


@few
@given(books(), several)
def test_columns_types_and_order_are_steady(book: Frames, dates) -> None:
    result = ss.history(book, dates)
    assert result.dtypes.equals(ss.history(frames({}), ["2020-01-01"]).dtypes)
    assert result[["as_of", "account_id", "objective_id"]].equals(
        result[["as_of", "account_id", "objective_id"]].sort_values(["as_of", "account_id", "objective_id"])
    )
    assert list(result.columns[4:8]) == [role.value for role in Role]


# --- Worked examples ----------------------------------------------------------------------------

FOODS = hand(
    accounts="""
        account_id name  reorganized_on
        F          Foods 2026-02-10
    """,
    objectives="""
        objective_id account_id name status closed_on
        f1           F          One  closed 2026-04-15
    """,
    people="""
        person_id account_id name in_role_since
        ann       F          Ann  -
        bob       F          Bob  2026-03-02
    """,
    influences="""
        objective_id person_id roles    mindset degree business_result personal_win thanked_on
        f1           ann       economic growth  high   less            calm         2026-04-01
        f1           bob       user     trouble high   less            calm         -
    """,
    touchpoints="""
        touchpoint_id person_id objective_id seller on         status mode
        1             ann       -            Bea    2026-03-20 done   consult
    """,
)


def test_an_account_through_four_months() -> None:
    """Reorganized in February, Bob new in March, Ann spoken with in March and thankful in April, closed in April."""
    result = ss.history(FOODS, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"])
    shown = result[["open", "economic", "score", "thanked", "missing_roles", "red_flags"]]
    assert rows_of(shown) == [
        {
            "open": True,
            "economic": 1,
            "score": 2 / 16,
            "thanked": 0,
            "missing_roles": "technical; coach",
            "red_flags": 3,
        },
        {
            "open": True,
            "economic": 1,
            "score": 2 / 16,
            "thanked": 0,
            "missing_roles": "technical; coach",
            "red_flags": 4,
        },
        {
            "open": True,
            "economic": 3,
            "score": 4 / 16,
            "thanked": 0,
            "missing_roles": "technical; coach",
            "red_flags": 5,
        },
        {"open": False, "economic": 4, "score": 5 / 16, "thanked": 1, "missing_roles": None, "red_flags": 0},
    ]
    assert result.loc[2, FLAGS].tolist() == [0, 0, 1, 1, 1, 0, 1, 1, 0]


@pytest.mark.parametrize("dates", ["2026-11-23", AS_OF])
def test_one_date_is_not_several(dates) -> None:
    with pytest.raises(TypeError, match="several"):
        ss.history(FOODS, dates)


def test_no_dates_and_no_days_are_refused() -> None:
    with pytest.raises(ValueError, match="there are none"):
        ss.history(FOODS, [])
    with pytest.raises(ValueError, match="23/11/2026"):
        ss.history(FOODS, ["2026-01-01", "23/11/2026"])


@pytest.mark.parametrize(
    ("months", "as_of", "expected"),
    [
        (0, "2026-11-23", "2026-11-23"),
        (2, "2024-03-01", "2024-01-31 2024-02-29 2024-03-01"),
        (1, "2026-10-31", "2026-09-30 2026-10-31"),
        (2, "2026-01-15", "2025-11-30 2025-12-31 2026-01-15"),
    ],
)
def test_month_ends(months, as_of, expected) -> None:
    assert [str(day) for day in ss.month_ends(months, as_of=as_of)] == expected.split()


@pytest.mark.parametrize("months", [-1, 99_999])
def test_months_that_lead_nowhere_are_refused(months) -> None:
    with pytest.raises(ValueError, match=str(months)):
        ss.month_ends(months, as_of="2026-11-23")


# --- The picture and the terminal ---------------------------------------------------------------


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_the_picture_shows_the_numbers() -> None:
    figure = ss.draw_trend(ss.Book(FOODS), ["2026-01-31", "2026-03-31"])
    assert texts(figure)[:8] == ["1", "3", "1", "1", "0", "0", "0", "0"]
    assert figure.axes[3].get_xticklabels()[1].get_text() == "31 Mar"


@pytest.mark.parametrize("name", [r"$\alpha$ <b>", "星野" * 80, "نسيم", "x" * 500])
def test_a_title_is_text_and_fits(name) -> None:
    tables = {**FOODS, "accounts": FOODS["accounts"].assign(name=name)}
    figure = ss.draw_trend(ss.Book(tables), ["2026-01-31"], account_id="F")
    figure.canvas.draw()
    title = figure._suptitle
    assert not title.get_parse_math()
    assert title.get_window_extent().x1 <= figure.bbox.x1


def test_the_picture_is_the_same_twice(tmp_path) -> None:
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    for path in (one, other):
        ss.draw_trend(ss.demo(), ss.month_ends(3, as_of=AS_OF), objective_id="solvane-1", theme="dark", path=path)
    assert one.read_bytes() == other.read_bytes()


def test_many_days_are_labelled_every_few() -> None:
    figure = ss.draw_trend(ss.Book(FOODS), ss.month_ends(15, as_of=AS_OF))
    labels = [label.get_text() for label in figure.axes[3].get_xticklabels()]
    assert len(labels) == 8
    assert labels[-1].startswith("23 Nov")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    place = tmp_path_factory.mktemp("history") / "demo"
    ss.demo().write(place)
    return str(place)


def test_the_terminal_gives_the_same(demo, capsys, tmp_path) -> None:
    picture = tmp_path / "trend.png"
    words = ["history", demo, "--account", "solvane", "--months", "2", "--as-of", "2026-11-23", "--format", "json"]
    assert main([*words, "--picture", str(picture)]) == Exit.FINE
    rows = json.loads(capsys.readouterr().out)
    expected = ss.history(ss.demo(), ss.month_ends(2, as_of=AS_OF))
    expected = expected[expected["account_id"] == "solvane"]
    assert [row["red_flags"] for row in rows] == expected["red_flags"].tolist()
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_terminal_takes_dates(demo, capsys) -> None:
    words = ["history", demo, "--objective", "northwind-1", "--dates", "2026-09-30", "2026-10-31", "--format", "csv"]
    assert main(words) == Exit.FINE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["as_of"] for row in rows] == ["2026-09-30", "2026-10-31"]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--account", "solvane", "--objective", "solvane-1"], "not both"),
        (["--months", "-1"], "months"),
        (["--dates", "yesterday"], "yesterday"),
        (["--months", "0", "--account", "pickett", "--picture", "trend.bmp"], ".png"),
    ],
)
def test_the_terminal_refuses_in_a_line(demo, capsys, words, text) -> None:
    assert main(["history", demo, *words]) == Exit.USAGE
    err = capsys.readouterr().err
    assert text in err
    assert err.count("\n") == 1
