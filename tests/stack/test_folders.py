from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Problems, UsageError
from lab.stack.boundaries import OutsideError
from lab.stack.folders import Folders, ScenarioSource

COMPONENT = "title: {}\nimage: {{reference: 'x:1'}}\n"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A project of the user's before what lab brings: both have a scenario, a component and a dialect called `same`."""
    for root in ("project", "bundled"):
        for path, text in {
            "scenarios/same/scenario.yaml": f"title: {root}\n",
            f"scenarios/{root}-only/scenario.yaml": "title: x\n",
            "scenarios/no-scenario/other.yaml": "",
            "stacks/same/component.yaml": COMPONENT.format(root),
            f"sample_apps/{root}-app/component.yaml": COMPONENT.format(root),
            "scenarios/dialects/same.yaml": f"title: {root}\nmeanings: {{}}\n",
        }.items():
            file = tmp_path / root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return Folders((tmp_path / "project", tmp_path / "bundled"), tmp_path / "project")


def test_folders_first_root_wins(folders: Folders) -> None:
    component, dialect = folders.component("same"), folders.dialect("same")

    assert folders.scenario_names() == ("project-only", "same", "bundled-only")
    assert folders.component_names() == ("same", "project-app", "bundled-app")
    assert folders.dialect_names() == ("same",)
    assert folders.scenario("same").text == "title: project\n"
    assert component is not None and component.component.title == "project"
    assert dialect is not None and dialect.title == "project"
    assert (folders.component("other"), folders.component("../same"), folders.dialect("x")) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("same", "scenarios/same/scenario.yaml", id="name"),
        pytest.param("scenarios/same", "scenarios/same/scenario.yaml", id="folder"),
        pytest.param("scenarios/same/", "scenarios/same/scenario.yaml", id="folder with a slash"),
        pytest.param("scenarios/same/scenario.yaml", "scenarios/same/scenario.yaml", id="file"),
        pytest.param("scenarios/no-scenario/other.yaml", "scenarios/no-scenario/other.yaml", id="another file"),
        pytest.param("bundled-only", "{root}/bundled/scenarios/bundled-only/scenario.yaml", id="elsewhere"),
    ],
)
def test_scenario_by_name_or_path(name: str, shown: str, folders: Folders, tmp_path: Path) -> None:
    found = folders.scenario(name)

    assert found.display_path == shown.format(root=tmp_path)
    assert found.name == found.folder.name


@pytest.mark.parametrize("name", ["sam", "scenarios/sam", "nowhere/scenario.yaml", "scenarios/no-scenario"])
def test_scenario_unknown(name: str, folders: Folders) -> None:
    with pytest.raises(UsageError) as caught:
        folders.scenario(name)

    assert caught.value.message.startswith(f"there is no scenario {name!r}; ")
    assert caught.value.remedy == "lab list shows them all"


def test_read_stays_in_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "scenarios" / "s"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "a.yml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    (folder.parent / "shared.yml").write_text("b: 2")
    secret = tmp_path.parent / f"{tmp_path.name}-secret"
    secret.write_text("x")
    (folder / "link").symlink_to(secret)
    source = ScenarioSource("s", folder, "scenarios/s/scenario.yaml", "")

    assert (source.read("rules/a.yml"), source.read("../shared.yml")) == ("a: 1\n", "b: 2")
    assert [source.read(path) for path in ("rules", "none", "x" * 5_000)] == [None] * 3
    with pytest.raises(OutsideError, match="is not a usable path"):
        source.read("a\0b")
    for path in ("../../../secret", "link", str(tmp_path / "secret")):
        with pytest.raises(OutsideError, match="is outside of"):
            source.read(path)
    assert source.display_path_of("rules/a.yml") == "scenarios/s/rules/a.yml"
    assert source.display_path_of("../shared.yml") == "scenarios/shared.yml"
    assert (source.context_problem("rules"), source.context_problem("none")) == (
        None,
        "there is no folder 'none' beside the scenario",
    )
    assert source.context_problem("/etc") == (
        f"'/etc' is outside of {tmp_path}/project; copy what is needed into the repository"
    )


def test_read_stays_in_the_repository(tmp_path: Path) -> None:
    folder = tmp_path / "repository" / "labs" / "scenarios" / "s"
    folder.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / "repository" / ".git" / "config").write_text("secret")
    (tmp_path / "repository" / "prometheus.yml").write_text("a: 1")
    (tmp_path / "secret").write_text("x")
    (folder / "inside.yml").symlink_to(tmp_path / "repository" / "prometheus.yml")
    (folder / "outside.yml").symlink_to(tmp_path / "secret")
    source = ScenarioSource("s", folder, "scenarios/s/scenario.yaml", "")

    assert (source.read("inside.yml"), source.read("../../../prometheus.yml")) == ("a: 1", "a: 1")
    with pytest.raises(OutsideError, match=r"is outside of .*/repository; copy what is needed"):
        source.read("outside.yml")
    with pytest.raises(OutsideError, match="is part of Git's own files"):
        source.read("../../../.git/config")


def test_read_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(11 * 1024**2)
    with pytest.raises(Problems, match=r"s/a.json: this file is larger than 10 MiB"):
        ScenarioSource("s", tmp_path, "s/scenario.yaml", "").read("a.json")


def test_read_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("é: 1\nx: ".encode() + b"\xff\n")
    source = ScenarioSource("s", tmp_path, "s/scenario.yaml", "")

    with pytest.raises(Problems) as caught:
        source.read("a.txt")

    assert str(caught.value) == "s/a.txt:2:4: not UTF-8 (byte 0xff); save the file as UTF-8"


def test_component_defaults(folders: Folders, tmp_path: Path) -> None:
    folder = tmp_path / "project" / "stacks" / "tool"
    folder.mkdir()
    (folder / "component.yaml").write_text(
        "title: t\nimage: {reference: 'x:1'}\nfiles:\n"
        "  config: {to: /c, default: c.yml}\n  more: {to: /m, many: true}\n"
    )

    with pytest.raises(Problems) as caught:
        folders.component("tool")
    assert str(caught.value) == "stacks/tool/component.yaml:4:20: there is no file 'c.yml' beside this one"

    (folder / "c.yml").write_text("a: 1\n")
    found = folders.component("tool")
    assert found is not None
    assert (found.name, found.folder, dict(found.defaults)) == ("tool", str(folder), {"config": "a: 1\n"})


def test_base(tmp_path: Path) -> None:
    folder = tmp_path / "stacks" / "_bases" / "go"
    folder.mkdir(parents=True)
    (folder / "base.yaml").write_text("reference: golang:1.26\n")
    folders = Folders((tmp_path,), tmp_path)

    assert (folders.base("go")[0], folders.base("go")[1].reference) == (folder, "golang:1.26")
    assert folders.component_names() == ()
    with pytest.raises(UsageError, match="there is no base image 'rust' in stacks/_bases"):
        folders.base("rust")


def test_comparison_by_name_or_path(folders: Folders, tmp_path: Path) -> None:
    file = tmp_path / "bundled" / "scenarios" / "a-vs-b" / "comparison.yaml"
    file.parent.mkdir()
    file.write_text("title: t\n")
    (tmp_path / "project" / "x.comparison.yaml").write_text("title: x\n")

    assert folders.comparison_names() == ("a-vs-b",)
    assert folders.comparison("a-vs-b").text == "title: t\n"
    assert (folders.comparison(str(file)).name, folders.comparison("x.comparison.yaml").name) == ("a-vs-b", "x")
    assert [folders.is_comparison(name) for name in ("a-vs-b", "same", "scenarios/same/scenario.yaml")] == [
        True,
        False,
        False,
    ]
    with pytest.raises(UsageError, match="a-vs-b is a comparison, not a scenario"):
        folders.scenario("a-vs-b")
    with pytest.raises(UsageError, match="there is no comparison 'a-vs-c'; did you mean 'a-vs-b'"):
        folders.comparison("a-vs-c")


def test_base_of_the_project_is_not_made_by_a_script(tmp_path: Path) -> None:
    base = tmp_path / "project/stacks/_bases/evil"
    base.mkdir(parents=True)
    (base / "base.yaml").write_text("reference: debian:13\n")
    (base / "build.sh").write_text("touch /tmp/ran\n")

    with pytest.raises(
        UsageError, match="the base image 'evil' of your project has no Dockerfile; a script is not run"
    ):
        Folders((tmp_path / "project", tmp_path), tmp_path).base("evil")


def test_component_comes_with_lab_or_not(folders: Folders) -> None:
    own, bundled = folders.component("project-app"), folders.component("bundled-app")

    assert own is not None and not own.shipped
    assert bundled is not None and bundled.shipped
