"""Fonts for names in any script: the collection's, then the system's, always the same; never boxes in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.font_manager import FontEntry, fontManager

from stratsell.map import fonts, lettering
from stratsell.map.fonts import FontWarning, drawable, fonts_for
from stratsell.map.lettering import font_families

NAME = "王小明"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[FontEntry]:
    """A machine without the collection, and with the fonts of the list that is given."""
    result: list[FontEntry] = []
    cached = (fonts._font_of, fonts.advance, fonts._system)
    for item in cached:
        item.cache_clear()
    monkeypatch.setattr(fonts, "_collection", tuple)
    monkeypatch.setattr(fonts, "_warned", set())
    monkeypatch.setattr(fontManager, "ttflist", result)
    monkeypatch.setattr(lettering, "_registered", {"DejaVu Sans"})
    yield result
    for item in cached:
        item.cache_clear()


def font(path: Path, *, family: str, chars: str, drawn: bool = True, weight: int = 400) -> FontEntry:
    """Make a font in which each of some characters is a square, or blank."""
    pen = TTGlyphPen(None)
    if drawn:
        pen.moveTo((0, 0))
        for corner in ((0, 500), (500, 500), (500, 0)):
            pen.lineTo(corner)
        pen.closePath()
    names = [".notdef", *(f"u{ord(char):04X}" for char in chars)]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(char): name for char, name in zip(chars, names[1:], strict=True)})
    made.setupGlyf(dict.fromkeys(names, pen.glyph()))
    made.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": family, "styleName": "Regular"})
    made.setupOS2(usWeightClass=weight)
    made.setupPost()
    made.save(path)
    return FontEntry(str(path), 0, family, weight=weight, size="scalable")


def test_without_any_font_a_warning_says_what_to_install_once_a_script(bare) -> None:
    with pytest.warns(FontWarning, match=r"'王' .*pip install \"stratsell\[fonts\]\"") as message:
        assert drawable(NAME) == "\ufffd" * 3
    assert len(message) == 1
    with pytest.warns(FontWarning, match="devanagari"):
        drawable("अमित")


def test_a_font_of_the_system_is_used_always_the_same_one(bare, tmp_path: Path) -> None:
    entries = [
        font(tmp_path / "a.ttf", family="Aardvark Hand", chars=NAME),
        font(tmp_path / "n.ttf", family="Noto Sans CJK SC", chars=NAME),
        font(tmp_path / "b.ttf", family="Noto Sans CJK SC", chars=NAME, weight=700),
    ]
    for order in (entries, entries[::-1]):
        fonts._system.cache_clear()
        fonts._font_of.cache_clear()
        bare[:] = order
        (_, chosen) = fonts_for(NAME)
        assert chosen == ("Noto Sans CJK SC", str(tmp_path / "n.ttf"), str(tmp_path / "b.ttf"))
    assert drawable(NAME) == NAME
    assert font_families(NAME) == ["DejaVu Sans", "Noto Sans CJK SC"]


def test_fonts_that_are_blank_broken_or_gone_are_passed_over(bare, tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    bare += [
        font(tmp_path / "colour.ttf", family="Noto Sans Colour", chars=NAME, drawn=False),
        FontEntry(str(tmp_path / "broken.ttf"), 0, "Noto Sans Broken", weight=400),
        FontEntry(str(tmp_path / "gone.ttf"), 0, "Noto Sans Gone", weight=400),
        font(tmp_path / "z.ttf", family="Zebra", chars=NAME),
    ]
    assert [item.family for item in fonts_for(NAME)] == ["DejaVu Sans", "Zebra"]


def test_a_name_is_of_one_hand_where_one_font_has_all_of_it() -> None:
    assert [item.family for item in fonts_for("李伟")] == ["DejaVu Sans", "Kurinto Sans SC"]
    assert [item.family for item in fonts_for("金철수")] == ["DejaVu Sans", "Kurinto Sans KR"]
    assert [item.family for item in fonts_for("田中 アイ Ann")] == ["DejaVu Sans", "Kurinto Sans JP"]


def test_both_weights_are_there() -> None:
    _, kurinto = fonts_for("สมชาย")
    assert kurinto.regular != kurinto.bold
