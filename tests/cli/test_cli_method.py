"""The commands of the other steps of the method print what their rules give."""

from pathlib import Path

import pytest

import stratsell as ss
from stratsell import cli
from stratsell.cli.printing import as_text

COMMANDS = {
    "objectives": ss.check_objectives,
    "priorities": ss.priorities,
    "plan": ss.next_actions,
    "portfolio": ss.portfolio,
    "modes": ss.conversation_modes,
    "matrix": ss.relationship_matrix,
    "momentum": ss.momentum,
    "tested": ss.tested,
    "proposal": ss.proposal_fit,
    "thanks": ss.thanks,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("book") / "demo"
    ss.demo().write(folder)
    return str(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_what_its_rule_gives(place: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--as-of", "2026-11-23", "--account", "solvane", "--format", "csv"]
    assert cli.main([command, place, *options]) == 0
    frame = COMMANDS[command](ss.demo(), as_of="2026-11-23")
    expected = as_text(frame[frame["account_id"] == "solvane"], "csv")
    assert capsys.readouterr().out.splitlines() == expected.splitlines()


def test_a_portfolio_is_filtered_and_drawn(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--as-of", "2026-11-23", "--format", "csv"]
    assert cli.main(["portfolio", place, "--owner", "Bea Lund", "--picture", str(tmp_path / "all.svg"), *day]) == 0
    frame = ss.portfolio(ss.demo(), as_of="2026-11-23")
    assert capsys.readouterr().out == as_text(frame[frame["owner"] == "Bea Lund"], "csv")
    assert "3 open objectives in 2 accounts" in (tmp_path / "all.svg").read_text(encoding="utf-8")
    assert cli.main(["portfolio", place, "--owner", "Bea Lunt", *day]) == 2
    assert "did you mean “Bea Lund”?" in capsys.readouterr().err
