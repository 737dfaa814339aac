"""Every painter takes every string that a book takes; what cannot be seen counts as blank where a name is needed.

Set STRATSELL_STRINGS to a number to draw so many random strings besides the ones that have been found to hurt.
"""

from __future__ import annotations

import os
import random
import sys
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stratsell as ss
from stratsell.book.tables import TABLES, Kind
from stratsell.errors import BookError
from stratsell.text import VISIBLE, clean, is_visible

DAY = "2026-11-23"
UNSEEN = [
    "\u200b", "\ufeff", "\u00ad", "\u200e", "\u200f", "\u061c", "\u202e", "\u2066", "\u2060", "\u200d", "\u200c", "\u034f",
    "\u3164", "\uffa0", "\u2800", "\ufe0f", "\U000e0041", "\U000e0100", "\ufff9", "\u2028", "\x85", "\xa0", " \u200b\t",
]  # fmt: skip
SEEN = [
    "\u0600", "\u0301", "a\u200bb", "x\u202ey", "\u200bq", "z\ufeff", "👩\u200d🔬", "🇩", "क्", "\u0e33", "عمر x", "$x^2_$", "<b>&amp;</b>",
    "]]>", "=1+1", "a;b", "a\nb", "#x\n# y", "| a |", "\\input{x}", "%s {0}", "\ue000", "\U0010fffd", "\u0378", "漢字", "x" * 300, "́́́",
]  # fmt: skip


def some(count: int) -> list[str]:
    """Random strings of characters of every sort."""
    draw = random.Random(19)
    signs = [chr(code) for code in draw.sample(range(sys.maxunicode), 4 * count)]
    signs = [sign for sign in signs if unicodedata.category(sign) not in ("Cc", "Cs") and ord(sign) % 0x10000 < 0xFFFE]
    return [draw.choice(("", "x", "\u200b")) + sign + draw.choice(("", "y", "\u202e")) for sign in signs[:count]]


def book(strings: list[str]) -> ss.Book:
    """A book with each string wherever text may stand; a name where it is not seen is another one."""
    names = [string if is_visible(string) else f"Ada {index}" for index, string in enumerate(strings)]
    ids = [f"{name}{index}" for index, name in enumerate(names)]
    rows = range(len(strings))
    roles = [("economic", "user", "technical", "coach")[index % 4] for index in rows]
    name = "; ".join(names[:5])
    return ss.Book({
        "accounts": pd.DataFrame({"account_id": [names[0]], "name": name, "industry": strings[0], "owner": strings[1]}),
        "objectives": pd.DataFrame({
            "objective_id": ["o"], "account_id": names[0], "name": name, "problem": strings[0], "outcome": strings[1],
            "metric": strings[2], "due_on": "2027-01-31",
        }),
        "people": pd.DataFrame({"person_id": ids, "account_id": names[0], "name": names, "title": strings, "email": strings}),
        "influences": pd.DataFrame({
            "objective_id": "o", "person_id": ids, "roles": roles, "business_result": strings, "personal_win": strings,
            "answer": strings,
        }),
        "relationships": pd.DataFrame({"source_id": ids[1:], "target_id": ids[:1] * (len(ids) - 1), "kind": "reports_to"}),
        "touchpoints": pd.DataFrame({
            "touchpoint_id": ids, "person_id": ids, "objective_id": "o", "seller": names,
            "on": ["2026-11-01" if index % 2 else "2026-12-01" for index in rows],
            "status": ["done" if index % 2 else "planned" for index in rows], "mode": "consult", "place": strings,
            "message": strings, "learned": strings,
        }),
        "options": pd.DataFrame({"objective_id": "o", "option": ids, "source": "ours"}),
        "propositions": pd.DataFrame({
            "objective_id": "o", "version": [index + 1 for index in rows], "positioning": strings, "communication": strings,
            "framework": strings,
        }),
        "feedback": pd.DataFrame({
            "objective_id": "o", "version": [index + 1 for index in rows], "person_id": ids, "comment": strings, "change": strings,
        }),
    })  # fmt: skip


@pytest.mark.filterwarnings("ignore:no font on this machine", "ignore:Glyph")
def test_every_painter_takes_every_string(tmp_path: Path) -> None:
    strings = [*UNSEEN, *SEEN, *some(int(os.environ.get("STRATSELL_STRINGS", "20")))]
    for start in range(0, len(strings), 70):
        whole = book(strings[start : start + 70])
        brief = ss.brief(whole, objective_id="o", as_of=DAY)
        for ending in ("md", "html", "pdf", "docx"):
            assert brief.write(tmp_path / f"brief.{ending}").stat().st_size
        for part in ({"objective_id": "o"}, {}):
            assert ss.slides(whole, **part, as_of=DAY, path=tmp_path / "slides.pptx").stat().st_size
        for ending in ("png", "svg"):
            ss.draw_map(whole, objective_id="o", as_of=DAY, path=tmp_path / f"map.{ending}")
        ss.draw_timeline(whole, objective_id="o", as_of=DAY, path=tmp_path / "timeline.svg")
        ss.draw_modes(whole, as_of=DAY, path=tmp_path / "modes.svg")
        ss.draw_portfolio(ss.portfolio(whole, as_of=DAY), path=tmp_path / "portfolio.svg")
        assert ss.calendar(whole, as_of=DAY)
        assert ss.InfluenceMap(whole, objective_id="o", as_of=DAY).scene
        ss.explore(whole, as_of=DAY)
        ss.explore(whole, as_of=DAY, view="portfolio")
        whole.write(tmp_path / "book.xlsx")
        assert ss.read(tmp_path / "book.xlsx") == whole


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_name_that_is_not_seen_is_blank(unseen: str) -> None:
    """In every column that each row must fill; elsewhere it is text like any other."""
    for name, table in TABLES.items():
        required = [column.name for column in table.columns if column.required and column.kind in (Kind.ID, Kind.TEXT)]
        with pytest.raises(BookError) as caught:
            ss.Book({name: pd.DataFrame({column: [unseen] for column in required})})
        result = {fault.column for fault in caught.value.faults if fault.table == name and "is blank" in fault.problem}
        assert result == set(required)
    assert clean(unseen) == ""


@given(st.text())
def test_whatever_is_seen_can_be_shown(text: str) -> None:
    assert bool(clean(text)) == is_visible(text)
    assert pd.Series([text], dtype="str").str.contains(VISIBLE)[0] == is_visible(text)
