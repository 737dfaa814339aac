"""An import that is decided step by step: what each choice does to what is read."""

import shutil

import pytest

import stratsell as ss
from stratsell.dates import as_day
from stratsell.io.imports.session import Session
from tests.support.paths import ROOT

SALESFORCE = ROOT / "tests" / "data" / "salesforce"
REGISTER = """\
Stakeholderliste,,,,
Stand 23.11.2026,,,,
Firma,Name,Rolle,Unterstützung,Letzter Kontakt
Nordwerk,Ada Lang,Entscheider,3,01.10.2026
Nordwerk,Bo Kern,Türöffner,viel,31.02.2026
Nordwerk,Cy Voss,Türöffner,-2,
"""


def session(folder, text, name="register.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Session([path], day=as_day("2026-11-23"))


@pytest.fixture
def register(tmp_path):
    return session(tmp_path, REGISTER)


def roles(found):
    return found.now.book.tables["influences"]["roles"].astype(object).where(lambda cell: cell.notna(), None).tolist()


def test_a_register_with_a_title_is_read_and_what_is_not_known_is_asked(register) -> None:
    assert register.place("register.csv").table.header_row == 3
    assert [(each.word, each.count, each.meaning, each.asked) for each in register.words()["role"]] == [
        ("Türöffner", 2, None, True),
        ("Entscheider", 1, "economic", False),
    ]
    assert [(line.row, line.column, line.value) for line in register.faults()] == [
        (5, "Unterstützung", "viel"),
        (5, "Letzter Kontakt", "31.02.2026"),
    ]


def test_a_word_is_decided_for_all_its_cells_and_taken_back(register) -> None:
    register.choose_word("role", "Türöffner", "coach")
    assert roles(register) == ["economic", "coach", "coach"]
    assert not [each for each in register.words()["role"] if each.asked]
    register.choose_word("role", "Türöffner", "")
    assert roles(register) == ["economic", None, None]
    assert not [each for each in register.words()["role"] if each.asked]
    register.choose_word("role", "Türöffner", None)
    assert register.words()["role"][0].asked


def test_a_cell_is_mended_and_taken_back(register) -> None:
    register.mend("register.csv", 5, 3, "2")
    assert [line.column for line in register.faults()] == ["Letzter Kontakt"]
    assert register.mended() == [("register.csv", 5, "Unterstützung", "2")]
    register.mend("register.csv", 5, 3, None)
    assert len(register.faults()) == 2


def test_another_header_row_is_another_table(register) -> None:
    register.mend("register.csv", 5, 3, "2")
    register.choose_header("register.csv", 4)
    assert register.place("register.csv").table.header[0] == "Nordwerk"
    assert register.mended() == [("register.csv", 5, "3", "2")], "the cell still stands"
    register.choose_header("register.csv", 5)
    assert register.mended() == []
    register.choose_header("register.csv", 3)
    assert register.place("register.csv").table.header[0] == "Firma"


def test_a_column_is_chosen_kept_and_left_out(tmp_path) -> None:
    found = session(tmp_path, "Company,Contact,Job,Note\nNorthwind,Ada,Chief,x\n")
    found.choose_column("register.csv", 3, "title")
    people = found.now.book.tables["people"]
    assert (people["title"].tolist(), people["Job"].tolist()) == (["x"], ["Chief"])
    found.choose_column("register.csv", 2, "title")
    people = found.now.book.tables["people"]
    assert (people["title"].tolist(), people["Note"].tolist()) == (["Chief"], ["x"])
    found.choose_column("register.csv", 3, "ignored")
    assert "Note" not in found.now.book.tables["people"].columns
    found.choose_column("register.csv", 3, "")
    assert "Note" in found.now.book.tables["people"].columns


def test_a_column_that_is_said_to_hold_roles_holds_roles_whatever_stands_in_it(tmp_path) -> None:
    found = session(tmp_path, "Company,Contact,Part\nNorthwind,Ada,Sponsor\n")
    found.choose_column("register.csv", 2, "roles")
    assert [(each.word, each.asked) for each in found.words()["role"]] == [("Sponsor", True)]
    found.choose_column("register.csv", 2, "title")
    assert found.words() == {}


def test_what_was_decided_reads_the_next_file_alike(register, tmp_path) -> None:
    register.choose_word("role", "Türöffner", "coach")
    register.choose_column("register.csv", 3, "ignored")
    keep = tmp_path / "our register.csv"
    register.now.report.mapping.write(keep)
    with pytest.warns(ss.BookWarning):
        book = ss.read_sheet(tmp_path / "register.csv", mapping=keep)
    assert book.tables["influences"]["roles"].tolist() == ["economic", "coach", "coach"]
    again = Session([tmp_path / "register.csv", keep])
    assert again.files == ["register.csv"]
    assert roles(again) == roles(register)


def test_an_export_is_recognised_and_a_file_can_be_left_out(tmp_path) -> None:
    names = ["Account", "Contact", "Opportunity", "OpportunityContactRole", "Task"]
    for name in names:
        shutil.copy(SALESFORCE / f"{name}.csv", tmp_path)
    found = Session(tmp_path / f"{name}.csv" for name in names)
    assert found.source == "salesforce"
    assert len(found.now.book.tables["touchpoints"]) > 0
    found.choose_kind("Task.csv", "")
    assert len(found.now.book.tables["touchpoints"]) == 0
    found.choose_word("role", "Project Sponsor", "economic")
    assert not [each for each in found.words()["role"] if each.asked]
    found.remove("Task.csv")
    assert "Task.csv" not in found.files


def test_a_file_of_another_kind_is_said_beside_the_others(tmp_path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "people.csv").write_text("Company,Contact\nNorthwind,Ada\n")
    found = Session([tmp_path / "picture.png", tmp_path / "people.csv"])
    assert "is no" in found.now.problems["picture.png"]
    assert len(found.now.book.tables["people"]) == 1


def test_an_account_can_be_named_for_people_without_one(tmp_path) -> None:
    found = session(tmp_path, "Name,Title\nAda,Chief\n")
    assert found.now.book.tables["accounts"]["name"].tolist() == ["register"]
    found.choose_account("Northwind")
    assert found.now.book.tables["accounts"]["name"].tolist() == ["Northwind"]


def test_days_of_which_nobody_knows_the_order_are_asked_once(tmp_path) -> None:
    found = session(tmp_path, "Company,Contact,Last contact\nNorthwind,Ada,03/04/2026\nNorthwind,Bo,05/06/2026\n")
    assert found.either_days() == ["03/04/2026", "05/06/2026"]
    assert found.faults() == []
    found.choose_days(day_first=True)
    assert found.either_days() == []
    assert found.now.book.tables["touchpoints"]["on"].dt.month.tolist() == [4, 6]
    found.choose_days(day_first=False)
    assert found.now.book.tables["touchpoints"]["on"].dt.month.tolist() == [3, 5]
    assert "setting,day_first,False" in str(found.now.report.mapping)
    found.choose_days(day_first=None)
    assert len(found.either_days()) == 2


def test_a_sheet_without_people_is_a_sentence(tmp_path) -> None:
    found = session(tmp_path, "Colour,Weight\nred,3\n")
    assert found.now.book is None
    assert "No column holds the names of people" in found.now.problem


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\x00\x01\x02" * 200])
def test_a_file_with_nothing_in_it_does_not_say_whose_the_others_are(content, tmp_path) -> None:
    (tmp_path / "people.csv").write_text("Company,Contact,Role\nNorthwind,Ada,Sponsor\n")
    (tmp_path / "other.csv").write_bytes(content)
    found = Session([tmp_path / "people.csv", tmp_path / "other.csv"])
    assert found.source == "sheet"
    assert len(found.now.book.tables["people"]) == 1
    assert found.now.problems.keys() == {"other.csv"}


def test_what_was_mended_stays_when_another_row_is_the_header(tmp_path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Account,Name,Role\nAccount,Name,Role in it\nNorvik,Ada,buyr\nNorvik,Bo,user\n", encoding="utf-8")
    session = Session([path])
    session.choose_header("register.csv", 1)
    session.mend("register.csv", 3, 2, "coach")
    session.mend("register.csv", 2, 1, "Name")
    session.choose_header("register.csv", 2)
    assert session.mended() == [("register.csv", 3, "Role in it", "coach")]
    assert session.now.book.tables["influences"]["roles"].tolist() == ["coach", "user"]


def test_a_word_whose_parts_say_the_same_is_known(tmp_path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Account,Name,Role\nNorvik,Ada,E - Economic Buyer\n", encoding="utf-8")
    assert [(word.word, word.meaning) for word in Session([path]).words()["role"]] == [
        ("E - Economic Buyer", "economic")
    ]
