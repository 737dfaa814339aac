"""The table “what is read as what” of docs/import.md, made of the sources; `python -m tests.support.imports_docs` makes it anew."""

from __future__ import annotations

import tomllib
from pathlib import Path

from stratsell.io.imports import source as source_module
from tests.support.paths import ROOT

DOCS = ROOT / "docs" / "import.md"
MARK = "says how to make them anew. -->\n"
_FOLDER = Path(source_module.__file__).parent / "sources"
_ORDER = ["sheet", "salesforce", "hubspot", "dynamics", "pipedrive", "zoho", "attio"]


def documented() -> str:
    """The sources as tables of Markdown."""
    parts = ["\n## In every source\n"]
    common = _loaded("common")
    for kind, columns in common["columns"].items():
        rows = [f"| `{slot}` | {', '.join(map(_cell, names))} |\n" for slot, names in columns.items() if names]
        parts += [f"\n### Columns of {kind}\n\n| becomes | is called, say |\n|---|---|\n", *rows]
    parts += _words(common["words"])
    rest = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem not in (*_ORDER, "common"))
    for name in [*_ORDER[1:], *rest]:
        text = _loaded(name)
        parts.append(f"\n## {text['name']}\n")
        for label, file in text["files"].items():
            names = ", ".join([label, *file.get("names", [])])
            columns = file["columns"].items()
            rows = [f"| `{slot}` | {', '.join(map(_cell, headers))} |\n" for slot, headers in columns]
            parts += [f"\nFiles called {names} hold {file['kind']}:\n\n| becomes | is called |\n|---|---|\n", *rows]
        parts += _words(text.get("words", {}))
    return "".join(parts)


def _words(words: dict[str, dict[str, list[str]]]) -> list[str]:
    parts = []
    for what, known in words.items():
        rows = [
            f"| {'(none: a red flag, or blank)' if word == 'none' else f'`{word}`'} | {', '.join(map(_cell, text))} |\n"
            for word, text in known.items()
        ]
        parts += [f"\nWords of {what}:\n\n| is read as | from |\n|---|---|\n", *rows]
    return parts


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def _loaded(name: str) -> dict:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


if __name__ == "__main__":
    DOCS.write_text("".join(DOCS.read_text(encoding="utf-8").partition(MARK)[:2]) + documented(), encoding="utf-8")
