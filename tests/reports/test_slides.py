"""Slides: native shapes that stay together, letters that can be read, nothing off the slide, and nothing but plain text."""

import io
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from itertools import combinations

import pandas as pd
import pptx
import pytest
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

import stratsell as ss
from stratsell.cli import Exit, main
from stratsell.map.kinds import KINDS
from stratsell.map.style import LIGHT
from stratsell.reports.deck.account import QUOTES
from stratsell.reports.deck.connectors import BEND, CORNER, STRAIGHT, Connector, connected, crosses, site
from stratsell.reports.deck.tree import BOTTOM, SIZES, TOP, Forest, fitting
from stratsell.reports.slides import slides_content
from tests.support.paths import ROOT

DAY = "2026-11-23"
LEAST = Pt(9)
HOSTILE = "<a:t>x</a:t> & =1+1 _x0041_ javascript:alert(1) \u202e"
NS = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
}


def opened(content: bytes):
    return pptx.Presentation(io.BytesIO(content))


def company(people: int, *, parts: int | None = None, reports: int = 5, name: str = "Person {}") -> ss.Book:
    """A book of one account in which everybody but the first reports to somebody, and so many have a part."""
    ids = [f"p{number:04}" for number in range(people)]
    parts = people if parts is None else parts
    bosses = [ids[(number - 1) // reports] for number in range(1, people)]
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["A company"]}),
        "people": pd.DataFrame(
            {"person_id": ids, "account_id": "a", "name": [name.format(number) for number in range(people)], "title": "Head of it"}
        ),
        "objectives": pd.DataFrame({"objective_id": ["o"], "account_id": ["a"], "name": ["One aim"]}),
        "influences": pd.DataFrame(
            {"objective_id": "o", "person_id": ids[:parts], "roles": "user; coach", "mindset": "growth", "degree": "high"}
        ),
        "relationships": pd.DataFrame(
            {
                "source_id": [*ids[1:], *ids[1:3]], "target_id": [*bosses, *ids[2:4]],
                "kind": [*(["reports_to"] * len(bosses)), *(["influences", "opposes"][: len(ids[2:4])])],
            }
        ) if people > 3 else None,
    }  # fmt: skip
    return ss.Book({key: table for key, table in tables.items() if table is not None})


def accounts(ids: list[str]) -> ss.Book:
    """A book of accounts in which nobody is known."""
    book = ss.Book()
    with book.step("Begin"):
        for account_id in ids:
            book.insert("accounts", account_id=account_id, name=f"{account_id} Ltd")
    return book


@pytest.fixture(scope="module")
def northwind():
    return slides_content(ss.demo(), "northwind", as_of=DAY)


def maps_of(made) -> list:
    return [slide for slide in made.slides if slide.shapes.title.text.startswith("Influence map")]


def groups(slide, kind: str) -> list:
    return [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.GROUP and s.name.startswith(kind)]


def connectors(slide) -> list:
    return [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.LINE]


def every(shapes):
    for shape in shapes:
        yield shape
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from every(shape.shapes)


def words(slide) -> list[str]:
    texts = [shape.text_frame.text for shape in every(slide.shapes) if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return texts


def check(made, *, width: float = 960, height: float = 540) -> None:
    """What holds for all slides: letters, the edges of the slide, cards that do not overlap, connectors that are attached."""
    assert (made.slide_width, made.slide_height) == (Pt(width), Pt(height))
    titles = [slide.shapes.title.text for slide in made.slides]
    assert all(titles)
    assert len(set(titles)) == len(titles), "two slides have the same title"
    for slide in made.slides:
        ids = slide.shapes._spTree.xpath(".//p:cNvPr/@id")
        assert len(ids) == len(set(ids))
        for size in slide.shapes._spTree.xpath(".//a:rPr/@sz"):
            assert int(size) * 127 >= LEAST, size
        for shape in every(slide.shapes):
            right, low = shape.left + shape.width, shape.top + shape.height
            turned = shape._element.xpath("./p:spPr/a:xfrm/@rot")
            assert (
                shape.shape_type == MSO_SHAPE_TYPE.PLACEHOLDER
                or turned
                or (shape.left >= 0 and shape.top >= 0 and right <= made.slide_width and low <= made.slide_height)
            ), (shape.name, shape.left, shape.top, right, low)
        boxes = [s for kind in ("Person", "Missing", "Not drawn", "Legend") for s in groups(slide, kind)]
        for one, two in combinations(boxes, 2):
            apart = (
                one.left + one.width <= two.left
                or two.left + two.width <= one.left
                or one.top + one.height <= two.top
                or two.top + two.height <= one.top
            )
            assert apart, (one.name, two.name)
        by_id = {int(s._element.xpath("./*/p:cNvPr/@id")[0]): s for s in every(slide.shapes)}
        for line in connectors(slide):
            for end in ("stCxn", "endCxn"):
                (attached,) = line._element.xpath(f".//a:{end}/@id")
                assert by_id[int(attached)].shape_type == MSO_SHAPE_TYPE.AUTO_SHAPE
            assert line._element.xpath(".//p:cNvPr/@descr")[0]


def test_an_account_says_what_the_book_knows(northwind) -> None:
    made = opened(northwind)
    check(made)
    titles = [slide.shapes.title.text for slide in made.slides]
    assert titles == [
        *(
            "Northwind Foods",
            "Objective",
            "Influence map: Northwind Foods",
            "Coverage 69 %",
            "Red flags: 7",
            "Plan",
            "Options",
        ),
        "Proposal, version 2",
    ]
    by_title = {slide.shapes.title.text: words(slide) for slide in made.slides}
    plan = ss.next_actions(ss.demo(), as_of=DAY)
    mine = plan[plan["objective_id"] == "northwind-1"]
    assert set(mine["message"]) <= set(by_title["Plan"])
    assert "16 November 2026 (overdue)" in by_title["Plan"]
    assert "Carry on with Saturday shifts" in by_title["Options"]
    assert "Do nothing" in by_title["Options"]
    assert any("maybe" not in text and text.startswith("Meet: Lin shows") for text in by_title["Red flags: 7"])
    assert "Take over quality for all five plants" in by_title["Proposal, version 2"]


def test_cards_are_groups_and_connectors_stay_with_them(northwind) -> None:
    (drawn,) = maps_of(opened(northwind))
    people = groups(drawn, "Person")
    assert len(people) == 7
    osei = next(group for group in people if "Amara Osei" in group.name)
    inside = [shape.text_frame.text for shape in osei.shapes if shape.has_text_frame]
    assert inside[0] == "Amara Osei\nChief Financial Officer"
    assert {"E", "3", "="} <= set(inside)
    described = osei._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0]
    assert "Economic: gives final approval" in described
    lines = connectors(drawn)
    assert len(lines) == len(ss.demo().select(account_id="northwind").tables["relationships"])
    order = list(drawn.shapes)
    assert max(map(order.index, lines)) < min(map(order.index, people)), "a connector lies upon a card"
    (against,) = [line for line in lines if line.name == "opposes"]
    kind = KINDS["opposes"].line
    assert against.line.color.rgb == pptx.dml.color.RGBColor.from_string(LIGHT["opposes"][1:].upper())
    assert against._element.xpath(".//a:custDash/a:ds/@d") == [str(round(100_000 * kind.dash[0] / kind.width))]
    assert against._element.xpath(".//a:tailEnd/@type") == ["triangle"]
    (legend,) = groups(drawn, "Legend")
    assert {"opposes", "influences", "trouble", "thanked"} <= {
        s.text_frame.text for s in legend.shapes if s.has_text_frame
    }


def test_a_card_that_is_moved_takes_its_connectors_along(northwind) -> None:
    """As python-pptx, too, computes where a connector ends: at the places that the file names."""
    made = opened(northwind)
    (drawn,) = maps_of(made)
    shapes = {int(s._element.xpath("./*/p:cNvPr/@id")[0]): s for s in every(drawn.shapes)}
    for line in connectors(drawn):
        for end, point in (("stCxn", (line.begin_x, line.begin_y)), ("endCxn", (line.end_x, line.end_y))):
            body = shapes[int(line._element.xpath(f".//a:{end}/@id")[0])]
            place = int(line._element.xpath(f".//a:{end}/@idx")[0])
            if not line._element.xpath("./p:spPr/a:xfrm/@rot"):
                wanted = site((body.left, body.top, body.width, body.height), place)
                assert point == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize("people", [0, 1, 2, 5, 20, 40, 200])
def test_all_letters_can_be_read_however_many_people_there_are(people: int) -> None:
    book = company(people) if people else accounts(["a"])
    made = opened(slides_content(book, "a", as_of=DAY))
    check(made)
    drawn = [group.name for slide in maps_of(made) for group in groups(slide, "Person")]
    assert set(drawn) == {f"Person: Person {number}" for number in range(people)}


def test_people_without_a_part_are_counted_under_their_manager() -> None:
    made = opened(slides_content(company(40, parts=6), "a", as_of=DAY))
    check(made)
    (drawn,) = maps_of(made)
    assert len(groups(drawn, "Person")) == 6
    counted = sorted(text for text in words(drawn) if text.startswith("+") and "other" in text)
    assert sum(int(text.split()[0]) for text in counted) == 34


def test_a_branch_on_another_slide_says_on_which() -> None:
    made = opened(slides_content(company(60), "a", as_of=DAY))
    drawn = maps_of(made)
    assert len(drawn) > 1
    for slide in drawn:
        for text in words(slide):
            if " below: map " in text:
                many, page = int(text[1:].split()[0]), int(text.rsplit(" ", 1)[1])
                assert many > 0
                assert 1 < page <= len(drawn)
    assert any(" below: map " in text for slide in drawn for text in words(slide))


@pytest.mark.parametrize("reports", [1, 3, 30, 199])
def test_long_chains_and_wide_teams_have_room(reports: int) -> None:
    made = opened(slides_content(company(60, reports=reports), "a", as_of=DAY))
    check(made)
    assert len({group.name for slide in maps_of(made) for group in groups(slide, "Person")}) == 60


@pytest.mark.parametrize(
    "name", ["Maria Aparecida dos Santos Figueiredo Albuquerque de Vasconcelos {}", "星野精密工業株式会社代表取締役社長星野健一郎 {}", "عبد الرحمن بن محمد آل مكتوم الهاشمي القرشي {}", "W" * 90 + "{}"]
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:no font on this machine", "ignore:Glyph")
def test_wide_names_wrap_or_shrink(name: str) -> None:
    made = opened(slides_content(company(9, name=name), "a", as_of=DAY))
    check(made)
    (drawn,) = maps_of(made)
    for group in groups(drawn, "Person"):
        body = group.shapes[0]
        lines = body.text_frame.paragraphs
        assert lines[0].runs[0].font.size >= LEAST
        assert group._element.xpath("./p:nvGrpSpPr/p:cNvPr/@descr")[0].startswith(name[:20].strip())


def test_many_rows_are_counted_rather_than_shown() -> None:
    made = opened(slides_content(company(60), "a", as_of=DAY))
    texts = [text for slide in made.slides for text in words(slide)]
    assert "These are the first 24 of 60 rows; the explorer shows all." in [" ".join(text.split()) for text in texts]
    assert any(text.endswith("and 52 more") for text in texts)
    assert len(made.slides) < 30


def test_several_objectives_have_a_map_each() -> None:
    made = opened(slides_content(ss.demo(), "solvane", as_of=DAY))
    check(made)
    assert len(maps_of(made)) == 2


def test_a_portfolio_is_in_the_order_of_the_rule() -> None:
    made = opened(slides_content(ss.demo(), as_of=DAY))
    check(made)
    rows = [
        [cell.text for cell in row.cells]
        for slide in made.slides
        for shape in slide.shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert [row[0].removeprefix("\u200e") for row in rows] == list(ss.portfolio(ss.demo(), as_of=DAY)["account"])
    assert all(
        shape.table.cell(0, 0).text == "Account" for slide in made.slides for shape in slide.shapes if shape.has_table
    )
    assert rows[0][2:5] == ["61 %", "88 %", "1"]
    assert rows[-1][2] == "not known"
    assert "overdue" in next(row for row in rows if row[0] == "Northwind Foods")[5]


def test_a_long_portfolio_says_what_is_left_out() -> None:
    ids = [f"a{number:03}" for number in range(130)]
    made = opened(slides_content(accounts(ids), as_of=DAY))
    check(made)
    assert len(made.slides) > 3
    assert any("the first 100 of 130" in text for text in words(made.slides[1]))


def test_a_book_without_open_objectives_says_so() -> None:
    made = opened(slides_content(ss.Book(), as_of=DAY))
    assert any("No objective is open" in text for slide in made.slides for text in words(slide))


def test_texts_are_texts() -> None:
    book = ss.demo()
    with book.step("Break in"):
        book.update("accounts", "northwind", name=HOSTILE, owner=HOSTILE)
        book.update("objectives", "northwind-1", name=HOSTILE, problem=HOSTILE)
        book.update("people", "nw-osei", name=HOSTILE, title=HOSTILE)
        book.update("influences", ("northwind-1", "nw-osei"), business_result=HOSTILE, answer=HOSTILE)
        book.update("touchpoints", "t0118", message=HOSTILE, place=HOSTILE)
    content = slides_content(book, "northwind", as_of=DAY)
    made = opened(content)
    check(made)
    plain = "<a:t>x</a:t> & =1+1 _x0041_ javascript:alert(1)"
    assert made.slides[0].shapes.title.text == plain
    assert any(plain in text for text in words(maps_of(made)[0]))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            if name.endswith(".xml") and "/slides/" in name:
                tree = etree.fromstring(packed.read(name))
                assert not tree.xpath("//a:hlinkClick | //a:hlinkMouseOver", namespaces=NS)
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in packed.read(name)


def test_the_same_slides_are_the_same_file(northwind) -> None:
    assert northwind == slides_content(ss.demo(), "northwind", as_of=DAY)
    with zipfile.ZipFile(io.BytesIO(northwind)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert len(set(packed.namelist())) == len(packed.namelist())


ORDER = {
    "ln": ["noFill", "solidFill", "prstDash", "custDash", "round", "bevel", "miter", "headEnd", "tailEnd"],
    "spPr": ["xfrm", "custGeom", "prstGeom", "noFill", "solidFill", "ln"],
    "bodyPr": ["prstTxWarp", "noAutofit", "normAutofit", "spAutoFit"],
    "pPr": ["lnSpc", "spcBef", "spcAft", "buNone", "buFont", "buChar", "tabLst", "defRPr"],
    "rPr": ["ln", "noFill", "solidFill", "latin", "ea", "cs", "sym"],
    "nvCxnSpPr": ["cNvPr", "cNvCxnSpPr", "nvPr"],
    "cxnSp": ["nvCxnSpPr", "spPr", "style"],
    "sp": ["nvSpPr", "spPr", "style", "txBody"],
    "grpSp": ["nvGrpSpPr", "grpSpPr", "sp", "cxnSp"],
    "txBody": ["bodyPr", "lstStyle", "p"],
}
"""In which order the schema wants the children of what is written here; PowerPoint repairs a file of another order."""


def test_elements_are_in_the_order_of_the_schema(northwind) -> None:
    with zipfile.ZipFile(io.BytesIO(northwind)) as packed:
        slides = [
            etree.fromstring(packed.read(name)) for name in packed.namelist() if name.startswith("ppt/slides/slide")
        ]
    for element in (node for slide in slides for node in slide.iter("{*}*")):
        name = etree.QName(element).localname
        if name in ORDER:
            children = [etree.QName(child).localname for child in element]
            assert set(children) <= set(ORDER[name]), (name, children)
            if name != "grpSp":
                assert children == sorted(children, key=ORDER[name].index), (name, children)


def template(tmp_path, *, wide: bool = True):
    made = pptx.Presentation()
    if wide:
        made.slide_width, made.slide_height = Pt(960), Pt(540)
    for number in range(3):
        made.slides.add_slide(made.slide_layouts[1]).shapes.title.text = f"Sample {number}"
    made.slide_master.name = "Ours"
    path = tmp_path / "company.pptx"
    made.save(path)
    return path


def test_a_template_gives_layouts_and_its_own_slides_are_left_out(tmp_path) -> None:
    path = ss.slides(
        ss.demo(), "northwind", path=tmp_path / "x.pptx", as_of=DAY, template=template(tmp_path, wide=False)
    )
    made = pptx.Presentation(path)
    check(made, width=720)
    assert made.slide_master.name == "Ours"
    with zipfile.ZipFile(path) as packed:
        assert not any(b"Sample" in packed.read(name) for name in packed.namelist())
        assert sum(name.startswith("ppt/slides/slide") for name in packed.namelist()) == len(made.slides)


def test_a_template_may_be_a_potx(tmp_path) -> None:
    path = template(tmp_path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "company.potx", "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"presentationml.presentation.main", b"presentationml.template.main"))
    content = slides_content(ss.demo(), "pickett", as_of=DAY, template=tmp_path / "company.potx")
    assert len(opened(content).slides) > 3


def test_what_is_no_template_is_refused(tmp_path) -> None:
    (tmp_path / "x.pptx").write_bytes(b"hello")
    with pytest.raises(ValueError, match="template: “x.pptx” is no file of PowerPoint"):
        slides_content(ss.demo(), "pickett", template=tmp_path / "x.pptx")
    with pytest.raises(ValueError, match="must end in .pptx or .potx"):
        slides_content(ss.demo(), "pickett", template=tmp_path / "x.key")
    with pytest.raises(FileNotFoundError):
        slides_content(ss.demo(), "pickett", template=tmp_path / "none.pptx")


def test_wrong_requests_say_what_is_allowed(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"path: “x.ppt” must end in .pptx"):
        ss.slides(ss.demo(), "northwind", path=tmp_path / "x.ppt")
    with pytest.raises(KeyError, match="no account “nobody”"):
        ss.slides(ss.demo(), "nobody", path=tmp_path / "x.pptx")
    with pytest.raises(ValueError, match="belongs to the account “northwind”"):
        ss.slides(ss.demo(), "pickett", objective_id="northwind-1", path=tmp_path / "x.pptx")
    assert not list(tmp_path.iterdir())


def test_without_python_pptx_the_extra_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "stratsell\[slides\]"'):
        slides_content(ss.demo(), "northwind")


def test_the_terminal_writes_slides(tmp_path, capsys) -> None:
    book = str(tmp_path / "book")
    ss.demo().write(book)
    for part in (["--account", "northwind"], []):
        path = tmp_path / "x.pptx"
        assert main(["slides", book, *part, "--output", str(path), "--as-of", DAY]) == Exit.FINE
        assert str(path) in capsys.readouterr().out.replace("\n", "")
        check(pptx.Presentation(path))
    assert main(["slides", book, "--output", str(tmp_path / "x.pdf")]) == Exit.USAGE
    assert "must end in .pptx" in capsys.readouterr().err


def test_the_notes_quote_the_article() -> None:
    passages = tomllib.loads((ROOT / "data" / "passages.toml").read_text(encoding="utf-8"))["passage"]
    known = " ".join(passage["text"] for passage in passages)
    assert all(quote in known for quote in QUOTES.values())
    made = opened(slides_content(ss.demo(), "northwind", as_of=DAY))
    notes = [slide.notes_slide.notes_text_frame.text for slide in list(made.slides)[1:]]
    assert all(note.startswith("“") for note in notes)


def test_connectors_keep_clear_of_cards() -> None:
    boxes = {"a": (0, 0, 100, 40), "b": (300, 0, 100, 40), "between": (150, 0, 100, 40)}
    way = connected("a", "b", boxes, ())
    assert not crosses(way.points, boxes["between"])
    assert way.shape in (STRAIGHT, CORNER, BEND)
    assert Connector("a", "b", BOTTOM, TOP, BEND, ((0, 0), (0, 10), (30, 10), (30, 40))).bend == 0.25


def test_what_has_no_room_is_said_to_have_none() -> None:
    forest = Forest(("a",), {"a": tuple("bcdefghijklmnop")})
    assert fitting(forest, SIZES[0], 300, 200) is None


@pytest.mark.slow
def test_libreoffice_draws_every_slide(tmp_path) -> None:
    if shutil.which("libreoffice") is None:
        if os.environ.get("CI") and sys.platform == "linux":
            pytest.fail("LibreOffice draws the slides, and there is none; .ci/run installs it")
        pytest.skip("LibreOffice draws the slides, and there is none")
    folder = os.environ.get("STRATSELL_SCREENSHOTS") or tmp_path
    for name, book, account in (
        ("northwind", ss.demo(), "northwind"),
        ("portfolio", ss.demo(), None),
        ("40", company(40), "a"),
    ):
        path = ss.slides(book, account, path=tmp_path / f"slides-{name}.pptx", as_of=DAY)
        home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
        subprocess.run(
            ["libreoffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        drawn = (tmp_path if folder is tmp_path else tmp_path.__class__(folder)) / f"slides-{name}.pdf"
        pages = drawn.read_bytes().count(b"/Type/Page/")
        assert pages == len(pptx.Presentation(path).slides)
