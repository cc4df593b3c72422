"""`lab why` on labs that run and on the record of a run, as a person asks it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.driving import Ended, lab

pytestmark = [pytest.mark.engine, pytest.mark.acceptance]


@pytest.fixture
def started(request: pytest.FixtureRequest, env: dict[str, str]) -> Iterator[str]:
    done = lab("up", request.param, "--no-load", env=env)
    assert done.code == 0, done.said
    yield done.project
    lab("down", done.project, env=env)


def _asked(project: str, query: str, env: dict[str, str], wanted: str) -> Ended:
    """Until it says what is wanted: a sample and a failed scrape take their second."""
    ends = time.monotonic() + 20
    done = lab("why", query, "--lab", project, env=env)
    while wanted not in done.said and time.monotonic() < ends:
        time.sleep(0.5)
        done = lab("why", query, "--lab", project, env=env)
    assert wanted in done.said, done.said
    return done


@pytest.mark.parametrize("started", ["otel-direct"], indirect=True)
def test_the_other_dialect(started: str, env: dict[str, str]) -> None:
    query = 'rate(http_requests_total{path="/api/boom"}[1m])'
    better = 'rate(http_server_duration_milliseconds_count{http_target="/api/boom"}[1m])'
    done = _asked(started, query, env, f"instead: {better}  (1 series)")
    assert done.code == 0
    assert "http_requests_total has had no sample since the lab started" in done.said
    assert "is the request count of prometheus-client; here (otel-http-ms) it is" in done.said
    assert lab("why", better, "--lab", started, env=env).code == 1  # it has data: there is nothing to explain


@pytest.mark.parametrize("started", ["prom-pull"], indirect=True)
def test_an_application_that_was_killed(started: str, env: dict[str, str]) -> None:
    _asked(started, "http_requests_total", env, "5 series")
    subprocess.run(["docker", "kill", f"{started}-api-1"], check=True, capture_output=True)
    done = _asked(started, "http_requests_total", env, "target http://api:8000/metrics is down: Get ")
    assert done.code == 0
    assert "http_requests_total had 5 series and has none now: the last sample is" in done.said
    assert "service api is not running: exited with 137" in done.said
    assert "the value is 0, not == 1: up" in lab("why", "up == 1", "--lab", started, env=env).said


def test_the_record_of_a_run(env: dict[str, str], runs: Path) -> None:
    done = lab(
        "run",
        "prom-pull",
        "--set",
        "steps[shopping].expect.the summary counts database queries.series=db_queries",
        env=env,
    )
    assert done.code == 1, done.said
    assert "db_queries has had no sample since the lab started" in done.said
    (folder,) = runs.iterdir()
    assert f"  explain     lab why db_queries --run {folder.name}" in done.said
    assert (folder / "run.json").stat().st_size < 400_000
    for run in (folder.name, str(folder), str(folder / "run.json")):
        told = lab("why", "http_requests_total", "--run", run, env=env)
        assert told.code == 0
        assert "target http://api:8000/metrics is down" in told.said


def test_wrong_words(env: dict[str, str], runs: Path) -> None:
    both = lab("why", "up", "--lab", "a", "--run", "b", env=env)
    assert (both.code, both.said) == (2, "give one of --lab, --run and --prometheus\n")
    logql = lab("why", '{job="varlogs"} |= "ERROR"', "--lab", "a", env=env)
    assert logql.code == 2
    assert "this is LogQL, which Loki answers" in logql.said
    missing = lab("why", "up", "--run", "nowhere", env=env)
    assert missing.code == 2
