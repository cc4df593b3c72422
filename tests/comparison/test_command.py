"""What names behind `lab compare` mean, and what is said of those that mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.commands.check import check
from lab.comparison.arguments import NO_OVERRIDES, Overrides, experiment_of, record_file
from lab.comparison.command import CompareOptions, run_compare
from lab.comparison.reading import check_comparison
from lab.comparison.record import ComparisonRecord
from lab.comparison.recorded_runs import StatusPair, read_record, record_of_runs, side_by_side
from lab.comparison.report.files import write_record
from lab.errors import ExitCode, Problems, UsageError
from lab.record.verdict import Status
from lab.settings import Settings
from lab.stack.folders import Folders
from tests.plan.planned import CHECKOUT, FOLDERS
from tests.report.records import failed, passed


def settings(folder: Path) -> Settings:
    return Settings(project=CHECKOUT, bundled=CHECKOUT, state=folder / "state", runs=folder / "runs")


def sides(*names: str, overrides: Overrides = NO_OVERRIDES, **images: str) -> dict[str, str | None]:
    """Side -> the image of its Prometheus, where another than its own is wished for."""
    wanted = {name.replace("_", "/"): reference for name, reference in images.items()}
    found = experiment_of(names, wanted, overrides, FOLDERS).sides
    return {side.name: side.plan.service("prometheus").image.override for side in found}


def test_experiment_of_names() -> None:
    assert sides("pull-vs-push") == {"pull": None, "push": None}
    assert sides("scenarios/pull-vs-push") == {"pull": None, "push": None}
    assert sides("prom-pull", "otel-direct") == {"prom-pull": None, "otel-direct": None}
    assert sides("prom-pull", "prom-pull") == {"prom-pull": None, "prom-pull-2": None}


def test_experiment_of_images() -> None:
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
            ("prom-pull",), {}, "prom-pull is a single scenario, with nothing to compare it with", id="one scenario"
        ),
        pytest.param(
            ("pull-vs-push", "prom-pull"), {}, "pull-vs-push is already a comparison", id="comparison and scenario"
        ),
        pytest.param(("prom-pull",) * 5, {}, "5 scenarios are too many at once", id="too many"),
        pytest.param(
            ("pull-vs-push",),
            {"pul/prometheus": "x:1"},
            "--image pul/prometheus: unknown side 'pul'; did you mean 'pull'?",
            id="image of no side",
        ),
        pytest.param(
            ("prom-pull",),
            {"a/prometheus": "x:1"},
            "--image a/prometheus: a single scenario has no side 'a'",
            id="image of a side of one scenario",
        ),
        pytest.param(
            ("pull-vs-push",),
            {"prometeus": "x:1"},
            "--image prometeus: no such component in this scenario; did you mean 'prometheus'?",
            id="image of nothing",
        ),
    ],
)
def test_experiment_of_refused(names: tuple[str, ...], images: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        experiment_of(names, images, NO_OVERRIDES, FOLDERS)
    assert caught.value.message == said


def test_experiment_of_overrides() -> None:
    asked = experiment_of(("pull-vs-push",), {}, Overrides(repeat=2, faults=False), FOLDERS).comparison

    assert asked.steady is not None and asked.steady.repetitions == 2
    assert asked.faults is None


def test_experiment_of_sizes() -> None:
    asked = experiment_of(("pull-vs-push-at-scale",), {}, Overrides(sizes=(300, 20, 300)), FOLDERS)

    assert [(side.name, side.size) for side in asked.sides] == [
        ("pull", 20),
        ("push", 20),
        ("pull", 300),
        ("push", 300),
    ]
    assert [side.load for side in asked.sides] == [None] * 4
    with pytest.raises(UsageError, match="--faults: 'steady' and 'faults' count the requests of a load"):
        experiment_of(("pull-vs-push-at-scale",), {}, Overrides(faults=True), FOLDERS)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        pytest.param(Overrides(steady=False, faults=False), "nothing is left to measure", id="nothing"),
        pytest.param(Overrides(sizes=(5,)), "--size: this comparison has no sizes", id="no sizes"),
    ],
)
def test_experiment_of_impossible_overrides(overrides: Overrides, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        experiment_of(("pull-vs-push",), {}, overrides, FOLDERS)
    assert caught.value.message == said


@pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in FOLDERS.comparison_names()])
def test_check_comparison_of_the_catalogue(name: str) -> None:
    assert check_comparison(FOLDERS.comparison(name), FOLDERS) >= 2


def test_check_output() -> None:
    assert check(("pull-vs-push",), FOLDERS) == "in order: pull-vs-push (2 labs compared)"
    assert check(("pull-vs-push", "node-exporter"), FOLDERS).splitlines()[1:] == [
        "in order: pull-vs-push (2 labs compared)"
    ]


def test_check_folder_with_both(tmp_path: Path) -> None:
    (tmp_path / "scenarios" / "both").mkdir(parents=True)
    for file in ("scenario.yaml", "comparison.yaml"):
        (tmp_path / "scenarios" / "both" / file).write_text("title: t\n")

    with pytest.raises(Problems) as caught:
        check(("both",), Folders((tmp_path,), tmp_path))

    assert str(caught.value) == (
        "scenarios/both/comparison.yaml: this folder holds a scenario.yaml too; "
        "give each a folder, whose name is then its own"
    )


def test_record_file(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "shop-1" / "run.json"
    run.parent.mkdir(parents=True)
    run.write_text(passed().model_dump_json())

    for name in ("shop-1", str(run.parent), str(run)):
        assert record_file(name, FOLDERS, tmp_path / "runs") == run
    assert record_file("prom-pull", FOLDERS, tmp_path / "runs") is None
    assert record_file("pull-vs-push", FOLDERS, tmp_path / "runs") is None
    assert read_record(run) == passed()


def test_side_by_side() -> None:
    rows = side_by_side(passed(), failed())

    assert side_by_side(passed(), passed())[0] == StatusPair(rows[0].name, Status.PASSED, Status.PASSED)
    assert {row.first for row in rows} == {Status.PASSED}
    assert any(row.other is Status.FAILED for row in rows)


def test_record_of_runs() -> None:
    record = record_of_runs((passed(), passed()), ("run-1", "run-2"), FOLDERS)

    assert [side.name for side in record.sides] == ["run-1", "run-2"]
    assert [each.number for each in record.repetitions] == [1, 1]
    assert record.remarks[0] == "one run of each: without repetitions, no difference can be judged"


def kept(folder: Path) -> tuple[Path, ComparisonRecord]:
    record = record_of_runs((passed(), failed()), ("run-1", "run-2"), FOLDERS)
    return write_record(record, folder / "runs" / "compare-1"), record


def test_run_compare_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, record = kept(tmp_path)

    assert run_compare((str(file),), CompareOptions(as_json=True), settings(tmp_path), FOLDERS) is ExitCode.PASSED
    assert json.loads(capsys.readouterr().out)["title"] == record.title


@pytest.mark.parametrize(
    ("more", "asked", "said"),
    [
        pytest.param(
            ("prom-pull",),
            CompareOptions(),
            "prom-pull: records can only be compared with records",
            id="with a scenario",
        ),
        pytest.param(
            (), CompareOptions(images=("prometheus=x:1",)), "records are compared as they are", id="another image"
        ),
        pytest.param(
            (), CompareOptions(overrides=Overrides(repeat=2)), "records are compared as they are", id="more repetitions"
        ),
        pytest.param(
            (), CompareOptions(against="nothing"), "--against nothing: no comparison.json there", id="no earlier"
        ),
        pytest.param(
            (), CompareOptions(fail_on=("speed > 3",)), "'speed > 3': unknown measure 'speed'", id="no measure"
        ),
    ],
)
def test_run_compare_refused(more: tuple[str, ...], asked: CompareOptions, said: str, tmp_path: Path) -> None:
    file, _ = kept(tmp_path)
    with pytest.raises(UsageError) as caught:
        run_compare((str(file), *more), asked, settings(tmp_path), FOLDERS)
    assert caught.value.message == said
