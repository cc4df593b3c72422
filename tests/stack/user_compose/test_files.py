"""The files of a Compose project, and those that it may not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.errors import Place, Problems
from lab.scenario.compose_use import ComposeUse
from lab.stack.user_compose.files import ProjectFiles, project_files

HERE = Place("scenario.yaml", 4, 1)


def files_of(root: Path, *names: str, env_file: tuple[str, ...] = ()) -> ProjectFiles:
    use = ComposeUse(files=names or ("docker-compose.yml",), env_file=env_file)
    return project_files(use, root, root, lambda path: path.relative_to(root).as_posix(), HERE)


def written(root: Path, **texts: str) -> Path:
    for name, text in texts.items():
        file = root / name.replace("__", "/").replace("_yml", ".yml").replace("_env", ".env")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def test_project_files_follows_includes_and_extends(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        a_yml="include: [sub/b.yml]\nservices: {x: {extends: {file: c.yml, service: y}}}\n",
        sub__b_yml="services: {z: {env_file: z.env}}\n",
        sub__z_env="A=1\n",
        c_yml="services: {y: {}}\n",
    )
    assert [document.file for document in files_of(root, "a.yml").documents] == ["a.yml", "sub/b.yml", "c.yml"]


def test_project_files_are_told_apart_by_the_content_of_all(tmp_path: Path) -> None:
    root = written(tmp_path, a_yml="services: {x: {env_file: x.env}}\n", x_env="A=1\n")
    before = files_of(root, "a.yml").digest
    assert files_of(root, "a.yml").digest == before
    written(root, x_env="A=2\n")
    assert files_of(root, "a.yml").digest != before


def test_project_files_takes_the_env_file_beside_the_first(tmp_path: Path) -> None:
    root = written(tmp_path, a_yml="services: {x: {env_file: '${WHICH}.env'}}\n", prod_env="A=1\n")
    (root / ".env").write_text("WHICH=prod\n")
    assert files_of(root, "a.yml").env_files == ()  # Compose finds it itself
    (root / ".env").write_text("WHICH=missing\n")
    with pytest.raises(Problems, match=r"a\.yml:1:\d+: there is no file 'missing\.env'"):
        files_of(root, "a.yml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("include: ['https://github.com/org/stack.git']\n", "would be fetched"),
        ("include: ['oci://registry.example/stack:1']\n", "would be fetched"),
        ("include: [../outside.yml]\n", "is outside of"),
        ("services: {x: {env_file: /etc/passwd}}\n", "is outside of"),
        ("services: {x: {extends: {file: ../../etc/x.yml, service: y}}}\n", "is outside of"),
    ],
)
def test_project_files_refuses_what_is_elsewhere(tmp_path: Path, text: str, message: str) -> None:
    root = written(tmp_path / "project", a_yml=text)
    (tmp_path / "outside.yml").write_text("services: {}\n")
    with pytest.raises(Problems, match=message) as raised:
        files_of(root, "a.yml")
    assert raised.value.problems[0].place.file == "a.yml"


def test_project_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"scenario\.yaml:4:1: there is no file 'a\.yml'"):
        files_of(tmp_path, "a.yml")


def test_project_files_with_too_many_values_are_refused(tmp_path: Path) -> None:
    aliases = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10) if n else '1'}]" for n in range(8))
    with pytest.raises(Problems, match="more than 50,000 values"):
        files_of(written(tmp_path, a_yml=aliases), "a.yml")
