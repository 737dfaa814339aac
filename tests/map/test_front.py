"""The map's front end: built of the present sources, small, on its own, and carried by what people install."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from stratsell.map import built
from tests.support.paths import ROOT

FRONT = ROOT / "stratsell" / "map" / "front"
STATIC = ROOT / "stratsell" / "map" / "static"
SOURCES = sorted(path for part in ("src", "import") for path in (FRONT / part).iterdir())
BUILT = ("map.js", "map.css", "import.js", "import.css", "health.js")


def hook():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bundle_is_made_of_the_present_sources() -> None:
    assert hook().built(ROOT), "say `make front`"


def test_the_bundles_are_small() -> None:
    """Who opens an explorer waits for them; `esbuild --analyze` says what is in them."""
    sizes = {name: (STATIC / name).stat().st_size for name in BUILT}
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) <= 150_000
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) <= 25_000


@pytest.mark.parametrize("script", ["check", "test"])
def test_the_import_view_passes_its_own_checks(script: str) -> None:
    """Its types, and the tests of its functions that know no page."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("where the machine has no Node, the front end is built by PyPI's, which is gone after that")
    command = [npm, "run", "--silent", script]
    done = subprocess.run(command, cwd=FRONT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_comes_from_another_server() -> None:
    bundle = "".join((STATIC / name).read_text(encoding="utf-8") for name in BUILT)
    assert set(re.findall(r"https?://[\w.]+", bundle)) <= {"http://www.w3.org"}, "names of namespaces only"
    assert not re.search(r"\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|@import|url\(", bundle)


@pytest.mark.parametrize("source", [path for path in SOURCES if path.suffix != ".css"], ids=lambda path: path.name)
def test_no_source_makes_markup(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\.html\(|new Function", text
    )


def test_the_lock_file_names_no_server() -> None:
    lock = json.loads((FRONT / "package-lock.json").read_text(encoding="utf-8"))
    assert "resolved" not in json.dumps(lock)
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_a_missing_bundle_is_said_plainly(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(built, "STATIC", tmp_path)
    built.built.cache_clear()
    with pytest.raises(RuntimeError, match="make front"):
        built.built("map.js")
    built.built.cache_clear()


def test_wheel_and_source_distribution_carry_the_bundle_and_the_exercises(tmp_path) -> None:
    """And the wheel that is built of the latter needs no Node."""
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / "dist")]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    (archive,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as result:
        names = result.getnames()
        assert not [name for name in names if "node_modules" in name]
        result.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.glob("stratsell-*")
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    done = subprocess.run(
        [*build, "-t", "wheel"], cwd=unpacked, env={"PATH": str(nowhere)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as result:
        names = result.namelist()
        assert {f"stratsell/map/static/{name}" for name in BUILT} <= set(names)
        assert not [name for name in names if name.startswith("stratsell/map/front")]
        assert {f"stratsell/data/exercises/{path.name}" for path in (ROOT / "data/exercises").iterdir()} <= set(names)


def test_a_bundle_of_other_sources_is_built_anew(tmp_path) -> None:
    for path in (*SOURCES, FRONT / "build.mjs", FRONT / "package-lock.json", *(STATIC / name for name in BUILT)):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    build = hook()
    assert build.built(tmp_path)
    (tmp_path / "stratsell/map/front/src/index.css").write_text("", encoding="utf-8")
    assert not build.built(tmp_path)
