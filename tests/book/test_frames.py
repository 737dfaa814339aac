"""The one door through which the rules see data: however a table is typed, they say the same."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import stratsell as ss
from stratsell.book.frames import scanned
from stratsell.book.tables import TABLES
from tests.support.paths import ROOT

AS_OF = "2026-11-23"
DEMO = ROOT / "data" / "demo"
RULES = [ss.levels, ss.coverage, ss.red_flags, ss.missing_influences, ss.introductions, ss.reach]
TYPES = {
    "as read": lambda table: table,
    "object": lambda table: table.astype(object),
    "string": lambda table: table.astype("string"),
    "category": lambda table: table.astype("category"),
    "arrow": lambda table: table.convert_dtypes(dtype_backend="pyarrow"),
}


@pytest.fixture(scope="module")
def raw() -> dict[str, pd.DataFrame]:
    """The demo's files as somebody reads them who wants all text as it stands: a blank cell is empty text."""
    return {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in DEMO.glob("*.csv")}


@pytest.fixture(scope="module")
def expected() -> dict[str, pd.DataFrame]:
    """What each rule says of the demo's book."""
    return {rule.__name__: rule(ss.demo(), as_of=AS_OF) for rule in RULES}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_types_of_text_do_not_matter(
    raw: dict[str, pd.DataFrame], expected: dict[str, pd.DataFrame], rule, kind
) -> None:
    tables = {name: TYPES[kind](table) for name, table in raw.items()}
    pd.testing.assert_frame_equal(rule(tables, as_of=AS_OF), expected[rule.__name__])


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (pd.Timestamp("2026-11-23 15:00"), 3),
        (pd.Timestamp("2026-11-23 15:00", tz="UTC"), 3),
        (pd.Timestamp("2026-08-25 15:00"), 1),  # 90 days ago, whatever the hour
        (pd.Timestamp("2026-08-26"), 3),
        (np.datetime64("2026-11-24"), 1),
        (dt.date(2026, 11, 23), 3),
        ("2026-08-25T15:00:00", 1),
        ("2026-11-23", 3),
    ],
)
def test_a_day_is_a_day_whatever_the_hour(on: object, level: int) -> None:
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
        "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["P"]}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["user"]}),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": ["t"],
                "person_id": ["p"],
                "seller": ["s"],
                "on": [on],
                "status": ["done"],
                "mode": ["test"],
            }
        ),
    }
    assert ss.levels(tables, as_of=np.datetime64(AS_OF))["level"].tolist() == [level]


@pytest.mark.parametrize("nothing", [None, pd.DataFrame()])
def test_an_optional_table_may_be_nothing(raw: dict[str, pd.DataFrame], nothing: object) -> None:
    few = {name: raw[name] for name in ("accounts", "people", "influences", "objectives")}
    for rule in RULES:
        want = rule(few, as_of=AS_OF)
        pd.testing.assert_frame_equal(
            rule({**few, "touchpoints": nothing, "relationships": nothing}, as_of=AS_OF), want
        )
    rest = {"touchpoints": nothing, "relationships": nothing}
    assert ss.Book({**few, **rest}) == ss.Book(few)


def test_a_required_table_or_column_that_is_not_there_is_named(raw: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(KeyError, match="influences"):
        ss.coverage({"accounts": raw["accounts"], "people": raw["people"]}, as_of=AS_OF)
    with pytest.raises(KeyError, match="person_id"):
        ss.coverage({**raw, "influences": raw["influences"].drop(columns="person_id")}, as_of=AS_OF)


CELLS = {
    "text with None": (["a", None, "b"], ["a", None, "b"]),
    "text with NaN": (["a", float("nan"), "b"], ["a", None, "b"]),
    "text with pandas' own blanks": (["a", pd.NA, pd.NaT], ["a", None, None]),
    "blank first": ([float("nan"), None, "a"], [None, None, "a"]),
    "empty text": (["", "a", ""], [None, "a", None]),
    "only blanks": ([None, float("nan"), pd.NA], [None, None, None]),
    "text and numbers": (["a", 5, 5.5], ["a", "5", "5.5"]),
    "numbers first": ([5, "a", None], ["5", "a", None]),
    "numbers": ([5, None, 6], ["5", None, "6"]),
    "NumPy's text": ([np.str_("a"), "b", None], ["a", "b", None]),
    "bytes": ([b"a", None, b"b"], ["a", None, "b"]),
    "days": ([dt.date(2026, 1, 2), None, dt.date(2026, 1, 3)], ["2026-01-02", None, "2026-01-03"]),
}


@pytest.mark.parametrize("at_once", [1, 2, 100])
@pytest.mark.parametrize(("cells", "texts"), CELLS.values(), ids=CELLS)
def test_objects_are_taken_over_as_text(
    cells: list[object], texts: list[str | None], at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stratsell.book.frames.AT_ONCE", at_once)
    table = TABLES["touchpoints"]
    value = pd.DataFrame({name: ["x", "y", "z"] for name in ("touchpoint_id", "person_id", "status", "mode")})
    value["seller"], value["on"] = pd.Series(cells, dtype=object), pd.Timestamp("2026-01-02 15:00")
    result = scanned(value, table).collect()
    assert result.columns == table.names
    assert result["seller"].to_list() == texts
    assert result["on"].to_list() == [dt.date(2026, 1, 2)] * len(value)
    assert result["place"].to_list() == [None] * len(value)


@pytest.mark.parametrize("kind", TYPES)
def test_a_few_rows_at_a_time_are_as_good_as_all(raw, expected, kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stratsell.book.frames.AT_ONCE", 7)
    tables = {name: TYPES[kind](table) for name, table in raw.items()}
    for rule in RULES:
        pd.testing.assert_frame_equal(rule(tables, as_of=AS_OF), expected[rule.__name__])
