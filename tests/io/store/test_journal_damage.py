"""A journal that is cut off, damaged or out of disk gives back every edit that stands whole in it, and is kept."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pandas as pd
import pytest

import stratsell as ss
from stratsell.book.diff import Change
from stratsell.errors import BookWarning
from stratsell.io.store import journal, journal_file
from tests.support.processes import begin, code_of, needs_fork

resource = pytest.importorskip("resource", reason="limits a process, which Windows cannot")

KILLS = int(os.environ.get("STRATSELL_KILLS", "10"))
EDITS: list[Callable[[ss.Book], object]] = [
    lambda book: book.update("people", "p", title="CFO"),
    lambda book: book.insert("people", person_id="r", account_id="a", name="Çy"),
    lambda book: book.insert("influences", objective_id="a", person_id="r", answer="wide " * 40),
    lambda book: book.update("people", "q", title="CIO"),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a small book is."""
    monkeypatch.setenv("STRATSELL_STATE", str(tmp_path / "state"))
    small().write(tmp_path / "book")
    return tmp_path / "book"


def small() -> ss.Book:
    return ss.Book({
        "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Acme"]}),
        "people": pd.DataFrame({"person_id": ["p", "q"], "account_id": "a", "name": ["Ada", "Bo"]}),
        "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"]}),
    })  # fmt: skip


def in_a_session(place: Path, work: Callable[..., object], *value: object) -> None:
    """Edit a book in a process that dies without saving."""
    assert code_of(begin(session, place, work, value)) == 9


def session(place: Path, work: Callable[..., object], value: tuple[object, ...]) -> None:
    work(ss.read(place), *value)
    journal.flush()
    os._exit(9)


def edited(book: ss.Book, leave_out: tuple[int, ...] = ()) -> ss.Book:
    for index, edit in enumerate(EDITS):
        if index not in leave_out:
            edit(book)
    return book


def files(place: Path, ending: str = journal_file.ENDING) -> list[Path]:
    return sorted((place.parent / "state").rglob(f"*{ending}"))


def recovered(place: Path, *, whole: bool) -> ss.Book:
    """Recover, and look at what is said and kept."""
    if whole:
        book = ss.recover(place)
    else:
        with pytest.warns(BookWarning, match=r"could not be read.* kept as .*\.unread"):
            book = ss.recover(place)
    assert bool(files(place, journal_file.UNREAD)) is not whole
    return book


@needs_fork
def test_cut_off_at_every_byte(place: Path) -> None:
    in_a_session(place, edited)
    (file,) = files(place)
    content = file.read_bytes()
    ends = [index + 1 for index, byte in enumerate(content) if byte == ord("\n")]
    assert len(ends) == len(EDITS)
    wanted = [edited(small(), tuple(range(count, len(EDITS)))) for count in range(len(EDITS) + 1)]
    for cut in range(len(content) + 1):
        file.write_bytes(content[:cut])
        result, bad = journal_file.steps(file)
        count = sum(end - 1 <= cut for end in ends)  # the line end itself says nothing
        assert (len(result), bad) == (count, int(cut > 0 and cut not in ends and cut + 1 not in ends))
        if cut % 97 == 0 or cut in ends:
            assert recovered(place, whole=not bad) == wanted[count]
            journal.flush()
            ss.recover(place, discard=True)
            file.parent.mkdir(exist_ok=True)
    assert not files(place, journal_file.UNREAD)


@needs_fork
@pytest.mark.parametrize("damaged", range(len(EDITS)))
@pytest.mark.parametrize("how", ["torn", "one sign is another", "not UTF-8"])
def test_a_bad_line_in_the_middle_costs_only_itself(place: Path, damaged: int, how: str) -> None:
    in_a_session(place, edited)
    (file,) = files(place)
    lines = file.read_bytes().splitlines(keepends=True)
    line = lines[damaged]
    lines[damaged] = {
        "torn": line[: len(line) // 2] + b"\n",
        "one sign is another": line.replace(b"people", b"peopl3").replace(b"wide", b"wade"),
        "not UTF-8": line[:60] + b"\xff" + line[61:],
    }[how]
    file.write_bytes(b"".join(lines))
    # Without the person, what is said of the person's influence cannot stand.
    missing = (1, 2) if damaged == 1 else (damaged,)
    assert recovered(place, whole=False) == edited(small(), missing)
    (remaining,) = files(place, journal_file.UNREAD)
    assert remaining.read_bytes() == b"".join(lines)
    assert remaining.stat().st_mode & 0o077 == 0
    ss.recover(place).write()  # the edits that came back have been noted anew
    assert not ss.recover(place).unsaved
    assert ss.read(place) == edited(small(), missing)


@pytest.fixture
def limit() -> Iterator[Callable[[int], None]]:
    """What makes the disk full for files longer than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_line_for_which_there_is_no_room_is_cut_off_whatever_part_fits(
    tmp_path: Path, limit: Callable[[int], None]
) -> None:
    path = tmp_path / "a.jsonl"
    first, second = (journal_file.line_of(name, [Change("people", (name,), "title", None, "é")]) for name in "ab")
    journal_file.add(path, first)
    for fits in range(len(second)):
        limit(len(first) + fits)
        with pytest.raises(OSError):
            journal_file.add(path, second)
        assert path.read_bytes() == first
    limit(len(first) + len(second))
    journal_file.add(path, second)
    assert path.read_bytes() == first + second


def test_a_line_begins_anew_after_what_could_not_be_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    first, second = (journal_file.line_of(name, [Change("people", (name,), "title", None, "x")]) for name in "ab")
    for torn in range(1, len(first) + 1):
        path.write_bytes(first[:torn])
        journal_file.add(path, second)
        result, bad = journal_file.steps(path)
        assert [step[0].key for step in result] == [("a",), ("b",)][torn < len(first) - 1 :]
        assert bad == (torn < len(first) - 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)], check=False, capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"mounts a disk, which takes root: {mounted.stderr}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def while_full(book: ss.Book, disk: Path) -> None:
    EDITS[0](book)
    journal.flush()
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as handle:
        while handle.write(b"x" * 512):
            pass
    EDITS[1](book)
    book.update("people", "p", note="long " * 2000)
    EDITS[2](book)
    journal.flush()
    filler.unlink()
    EDITS[3](book)


@needs_fork
def test_a_disk_that_is_full_for_a_while(small_disk: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits that found no room are written as soon as there is some; nothing is torn."""
    monkeypatch.setenv("STRATSELL_STATE", str(small_disk))
    in_a_session(place, while_full, small_disk)
    assert [path.suffix for path in small_disk.rglob("*.jsonl")] == [".jsonl"]
    wanted = edited(small())
    wanted.update("people", "p", note="long " * 2000)
    assert ss.recover(place) == wanted


def edit_until_killed(place: Path, seconds: float) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    book = ss.read(place)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for number in range(10_000):
        book.update("people", "p", title=str(number))
        book.update("people", "q", title=str(number))


@needs_fork
@pytest.mark.slow
def test_a_session_killed_at_any_moment_leaves_whole_edits(place: Path) -> None:
    """As many of them as had been made, each as it was, in their order."""
    for turn in range(KILLS):
        assert code_of(begin(edit_until_killed, place, 0.002 + turn * 0.05 / KILLS)) == -signal.SIGALRM
        titles = ss.recover(place).tables["people"]["title"].fillna("-1").astype(int)
        assert titles[0] - titles[1] in (0, 1)
        ss.recover(place, discard=True)
