"""What the arguments of `lab compare` mean, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.comparison.arguments import NO_OVERRIDES, Overrides, experiment_of, record_file
from lab.comparison.recorded_runs import read_record
from lab.errors import UsageError
from tests.plan.planned import FOLDERS
from tests.report.stories import passed


def sides(*names: str, overrides: Overrides = NO_OVERRIDES, **images: str) -> dict[str, str | None]:
    """Side -> the image of its Prometheus, where another than its own is wished for."""
    wanted = {name.replace("_", "/"): reference for name, reference in images.items()}
    sides = experiment_of(names, wanted, overrides, FOLDERS).sides
    return {side.name: side.plan.service("prometheus").image.override for side in sides}


def test_experiment_of_names() -> None:
    assert sides("pull-vs-push") == {"pull": None, "otel-pull": None, "push": None}
    assert sides("scenarios/pull-vs-push") == {"pull": None, "otel-pull": None, "push": None}
    assert sides("prom-pull", "otel-direct") == {"prom-pull": None, "otel-direct": None}
    assert sides("prom-pull", "prom-pull") == {"prom-pull": None, "prom-pull-2": None}


def test_experiment_of_variants() -> None:
    assert list(sides("otel-direct", "otel-direct[0.46b0]")) == ["otel-direct", "otel-direct[0.46b0]"]
    direct, older = experiment_of(("otel-direct", "otel-direct[0.46b0]"), {}, NO_OVERRIDES, FOLDERS).sides
    assert direct.plan.service("api").image.args.get("OTEL_CONTRIB_VERSION") != "0.46b0"
    assert older.plan.service("api").image.args["OTEL_CONTRIB_VERSION"] == "0.46b0"
    assert older.as_written.name == "otel-direct[0.46b0]"


def test_experiment_of_images() -> None:
    image = "prom/prometheus:v3.14.0"

    assert sides("pull-vs-push", prometheus=image) == {"pull": image, "otel-pull": image, "push": image}
    assert sides("pull-vs-push", push_prometheus=image) == {"pull": None, "otel-pull": None, "push": image}
    assert sides("prom-pull", prometheus=image) == {"prom-pull": None, "prometheus-v3.14.0": image}
    assert sides("prom-pull", "otel-direct", prometheus=image) == {"prom-pull": image, "otel-direct": image}


@pytest.mark.parametrize(
    ("names", "images", "message"),
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
        pytest.param(
            ("otel-direct[0.46b1]", "prom-pull"),
            {},
            "otel-direct has no variant '0.46b1'; did you mean '0.46b0'?",
            id="misspelled variant",
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
            "--image prometeus: there is no such component in this scenario; did you mean 'prometheus'?",
            id="image of nothing",
        ),
    ],
)
def test_experiment_of_refused(names: tuple[str, ...], images: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        experiment_of(names, images, NO_OVERRIDES, FOLDERS)
    assert caught.value.message == message


def test_experiment_of_overrides() -> None:
    comparison = experiment_of(("pull-vs-push",), {}, Overrides(repeat=2, faults=False), FOLDERS).comparison

    assert comparison.steady is not None and comparison.steady.repetitions == 2
    assert comparison.faults is None


def test_experiment_of_sizes() -> None:
    experiment = experiment_of(("pull-vs-push-at-scale",), {}, Overrides(sizes=(300, 20, 300)), FOLDERS)

    assert [(side.name, side.size) for side in experiment.sides] == [
        ("pull", 20),
        ("push", 20),
        ("pull", 300),
        ("push", 300),
    ]
    assert [side.load for side in experiment.sides] == [None] * 4
    with pytest.raises(UsageError, match="--faults: 'steady' and 'faults' count the requests of a load"):
        experiment_of(("pull-vs-push-at-scale",), {}, Overrides(faults=True), FOLDERS)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        pytest.param(Overrides(steady=False, faults=False), "nothing is left to measure", id="nothing"),
        pytest.param(Overrides(sizes=(5,)), "--size: this comparison has no sizes", id="no sizes"),
    ],
)
def test_experiment_of_impossible_overrides(overrides: Overrides, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        experiment_of(("pull-vs-push",), {}, overrides, FOLDERS)
    assert caught.value.message == message


def test_record_file(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "shop-1" / "run.json"
    run.parent.mkdir(parents=True)
    run.write_text(passed().model_dump_json())

    for name in ("shop-1", str(run.parent), str(run)):
        assert record_file(name, FOLDERS, tmp_path / "runs") == run
    assert record_file("prom-pull", FOLDERS, tmp_path / "runs") is None
    assert record_file("pull-vs-push", FOLDERS, tmp_path / "runs") is None
    assert read_record(run) == passed()
