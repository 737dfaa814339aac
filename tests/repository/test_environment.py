"""That the files which say what to install agree with each other."""

import re
import tomllib

import pytest

from tests.support.paths import ROOT

CONDA_NAMES = {"matplotlib-base": "matplotlib"}

yaml = pytest.importorskip("yaml")  # comes with JupyterLab


def requirement(text: str) -> tuple[str, str]:
    """A requirement's name and what follows it: `pandas>=3` is pandas and >=3."""
    name, bounds = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[\w+\])?(.*)", text.strip()).groups()
    return CONDA_NAMES.get(name, name).lower(), bounds.strip()


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    wanted = [
        *project()["dependencies"],
        *project()["optional-dependencies"]["lab"],
        f"python{project()['requires-python']}",
    ]
    asked = [requirement(item) for item in conda]
    assert sorted(item for item in asked if item[0] != "pip") == sorted(map(requirement, wanted))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.lower().split("==") for line in lines if line and not line.startswith("#"))


def test_every_dependency_is_pinned_to_a_version_that_was_tested() -> None:
    extras = project()["optional-dependencies"].values()
    wanted = {
        requirement(item)[0] for item in [*project()["dependencies"], *(one for extra in extras for one in extra)]
    }
    assert wanted <= set(pins())


@pytest.mark.parametrize("name", ["constraints.txt", "environment.yml", "pyproject.toml", "Makefile"])
def test_no_address_of_a_package_server_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"index-url|find-links|https?://\S*(pypi|simple|\.whl)", text)


def test_contributing_says_why_each_dependency_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for item in project()["dependencies"]:
        assert f"`{requirement(item)[0]}`" in text.lower(), item
