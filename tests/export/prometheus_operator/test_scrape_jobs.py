from __future__ import annotations

from pathlib import Path
from typing import Any

from lab.export.ports import mentions
from lab.export.prometheus_operator.scrape_jobs import Targets, service_monitors
from tests.export.exported import OWN_IMAGE, plan_of

API = f"api: {{image: '{OWN_IMAGE}', ports: {{http: 8080}}}}"


def monitors(folder: Path, job: dict[str, Any]) -> Any:
    planned = plan_of(folder, f"prometheus: {{files: {{config: prometheus.yml}}}}\n{API}")
    targets = Targets({service.name: service for service in planned.services}, mentions(planned), "small")
    made = service_monitors(job, planned.service("prometheus"), targets)
    return None if made is None else [item.content for item in made]


def job(*targets: str, **keys: Any) -> dict[str, Any]:
    return {"job_name": "shop", "static_configs": [{"targets": list(targets)}], **keys}


def test_a_target_keeps_the_labels_of_its_static_configuration(tmp_path: Path) -> None:
    static = [{"targets": ["api:8080"], "labels": {"language": "go", "price": "5$"}}]
    (monitor,) = monitors(tmp_path, job(static_configs=static, scrape_interval="5s", params={"collect[]": ["cpu", 1]}))

    assert monitor["metadata"]["name"] == "prometheus-shop"
    assert monitor["metadata"]["labels"]["lab/prometheus"] == "prometheus"
    assert monitor["spec"]["selector"]["matchLabels"] == {
        "app.kubernetes.io/name": "api",
        "app.kubernetes.io/part-of": "small",
    }
    (endpoint,) = monitor["spec"]["endpoints"]
    assert (endpoint["port"], endpoint["interval"], endpoint["params"]) == ("http", "5s", {"collect[]": ["cpu", "1"]})
    assert endpoint["relabelings"] == [
        {"action": "labeldrop", "regex": "namespace|service|pod|container|endpoint|node"},
        {"targetLabel": "job", "replacement": "shop"},
        {"targetLabel": "instance", "replacement": "api:8080"},
        {"targetLabel": "language", "replacement": "go"},
        {"targetLabel": "price", "replacement": "5$$"},
    ]


def test_each_target_has_a_monitor(tmp_path: Path) -> None:
    made = monitors(tmp_path, job("api:8080", "localhost:9090"))
    assert [monitor["metadata"]["name"] for monitor in made] == ["prometheus-shop-api", "prometheus-shop-prometheus"]
    assert made[1]["spec"]["endpoints"][0]["relabelings"][2]["replacement"] == "localhost:9090"


def test_keys_of_the_job_are_in_the_monitor(tmp_path: Path) -> None:
    (monitor,) = monitors(
        tmp_path,
        job(
            "api:8080",
            scrape_native_histograms=True,
            always_scrape_classic_histograms=True,
            convert_classic_histograms_to_nhcb=True,
            scrape_protocols=["PrometheusProto"],
            honor_labels=True,
            metric_relabel_configs=[{"regex": "x", "action": "labeldrop"}],
        ),
    )
    spec = monitor["spec"]
    assert (spec["scrapeNativeHistograms"], spec["scrapeClassicHistograms"]) == (True, True)
    assert (spec["convertClassicHistogramsToNHCB"], spec["scrapeProtocols"]) == (True, ["PrometheusProto"])
    assert spec["endpoints"][0]["honorLabels"] is True
    assert spec["endpoints"][0]["metricRelabelings"] == [{"regex": "x", "action": "labeldrop"}]


def test_what_no_monitor_can_say_stays_a_scrape_job(tmp_path: Path) -> None:
    assert monitors(tmp_path, job("example.com:80")) is None
    assert monitors(tmp_path, job("api:8080", "http://api:8080/x")) is None
    assert monitors(tmp_path, job("api:8080", relabel_configs=[{"target_label": "a", "replacement": "b"}])) is None
    assert monitors(tmp_path, {"job_name": "shop", "file_sd_configs": [{"files": ["x.yml"]}]}) is None
