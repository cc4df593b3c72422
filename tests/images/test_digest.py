from __future__ import annotations

from pathlib import Path

import pytest

from lab.images.digest import RecipeFile, recipe_digest
from lab.images.ignore_rules import ignore_rules
from lab.images.image_request import image_request
from lab.images.recipe_files import read_recipe
from lab.plan.model import BaseImageSpec, ImageSpec

FILES = {"Dockerfile": RecipeFile(b"FROM scratch\n"), "run.sh": RecipeFile(b"#!/bin/sh\n", executable=True)}


def test_a_digest_depends_on_what_is_built_and_on_nothing_else() -> None:
    plain = recipe_digest(FILES, {"A": "1"}, {"BASE": "x"})
    assert plain == recipe_digest(dict(reversed(FILES.items())), {"A": "1"}, {"BASE": "x"})
    others = {
        "text": recipe_digest({**FILES, "Dockerfile": RecipeFile(b"FROM scratch")}, {"A": "1"}, {"BASE": "x"}),
        "name": recipe_digest({"Dockerfile": FILES["Dockerfile"], "go.sh": FILES["run.sh"]}, {"A": "1"}, {"BASE": "x"}),
        "mode": recipe_digest({**FILES, "run.sh": RecipeFile(b"#!/bin/sh\n")}, {"A": "1"}, {"BASE": "x"}),
        "argument": recipe_digest(FILES, {"A": "2"}, {"BASE": "x"}),
        "base": recipe_digest(FILES, {"A": "1"}, {"BASE": "y"}),
        "argument is no base": recipe_digest(FILES, {"A": "1", "BASE": "x"}, {}),
    }
    assert len({plain, *others.values()}) == len(others) + 1


@pytest.mark.parametrize(
    ("patterns", "path", "left_out"),
    [
        ("", "shop/main.py", False),
        ("", "shop/__pycache__/main.cpython-313.pyc", True),
        ("", ".git/HEAD", True),
        ("*\n!requirements.txt\n!shop/*.py", "shop/main.py", False),
        ("*\n!requirements.txt\n!shop/*.py", "shop/data.json", True),
        ("*\n!requirements.txt\n!shop/*.py", "component.yaml", True),
        ("node_modules", "node_modules/a/b.js", True),
        ("node_modules", "web/node_modules/a.js", False),
        ("**/node_modules", "web/node_modules/a.js", True),
        ("/docs/\n# docs are not sent", "docs/a.md", True),
        ("*.md", "docs/a.md", False),
        ("**/*.md\n!README.md", "README.md", False),
        ("data?.[jt]son", "data1.json", True),
        ("a.c", "abc", False),
    ],
)
def test_dockerignore(patterns: str, path: str, left_out: bool) -> None:
    assert ignore_rules(patterns)(path) is left_out


def test_reads_what_the_builder_is_sent(tmp_path: Path) -> None:
    for path in ("Dockerfile", "shop/main.py", "shop/notes.txt", "component.yaml", "shop/__pycache__/x.pyc"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / ".dockerignore").write_text("*\n!shop/*.py\n")
    assert set(read_recipe(tmp_path)) == {"Dockerfile", "shop/main.py"}


def test_a_folder_without_a_recipe(tmp_path: Path) -> None:
    (tmp_path / "component.yaml").write_text("title: x")
    assert read_recipe(tmp_path) == read_recipe(tmp_path / "missing") == {}


def test_a_changed_base_changes_everything_above_it(tmp_path: Path) -> None:
    for name, text in {"debian": "a", "go": "FROM debian", "k6": "FROM go"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / ("build.sh" if name == "debian" else "Dockerfile")).write_text(text)

    def tags(reference: str = "golang:1.26") -> tuple[str, ...]:
        debian = BaseImageSpec("debian", str(tmp_path / "debian"), "debian:trixie-slim", {})
        go = BaseImageSpec("go", str(tmp_path / "go"), reference, {"DEBIAN_BASE": debian})
        want = ImageSpec("k6", "grafana/k6:1.8.1", str(tmp_path / "k6"), {"GO_BASE": go}, {})
        return tuple(one.recipe.tag for one in image_request(want).with_bases() if one.recipe)

    before = tags()
    assert [tag.rpartition(":")[0] for tag in before] == ["lab/k6", "lab/base-go", "lab/base-debian"]
    assert tags() == before
    k6, go, debian = tags("golang:1.27")
    assert (k6 == before[0], go, debian) == (False, before[1], before[2])
    (tmp_path / "debian" / "build.sh").write_text("b")
    assert set(tags()).isdisjoint(before)


def test_a_component_is_never_made_by_a_script(tmp_path: Path) -> None:
    (tmp_path / "build.sh").write_text("touch ran\n")

    assert image_request(ImageSpec("api", None, str(tmp_path), {}, {})).recipe is None
