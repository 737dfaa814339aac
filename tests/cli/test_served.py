"""`stratsell app`: for this machine only, with a token, and gone when it is asked to go."""

import importlib.util
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from stratsell.cli import main
from stratsell.cli import served as module
from tests.support.served import app


def test_without_voila_it_says_what_to_install(monkeypatch, capsys) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["app"]) == 2
    assert 'pip install "stratsell[app]"' in capsys.readouterr().err


def test_a_port_that_is_taken_is_said(capsys) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["app", "--port", str(taken.getsockname()[1]), "--no-browser"]) == 2
    assert "something else uses port" in capsys.readouterr().err


@pytest.mark.parametrize(("place", "code"), [("nothing here.xlsx", 3), ("notes.xlsx", 1)])
def test_what_is_no_book_is_said_before_a_page_opens(place, code, tmp_path, capsys) -> None:
    (tmp_path / "notes.xlsx").write_text("no workbook")
    assert main(["app", str(tmp_path / place)]) == code
    assert place in capsys.readouterr().err


def test_what_it_needs_lies_in_a_private_folder(tmp_path) -> None:
    module._prepare(tmp_path, "my 'book'.xlsx", "secret")
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"voila.json", "Stratsell.ipynb", "kernels/stratsell/kernel.json"} <= names
    if os.name == "posix":
        assert (tmp_path / "voila.json").stat().st_mode & 0o077 == 0
        assert (tmp_path / "Stratsell.ipynb").stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_wants_its_token_and_stops_cleanly(sign, tmp_path) -> None:
    with app(state=tmp_path / "state", cwd=tmp_path) as running:
        assert running.address.startswith("http://127.0.0.1:")
        bare, _, token = running.address.partition("?")
        for path in ("", "api/kernels", "voila/render/Stratsell.ipynb"):
            with urllib.request.urlopen(bare + path, timeout=60) as answer:
                assert "/login?" in answer.url
        with urllib.request.urlopen(f"{bare}?{token}", timeout=120) as answer:
            assert "/login" not in answer.url
        for path in ("voila/files/voila.json", "files/voila.json"):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{bare}{path}?{token}", timeout=60)
        command = Path(f"/proc/{running.process.pid}/cmdline")
        if command.exists():
            assert token.partition("=")[2] not in command.read_text()
        assert running.stop(sign) == 0
    for _ in range(50):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", running.port)):
                return
        time.sleep(0.2)
    pytest.fail("something still listens")
