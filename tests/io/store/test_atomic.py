"""Saving is all or nothing: killed at any step, the old content is there or the new one, whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stratsell.errors import BookWarning
from stratsell.io.files import atomic
from stratsell.io.files.atomic import current, save_file, save_folder, state
from stratsell.io.files.staging_folder import STAGING

NAMES = ["a.csv", "b.csv", "c.csv"]
STEPS = ["fsync", "rename", "replace", "rmdir", "mkdir"]
NOBODY = 65534

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")


def writers(content: str) -> dict[str, atomic.Writer]:
    return {name: lambda handle: handle.write(content.encode()) for name in NAMES}  # type: ignore[misc]


def contents(folder: Path) -> set[str]:
    """What a reader sees in the files; one element if they belong together."""
    return {current(folder, name).read_text() for name in NAMES}


def killed_at(step: int, save: Callable[[], None]) -> bool:
    """Save in a process that dies, without any cleaning up, before its n-th step; whether it got so far."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = [step]

    def dying(function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)
            return function(*args, **options)

        return call

    for name in STEPS:
        setattr(os, name, dying(getattr(os, name)))
    save()
    os._exit(0)


@needs_fork
def test_a_folder_is_whole_wherever_its_save_is_killed(tmp_path: Path) -> None:
    step, seen = 0, []
    while True:
        folder = tmp_path / str(step)
        save_folder(folder, writers("old"))
        (folder / "notes.txt").write_text("mine")
        killed = killed_at(step, lambda folder=folder: save_folder(folder, writers("new")))  # type: ignore[misc]
        result = contents(folder)
        assert result in ({"old"}, {"new"})
        seen += result
        save_folder(folder, writers("next"))
        assert contents(folder) == {"next"}
        assert {path.name for path in folder.iterdir()} == {*NAMES, "notes.txt"}  # what was killed is swept away
        if not killed:
            break
        step += 1
    assert step > len(NAMES) * 2
    assert seen == sorted(seen, reverse=True)  # old up to the one step that is the save, then new
    assert set(seen) == {"old", "new"}


@needs_fork
def test_a_file_is_whole_wherever_its_save_is_killed(tmp_path: Path) -> None:
    path, step, seen = tmp_path / "book", 0, []
    while True:
        path.write_text("old")
        killed = killed_at(step, lambda: save_file(path, lambda handle: _put(handle, "new")))
        seen.append(path.read_text())
        save_file(path, lambda handle: _put(handle, "next"))
        assert list(tmp_path.iterdir()) == [path]
        if not killed:
            break
        step += 1
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == {"old", "new"}


@pytest.mark.parametrize("step", range(len(NAMES) + 1))
def test_a_full_disk_leaves_the_old_content_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    save_folder(tmp_path, writers("old"))
    save_file(tmp_path / "file", lambda handle: _put(handle, "old"))
    calls = [0]

    def full(handle: int) -> None:
        calls[0] += 1
        if calls[0] > step:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_folder(tmp_path, writers("new"))
    assert contents(tmp_path) == {"old"}
    calls[0] = step
    with pytest.raises(OSError, match="No space"):
        save_file(tmp_path / "file", lambda handle: _put(handle, "new"))
    assert (tmp_path / "file").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {*NAMES, "file"}


def test_a_writer_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        save_folder(tmp_path / "new", {**writers("new"), "d.csv": fail})
    with pytest.raises(RuntimeError):
        save_file(tmp_path / "file", fail)
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(NotADirectoryError, match="is a file"):
        save_folder(tmp_path / "file", writers("new"))
    with pytest.raises(IsADirectoryError, match="is a folder"):
        save_file(tmp_path, lambda handle: _put(handle, "new"))
    (tmp_path / "a.csv").mkdir()
    with pytest.raises(IsADirectoryError, match="is a folder"):
        save_folder(tmp_path, writers("new"))
    for save in (
        lambda: save_file(tmp_path / "no" / "file", lambda handle: _put(handle, "new")),
        lambda: save_folder(tmp_path / "no" / "folder", writers("new")),
    ):
        with pytest.raises(FileNotFoundError, match="there is no folder"):
            save()
    assert {path.name for path in tmp_path.iterdir()} == {"file", "a.csv"}
    assert (tmp_path / "file").read_text() == "mine"


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of a user who is not root, as whom the test runs: root may write everywhere."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            folder.chmod(0o700)
            if root:
                os.seteuid(0)


@needs_fork
def test_a_read_only_folder(nobody: Path) -> None:
    save_folder(nobody, writers("old"))
    nobody.chmod(0o500)
    with pytest.raises(PermissionError):
        save_folder(nobody, writers("new"))
    assert contents(nobody) == {"old"}


def test_a_file_keeps_its_permissions_and_its_symbolic_link(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    save_file(link, lambda handle: _put(handle, "new"))
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


@needs_fork
@pytest.mark.parametrize("new", [False, True])
def test_a_private_book_is_private_wherever_its_save_is_killed(tmp_path: Path, new: bool) -> None:
    """Also what the killed process leaves behind; a new file is private in a private folder."""
    before = os.umask(0)
    try:
        for step in range(100):
            folder = tmp_path / str(step)
            folder.mkdir(mode=0o700 if new else 0o777)
            if not new:
                save_folder(folder, writers("old"))
                for path in folder.iterdir():
                    path.chmod(0o600)
                (folder / "book").touch(mode=0o600)

            def save(folder: Path = folder) -> None:
                save_folder(folder, writers("new"))
                save_file(folder / "book", lambda handle: _put(handle, "new"))

            killed = killed_at(step, save)
            assert not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
            if not killed:
                break
        assert not killed
        assert {path.name for path in folder.iterdir()} == {*NAMES, "book"}
    finally:
        os.umask(before)


def test_a_file_has_its_permissions_before_it_has_its_content(tmp_path: Path) -> None:
    modes = []

    def look(_: object) -> None:
        (file,) = (path for path in tmp_path.rglob("*") if path.is_file() and path.name == "new" and path.parent != tmp_path)  # fmt: skip
        modes.append((file.parent.stat().st_mode & 0o777, file.stat().st_mode & 0o777))

    before = os.umask(0o022)
    try:
        for folder_mode, wanted in ((0o755, 0o644), (0o750, 0o640), (0o700, 0o600)):
            tmp_path.chmod(folder_mode)
            save_file(tmp_path / "new", look)
            assert (tmp_path / "new").stat().st_mode & 0o777 == wanted
            (tmp_path / "new").unlink()
            assert modes.pop() == (0o700, wanted)
        save_folder(tmp_path / "made", writers("x"))
        assert (tmp_path / "made").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def test_what_a_dead_process_left_is_swept_away_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    """What another machine left, which nobody here can ask, goes after a day."""
    old, young, link = (tmp_path / f"{STAGING}{name}" for name in ("old", "young", "link"))
    for path in (old, young):
        path.mkdir()
        (path / "a.csv").write_text("half")
    os.utime(old, (0, 0))
    link.symlink_to(tmp_path)

    def write(handle: object) -> None:
        save_file(tmp_path / "other", lambda handle: _put(handle, "y"))
        _put(handle, "x")

    save_file(tmp_path / "file", write)
    assert {path.name for path in tmp_path.iterdir()} == {young.name, link.name, "file", "other"}


@needs_fork
def test_errors_name_the_file_that_was_asked_for(nobody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_folder(nobody, writers("old"))
    nobody.chmod(0o500)
    for save, asked in (
        (lambda: save_file(nobody / "file", lambda handle: _put(handle, "x")), nobody / "file"),
        (lambda: save_folder(nobody, writers("new")), nobody),
    ):
        with pytest.raises(PermissionError) as caught:
            save()
        assert caught.value.filename == str(asked)
    nobody.chmod(0o700)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for save, asked in (
        (lambda: save_file(nobody / "file", lambda handle: _put(handle, "x")), nobody / "file"),
        (lambda: save_folder(nobody, writers("new")), nobody / "a.csv"),
    ):
        with pytest.raises(OSError, match="No space") as caught:
            save()
        assert caught.value.filename == str(asked)


def test_the_state_tells_a_reader_that_somebody_has_saved(tmp_path: Path) -> None:
    save_folder(tmp_path, writers("old"))
    before = state(tmp_path, NAMES)
    assert state(tmp_path, NAMES) == before
    save_folder(tmp_path, writers("new"))
    assert state(tmp_path, NAMES) != before


@needs_fork
def test_of_two_processes_that_save_at_once_one_wins_whole(tmp_path: Path) -> None:
    save_folder(tmp_path, writers("start"))
    children = []
    for name in ("one", "two"):
        child = os.fork()
        if not child:
            try:
                for turn in range(40):
                    save_folder(tmp_path, writers(f"{name}{turn}"))
            except BaseException:  # noqa: BLE001 (the child must not go on with the tests)
                os._exit(1)
            os._exit(0)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0]
    assert contents(tmp_path) in ({"one39"}, {"two39"})
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES)


def _put(handle: object, content: str) -> None:
    handle.write(content.encode())  # type: ignore[attr-defined]


@pytest.mark.parametrize("moved", range(len(NAMES)))
def test_a_file_that_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    """An error means that nothing was saved; once a file has moved, the save is whole, and a warning says the rest."""
    save_folder(tmp_path, writers("old"))
    replace, calls = Path.replace, [0]

    def held(self: Path, target: Path) -> Path:
        calls[0] += 1
        if calls[0] > moved:
            raise PermissionError(errno.EACCES, "held by another program", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    if moved:
        with pytest.warns(BookWarning, match="save again"):
            save_folder(tmp_path, writers("new"))
    else:
        with pytest.raises(PermissionError, match="held"):
            save_folder(tmp_path, writers("new"))
    assert contents(tmp_path) == {"new" if moved else "old"}
    monkeypatch.undo()
    save_folder(tmp_path, writers("next"))
    assert {path.read_text() for path in tmp_path.iterdir()} == {"next"}
