"""The commands of the other steps of the method print what their rules give."""

import pytest

import stratsell as ss
from stratsell import cli
from stratsell.printing import as_text

COMMANDS = {
    "objectives": ss.check_objectives,
    "priorities": ss.priorities,
    "plan": ss.next_actions,
    "modes": ss.conversation_modes,
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
