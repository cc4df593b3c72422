"""A real Prometheus behind TLS, a login and a path: reached with what it wants, refused without, and never shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.backends.endpoint import Endpoint
from lab.backends.http import exchange
from lab.backends.tls import Tls
from lab.cli.main import main
from lab.queries.answer import Reply
from tests.backends.certificates import Certificates, make_certificates
from tests.stacks.compose_projects import eventually, running, service

pytestmark = pytest.mark.engine

# bcrypt of the password "test", from the guide of Prometheus
WEB = """
tls_server_config: {cert_file: server.pem, key_file: server.key}
basic_auth_users: {admin: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay}
"""


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def url(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("secured")
    (folder / "web.yml").write_text(WEB, encoding="utf-8")
    (folder / "prometheus.yml").write_text("scrape_configs: []\n", encoding="utf-8")
    certificates.server_key.chmod(0o644)  # Prometheus runs as nobody
    flags = ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"]
    flags += ["--web.config.file=/etc/prometheus/web.yml", "--web.route-prefix=/prometheus"]
    files = [folder / "web.yml", folder / "prometheus.yml", certificates.server, certificates.server_key]
    mounts = [f"{file}:/etc/prometheus/{file.name}:ro" for file in files]
    # The health check of the image asks without TLS.
    services = {"prometheus": service("prometheus", 9090, command=flags, volumes=mounts, healthcheck={"disable": True})}
    with running(folder, services, wait=False) as project:
        secured = f"https://{project.address('prometheus', 9090)}"
        endpoint = Endpoint(secured, "/prometheus", tls=Tls(insecure=True))
        eventually(lambda: isinstance(exchange("GET", endpoint, "/-/ready"), Reply))
        yield f"{secured}/prometheus"


def audit(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["lab", "audit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("by", ["option", "file"])
def test_audit_with_its_authority_and_a_login(
    url: str,
    certificates: Certificates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    by: str,
) -> None:
    monkeypatch.setenv("LOGIN", "admin:test")
    (tmp_path / "password").write_text("test\n", encoding="utf-8")
    (tmp_path / "http.yml").write_text(
        f"basic_auth: {{username: admin, password_file: password}}\ntls_config: {{ca_file: {certificates.ca}}}\n",
        encoding="utf-8",
    )
    options = ["--http.config.file", str(tmp_path / "http.yml")]
    if by == "option":
        options = ["--basic-auth", "env:LOGIN", "--ca-file", str(certificates.ca)]
    panel = {"id": 1, "type": "stat", "title": "One", "targets": [{"refId": "A", "expr": "vector(1)"}]}
    (tmp_path / "one.json").write_text(json.dumps({"title": "One", "panels": [panel]}), encoding="utf-8")
    options += ["--dashboards", str(tmp_path / "one.json")]
    report = tmp_path / "audit.json"
    assert audit(monkeypatch, "--prometheus", url, *options, "--output", str(report)) == 0
    output = capfd.readouterr()
    shown = output.out + output.err + report.read_text(encoding="utf-8")
    assert url in shown
    assert "YWRtaW46dGVzdA" not in shown and "admin:test" not in shown


def test_audit_without_its_authority(
    url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert audit(monkeypatch, "--prometheus", url) == 4
    error = capfd.readouterr().err
    assert "its certificate is not trusted: " in error
    assert "give the authority that signed it with --ca-file" in error


def test_audit_without_a_login(
    url: str, certificates: Certificates, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert audit(monkeypatch, "--prometheus", url, "--ca-file", str(certificates.ca)) == 4
    error = capfd.readouterr().err
    assert "answered 401" in error
    assert "give credentials: --bearer-token" in error


def test_audit_of_plain_http(url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    assert audit(monkeypatch, "--prometheus", url.replace("https:", "http:")) == 4
    assert "no Prometheus API at http://" in capfd.readouterr().err
