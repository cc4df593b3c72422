"""From URLs and options to endpoints: a credential goes nowhere but to the system that it is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab.backends.connections import ConnectionOptions, endpoints
from lab.backends.endpoint import Endpoint
from lab.backends.tls import Tls
from lab.errors import UsageError
from tests.backends.certificates import Certificates

PROMETHEUS = {"prometheus": "https://monitoring.test/prometheus/"}


def connect(urls: dict[str, str], **options: list[str]) -> dict[str, Endpoint]:
    return endpoints(urls, ConnectionOptions(**options), {"TOKEN": "abc", "LOGIN": "monitor:hunter2"}.get)


@pytest.mark.parametrize(
    ("url", "base", "path"),
    [
        ("http://localhost:9090", "http://localhost:9090", ""),
        ("https://mimir.test/prometheus/", "https://mimir.test", "/prometheus"),
        ("http://vm.test:8481/select/0/prometheus", "http://vm.test:8481", "/select/0/prometheus"),
        ("http://[::1]:9090/", "http://[::1]:9090", ""),
    ],
)
def test_path_of_the_api(url: str, base: str, path: str) -> None:
    assert connect({"prometheus": url}) == {"prometheus": Endpoint(base, path)}


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("localhost:9090", "is not a URL with http:// or https://"),
        ("ftp://x", "is not a URL with http:// or https://"),
        ("http://", "is not a URL with"),
        ("http://x:99999", "this is not a URL"),
        ("http://x/graph?g0.expr=up", "has more than a host, a port and a path"),
    ],
)
def test_url_that_cannot_be_used(url: str, problem: str) -> None:
    with pytest.raises(UsageError, match=f"--prometheus: .*{problem}"):
        connect({"prometheus": url})


def test_login_in_a_url_is_refused_without_quoting_it() -> None:
    with pytest.raises(UsageError) as refused:
        connect({"grafana": "https://admin:hunter2@grafana.test"})
    assert "--grafana: a URL with a login is in the list of processes" in refused.value.message
    assert "hunter2" not in refused.value.message + refused.value.remedy


def test_credentials_go_to_systems_at_the_same_place_only() -> None:
    urls = {**PROMETHEUS, "alertmanager": "https://monitoring.test:443/alertmanager", "loki": "https://loki.test"}
    reached = connect(urls, bearer_token=["env:TOKEN"], tenant=["team-a"])
    shown = {"Authorization": "Bearer abc", "X-Scope-OrgID": "team-a"}
    assert {name: dict(endpoint.headers) for name, endpoint in reached.items()} == {
        "prometheus": shown,
        "alertmanager": shown,
        "loki": {},
    }


@pytest.mark.parametrize("other", ["http://monitoring.test", "https://monitoring.test:8443", "https://test"])
def test_another_origin_is_shown_nothing(other: str) -> None:
    reached = connect({**PROMETHEUS, "grafana": other}, basic_auth=["env:LOGIN"], header=["X-Key=env:TOKEN"])
    assert dict(reached["grafana"].headers) == {}
    assert set(reached["prometheus"].headers) == {"Authorization", "X-Key"}


def test_option_for_one_system() -> None:
    reached = connect(
        {**PROMETHEUS, "loki": "https://loki.test"}, header=["loki=X-Key=env:TOKEN"], tenant=["a", "loki=b"]
    )
    assert dict(reached["loki"].headers) == {"X-Key": "abc", "X-Scope-OrgID": "b"}
    assert dict(reached["prometheus"].headers) == {"X-Scope-OrgID": "a"}


def test_option_for_a_system_that_is_not_given() -> None:
    with pytest.raises(UsageError, match="--bearer-token is for loki, and there is no --loki"):
        connect(PROMETHEUS, bearer_token=["loki=env:TOKEN"])


@pytest.mark.parametrize("text", ["X-Key", "X Key=env:TOKEN", "=env:TOKEN", "X\r\nY=env:TOKEN"])
def test_header_without_a_name(text: str) -> None:
    with pytest.raises(UsageError, match="--header takes NAME=@FILE or NAME=env:VARIABLE"):
        connect(PROMETHEUS, header=[text])


def test_login_without_a_password() -> None:
    with pytest.raises(UsageError, match="a login is USER:PASSWORD in one line") as refused:
        connect(PROMETHEUS, basic_auth=["env:TOKEN"])
    assert "abc" not in refused.value.message


def test_http_config_file_and_what_adds_to_it(tmp_path: Path) -> None:
    (tmp_path / "http.yml").write_text("bearer_token: from-file", encoding="utf-8")
    config = [str(tmp_path / "http.yml")]
    assert dict(connect(PROMETHEUS, http_config_file=config, tenant=["a"])["prometheus"].headers) == {
        "Authorization": "Bearer from-file",
        "X-Scope-OrgID": "a",
    }


def test_ca_file(certificates: Certificates) -> None:
    reached = connect(PROMETHEUS, ca_file=[str(certificates.ca)])
    assert reached["prometheus"].tls == Tls(ca_file=str(certificates.ca))


def test_ca_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="utf-8")
    with pytest.raises(UsageError, match=r"the TLS files of prometheus cannot be used .*ca.pem.*PEM format"):
        connect(PROMETHEUS, ca_file=[str(tmp_path / "ca.pem")])
    with pytest.raises(UsageError, match="No such file"):
        connect(PROMETHEUS, ca_file=[str(tmp_path / "none.pem")])
