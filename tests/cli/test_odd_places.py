"""Places and days at the edge of what there is: a plain error that names them, or it works; never exit code 70."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

import stratsell as ss
from stratsell import cli
from stratsell.cli.app import Exit
from stratsell.errors import BookError

AIM = ("--objective", "northwind-1")
BAD = os.fsdecode(b"bad\xff")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    ss.demo().write("book")
    return tmp_path


@pytest.mark.skipif(os.name == "nt", reason="takes symbolic links")
@pytest.mark.parametrize("name", ["loop", "loop.xlsx", "loop.db", "loop/x"])
def test_links_in_a_circle(place: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name.partition("/")[0]).symlink_to(place / name.partition("/")[0])
    for command in (["check", name], ["backups", name], ["recover", name], ["restore", name]):
        assert cli.main(command) in (Exit.FAULTS, Exit.USAGE, Exit.FILES), command
        assert name.partition("/")[0] in capsys.readouterr().err
    with pytest.raises(OSError, match="loop"):
        ss.demo().write(name)


@pytest.mark.skipif(os.name == "nt", reason="paths are text there")
def test_a_path_that_is_not_utf8(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ss.demo().write(BAD + ".xlsx")
    ss.demo().write(BAD)
    for name in (BAD, BAD + ".xlsx"):
        assert ss.read(name) == ss.demo()
        for command in (["check", name], ["backups", name], ["recover", name], ["coverage", name]):
            assert cli.main(command) == Exit.FINE, command
    for ending in (".svg", ".png"):
        assert cli.main(["map", "book", *AIM, "--output", BAD + ending]) == Exit.FINE
    for ending in (".md", ".html"):
        assert cli.main(["brief", "book", *AIM, "--output", BAD + ending]) == Exit.FINE
    assert "map.png" in Path(BAD + ".md").read_text(encoding="utf-8")
    for command in (["check", BAD + ".db"], ["backups", BAD + ".db"]):
        capsys.readouterr()
        assert cli.main(command) == Exit.FILES
        assert "a path that is UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["0001-01-01", "0001-02-01", "9999-12-31"])
@pytest.mark.parametrize(
    "command", ["introductions", "plan", "flags", "coverage", "missing", "thanks", "history", "portfolio"]
)
def test_days_at_the_ends_of_the_calendar(place: Path, command: str, day: str) -> None:
    assert cli.main([command, "book", "--as-of", day]) == (
        Exit.USAGE if command == "history" and day < "9999" else Exit.FINE
    )


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_map_at_the_ends_of_the_calendar(day: dt.date) -> None:
    assert ss.InfluenceMap(ss.demo(), objective_id="northwind-1", as_of=day).scene
    assert ss.calendar(ss.demo(), objective_id="northwind-1", as_of=day)


def test_a_damaged_database_says_so(place: Path) -> None:
    ss.demo().write("book.db")
    whole = Path("book.db").read_bytes()
    for damaged in (b"\xff\xfe", b"\xc3", b"\x80"):
        Path("book.db").write_bytes(whole.replace(b"CREATE TABLE people", b"CREATE TABLE peo" + (damaged * 3)[:3]))
        with pytest.raises((BookError, OSError)) as caught:
            ss.read("book.db")
        assert "book.db" in str(caught.value)
