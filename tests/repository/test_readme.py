"""That README and the pages of `docs/` tell the truth: picture, code, links and commands, as they stand there."""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import stratsell as ss
from stratsell.cli import Exit, main
from tests.support import pictures
from tests.support.paths import ROOT

START = [ROOT / "README.md", ROOT / "docs" / "start.md"]
HOW_TO = sorted((ROOT / "docs" / "howto").glob("*.md"))
PAGES = [*START, *sorted((ROOT / "docs").glob("*.md")), *HOW_TO]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def commands(*pages: Path) -> list[str]:
    """Each command once, in the order in which they stand."""
    return list(dict.fromkeys(line for page in pages for block in blocks(page, "sh") for line in block.splitlines()))


def test_the_picture_is_what_draw_map_draws(tmp_path: Path) -> None:
    """Set STRATSELL_BASELINE=1 to accept the picture as it is now."""
    result = tmp_path / "map.png"
    ss.draw_map(ss.demo(), objective_id="northwind-1", as_of="2026-11-23", selected="nw-osei", path=result)
    if os.environ.get("STRATSELL_BASELINE"):
        shutil.copy(result, ROOT / "docs" / "map.png")
    assert pictures.difference(pictures.pixels(result), pictures.pixels(ROOT / "docs" / "map.png")) < 3, f"see {result}"


@pytest.mark.parametrize("page", [*START, *HOW_TO], ids=lambda page: page.stem)
def test_the_python_code_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})
    if page.stem == "slides":
        assert (tmp_path / "northwind.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_links_lead_somewhere(page: Path) -> None:
    made = {"api", "gallery", "notebooks"}  # by `make docs`, which looks at the links between pages itself
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists() or made & set(Path(target).parts), target


def test_the_terminal_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first as it stands there; the others in this process, which need not load everything anew."""
    lines = [line for line in commands(ROOT / "docs" / "howto" / "terminal.md") if line.startswith("stratsell")]
    assert len(lines) >= 8
    shutil.copytree(ROOT / "tests" / "data", tmp_path / "tests" / "data")  # one of them reads an export of a clone
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(lines[0], shell=True, cwd=tmp_path, env={**os.environ, "PATH": path}, check=True)
    monkeypatch.chdir(tmp_path)
    for line in lines[1:]:
        expected = Exit.FOUND if "import salesforce" in line else Exit.FINE  # the export holds rows that no book takes
        assert main(shlex.split(line)[1:]) == expected, line
    assert (tmp_path / "northwind.png").stat().st_size > 10_000
    assert len(list((tmp_path / "report").rglob("*.xlsx"))) >= 13


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone: what git knows of this tree, and nothing else."""
    clone = tmp_path_factory.mktemp("clone") / "stratsell"
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    return clone


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


BROWSER = """#!/bin/sh
cat "${1#file://}" > opened.html
"""
"""Instead of a browser: it keeps the page that leads to what it is to open."""


def opens(command: str, clone: Path, extra: str = "") -> str:
    """Run a command that starts JupyterLab until it opens a browser; give what that is sent to."""
    browser, opened = clone / "browser", clone / "opened.html"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    opened.unlink(missing_ok=True)
    options = f"--port={free_port()} --IdentityProvider.token=secret"
    env = {**os.environ, "LAB_OPTIONS": options, "BROWSER": f"{browser} %s", "MAKEFLAGS": ""}
    with (clone / "server.log").open("w") as log:
        server = subprocess.Popen(
            f"{command} {extra.format(options=options)}",
            shell=True,
            cwd=clone,
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        for _ in range(600):
            if opened.exists() and (page := opened.read_text()):
                return page
            assert server.poll() is None, (clone / "server.log").read_text()
            time.sleep(0.5)
        raise AssertionError((clone / "server.log").read_text())
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="make and a POSIX shell")
def test_the_two_commands_and_the_pip_lines_work_in_a_fresh_clone(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they stand: `make lab`, with a book, `make test` (which would run this test again, so only
    what it would do), then without make. Pip does not compile what nobody imports, which would take as long again."""
    monkeypatch.setenv("PIP_NO_COMPILE", "1")
    ours = commands(*START)
    assert ours[:3] == ["make lab", "make test", "make lab BOOK=data/people.xlsx"]
    assert "1_first_map.ipynb" in opens(ours[0], checkout)
    assert "my_book.ipynb" in opens(ours[2], checkout)
    done = subprocess.run(f"{ours[1]} --dry-run", shell=True, cwd=checkout, capture_output=True, text=True)
    assert done.returncode == 0
    for word in ("ruff", "mypy", "pytest", "--nbval"):
        assert word in done.stdout
    shutil.rmtree(checkout / ".venv")
    for line in ours[3:-1]:
        subprocess.run(line, shell=True, cwd=checkout, check=True)
    demo = [checkout / ".venv/bin/python", "-c", "import stratsell as ss; print(ss.demo(), ss.__file__)"]
    text = subprocess.run(demo, cwd=checkout.parent, check=True, capture_output=True, text=True).stdout
    assert "13 accounts" in text  # the demo ships in the wheel:
    assert "site-packages" in text
    root = "--allow-root" if os.geteuid() == 0 else ""
    assert "1_first_map.ipynb" in opens(ours[-1], checkout, extra=f"{root} {{options}}")
