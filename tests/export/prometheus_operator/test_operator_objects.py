from __future__ import annotations

from pathlib import Path

import yaml

from tests.export.exported import content, exported, kinds, plan_of, shipped


def test_the_operator_runs_prometheus() -> None:
    result = shipped("prom-pull", operator=True)
    listed = [name for name in kinds(result) if "prometheus" in name]

    assert listed == [
        "Prometheus prometheus",
        "ServiceAccount prometheus",
        "Role prometheus",
        "RoleBinding prometheus",
        "Service prometheus",
        "ServiceMonitor prometheus-api",
        "PrometheusRule prometheus-http",
    ]
    assert content(result, "Service", "prometheus")["spec"]["selector"] == {"operator.prometheus.io/name": "prometheus"}


def test_the_chart_runs_prometheus() -> None:
    result = shipped("prom-pull", helm_values=True)

    assert "Prometheus prometheus" not in kinds(result)
    assert content(result, "Service", "prometheus")["spec"]["selector"] == {
        "operator.prometheus.io/name": "kube-prometheus-stack-prometheus"
    }
    assert result.helm_values is not None
    spec = result.helm_values["prometheus"]["prometheusSpec"]
    assert spec["serviceMonitorSelector"] == {"matchLabels": {"lab/prometheus": "prometheus"}}


def test_the_chart_runs_the_first_of_several() -> None:
    result = shipped("collector-scrapes-prom", helm_values=True)
    assert [name for name in kinds(result) if name.startswith("Prometheus ")] == ["Prometheus by-otlp"]


def test_jobs_that_are_no_service_monitors_are_kept() -> None:
    result = shipped("blackbox", operator=True)
    secret = content(result, "Secret", "prometheus-scrape-configs")
    jobs = yaml.safe_load(secret["stringData"]["prometheus-additional.yaml"])

    assert [job["job_name"] for job in jobs] == ["probe"]
    assert "ServiceMonitor prometheus-api" in kinds(result)
    assert content(result, "Prometheus", "prometheus")["spec"]["additionalScrapeConfigs"] == {
        "name": "prometheus-scrape-configs",
        "key": "prometheus-additional.yaml",
    }


def test_a_job_with_a_secret_is_not_written(tmp_path: Path) -> None:
    config = """\
    scrape_configs:
      - {job_name: a, basic_auth: {username: u, password: geheim}, static_configs: [{targets: ["x:1"]}]}
    """
    planned = plan_of(tmp_path, "prometheus: {files: {config: prometheus.yml}}", {"prometheus.yml": config})
    result = exported(planned, operator=True)

    assert [(key.secret, key.key) for key in result.secrets] == [
        ("prometheus-scrape-configs", "prometheus-additional.yaml")
    ]
    assert "geheim" not in str(result.objects)


def test_a_prometheus_that_the_operator_cannot_run_stays() -> None:
    reasons = {
        (item.service, item.why)
        for name in ("up-vs-absent", "alerts", "file-sd", "prometheus-operations")
        for item in shipped(name, operator=True).limitations
        if "operator" in item.what
    }
    assert reasons == {
        ("agent", "it runs in agent mode"),
        ("prometheus", "it is started by a script, which backfills samples"),
        ("restored", "it is started by a script, which backfills samples"),
        ("prometheus", "it reads /etc/prometheus/targets/api.yml"),
        ("prometheus", "it shares the volume prometheus-data"),
    }
    assert "Deployment prometheus" in kinds(shipped("file-sd", operator=True))
