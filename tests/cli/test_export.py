from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from lab.cli.main import app
from lab.errors import UsageError


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["export", "kubernetes", *arguments])
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_export_kubernetes(tmp_path: Path) -> None:
    code, output = run("ways-to-fail", "--to", str(tmp_path / "out"), "--registry", "registry.example/team")

    assert code == 1
    assert output.startswith(f"exported ways-to-fail to {tmp_path}/out: 10 objects in namespace lab-ways-to-fail\n")
    assert (
        "images to push, from where lab has built them:\n  lab images get fastapi_prometheus\n  docker tag " in output
    )
    assert "not exported:\n  blackhole-api is left out: it enters the network of api" in output
    assert output.endswith(f"\nkubectl apply --server-side -k {tmp_path}/out\n")


def test_export_of_everything_passes(tmp_path: Path) -> None:
    code, output = run("prom-pull", "--to", str(tmp_path), "--registry", "registry.example/team", "--namespace", "shop")
    assert code == 0
    assert "not exported" not in output
    assert yaml.safe_load((tmp_path / "kustomization.yaml").read_text())["namespace"] == "shop"
    # The image is called by the digest of its recipe.
    api = yaml.safe_load((tmp_path / "api/deployment.yaml").read_text())["spec"]["template"]["spec"]["containers"][0]
    assert api["image"].startswith("registry.example/team/fastapi_prometheus:")


def test_export_without_a_registry_says_so(tmp_path: Path) -> None:
    code, output = run("prom-pull", "--to", str(tmp_path))
    assert code == 1
    assert "api has no image that a cluster can pull: lab/fastapi_prometheus:" in output


def test_export_with_helm_values(tmp_path: Path) -> None:
    code, output = run("prom-pull", "--to", str(tmp_path), "--registry", "r.example", "--helm-values")
    assert code == 0
    assert "helm install kube-prometheus-stack prometheus-community/kube-prometheus-stack -n lab-prom-pull" in output
    assert (tmp_path / "kube-prometheus-stack-values.yaml").is_file()
    assert (tmp_path / "prometheus/servicemonitor-prometheus-api.yaml").is_file()


def test_export_again_after_a_change(tmp_path: Path) -> None:
    run("prom-pull", "--to", str(tmp_path))
    run("prom-pull", "--to", str(tmp_path), "--set", "prometheus.yml:global.scrape_interval=2s")
    assert "scrape_interval: 2s" in (tmp_path / "prometheus/configmap-prometheus-files.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--namespace", "Shop"), "'Shop' cannot be the name of a namespace"),
        (("--registry", "https://r.example"), "--registry https://r.example is not the beginning of an image's name"),
        (("--volume-size", "10 GB"), "--volume-size 10 GB is not a size of Kubernetes"),
    ],
)
def test_options_are_checked(arguments: tuple[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        run("prom-pull", "--to", str(tmp_path), *arguments)
    assert caught.value.message == message
