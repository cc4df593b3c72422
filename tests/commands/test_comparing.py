"""What names behind `lab compare` mean, and what is said of those that mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.cli.check import check_all
from lab.comparison.commands.compare import CompareOptions, compare
from lab.comparison.commands.names import AS_IT_SAYS, Overrides, check_comparison, prepare, record_named
from lab.comparison.commands.records import Both, read_record, record_of_runs, side_by_side
from lab.comparison.record import ComparisonRecord
from lab.comparison.report.files import write_comparison
from lab.errors import ExitCode, Problems, UsageError
from lab.record.verdict import Status
from lab.settings import Settings
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS
from tests.report.stories import failed, passed


def settings(folder: Path) -> Settings:
    return Settings(project=CHECKOUT, bundled=CHECKOUT, state=folder / "state", runs=folder / "runs")


def sides(*names: str, amounts: Overrides = AS_IT_SAYS, **images: str) -> dict[str, str | None]:
    """Side -> the image of its Prometheus, where another than its own is wished for."""
    wanted = {name.replace("_", "/"): reference for name, reference in images.items()}
    found = prepare(names, wanted, amounts, FOLDERS).sides
    return {side.name: side.plan.service("prometheus").image.override for side in found}


def test_what_names_mean() -> None:
    assert sides("pull-vs-push") == {"pull": None, "push": None}
    assert sides("scenarios/pull-vs-push") == {"pull": None, "push": None}
    assert sides("prom-pull", "otel-direct") == {"prom-pull": None, "otel-direct": None}
    assert sides("prom-pull", "prom-pull") == {"prom-pull": None, "prom-pull-2": None}


def test_images_of_all_sides_of_one_and_of_the_only_one() -> None:
    image = "prom/prometheus:v3.14.0"

    assert sides("pull-vs-push", prometheus=image) == {"pull": image, "push": image}
    assert sides("pull-vs-push", push_prometheus=image) == {"pull": None, "push": image}
    assert sides("prom-pull", prometheus=image) == {"prom-pull": None, "prometheus-v3.14.0": image}
    assert sides("prom-pull", "otel-direct", prometheus=image) == {"prom-pull": image, "otel-direct": image}


@pytest.mark.parametrize(
    ("names", "images", "said"),
    [
        pytest.param(
            ("prom-pul",), {}, "there is no scenario 'prom-pul'; did you mean 'prom-pull'?", id="misspelled scenario"
        ),
        pytest.param(
            ("pull-vs-pus",), {}, "there is no scenario 'pull-vs-pus'; did you mean 'pull-vs-push'?", id="comparison"
        ),
        pytest.param(
            ("prom-pull",), {}, "prom-pull is one scenario, and there is nothing to compare it with", id="one scenario"
        ),
        pytest.param(
            ("pull-vs-push", "prom-pull"), {}, "pull-vs-push is a comparison already", id="comparison and scenario"
        ),
        pytest.param(("prom-pull",) * 5, {}, "5 scenarios are too many at once", id="too many"),
        pytest.param(
            ("pull-vs-push",),
            {"pul/prometheus": "x:1"},
            "--image pul/prometheus: no side is called 'pul'; did you mean 'pull'?",
            id="image of no side",
        ),
        pytest.param(
            ("prom-pull",),
            {"a/prometheus": "x:1"},
            "--image a/prometheus: one scenario has no side 'a'",
            id="image of a side of one scenario",
        ),
        pytest.param(
            ("pull-vs-push",),
            {"prometeus": "x:1"},
            "--image prometeus: there is no such component in this scenario; did you mean 'prometheus'?",
            id="image of nothing",
        ),
    ],
)
def test_names_that_mean_nothing(names: tuple[str, ...], images: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        prepare(names, images, AS_IT_SAYS, FOLDERS)
    assert caught.value.message == said


def test_amounts_as_the_command_line_says() -> None:
    asked = prepare(("pull-vs-push",), {}, Overrides(repeat=2, faults=False), FOLDERS).comparison

    assert asked.steady is not None and asked.steady.repetitions == 2
    assert asked.faults is None


def test_sizes_as_the_command_line_says() -> None:
    asked = prepare(("pull-vs-push-at-scale",), {}, Overrides(sizes=(300, 20, 300)), FOLDERS)

    assert [(side.name, side.size) for side in asked.sides] == [
        ("pull", 20),
        ("push", 20),
        ("pull", 300),
        ("push", 300),
    ]
    assert [side.load for side in asked.sides] == [None] * 4
    with pytest.raises(UsageError, match="--faults: this comparison has no load, whose events are counted"):
        prepare(("pull-vs-push-at-scale",), {}, Overrides(faults=True), FOLDERS)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        pytest.param(Overrides(steady=False, faults=False), "nothing is left to measure", id="nothing"),
        pytest.param(Overrides(sizes=(5,)), "--size: this comparison has no sizes", id="no sizes"),
    ],
)
def test_amounts_that_cannot_be(amounts: Overrides, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        prepare(("pull-vs-push",), {}, amounts, FOLDERS)
    assert caught.value.message == said


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in FOLDERS.comparison_names()])
def test_every_comparison_we_bring_is_in_order(name: str) -> None:
    assert check_comparison(FOLDERS.comparison(name), FOLDERS) >= 2


def test_a_check_tells_what_it_looked_at() -> None:
    assert check_all(("pull-vs-push",), FOLDERS) == "OK: 1 comparison, 2 labs"
    assert check_all(("pull-vs-push", "node-exporter"), FOLDERS).splitlines()[1:] == ["OK: 1 comparison, 2 labs"]


def test_a_folder_holds_a_scenario_or_a_comparison(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "both").mkdir(parents=True)
    for file in ("scenario.yaml", "comparison.yaml"):
        (tmp_path / "scenarios" / "both" / file).write_text("title: t\n")

    with pytest.raises(Problems) as caught:
        check_all(("both",), Folders((tmp_path,), tmp_path))

    assert str(caught.value) == (
        "scenarios/both/comparison.yaml: this folder also has a scenario.yaml; move one of them to a folder of its own"
    )


def test_records_are_found_by_folder_by_file_and_by_name(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "shop-1" / "run.json"
    run.parent.mkdir(parents=True)
    run.write_text(passed().model_dump_json())

    for name in ("shop-1", str(run.parent), str(run)):
        assert record_named(name, FOLDERS, tmp_path / "runs") == run
    assert record_named("prom-pull", FOLDERS, tmp_path / "runs") is None
    assert record_named("pull-vs-push", FOLDERS, tmp_path / "runs") is None
    assert read_record(run) == passed()


def test_two_runs_side_by_side() -> None:
    rows = side_by_side(passed(), failed())

    assert side_by_side(passed(), passed())[0] == Both(rows[0].name, Status.PASSED, Status.PASSED)
    assert {row.first for row in rows} == {Status.PASSED}
    assert any(row.other is Status.FAILED for row in rows)


def test_of_two_runs_nothing_is_told_that_was_measured_once() -> None:
    record = record_of_runs((passed(), passed()), ("run-1", "run-2"), FOLDERS)

    assert [side.name for side in record.sides] == ["run-1", "run-2"]
    assert [each.number for each in record.repetitions] == [1, 1]
    assert record.remarks[0] == "each ran once: of what was measured once, nothing can be told"


def kept(folder: Path) -> tuple[Path, ComparisonRecord]:
    record = record_of_runs((passed(), failed()), ("run-1", "run-2"), FOLDERS)
    return write_comparison(record, folder / "runs" / "compare-1").json, record


def test_a_comparison_is_told_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, record = kept(tmp_path)

    assert compare((str(file),), CompareOptions(as_json=True), settings(tmp_path), FOLDERS) is ExitCode.PASSED
    assert json.loads(capsys.readouterr().out)["title"] == record.title


@pytest.mark.parametrize(
    ("more", "asked", "said"),
    [
        pytest.param(
            ("prom-pull",),
            CompareOptions(),
            "prom-pull: records cannot be compared with what was not run",
            id="with a scenario",
        ),
        pytest.param(
            (), CompareOptions(images=("prometheus=x:1",)), "records are compared as they are", id="another image"
        ),
        pytest.param(
            (), CompareOptions(amounts=Overrides(repeat=2)), "records are compared as they are", id="more repetitions"
        ),
        pytest.param(
            (), CompareOptions(earlier="nothing"), "--against nothing: there is no comparison.json", id="no earlier"
        ),
        pytest.param(
            (), CompareOptions(demands=("speed > 3",)), "'speed > 3': no measure is called 'speed'", id="no measure"
        ),
    ],
)
def test_what_cannot_be_asked_of_records(
    more: tuple[str, ...], asked: CompareOptions, said: str, tmp_path: Path
) -> None:
    file, _ = kept(tmp_path)
    with pytest.raises(UsageError) as caught:
        compare((str(file), *more), asked, settings(tmp_path), FOLDERS)
    assert caught.value.message == said
