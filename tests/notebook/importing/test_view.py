"""The import view's protocol: what comes down as state, what is asked, and what answers it."""

import json

import pytest

from stratsell.io.imports.session import Session
from stratsell.notebook.importing.faults import SHOWN
from stratsell.notebook.importing.state import import_state, rows_of
from stratsell.notebook.importing.uploads import MOST_BYTES, Uploads, fitting
from stratsell.notebook.importing.view import MOST_ROWS, ImportView, choose

REGISTER = """\
Stakeholderliste;;;;
Firma;Name;Rolle;Unterstützung;Notiz
Nordwerk;Ada Lang;Entscheider;3;
Nordwerk;Bo Kern;Türöffner;viel;<b>$x$</b>
Nordwerk;Cy Voss;Türöffner;-2;=1+1
"""


@pytest.fixture
def session(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    return Session([tmp_path / "register.csv"])


@pytest.fixture
def view(session):
    made = ImportView(lambda asked, pieces: None)
    made.show_import(session)
    return made


def ask(view, **asked):
    """What a view answers."""
    answers = []
    view.send = lambda content, buffers=(): answers.append((content, list(buffers)))
    view._hear(None, {"ticket": "1", **asked}, [])
    [(content, buffers)] = answers
    assert content.pop("ticket") == "1"
    return content, buffers


def state(view):
    json.dumps(view.state)  # plain data
    return view.state["import"]


def test_the_state_says_what_was_understood_and_what_is_asked(view) -> None:
    found = state(view)
    assert found["ready"]
    assert found["sheet"]["header"] == 2
    assert [(each["letter"], each["slot"], each["how"]) for each in found["sheet"]["columns"]] == [
        ("A", "account", "known"),
        ("B", "name", "known"),
        ("C", "roles", "known"),
        ("D", "support", "known"),
        ("E", "", "unknown"),
    ]
    [roles] = found["words"]
    assert [(each["word"], each["meaning"], each["asked"]) for each in roles["words"]] == [
        ("Türöffner", None, True),
        ("Entscheider", "economic", False),
    ]
    [fault] = found["faults"]["items"]
    assert (fault["row"], fault["at"], fault["value"]) == (4, 3, "viel")
    assert [each["count"] for each in found["totals"]][:2] == [1, 3]


def test_every_choice_makes_a_new_state(view) -> None:
    before = view.state["at"]
    assert ask(view, do="choose", what="word", of="role", word="Türöffner", value="coach") == ({}, [])
    assert ask(view, do="choose", what="cell", file="register.csv", row=4, at=3, value="2") == ({}, [])
    found = state(view)
    assert view.state["at"] == before + 2
    assert (found["faults"]["count"], len(found["mended"])) == (0, 1)
    assert not [each for each in found["words"][0]["words"] if each["asked"]]
    assert found["words"][0]["said"] == ["Türöffner"]
    ask(view, do="choose", what="column", file="register.csv", at=4, value="ignored")
    assert state(view)["sheet"]["columns"][4]["slot"] == "ignored"
    ask(view, do="choose", what="header", file="register.csv", value="3")
    assert state(view)["sheet"]["header"] == 3
    assert state(view)["sheet"]["columns"][1]["title"] == "Ada Lang"


def test_the_order_of_days_is_asked_once_for_all(tmp_path) -> None:
    (tmp_path / "days.csv").write_text("Company,Contact,Last contact\nN,Ada,03/04/2026\nN,Bo,05/06/2026\n")
    view = ImportView(lambda asked, pieces: None)
    view.show_import(Session([tmp_path / "days.csv"]))
    assert state(view)["days"] == {"example": "03/04/2026", "count": 2, "value": "?"}
    ask(view, do="choose", what="days", value="day")
    assert state(view)["days"] == {"example": "", "count": 0, "value": "day"}


def test_rows_come_as_they_stand_with_what_they_are(view, session) -> None:
    content, _ = ask(view, **{"do": "rows", "file": "register.csv", "from": 0, "to": 100})
    rows = content["rows"]
    assert [row["is"] for row in rows] == ["above", "header", "record", "record", "record"]
    assert rows[3]["cells"][4] == "<b>$x$</b>"
    assert rows[3]["marks"] == {2: "fault", 3: "fault"}
    session.mend("register.csv", 4, 3, "2")
    assert rows_of(session, "register.csv", 3, 4)[0]["cells"][3] == "2"
    assert rows_of(session, "register.csv", 3, 4)[0]["marks"][3] == "mended"


def test_no_request_gets_more_than_its_share_of_a_long_sheet(tmp_path) -> None:
    lines = [f"Northwind,P{at},{'what' if at % 2 else 'user'}{at}" for at in range(2_000)]
    (tmp_path / "long.csv").write_text("Company,Contact,Support\n" + "\n".join(lines))
    view = ImportView(lambda asked, pieces: None)
    view.show_import(Session([tmp_path / "long.csv"]))
    found = state(view)
    assert found["faults"]["count"] == 2_000
    assert len(found["faults"]["items"]) == SHOWN
    content, _ = ask(view, **{"do": "faults", "from": 1_990})
    assert len(content["items"]) == 10
    content, _ = ask(view, **{"do": "rows", "file": "long.csv", "from": 0, "to": 10**9})
    assert len(content["rows"]) == MOST_ROWS
    assert len(json.dumps(view.state)) < 100_000


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"do": "nothing"},
        {"do": "rows", "file": "register.csv", "from": "a", "to": 3},
        {"do": "rows", "file": "other.csv", "from": 0, "to": 3},
        {"do": "choose", "what": "column", "file": "register.csv", "at": 99, "value": "name"},
        {"do": "choose", "what": "column", "file": "register.csv", "at": 1, "value": "no slot"},
        {"do": "choose", "what": "source", "value": "nobody"},
        {"do": "choose", "what": "word", "of": "role", "word": "Türöffner", "value": "no role"},
        {"do": "choose", "what": "sheet", "file": "../other.csv", "value": "x"},
        {"do": "choose", "what": "nothing"},
    ],
)
def test_a_request_that_makes_no_sense_is_one_line_or_changes_nothing(view, asked) -> None:
    def refuse(asked, pieces):
        raise ValueError("is nothing that can be done now")

    view._act = refuse
    content, _ = ask(view, **asked)
    assert content.get("failed") or state(view)["problem"] or state(view)["ready"]
    ask(view, do="choose", what="header", file="register.csv", value="2")
    assert state(view)["sheet"]["header"] == 2  # it goes on


def test_the_small_map_is_drawn_in_both_themes(view) -> None:
    for theme in ("light", "dark"):
        content, [drawn] = ask(view, do="map", theme=theme)
        assert content == {"title": "Nordwerk"}
        assert b"<svg" in drawn


def test_a_workbook_has_a_choice_of_sheets(tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Only text"])
    people = book.create_sheet("People")
    people.append(["Company", "Name"])
    people.append(["Northwind", "Ada"])
    book.save(tmp_path / "people.xlsx")
    session = Session([tmp_path / "people.xlsx"])
    found = import_state(session, "people.xlsx")
    assert found["sheet"]["name"] == "People"
    assert [each["value"] for each in found["sheet"]["sheets"]] == ["Read me", "People"]
    choose(session, {"what": "sheet", "file": "people.xlsx", "value": "Read me"})
    found = import_state(session, "people.xlsx")
    assert (found["sheet"]["name"], found["ready"]) == ("Read me", False)
    choose(session, {"what": "sheet", "file": "people.xlsx", "value": "People"})
    assert import_state(session, "people.xlsx")["ready"]


def test_uploads_are_private_limited_and_gone_in_the_end(monkeypatch) -> None:
    uploads = Uploads()
    assert uploads.take("../../people.csv", 0, b"Name") == 4
    path = uploads.path("people.csv")
    assert path.read_bytes() == b"Name"
    assert path.parent == uploads.folder
    assert path.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="has not come whole"):
        uploads.take("people.csv", 9, b"x")
    monkeypatch.setattr("stratsell.notebook.importing.uploads.MOST_BYTES", 6)
    with pytest.raises(ValueError, match="larger than"):
        uploads.take("people.csv", 4, b"xyz")
    with pytest.raises(ValueError, match="larger than"):
        uploads.take("more.csv", 0, b"xyz")
    assert uploads.take("people.csv", 0, b"anew") == 4
    uploads.close()
    assert not path.parent.exists()
    assert MOST_BYTES == 200_000_000


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "\0", "a/../../b", "x" * 500 + ".csv", "  ", "CON?.csv"])
def test_a_name_from_a_browser_is_never_a_path(name) -> None:
    fit = fitting(name)
    assert fit
    assert fit not in (".", "..")
    assert not set(fit) & set('/\\\0:*?"<>|')
    assert len(fit) <= 125


FAULTY = """\
Company,Contact,Support,Job
Northwind,Ada,much,x
Northwind,,3,Nobody
Northwind,Cy,much,y
"""


@pytest.fixture
def faulty(tmp_path):
    (tmp_path / "faulty.csv").write_text(FAULTY)
    view = ImportView(lambda asked, pieces: None)
    view.show_import(Session([tmp_path / "faulty.csv"]))
    return view


def faults(view):
    return {(each["row"], each["column"]): each for each in state(view)["faults"]["items"]}


def choice(fault, what, **more):
    return {"do": "choose", "what": what, **{name: fault[name] for name in ("file", "row", "column", "why")}, **more}


def test_every_fault_can_be_settled_by_a_click(faulty) -> None:
    found = faults(faulty)
    assert found[3, "Contact"]["accept"] == "Leave the row out"
    assert found[3, "Contact"]["at"] == 1  # a blank name can be filled in
    much = found[2, "Support"]
    assert (much["accept"], much["accept_all"]) == ("Leave it blank", "Leave all 2 blank")
    ask(faulty, **choice(much, "accept", all=True))
    ask(faulty, **choice(found[3, "Contact"], "accept"))
    assert faults(faulty) == {}
    assert [each["where"] for each in state(faulty)["accepted"]] == ["Row 3 · Contact", "Support"]
    assert state(faulty)["decisions"] == 2
    ask(faulty, **choice(much, "reconsider", all=True))
    assert set(faults(faulty)) == {(2, "Support"), (4, "Support")}
    content, _ = ask(faulty, do="choose", what="accept", file="faulty.csv", row=99, column="", why="")
    assert "not there" in content["failed"]


def test_what_no_column_holds_can_be_said_to_stand_in_one(tmp_path) -> None:
    for name, text in {
        "Account.csv": "Id,Name\n001A,Northwind\n",
        "Contact.csv": "Id,Name,Konto\n003A,Ada,Northwind\n",
    }.items():
        (tmp_path / name).write_text(text)
    view = ImportView(lambda asked, pieces: None)
    session = Session([tmp_path / "Account.csv", tmp_path / "Contact.csv"])
    session.choose_source("salesforce")
    view.show_import(session)
    [fault] = state(view)["faults"]["items"]
    assert (fault["at"], fault["slot"]) == (-1, "account")
    [_, contacts] = state(view)["files"]
    assert contacts["unused"] == [{"value": "2", "text": "C · Konto"}]
    ask(view, do="choose", what="column", file="Contact.csv", at=2, value=fault["slot"])
    assert state(view)["faults"]["items"] == []
    assert len(session.now.book.tables["people"]) == 1


def test_a_word_may_mean_several_roles(view, session) -> None:
    assert state(view)["words"][0]["several"]
    ask(view, do="choose", what="word", of="role", word="Türöffner", value="economic; user")
    [word] = [each for each in state(view)["words"][0]["words"] if each["word"] == "Türöffner"]
    assert (word["meaning"], word["asked"]) == ("economic; user", False)
    assert session.now.book.tables["influences"]["roles"].tolist()[1:] == ["economic; user"] * 2
    assert "role,Türöffner,economic; user" in str(session.now.report.mapping)


def test_another_sheet_of_a_workbook_is_a_click_away(tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "North"
    for page in (book.active, book.create_sheet("South")):
        page.append(["Company", "Name"])
        page.append(["Northwind", f"Ada {page.title}"])
    book.save(tmp_path / "two.xlsx")
    view = ImportView(lambda asked, pieces: None)
    view.show_import(Session([tmp_path / "two.xlsx"]))
    [fault] = state(view)["faults"]["items"]
    assert (fault["sheet"], fault["remedy"], fault["accept"]) == ("South", "", "Go on without it")
    ask(view, do="choose", what="sheet", file="two.xlsx", value="South")
    assert state(view)["sheet"]["name"] == "South"
