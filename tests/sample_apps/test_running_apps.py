"""Asks the sample applications as they run in their containers: what they answer, count, log and push."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.sample_apps.running_apps import RunningApp, image_of, network, running, until

pytestmark = pytest.mark.engine

# Nobody listens there; an SDK that cannot export must not disturb what is tested.
SHOPS = {
    "fastapi_prometheus": {},
    "fastapi_instrumentator": {},
    "fastapi_otel": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"},
    "go_prometheus": {},
}


@pytest.fixture(params=SHOPS)
def shop(request: pytest.FixtureRequest) -> Iterator[RunningApp]:
    with running(image_of(request.param), environment=SHOPS[request.param]) as app:
        yield app


@pytest.fixture(params=["fastapi_prometheus", "go_prometheus"])
def counting_shop(request: pytest.FixtureRequest) -> Iterator[RunningApp]:
    with running(image_of(request.param)) as app:
        yield app


def counts(app: RunningApp) -> dict[str, int]:
    exposed = app.ask("GET", "/metrics")[1]
    series = re.findall(
        r'^http_requests_total\{method="(\w+)",path="([^"]+)",status="(\d+)"\} (\S+)$', exposed, re.MULTILINE
    )
    return {f"{method} {path} {status}": int(float(value)) for method, path, status, value in series}


def test_shop_routes(shop: RunningApp) -> None:
    answers = {
        request: shop.ask(*request.split(" ", 1))[0]
        for request in (
            "GET /api/items/1",
            "POST /api/orders",
            "DELETE /api/orders",
            "GET /api/slow?seconds=0.01",
            "GET /api/slow?seconds=soon",
            "GET /api/boom",
            "GET /nowhere",
            "GET /api/items/",
            "GET /ready",
        )
    }
    assert list(answers.values()) == [200, 201, 405, 200, 422, 500, 404, 404, 200]
    assert shop.said("GET", "/api/items/7") == {"id": "7", "price": 100}
    assert shop.said("POST", "/api/orders") == {"order": 2}


def test_shop_faults(shop: RunningApp) -> None:
    assert shop.said("GET", "/faults") == {"error_ratio": 0, "latency_seconds": 0}
    assert shop.said("PUT", "/faults", '{"error_ratio": 0.25}') == {"error_ratio": 0.25, "latency_seconds": 0}
    assert shop.ask("PUT", "/faults", '{"error_ratio": 2}')[0] == 422
    assert shop.said("GET", "/faults")["error_ratio"] == 0.25
    assert [shop.ask("GET", f"/api/items/{n}")[0] for n in range(8)] == [200, 200, 200, 500] * 2
    assert [shop.ask("GET", "/nowhere")[0] for _ in range(4)] == [404] * 4
    shop.ask("PUT", "/faults", "{}")
    assert [shop.ask("POST", "/api/orders")[0] for _ in range(4)] == [201] * 4


def test_shop_request_metrics(counting_shop: RunningApp) -> None:
    assert counts(counting_shop) == {
        "GET /api/items/{id} 200": 0,
        "POST /api/orders 201": 0,
        "GET /api/slow 200": 0,
        "GET /api/boom 500": 0,
        "GET unmatched 404": 0,
    }
    counting_shop.ask("PUT", "/faults", '{"error_ratio": 0.5}')
    for number in range(6):
        counting_shop.ask("GET", f"/api/items/{number}")
    counting_shop.ask("GET", "/nowhere")
    assert counts(counting_shop) == {
        "GET /api/items/{id} 200": 3,
        "GET /api/items/{id} 500": 3,
        "POST /api/orders 201": 0,
        "GET /api/slow 200": 0,
        "GET /api/boom 500": 0,
        "GET unmatched 404": 1,
    }


def test_instrumentator_counts_every_route() -> None:
    with running(image_of("fastapi_instrumentator")) as app:
        for target in ("/api/items/1", "/api/items/2", "/api/boom", "/nowhere", "/metrics"):
            app.ask("GET", target)
        exposed = app.ask("GET", "/metrics")[1]
    counted = re.findall(
        r'^http_requests_total\{handler="([^"]+)",method="(\w+)",status="(\dxx)"\} (\S+)$', exposed, re.MULTILINE
    )
    counts = {f"{method} {handler} {status}": int(float(value)) for handler, method, status, value in counted}
    assert counts.pop("GET /ready 2xx") >= 1
    assert counts == {
        "GET /api/items/{id} 2xx": 2,
        "GET /api/boom 5xx": 1,
        "GET none 4xx": 1,
        "GET /metrics 2xx": 1,
    }


def test_log_writer_lines() -> None:
    mix = {"/log/info": 5, "/log/warning": 3, "/log/error": 2, "/plain/info": 4, "/plain/error": 1}
    volume = "--mount=type=volume,target=/var/log/app"
    with running(image_of("log_writer"), volume, environment={"LOG_FILE": "/var/log/app/app.log"}) as app:
        answered = [app.said("GET", route)["written"] for route, many in mix.items() for _ in range(many)]
        assert app.ask("GET", "/log/info/")[0] == app.ask("GET", "/nowhere")[0] == 404
        assert app.said("GET", "/written") == mix
        until(lambda: len(app.logged()) >= len(answered), lambda: "\n".join(app.logged()))
        assert app.logged() == answered
        assert app.run("cat", "/var/log/app/app.log").splitlines() == answered
    found = Counter({word: sum(word in line for line in answered) for word in ("ERROR", '"level": "error"')})
    assert found == {"ERROR": 3, '"level": "error"': 2}
    assert sum(bool(re.search("5[0-9][0-9]", line)) for line in answered) == 1


PUSHED = re.compile(r'^(batch_job_\w+)\{instance="batch-1",job="nightly_report"\} (\S+)$', re.MULTILINE)


def test_batch_job_failed_run() -> None:
    with network() as net:
        gateway = running(
            image_of("pushgateway"), f"--network={net}", "--network-alias=pushgateway", port=9091, ready="/-/ready"
        )
        with gateway as pushes, running(image_of("batch_job"), f"--network={net}", environment={"EVERY": "0"}) as job:
            assert job.said("POST", "/run") == {"succeeded": True, "pushed": True}
            good = dict(PUSHED.findall(pushes.ask("GET", "/metrics")[1]))
            assert good["batch_job_records_processed_total"] == "250"
            assert float(good["batch_job_duration_seconds"]) >= 0.05
            assert job.ask("PUT", "/outcome", '{"succeeds": "no"}')[0] == 400
            assert job.said("PUT", "/outcome", '{"succeeds": false}') == {"succeeds": False}
            assert job.said("POST", "/run") == {"succeeded": False, "pushed": True}
            after = dict(PUSHED.findall(pushes.ask("GET", "/metrics")[1]))
            failure = after.pop("batch_job_last_failure_timestamp_seconds")
            assert after == good
            assert float(failure) > float(good["batch_job_last_success_timestamp_seconds"])
            assert job.said("GET", "/runs") == {"succeeded": 1, "failed": 1, "not_pushed": 0}


def test_batch_job_without_pushgateway() -> None:
    silent = {"EVERY": "0.1", "PUSHGATEWAY": "http://127.0.0.1:9"}
    with running(image_of("batch_job"), environment=silent) as job:
        until(lambda: job.said("GET", "/runs")["not_pushed"] >= 3, lambda: "\n".join(job.logged()))
        runs = job.said("GET", "/runs")
        assert runs["failed"] == 0 and runs["succeeded"] >= 3
        assert any("the report was not taken by http://127.0.0.1:9" in line for line in job.logged())


def test_visits_are_bounded() -> None:
    with running(image_of("fastapi_otel"), environment=SHOPS["fastapi_otel"]) as app:
        assert app.said("POST", "/visits?visits=10&visitors=3") == {"visits": 10, "visitors": 3}
        assert app.ask("POST", "/visits?visits=20001&visitors=1")[0] == 422
