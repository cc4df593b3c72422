from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab.commands.resolve import (
    check_all,
    every_form,
    folders_of,
    images_of,
    plans_of,
    ports_of,
    sets_of,
    sources,
    variant_of,
)
from lab.errors import Problems, UsageError
from lab.language.patch.model import Patch
from lab.plan.requests import Request
from lab.settings import Settings
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS, SHOP


def patch(**content: Any) -> Patch:
    return Patch.model_validate(content)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("steps[look].within=5s", patch(set={"steps[look].within": "5s"}), id="of the scenario"),
        pytest.param(
            "prometheus.yml:global.x=1", patch(**{"in": "prometheus.yml", "set": {"global.x": 1}}), id="of a file"
        ),
        pytest.param("a.b=true", patch(set={"a.b": True}), id="the value is YAML"),
        pytest.param("a.b=on", patch(set={"a.b": "on"}), id="the strict kind of it"),
        pytest.param("a.b=[1, x]", patch(set={"a.b": [1, "x"]}), id="a list"),
        pytest.param("a.b={c: d}", patch(set={"a.b": {"c": "d"}}), id="a mapping"),
        pytest.param("a.b=c=d", patch(set={"a.b": "c=d"}), id="an equals sign in the value"),
        pytest.param("a.b='1'", patch(set={"a.b": "1"}), id="a quoted number"),
        pytest.param("a.b=null", patch(set={"a.b": None}), id="nothing"),
    ],
)
def test_sets(word: str, expected: Patch) -> None:
    assert sets_of([word]) == (expected,)


@pytest.mark.parametrize(
    ("make", "word", "said"),
    [
        pytest.param(
            sets_of,
            "a.b",
            "--set a.b: write for instance path=value or prometheus.yml:global.scrape_interval=5s",
            id="set without a value",
        ),
        pytest.param(
            sets_of,
            "=1",
            "--set =1: write for instance path=value or prometheus.yml:global.scrape_interval=5s",
            id="set without a path",
        ),
        pytest.param(
            sets_of,
            "a..b=1",
            "--set a..b=1: 'a..b' is not a path; write for example groups[http].rules[Down].for",
            id="set at no path",
        ),
        pytest.param(sets_of, "x.yml:=1", "--set x.yml:=1: the path is empty", id="set at an empty path"),
        pytest.param(sets_of, "a=[1", "--set:2:1: not YAML: ", id="set to what is not YAML"),
        pytest.param(variant_of, "axis", "--variant axis: write for instance axis=value", id="variant"),
        pytest.param(
            images_of, "prometheus", "--image prometheus: write for instance prometheus=REFERENCE", id="image"
        ),
        pytest.param(
            ports_of,
            "prometheus=http",
            "--port prometheus=http: 'http' is not a port; write for instance prometheus=9090",
            id="port that is a word",
        ),
        pytest.param(
            ports_of,
            "prometheus=0",
            "--port prometheus=0: '0' is not a port; write for instance prometheus=9090",
            id="port zero",
        ),
        pytest.param(
            ports_of,
            "prometheus=70000",
            "--port prometheus=70000: '70000' is not a port; write for instance prometheus=9090",
            id="port too high",
        ),
    ],
)
def test_words_that_cannot_be_used(make: Any, word: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        make([word])
    assert caught.value.message.startswith(said)


def test_words_that_can() -> None:
    assert variant_of(["a=b", "c=d=e"]) == {"a": "b", "c": "d=e"}
    assert ports_of(["prometheus=9090", "api.http=1"]) == {"prometheus": 9090, "api.http": 1}
    assert images_of(["prometheus=prom/prometheus:v3"]) == {"prometheus": "prom/prometheus:v3"}


def test_every_form_of_a_scenario() -> None:
    assert every_form(FOLDERS.scenario(SHOP)) == (
        Request(),
        Request(variant={"scraping": "slow"}),
        Request(mutant="nothing is scraped"),
        Request(mutant="scraped too seldom"),
    )


def test_all_that_we_bring_is_in_order() -> None:
    chosen = sources((), FOLDERS)

    assert {source.name for source in chosen} == set(FOLDERS.scenario_names())
    assert check_all((*chosen, FOLDERS.scenario(SHOP)), FOLDERS) == 4 + sum(len(every_form(s)) for s in chosen)


def test_plans_of_a_scenario_or_of_its_mutants() -> None:
    source = FOLDERS.scenario(SHOP)
    request = Request(variant={"scraping": "slow"}, ports={"api": 8000})

    as_written = plans_of(source, FOLDERS, request, mutants=False)
    mutants = plans_of(source, FOLDERS, request, mutants=True)

    assert [plan.label for plan in as_written] == ["shop@scraping=slow"]
    assert [plan.label for plan in mutants] == [
        "shop@scraping=slow (mutant: nothing is scraped)",
        "shop@scraping=slow (mutant: scraped too seldom)",
    ]
    assert {plan.service("api").ports[0].host for plan in (*as_written, *mutants)} == {8000}


def test_problems_of_every_scenario_and_every_form_are_told_together(tmp_path: Path) -> None:
    for name, expectation in (("a", "{series: 'up{'}"), ("b", "{targets: api, bre: up}")):
        (tmp_path / "scenarios" / name).mkdir(parents=True)
        (tmp_path / "scenarios" / name / "scenario.yaml").write_text(
            f"""\
title: t
why: w
components: {{prometheus: {{}}}}
steps: [{{name: look, expect: {{x: {expectation}}}}}]
mutants: {{off: {{patch: [{{set: {{components.prometheu.flags: []}}}}], fails: {{x: no_series}}}}}}
"""
        )
    folders = Folders((tmp_path, CHECKOUT), tmp_path)

    with pytest.raises(Problems) as caught:
        check_all(tuple(folders.scenario(name) for name in ("a", "b")), folders)

    assert [str(problem) for problem in caught.value.problems] == [
        "scenarios/a/scenario.yaml:4:35: PromQL does not parse: unexpected end of input inside braces",
        "scenarios/a/scenario.yaml:5:25: components.prometheu: there is no key 'prometheu'; did you mean 'prometheus'?",
        "scenarios/b/scenario.yaml:4:49: unknown key 'bre' in a 'targets' expectation; did you mean 'are'?",
    ]


def test_a_project_without_scenarios(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no scenario here"):
        sources((), Folders((tmp_path,), tmp_path))


def test_the_users_project_comes_before_what_we_bring(tmp_path: Path) -> None:
    settings = Settings(project=tmp_path, bundled=CHECKOUT, state=tmp_path, runs=tmp_path)

    assert folders_of(settings).roots == (tmp_path, CHECKOUT)
