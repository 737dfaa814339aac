"""Looks at a copy of the tree to which the drills have added something, and prints what it sees as JSON."""

import contextlib
import datetime as dt
import io
import json
import tempfile
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

import stratsell as ss
from stratsell.cli import main
from stratsell.exercises.kinds import KINDS
from stratsell.exercises.reading import exercise_of
from stratsell.io.imports.source import sources
from stratsell.map.edits import apply
from stratsell.map.kinds import KINDS as LINES
from stratsell.map.message import vocabulary
from stratsell.map.scene import compose, scene
from stratsell.map.shown import shown
from stratsell.notebook.export import all_exports, exported
from stratsell.notebook.forms import FORMS, Asked
from stratsell.notebook.forms.form import advice
from stratsell.notebook.panel import panel
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import objective_view
from stratsell.rules.findings import findings

DAY = dt.date(2026, 11, 23)
AIM = "northwind-1"
FOLDER = Path(tempfile.mkdtemp())


def view(book):
    return objective_view(book, objective_id=AIM, as_of=DAY)


def form(book, what, **about):
    return FORMS[what](Asked(book, view(book), DAY.isoformat(), about))


def svg(book, **more):
    path = FOLDER / "map.svg"
    ss.draw_map(book, objective_id=AIM, as_of=DAY, path=path, **more)
    return path.read_text(encoding="utf-8")


def legend(book):
    return [entry.text for entry in scene(book, objective_id=AIM, as_of=DAY).legend]


def error(book, table, key, **cells):
    try:
        book.update(table, key, **cells) if key else book.insert(table, **cells)
    except ss.BookError as wrong:
        return str(wrong)
    return ""


def terminal(*words):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(list(words))
    return printed.getvalue()


def flag():
    book = ss.demo()
    book.update("people", "nw-osei", email="")
    others = [table for table in book.tables["people"]["person_id"] if table != "nw-osei"]
    with book.step("Addresses"):
        for other in others:
            book.update("people", other, email="a@example.org")
    rows = ss.red_flags(book, as_of=DAY)
    portfolio = ss.portfolio(book, as_of=DAY).set_index("objective_id")
    drawn = compose(shown(view(book)))
    card = next(card for card in drawn.cards if card.person_id == "nw-osei")
    (sheet,) = next(tab for tab in all_tabs() if tab.name == "Red flags").blocks(view(book))
    book.write(FOLDER / "flags")
    asked = ss.read_exercises()
    picks = next(q.picks for item in asked for q in item.questions if q.kind == "red_flags")
    return {
        "found": rows.loc[rows["flag"] == "no_email", "detail"].tolist(),
        "counted": int(portfolio.loc[AIM, "no_email"]),
        "tooltip": " ".join(card.tooltip),
        "filter": vocabulary()["flags"],
        "tab": next(row.cells[1]["note"] for row in sheet.rows if row.cells[1]["text"] == "No email"),
        "offers": next([a.text for a in row.actions] for row in sheet.rows if row.cells[1]["text"] == "No email"),
        "terminal": terminal("flags", str(FOLDER / "flags"), "--as-of", "2026-11-23", "--format", "csv"),
        "exercise": [pick.label for pick in picks],
    }


def mindset():
    book = ss.demo()
    book.update("influences", (AIM, "nw-osei"), mindset="curious")
    field = form(book, "edit", person_id="nw-osei").fields["influences.mindset"]
    questions = field.to_dict()["questions"]
    chips = panel(view(book), "nw-osei")["chips"]
    before, after = (ss.priorities(item, as_of=DAY).set_index("objective_id") for item in (ss.demo(), book))
    return {
        "svg": svg(book),
        "legend": legend(book),
        "option": next(option.label for option in field.options if option.value == "curious"),
        "questions": questions,
        "advice": [item["why"] for item in advice(field, {questions[-1]: True})],
        "filter": vocabulary()["mindsets"],
        "menu": [words for about in vocabulary()["settable"] for words in about["words"]],
        "error": error(book, "influences", (AIM, "nw-osei"), mindset="curiuos"),
        "chip": next({"text": c["text"], "colour": c["colour"]} for c in chips if c["tone"] == "mindset"),
        "receptive": int(after.loc[AIM, "receptive"] - before.loc[AIM, "receptive"]),
    }


def kind():
    book = ss.demo()
    edge = {"source_id": "nw-zhao", "target_id": "nw-tanaka"}
    done = apply(book, AIM, "relate", {**edge, "kind": "mentors", "strength": 0.9})
    fields = form(book, "relationship", person_id="nw-osei").fields
    text = [
        span["text"]
        for section in panel(view(book), "nw-tanaka")["sections"]
        for line in section["lines"]
        for span in line
    ]
    return {
        "done": done,
        "svg": svg(book),
        "dark": svg(book, theme="dark"),
        "legend": legend(book),
        "option": next(o.label for o in fields["relationships.kind"].options if o.value == "mentors"),
        "form": LINES["mentors"].form,
        "filter": [value for value, *_ in vocabulary()["kinds"]],
        "error": error(book, "relationships", None, **edge, kind="mentor"),
        "passive": next((text for text in text if "mentored" in text), ""),
        "steps": view(book).introductions["nw-tanaka"].steps,
    }


def crm():
    folder = FOLDER / "crm"
    folder.mkdir()
    pd.DataFrame({"acme company key": ["1"], "acme company label": ["Acme"]}).to_csv(
        folder / "acme_companies.csv", index=False
    )
    people = {"acme person key": ["7"], "acme company key": ["1"], "acme person label": ["Ann Lee"]}
    pd.DataFrame(people).to_csv(folder / "acme_persons.csv", index=False)
    return {"sources": sources(), "people": ss.read_export(folder).tables["people"]["name"].tolist()}


def export_format():
    book = ss.demo()
    written, printed = FOLDER / "brief.txt", FOLDER / "terminal.txt"
    ss.brief(book, "northwind", as_of=DAY, path=written)
    book.write(FOLDER / "book")
    terminal("brief", str(FOLDER / "book"), "--account", "northwind", "--as-of", "2026-11-23", "-o", str(printed))
    try:
        ss.brief(book, "northwind", as_of=DAY, path="brief.odt")
    except ValueError as wrong:
        text = str(wrong)
    return {
        "offered": [value.text for value in all_exports().values()],
        "exported": exported(view(book), "txt").content.decode(),
        "written": written.read_text(encoding="utf-8"),
        "terminal": printed.read_text(encoding="utf-8"),
        "error": text,
    }


CASE = """---
title: Whose word
difficulty: easy
minutes: 5
as_of: 2026-11-23
account: Acme
objective: Fewer stops
questions:
  - kind: degrees
---

A case.

# people

| person_id | name |
|---|---|
| ann | Ann |

# influences

| person_id | roles | degree |
|---|---|---|
| ann | user | high |
"""


def exercise():
    made = exercise_of(CASE, "whose")
    (question,) = made.questions
    (mark,) = question.marked({"ann": ("high",)})
    return {"ask": question.ask, "right": mark.right, "hidden": "Influence" not in made.facts()["columns"]}


def rule():
    book = ss.demo()
    rows = ss.silent(book, as_of=DAY)
    result = findings(book, DAY)
    return {
        "rows": len(rows),
        "objectives": len(result.open_ids),
        "known": sum(len(result.rows("silent", id_)) for id_ in result.open_ids),
    }


def tab():
    explorer = ss.explore(ss.demo(), as_of=DAY, account_id="northwind")
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(exported(explorer.review, "xlsx").content)).sheet_names
    return {"title": next(title for title in explorer.titles if title.startswith("Addresses")), "sheets": sheets}


assert "degrees" in KINDS
looks = {
    "flag": flag,
    "mindset": mindset,
    "kind": kind,
    "crm": crm,
    "format": export_format,
    "exercise": exercise,
    "rule": rule,
    "tab": tab,
}
print(json.dumps({name: look() for name, look in looks.items()}))  # noqa: T201
