"""The plan as a calendar: what other programs read of it, and that no text of a book becomes more than text."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

import stratsell as ss
from stratsell.cli import Exit, main
from stratsell.text import clean
from tests.support.method_books import method_books
from tests.support.strategies import AS_OF, rows_by_table

DAY = "2026-11-23"
FOODS = {
    "accounts": pd.DataFrame({"account_id": ["F"], "name": ["Foods; Ltd"], "owner": ["Bea"]}),
    "people": pd.DataFrame({"person_id": ["a", "b"], "account_id": ["F", "F"], "name": ["Ann, Dr", "星野 🚀"]}),
    "influences": pd.DataFrame(
        {
            "objective_id": ["F", "F"], "person_id": ["a", "b"], "roles": ["economic", "user"],
            "mindset": ["growth", "overconfident"],
        }
    ),
    "touchpoints": pd.DataFrame(
        {
            "touchpoint_id": ["1", "2", "3", "4", "5"],
            "person_id": ["a", "a", "a", "a", "b"],
            "seller": ["Bea", "Bea", "Cai", "Bea", "Cai"],
            "on": ["2026-11-23", "2026-11-22", "2026-12-01", "2026-12-02", "2026-11-20"],
            "status": ["planned", "planned", "planned", "planned", "done"],
            "mode": ["co_create", None, None, "tell", "consult"],
            "place": ["Lyon\\hall, 3", None, None, None, None],
            "message": ["One;\r\nEND:VEVENT\r\ntwo \u202e", None, None, None, None],
        }
    ),
}  # fmt: skip


def events(file: bytes):
    """What another reader of the format finds: day, summary and kind of every event."""
    return [
        (str(event["DTSTART"].dt), str(event["SUMMARY"]), event["CATEGORIES"].to_ical().decode())
        for event in Calendar.from_ical(file).walk("VEVENT")
    ]


def ids(file: bytes):
    return [str(event["UID"]) for event in Calendar.from_ical(file).walk("VEVENT")]


def test_planned_conversations_come_first_then_what_to_do() -> None:
    result = events(ss.calendar(ss.Book(FOODS), as_of=DAY))
    assert result[:3] == [
        ("2026-11-23", "Co-create: Ann, Dr (Foods; Ltd)", "Planned conversation"),
        ("2026-12-01", "Conversation: Ann, Dr (Foods; Ltd)", "Planned conversation"),
        ("2026-12-02", "Tell: Ann, Dr (Foods; Ltd)", "Planned conversation"),
    ]
    assert ("2026-11-23", "Overdue (settle): Ann, Dr (Foods; Ltd)", "Next action") in result
    assert ("2026-11-24", "To do (find): Foods; Ltd", "Next action") in result


def test_text_of_a_book_is_text() -> None:
    file = ss.calendar(ss.Book(FOODS), as_of=DAY)
    first = Calendar.from_ical(file).walk("VEVENT")[0]
    assert str(first["LOCATION"]) == "Lyon\\hall, 3"
    assert str(first["DESCRIPTION"]).splitlines()[0] == "Message: One; END:VEVENT two"
    agenda, *message = str(first["DESCRIPTION"]).splitlines()[1:]
    assert agenda.startswith("Agenda: Also with Ann, Dr: what a solution would have to show")
    assert message == [
        "How: Co-create: we work the answer out together",
        "Seller: Bea",
    ]
    assert not [char for char in file.decode() if ord(char) < 32 and char not in "\r\n"]


def test_the_file_keeps_the_format_s_lines() -> None:
    file = ss.calendar(ss.Book(FOODS), as_of=DAY)
    lines = file.split(b"\r\n")
    assert lines[-1] == b""
    assert not [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line]
    for line in lines:
        line.decode()  # no character is folded in two


@given(st.text(st.sampled_from("\\\\\\,;nN a星🚀é"), max_size=200))
def test_another_reader_reads_the_same_text(text) -> None:
    name = clean(f"Ann {text}")
    people = pd.DataFrame({"person_id": ["a", "b"], "account_id": ["F", "F"], "name": [name, "Bo"]})
    file = ss.calendar(ss.Book({**FOODS, "people": people}), as_of=DAY)
    assert str(Calendar.from_ical(file).walk("VEVENT")[0]["SUMMARY"]) == f"Co-create: {name} (Foods; Ltd)"
    assert not [line for line in file.split(b"\r\n") if len(line) > 75 or not line.decode().isprintable()]


def test_the_same_day_gives_the_same_file_and_another_day_the_same_ids() -> None:
    book = ss.demo().select(account_id="northwind")
    one, other = (ss.calendar(book, as_of=DAY) for _ in range(2))
    assert one == other
    assert b"DTSTAMP:20261123T000000Z" in one
    result = ids(one)
    assert len(set(result)) == len(result)
    later = ids(ss.calendar(book, as_of="2026-11-24"))
    assert len(set(result) & set(later)) > 0.9 * len(result)


@settings(max_examples=3)
@given(method_books())
def test_every_plan_is_there_once(tables) -> None:
    result = events(ss.calendar(ss.Book(tables), as_of=AS_OF))
    plan = ss.next_actions(tables, as_of=AS_OF)
    rows = rows_by_table(tables).get("touchpoints", [])
    touchpoints = [row for row in rows if row["status"] == "planned" and row["on"] >= AS_OF]
    assert [day for day, _, kind in result if kind == "Planned conversation"] == sorted(
        str(row["on"]) for row in touchpoints
    )
    due = plan.loc[plan["action"] != "keep", "due_on"].clip(lower=pd.Timestamp(AS_OF))
    assert [day for day, _, kind in result if kind == "Next action"] == sorted(str(day.date()) for day in due)


def test_it_can_be_of_one_objective_or_one_of_us() -> None:
    book = ss.demo()
    whole = ss.calendar(book, as_of=DAY, account_id="solvane")
    parts = [ss.calendar(book, as_of=DAY, objective_id=f"solvane-{index}") for index in (1, 2, 3)]
    assert sorted(id_ for part in parts for id_ in ids(part)) == sorted(ids(whole))
    sellers = {*book.tables["touchpoints"]["seller"], *book.tables["accounts"]["owner"]}
    item = [one for who in sellers for one in ids(ss.calendar(book, as_of=DAY, account_id="solvane", seller=who))]
    assert sorted(item) == sorted(ids(whole))


@pytest.mark.parametrize(
    ("words", "error", "text"),
    [
        ({"seller": "bea"}, KeyError, "did you mean “Bea”"),
        ({"seller": "Zoe"}, KeyError, "in the book"),
        ({"objective_id": "x"}, KeyError, "no objective"),
        ({"objective_id": "F", "account_id": "F"}, ValueError, "either"),
        ({"path": "plan.txt"}, ValueError, r"must end in \.ics"),
        ({"as_of": "soon"}, ValueError, "not a date"),
    ],
)
def test_what_cannot_be_given_is_said(words, error, text) -> None:
    with pytest.raises(error, match=text):
        ss.calendar(ss.Book(FOODS), **{"as_of": DAY, **words})


def test_nothing_planned_is_an_empty_calendar() -> None:
    book = ss.Book({name: table.iloc[:0] for name, table in FOODS.items()})
    file = ss.calendar(book, as_of=dt.date(2026, 11, 23))
    assert events(file) == []


def test_the_terminal_writes_it_as_well(tmp_path, capsys) -> None:
    ss.demo().write(tmp_path / "demo")
    place = tmp_path / "plan.ics"
    words = ["plan", str(tmp_path / "demo"), "--as-of", DAY, "--account", "orrin", "--format", "csv"]
    assert main([*words, "--ics", str(place)]) == Exit.FINE
    assert place.read_bytes() == ss.calendar(ss.demo(), as_of=DAY, account_id="orrin")
    assert capsys.readouterr().out.startswith("account_id,")
    assert main([*words, "--ics", str(tmp_path / "plan.txt")]) == Exit.USAGE
    assert ".ics" in capsys.readouterr().err
