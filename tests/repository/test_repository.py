"""What stands around the code: workflows, templates, and files that say how to start, report and cite."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import stratsell as ss
from tests.support.paths import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FIRST = "notebooks/1_first_map.ipynb"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict:
    return tomllib.loads(text("pyproject.toml"))["project"]


def hooks() -> list[dict]:
    return [hook for repo in yaml.safe_load(text(".pre-commit-config.yaml"))["repos"] for hook in repo["hooks"]]


@pytest.mark.parametrize("name", ["SECURITY.md", "CODE_OF_CONDUCT.md", "LICENSE", ".github/PULL_REQUEST_TEMPLATE.md"])
def test_files_that_people_look_for_are_there(name: str) -> None:
    assert len(text(name)) > 100


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_github_can_read_its_files(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict)


def test_workflows_call_what_the_makefile_has() -> None:
    called = {
        word for path in WORKFLOWS for word in re.findall(r"run: make ([a-z ]+)", path.read_text(encoding="utf-8"))
    }
    assert {"lint types", "test", "lowest", "package"} <= {words.strip() for words in called}
    for words in called:
        for target in words.split():
            assert re.search(rf"^{target}:", text("Makefile"), re.MULTILINE), target


def test_workflows_run_the_versions_of_python_that_pyproject_names() -> None:
    named = [line.split(" :: ")[-1] for line in project()["classifiers"] if re.search(r":: 3\.\d+$", line)]
    jobs = yaml.safe_load(text(".github/workflows/test.yml"))["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == named
    assert project()["requires-python"] == f">={named[0]}"
    for job in ("lint", "lowest", "package"):
        setup = next(step for step in jobs[job]["steps"] if "setup-python" in step.get("uses", ""))
        assert setup["with"]["python-version"] == named[0]


def test_only_the_job_that_publishes_may_do_more_than_read() -> None:
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}
        more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
        assert more in ({}, {"publish": {"id-token": "write"}})


def test_pre_commit_checks_what_make_lint_checks_with_the_same_versions() -> None:
    pins = text("constraints.txt").splitlines()
    for hook in hooks():
        for item in hook.get("additional_dependencies", []):
            assert item in pins
    entries = [hook["entry"] for hook in hooks()]
    for command in ("ruff check", "ruff format", "check-jsonschema --builtin-schema vendor.github-workflows"):
        assert any(entry.startswith(command) for entry in entries)
        assert f"$(BIN)/{command}" in text("Makefile")


def test_version_and_licence_are_said_alike() -> None:
    cited = yaml.safe_load(text("CITATION.cff"))
    assert cited["version"] == ss.__version__
    assert cited["license"] == project()["license"]
    assert re.search(
        rf"^## \[{re.escape(ss.__version__)}\] - (unreleased|\d{{4}}-\d\d-\d\d)$", text("CHANGELOG.md"), re.MULTILINE
    )


def test_the_changelog_keeps_its_form() -> None:
    kinds = re.findall(r"^### (.*)$", text("CHANGELOG.md"), re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert "keepachangelog.com" in text("CHANGELOG.md")
    assert all(re.match(r"## \[.+\]", line) for line in re.findall(r"^## .*$", text("CHANGELOG.md"), re.MULTILINE))


def test_a_devcontainer_starts_on_the_first_notebook() -> None:
    container = json.loads(text(".devcontainer/devcontainer.json"))
    assert container["customizations"]["codespaces"]["openFiles"] == [FIRST]
    assert (ROOT / FIRST).exists()
    assert container["postCreateCommand"] == "make .venv/lab"
    assert re.search(r"^\$\(VENV\)/lab:", text("Makefile"), re.MULTILINE)
    assert project()["requires-python"].endswith(container["image"].rpartition(":")[2])


def test_binder_installs_what_make_lab_installs() -> None:
    lines = [line for line in text(".binder/requirements.txt").splitlines() if not line.startswith("#")]
    assert lines == ["--constraint ../constraints.txt", ".[lab]"]
    assert text(".binder/runtime.txt").strip() == f"python-{project()['requires-python'].removeprefix('>=')}"


@pytest.mark.skipif(os.name == "nt", reason="Binder's machines have a POSIX shell")
def test_binder_starts_on_the_first_notebook() -> None:
    start = ROOT / ".binder" / "start"
    message = subprocess.run([start, "echo", "jupyter", "lab"], capture_output=True, text=True, check=True).stdout
    assert message == f"jupyter lab --ServerApp.default_url=/lab/tree/{FIRST}\n"


@pytest.mark.skipif(
    shutil.which("actionlint") is None, reason="where there is no actionlint, GitHub's lint job runs it"
)
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(["actionlint", *WORKFLOWS], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
