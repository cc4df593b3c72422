"""The digest names what would run: the same from anywhere, another as soon as something that matters is another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lab.plan.planning import plan
from lab.plan.requests import Request
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS, SHOP, planned

SHOP_FOLDER = CHECKOUT / "tests/plan/scenarios/shop"


def digest_in(folder: Path, root: Path = CHECKOUT, here: Path = CHECKOUT) -> str:
    folders = Folders((root,), here)
    return plan(folders.scenario(str(folder / "shop.yaml")), folders).digest


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(SHOP_FOLDER, tmp_path / "shop")
    return tmp_path / "shop"


def test_plan_digest_ignores_the_folder(copy: Path, tmp_path: Path) -> None:
    root = tmp_path / "another checkout"
    for part in ("stacks", "sample_apps", "scenarios/dialects"):
        shutil.copytree(CHECKOUT / part, root / part)

    found = {planned().digest, digest_in(copy), digest_in(copy, here=copy), digest_in(copy, root, tmp_path)}

    assert len(found) == 1
    assert len(found.pop()) == 12


def changed(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("shop.yaml", "# Not called", "# Really\n# not called", id="a comment and the lines below it"),
        pytest.param("shop.yaml", "why: every part", "why: each and every part", id="prose"),
        pytest.param("shop.yaml", "A shop, scraped,", "A store, scraped,", id="title"),
        pytest.param("shop.yaml", 'every: "== 1"}', 'every: "== 1" }', id="spaces"),
    ],
)
def test_plan_digest_ignores_prose_and_layout(file: str, old: str, new: str, copy: Path) -> None:
    changed(copy, file, old, new)

    assert digest_in(copy) == planned().digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param("prometheus.yml", "one minute", "one hour", id="a comment that is rendered"),
        pytest.param("rules/shop.yml.j2", "> 0", "> 1", id="a rule"),
        pytest.param("names.txt", "up #", "down #", id="a list of names"),
        pytest.param("dashboards/shop.json", "sum(rate", "max(rate", id="a panel"),
        pytest.param("shop.yaml", "rate: 40/s", "rate: 41/s", id="the rate of a load"),
        pytest.param("shop.yaml", "GET /api/items/{id}: 3", "GET /api/items/{id}: 4", id="a weight"),
        pytest.param("shop.yaml", "item: 1", "item: 2", id="a body"),
        pytest.param("shop.yaml", 'every: "== 1"', 'every: "== 2"', id="a condition"),
        pytest.param("shop.yaml", "[pending, firing]", "[firing]", id="an alert's life"),
        pytest.param("shop.yaml", "for: 4s", "for: 3s", id="a window"),
        pytest.param("shop.yaml", "within: 5s", "within: 6s", id="a deadline"),
        pytest.param("shop.yaml", "count: 1", "count: 2", id="a number of targets"),
        pytest.param("shop.yaml", "{kill: api}", "{stop: api}", id="a fault"),
        pytest.param("shop.yaml", "TOKEN: a$b", "TOKEN: a$c", id="environment"),
        pytest.param("shop.yaml", "redis:8.2.1", "redis:8.2.2", id="an image"),
        pytest.param("shop.yaml", "optional: true", "optional: false", id="what may be left out"),
        pytest.param("shop.yaml", "it is gone", "it is away", id="the name of an expectation"),
    ],
)
def test_plan_digest_follows_what_runs(file: str, old: str, new: str, copy: Path) -> None:
    changed(copy, file, old, new)

    assert digest_in(copy) != planned().digest


def test_plan_digest_differs_between_forms() -> None:
    requests = (
        Request(),
        Request(variant={"scraping": "slow"}),
        Request(mutant="nothing is scraped"),
        Request(mutant="scraped too seldom"),
        Request(ports={"api": 8000}),
        Request(images={"api": "shop:1"}),
    )

    assert len({planned(request=request).digest for request in requests}) == len(requests)


def test_plan_digest_differs_between_scenarios() -> None:
    names = FOLDERS.scenario_names()

    assert len({planned(name).digest for name in (*names, SHOP)}) == len(names) + 1
