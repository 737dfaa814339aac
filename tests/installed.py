"""Try what has been installed, where no clone is at hand: `make package` runs this in a clean environment."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import stratsell as ss
from stratsell.map import widget

assert "site-packages" in ss.__file__, f"{ss.__file__} is a clone; run this with python -I in an environment of its own"
assert len(ss.coverage(ss.demo(), as_of="2026-11-23")) > 0
assert ss.InfluenceMap(ss.demo(), objective_id="northwind-1")._front.script, f"no front end beside {widget.__file__}"
command = shutil.which("stratsell", path=Path(sys.executable).parent)
with tempfile.TemporaryDirectory() as name:
    for words in (
        ["--version"],
        ["demo", "demo"],
        ["coverage", "demo"],
        ["map", "demo", "--objective", "northwind-1", "--output", "map.png"],
    ):
        done = subprocess.run([command, *words], cwd=name, check=True, capture_output=True, text=True)
        assert words != ["--version"] or done.stdout.strip() == ss.__version__
    assert (Path(name) / "map.png").read_bytes().startswith(b"\x89PNG")
sys.stdout.write(f"Stratsell {ss.__version__} runs from {ss.__file__}\n")
