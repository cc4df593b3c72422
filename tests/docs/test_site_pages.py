"""Which pages are made from the code, and what markers stand for."""

from __future__ import annotations

import re

import pytest

from docs.generate.site import Site
from lab.audit.checks import DESCRIPTIONS
from lab.audit.model import FindingClass
from lab.stack.folders import Folders
from tests.docs.pages import CHECKOUT


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(Folders((CHECKOUT,), CHECKOUT), (), {"pull-vs-push": "## T\n\n| a |\n| --- |\n"})


def test_pages_for_every_scenario_comparison_and_result(site: Site) -> None:
    pages = site.pages()
    assert {"catalogue/prom-pull.md", "catalogue/pull-vs-push.md", "results/pull-vs-push.md"} <= set(pages)


def test_commands_page_has_every_command(site: Site) -> None:
    text = site.pages()["reference/commands.md"]
    assert "## lab run\n" in text
    assert "## lab images prune\n" in text
    assert "`--mutants`" in text


def test_scenario_page_has_its_file(site: Site) -> None:
    text = site.pages()["catalogue/prom-pull.md"]
    assert 'title="scenarios/prom-pull/scenario.yaml"' in text
    assert "lab run prom-pull --mutants" in text


def test_marker_becomes_a_table(site: Site) -> None:
    assert site.with_tables("<!-- lab: result pull-vs-push -->") == "| a |\n| --- |\n"


def test_checks_of_an_audit_are_in_a_table(site: Site) -> None:
    table = site.with_tables("<!-- lab: checks -->")
    for name, description in DESCRIPTIONS.items():
        assert f"| `{name}` | {', '.join(description.classes)} |" in table
    assert site.with_tables("<!-- lab: classes -->").count("\n") == 2 + len(FindingClass)


def test_marker_nobody_knows_is_an_error(site: Site) -> None:
    with pytest.raises(KeyError):
        site.with_tables("<!-- lab: weather -->")


def test_navigation_lists_kinds_below_expectations(site: Site) -> None:
    assert site.navigation([{"Home": "index.md"}, {"Expectations": ["expectations/index.md"]}]) == [
        {"Home": "index.md"},
        {"Expectations": ["expectations/index.md"]},
    ]


def test_every_scenario_and_comparison_stands_under_a_question(site: Site) -> None:
    text = (CHECKOUT / "docs/catalogue.md").read_text(encoding="utf-8")
    linked = re.findall(r"\[([a-z0-9-]+)\]\(catalogue/\1\.md\)", text)
    assert sorted(linked) == sorted((*site.folders.scenario_names(), *site.folders.comparison_names()))
