"""The Matplotlib painter: it paints as it did, in any script, and its files are whole and always the same."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import warnings
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from PIL import Image

from stratsell.book import Book
from stratsell.map.figure import STILL_DOTS, draw_map, paint, save, still
from stratsell.map.fonts import FontWarning, drawable, fonts_for
from stratsell.map.lettering import _stamp, font_families
from stratsell.map.marks import marks
from stratsell.map.scene import compose
from stratsell.map.shapes import Shape, Words
from stratsell.map.text import clusters, cut, width
from stratsell.text import clean
from tests.map.test_scene import DAY, book, company
from tests.support import pictures
from tests.support.paths import ROOT

BASELINE = Path(__file__).parent / "baseline"
SCRIPTS = {
    "Latin": "Inés Łukasz Ørsted",
    "Chinese": "王小明",
    "Japanese": "田中 美咲",
    "Korean": "김철수",
    "Arabic": "محمد السيد",
    "Hindi": "अमित क्षत्रिय",
    "Thai": "สมชาย",
    "Tamil": "தமிழ்",
    "Hebrew": "דוד כהן",
    "emoji": "Zoë 🎉 👩‍🔬 ❤️",
}


def scripts() -> Book:
    count = len(SCRIPTS)
    ids = [f"p{n}" for n in range(count)]
    people = {"person_id": ids, "account_id": "a", "name": list(SCRIPTS.values()), "title": list(SCRIPTS)}
    edges = {"source_id": ids[1:], "target_id": ["p0"] * 3 + ["p1"] * 3 + ["p2"] * 3, "kind": "reports_to"}
    return Book(
        {
            "accounts": pd.DataFrame({"account_id": ["a"], "name": ["星野 · نسيم"]}),
            "people": pd.DataFrame(people),
            "influences": pd.DataFrame({"objective_id": "a", "person_id": ids, "roles": "user"}),
            "relationships": pd.DataFrame(edges),
        }
    )


def pixels(figure: Figure) -> np.ndarray:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return pictures.pixels(buffer)


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("small", lambda: draw_map(book(), as_of=DAY, selected="boss", dpi=60)),
        ("dark", lambda: draw_map(book(), as_of=DAY, theme="dark", dpi=60)),
        ("scripts", lambda: draw_map(scripts(), as_of=DAY, dpi=60)),
        ("company", lambda: paint(compose(company(20)), dpi=50)),
    ],
)
def test_the_picture_is_as_it_was(name, figure, tmp_path):
    """Set STRATSELL_BASELINE=1 to accept the pictures as they are now."""
    result = pixels(figure())
    path = BASELINE / f"{name}.png"
    if os.environ.get("STRATSELL_BASELINE"):
        pictures.save(result, path)
    pictures.save(result, tmp_path / "found.png")
    assert pictures.difference(result, pictures.pixels(path)) < 3, f"see {tmp_path / 'found.png'}"


def test_the_comparison_would_notice_a_card_in_another_place():
    wanted = pictures.pixels(BASELINE / "small.png")
    assert pictures.difference(np.roll(wanted, 6, axis=1), wanted) > 9


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_map_is_the_same_file(ending, tmp_path):
    for name in ("one", "two"):
        draw_map(scripts(), as_of=DAY, path=tmp_path / f"{name}.{ending}")
    first = (tmp_path / f"one.{ending}").read_bytes()
    assert first == (tmp_path / f"two.{ending}").read_bytes()
    assert {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[ending] == first[: 5 if ending == "svg" else 4]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"one.{ending}", f"two.{ending}"]


def test_an_svg_has_a_title_and_no_markup_from_the_data(tmp_path):
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["<script>alert(1)</script>"]})
    draw_map(book(accounts=accounts), as_of=DAY, path=tmp_path / "map.svg")
    text = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_another_ending_is_refused_before_anything_is_drawn(tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf"):
        draw_map(book(), as_of=DAY, path=tmp_path / "map.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "map.png"
    target.write_bytes(b"before")
    figure = draw_map(book(), as_of=DAY)

    def fail(_self, stream, **_):
        stream.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(Figure, "savefig", fail)
    with pytest.raises(OSError, match="disk full"):
        save(figure, target)
    assert target.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["map.png"]


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_every_script_has_its_glyphs(text):
    people = pd.DataFrame({"person_id": ["boss"], "account_id": "a", "name": [text], "title": [text]})
    influences = pd.DataFrame({"objective_id": ["a"], "person_id": ["boss"], "roles": ["user"]})
    accounts = pd.DataFrame({"account_id": ["a"], "name": [text]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pixels(draw_map(Book({"accounts": accounts, "people": people, "influences": influences}), as_of=DAY))
    assert drawable(text) == text


def test_what_no_font_has_is_said_once_and_replaced():
    sign = "\U00012345"
    with pytest.warns(FontWarning, match="U\\+12345"):
        assert drawable(f"a{sign}") == "a\ufffd"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert width(sign, 10) == width("\ufffd", 10)


@pytest.mark.parametrize("name", ["$x$", r"\frac{1}{2}", "$", "a_b^c", "100 % & #1"])
def test_names_are_text_not_formulas(name):
    people = pd.DataFrame({"person_id": ["boss"], "account_id": "a", "name": [name]})
    influences = pd.DataFrame({"objective_id": ["a"], "person_id": ["boss"], "roles": ["user"]})
    accounts = pd.DataFrame({"account_id": ["a"], "name": ["A"]})
    figure = draw_map(Book({"accounts": accounts, "people": people, "influences": influences}), as_of=DAY)
    stream = io.BytesIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(stream, format="svg")
    assert escape(name) in stream.getvalue().decode()
    pixels(figure)


def test_a_notebook_shows_the_figure_without_pyplot():
    code = (
        "import sys; import stratsell.map; assert 'matplotlib' not in sys.modules\n"
        "from tests.map.test_scene import book, DAY; from stratsell.map import draw_map\n"
        "figure = draw_map(book(), as_of=DAY)\n"
        "assert figure._repr_png_()[:4] == b'\\x89PNG'\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_words_never_lie_below_a_shape_that_would_hide_them():
    drawn = compose(company(5))
    result = list(marks(drawn))
    assert {type(mark) for mark in result} == {Shape, Words}
    names = {mark.text for mark in result if isinstance(mark, Words)}
    assert {card.name_shown for card in drawn.cards} <= names
    assert {entry.text for entry in drawn.legend} <= names


def test_text_is_cut_between_signs():
    assert cut("Amara Osei", 1000, 15) == "Amara Osei"
    assert cut("👩‍🔬👩‍🔬👩‍🔬", width("👩‍🔬", 15) * 2, 15) == "👩‍🔬…"
    assert clusters("🇩🇪🇫🇷") == ["🇩🇪", "🇫🇷"]
    assert clean("a\nb\u202e\x00c\ud800") == "a b c\ufffd"


def test_a_text_is_given_only_the_fonts_that_it_needs():
    assert [font.family for font in fonts_for("Amara Osei")] == ["DejaVu Sans"]
    assert [font.family for font in fonts_for("田中")] == ["DejaVu Sans", "Kurinto Sans JP"]


@pytest.mark.parametrize("people", [20, 300])
def test_a_still_is_small_however_many_people_there_are(people):
    picture = still(compose(company(people)))
    wide, high = (int.from_bytes(picture[index : index + 4], "big") for index in (16, 20))
    assert wide * high <= 1.01 * STILL_DOTS
    assert len(picture) < 500_000


def test_text_stands_where_matplotlib_would_set_it():
    for text in ("Hello", "Tarek", "jay", "王小明", "محمد", "अमित"):
        wanted, result = RendererAgg(160, 40, 99), RendererAgg(160, 40, 99)
        properties = FontProperties(family=font_families(text), size=12)
        with mpl.rc_context({"text.hinting": "no_hinting"}):
            wanted.draw_text(wanted.new_gc(), 30, 25, text, properties, 0)
        _stamp(result, Words(0, 0, text, 12, "ink"), 30, 15, "#000000", {})
        sums = [np.asarray(item.buffer_rgba())[..., 3].astype(float) for item in (wanted, result)]
        for axis in (0, 1):
            one, other = (item.sum(axis=axis) @ np.arange(item.shape[1 - axis]) / item.sum() for item in sums)
            assert abs(one - other) < 0.6


@pytest.mark.parametrize("title", ["Map", "星野"])
@pytest.mark.parametrize("colour", ["white", "none"])
def test_a_png_holds_the_picture_dot_by_dot(title, colour, tmp_path):
    figure = draw_map(book(), as_of=DAY, dpi=60)
    figure.set_facecolor(colour)
    save(figure, tmp_path / "map.png", title=title)
    with Image.open(tmp_path / "map.png") as read:
        assert read.mode == ("RGBA" if colour == "none" else "RGB")
        assert read.text == {"Software": "stratsell", "Title": title}
        assert read.info["dpi"] == pytest.approx((60, 60), abs=0.1)
        assert (np.asarray(read.convert("RGBA")) == np.asarray(figure.canvas.buffer_rgba())).all()
