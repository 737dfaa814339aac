"""The account brief: it says what the rules say, each kind of file is sound, and nothing in a book's text is markup."""

import io
import re
import zipfile
from html.parser import HTMLParser

import docx
import markdown_it
import pandas as pd
import pytest

import stratsell as ss
from stratsell import cli
from stratsell.map.shapes import Words
from stratsell.map.text import width
from stratsell.reports.formats import all_formats
from stratsell.reports.formats.document import document
from stratsell.reports.formats.markdown import markdown
from stratsell.reports.formats.page import fragment, page
from stratsell.reports.formats.sheet import HEIGHT, WIDTH, _page, lines

DAY = "2026-11-23"
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:b) `c` | **d** $e$ &amp; https://f.example \\ <!-- g"


@pytest.fixture(scope="module")
def brief():
    return ss.brief(ss.demo(), "northwind", as_of=DAY)


@pytest.fixture(scope="module")
def hostile():
    book = ss.demo()
    with book.step("Break in"):
        book.update("accounts", "northwind", name=HOSTILE, owner=HOSTILE)
        book.update("objectives", "northwind-1", name=HOSTILE, problem=HOSTILE, metric=HOSTILE)
        book.update("people", "nw-osei", name=HOSTILE)
        book.update("influences", ("northwind-1", "nw-osei"), business_result=HOSTILE, answer=HOSTILE)
        book.update("touchpoints", "t0118", message=HOSTILE, place=HOSTILE)
    return ss.brief(book, "northwind", as_of=DAY)


def test_it_says_what_the_rules_say(brief):
    cover, plan, proposal = brief.sections
    demo = ss.demo()
    score = ss.coverage(demo, as_of=DAY).set_index("objective_id").loc["northwind-1", "score"]
    assert cover.title == f"Coverage {score:.0%}".replace("%", " %")
    names = demo.tables["people"].set_index("person_id")["name"]
    fit = ss.proposal_fit(demo, as_of=DAY).query("objective_id == 'northwind-1'")
    assert [row[0] for row in proposal.rows] == [names[item] for item in fit["person_id"]]
    actions = ss.next_actions(demo, as_of=DAY).query("objective_id == 'northwind-1'")
    assert [row[3] for row in plan.rows] == list(actions["message"][: len(plan.rows)])
    assert plan.notes == (f"The first 6; {len(actions) - 6} more actions in the book.",)


def test_an_objective_that_is_not_yet_good_is_told_so():
    facts = dict(ss.brief(ss.demo(), "fennimore", as_of=DAY).facts)
    assert facts["Not yet a good objective"] == "measurable (the baseline is blank)"


def test_a_closed_objective_that_another_source_solved_is_a_success():
    facts = dict(ss.brief(ss.demo(), objective_id="solvane-1", as_of=DAY).facts)
    assert facts["Closed"].startswith("on 29 May 2026; ")
    assert "they chose “Permata permit system” (a competitor of ours). A success." in facts["Closed"]


def test_every_kind_of_file_is_written_and_the_same_each_time(brief, tmp_path):
    for ending in (form.ending for form in all_formats()):
        one, two = (brief.write(tmp_path / f"{name}{ending}").read_bytes() for name in ("one", "two"))
        assert one.replace(b"one.map", b"two.map") == two, ending
        assert len(one) > 1000
    assert (tmp_path / "one.map.png").read_bytes().startswith(b"\x89PNG")
    assert len(re.findall(rb"/Type /Page\b(?!s)", (tmp_path / "one.pdf").read_bytes())) == 1


def test_what_cannot_be_written_is_said(brief, tmp_path):
    with pytest.raises(ValueError, match=r"“a.txt” must end in .md, .html, .pdf, .docx"):
        brief.write(tmp_path / "a.txt")
    with pytest.raises(ValueError, match="belongs to the account “northwind”"):
        ss.brief(ss.demo(), "kestrel", objective_id="northwind-1", as_of=DAY)
    with pytest.raises(KeyError, match="no account “x”"):
        ss.brief(ss.demo(), "x", as_of=DAY)


def test_without_python_docx_it_is_said_what_to_do(brief, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    with pytest.raises(ModuleNotFoundError, match=r"stratsell\[docx\]"):
        document(brief)


TAGS = "html head meta title style body article h1 h2 p dl dt dd bdi picture source img table thead tbody tr th td"


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name not in ("href", "action"), (tag, name)
            assert name not in ("src", "srcset") or value.startswith("data:image/svg+xml;base64,"), (tag, name)

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("made", [page, fragment])
def test_html_holds_texts_as_texts(hostile, made):
    read = Tags()
    read.feed(made(hostile))
    assert read.tags <= set(TAGS.split())
    assert sum(HOSTILE in text for text in read.text) >= 6


def test_markdown_holds_texts_as_texts(hostile):
    text = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(markdown(hostile))
    read = Tags()
    read.feed(text)
    assert read.tags <= {"h1", "h2", "p", "ul", "li", "strong", *TAGS.split()[-6:]}
    assert sum(HOSTILE in text for text in ("".join(read.text)).splitlines()) >= 6


def test_a_word_document_holds_texts_as_texts(hostile):
    content = document(hostile)
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    assert sum(HOSTILE in text for text in cells) >= 3
    assert made.paragraphs[0].text == HOSTILE
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"TargetMode" not in b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))


@pytest.mark.parametrize("account", ["orrin", "naseem"])
def test_nothing_leaves_the_page(account):
    result = list(_page(ss.brief(ss.demo(), account, as_of=DAY)))
    for mark in result:
        if isinstance(mark, Words):
            assert 0 < mark.y < HEIGHT
            room = WIDTH - mark.x if mark.anchor == "start" else WIDTH
            assert width(mark.text, mark.size, bold=mark.bold) <= room, mark


@pytest.mark.parametrize("text", ["", "one", "one two three four five", "x" * 200, "日本語" * 40, "👩‍🔬" * 30])
def test_lines_fit_and_lose_nothing_until_they_are_cut(text):
    broken = lines(text, 60, 10, 99)
    assert all(width(line, 10) <= 60 for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert len(lines(text, 60, 10, 2)) <= 2


def test_the_command_writes_it(tmp_path, capsys):
    place = tmp_path / "demo"
    ss.demo().write(place)
    target = tmp_path / "brief.md"
    assert cli.main(["brief", str(place), "--account", "northwind", "--output", str(target), "--as-of", DAY]) == 0
    assert target.read_text(encoding="utf-8").startswith("# Northwind Foods")
    assert cli.main(["brief", str(place), "--output", str(target)]) == 2
    assert "which of the 13 accounts" in capsys.readouterr().err


def test_a_book_of_one_bare_account_has_a_brief():
    book = ss.Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A"]}),
            "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["P"]}),
            "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"]}),
        }
    )
    made = ss.brief(book, as_of=DAY)
    assert (made.title, made.subtitle) == ("A", "")
    assert re.search("nobody is known", markdown(made))
    assert list(_page(made))


def test_missing_roles_are_told_apart():
    """Four rows that say the same would look like a fault."""
    book = ss.demo()
    book.insert("accounts", account_id="a", name="Ann's")
    whom = [row[1] for row in ss.brief(book, "a", as_of=DAY).sections[1].rows]
    assert sorted(whom) == [f"the {role} influence" for role in ("coach", "economic", "technical", "user")]


def test_a_name_from_right_to_left_does_not_turn_others_around():
    book = ss.demo()
    book.update("people", "nw-zhao", name="محمد الأنصاري")
    who = {row[0]: row[2] for row in ss.brief(book, "northwind", as_of=DAY).sections[0].rows}
    assert who["U User"] == "\N{LEFT-TO-RIGHT MARK}محمد الأنصاري (engaged), Inés Prado (thanked)"
    assert who["C Coach"] == "Sam Whitfield (engaged)"


def test_it_prints_on_one_page(brief, browser, tmp_path):
    shown = browser.new_page()
    shown.goto(brief.write(tmp_path / "brief.html").as_uri())
    assert shown.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    shown.close()
