"""Where the tests find the project's files."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def sources(*endings: str) -> list[Path]:
    """Give the files of the package with these endings that people write: no bundles, nothing that npm has installed."""
    package = ROOT / "stratsell"
    written = (path for path in package.rglob("*") if "node_modules" not in path.parts)
    return sorted(path for path in written if path.suffix in endings and path.parent != package / "map" / "static")
