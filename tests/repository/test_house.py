"""The house: imports run downwards, without a circle, and nothing in it is too long to be read in one go."""

import ast
import io
import tokenize

import pytest
from importlinter.cli import lint_imports

from tests.support.paths import ROOT, sources

FILES = sources(".py")
PAGES = sources(".js", ".mjs", ".ts", ".tsx", ".css")
TESTS = sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


def test_imports_run_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rooms and their order stand in pyproject.toml."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0


def test_no_file_has_more_than_500_lines() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in [*FILES, *PAGES, *TESTS]}
    assert not [f"{path}: {number}" for path, number in lines.items() if number > 500]


def test_at_most_a_dozen_modules_stand_in_the_entrance() -> None:
    modules = sorted(path.name for path in (ROOT / "stratsell").glob("*.py"))
    assert len(modules) <= 12, f"give one of them a room: {', '.join(modules)}"


def lines_of_code(text: str) -> dict[str, int]:
    """How many lines of code each function has: neither blank lines, nor comments, nor its docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    code = {line for token in tokens if token.type not in NO_CODE for line in range(token.start[0], token.end[0] + 1)}
    counts = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            own = set(range(node.lineno, (node.end_lineno or 0) + 1))
            if ast.get_docstring(node) is not None:
                own -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
            counts[node.name] = max(len(own & code), counts.get(node.name, 0))
    return counts


def test_no_function_has_more_than_50_lines_of_code() -> None:
    counted = {path: lines_of_code(path.read_text(encoding="utf-8")) for path in FILES}
    assert not [f"{path}: {name}" for path, counts in counted.items() for name, number in counts.items() if number > 50]


def test_docstrings_comments_and_blanks_are_no_code() -> None:
    text = 'def f(a,\n      b):\n    """One.\n\n    Two.\n    """\n    # three\n\n    text = """\n    """\n    return text\n'
    assert lines_of_code(text) == {"f": 5}
