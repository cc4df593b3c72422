from __future__ import annotations

from pathlib import Path

from tests.export.exported import OWN_IMAGE, content, exported, kinds, plan_of, pod_spec, shipped


def test_a_service_is_a_deployment_and_a_service() -> None:
    result = shipped("prom-pull")
    labels = {"app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "prom-pull"}
    deployment = content(result, "Deployment", "api")["spec"]

    assert deployment["selector"]["matchLabels"] == labels
    assert labels.items() <= deployment["template"]["metadata"]["labels"].items()
    assert (deployment["replicas"], deployment["strategy"]) == (1, {"type": "Recreate"})
    assert content(result, "Service", "api")["spec"] == {
        "selector": labels,
        "ports": [{"name": "http", "port": 8000, "targetPort": 8000, "protocol": "TCP"}],
    }


def test_a_pod_gets_no_variables_of_services_and_no_token() -> None:
    spec = pod_spec(shipped("prom-pull"), "api")
    assert (spec["enableServiceLinks"], spec["automountServiceAccountToken"]) == (False, False)
    assert spec["terminationGracePeriodSeconds"] == 2


def test_a_load_is_a_suspended_job() -> None:
    result = shipped("prom-pull")
    name = next(item.name for item in result.objects if item.kind == "Job")
    job = content(result, "Job", name)["spec"]

    assert (job["suspend"], job["backoffLimit"]) == (True, 0)
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    assert "readinessProbe" not in job["template"]["spec"]["containers"][0]
    assert f"Service {name}" not in kinds(result)


def test_services_of_one_pod_have_a_service_each() -> None:
    result = shipped("alerts")
    spec = pod_spec(result, "alertmanager")

    assert [container["name"] for container in spec["containers"]] == ["alertmanager", "notifications"]
    assert content(result, "Service", "notifications")["spec"]["selector"]["app.kubernetes.io/name"] == "alertmanager"
    assert (
        content(result, "Service", "notifications")["metadata"]["labels"]["app.kubernetes.io/name"] == "notifications"
    )
    assert all("name" not in port for container in spec["containers"] for port in container["ports"])


def test_names_of_real_services_lead_to_the_own_pod() -> None:
    (alias,) = pod_spec(shipped("alerts"), "alertmanager")["hostAliases"]
    assert alias["ip"] == "127.0.0.1"
    assert "hooks.slack.com" in alias["hostnames"]


def test_keys_of_the_pod(tmp_path: Path) -> None:
    service = (
        "{hostname: shop, platform: linux/arm64, extra_hosts: {db: 10.0.0.1}, labels: {prometheus.port: '80'}, "
        "stop_grace_period: 1m}"
    )
    result = exported(plan_of(tmp_path, f"app: {{image: '{OWN_IMAGE}', service: {service}}}"))
    spec = pod_spec(result, "app")

    assert spec["hostname"] == "shop"
    assert spec["nodeSelector"] == {"kubernetes.io/os": "linux", "kubernetes.io/arch": "arm64"}
    assert spec["hostAliases"] == [{"ip": "10.0.0.1", "hostnames": ["db"]}]
    assert spec["terminationGracePeriodSeconds"] == 60
    assert content(result, "Deployment", "app")["spec"]["template"]["metadata"]["annotations"] == {
        "prometheus.port": "80"
    }
    assert "Service app" not in kinds(result)  # it has no port, and nobody names one
