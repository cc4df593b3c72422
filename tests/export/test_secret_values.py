from __future__ import annotations

import pytest

from lab.export.secret_values import is_secret_file, is_secret_variable, secret_flag, secret_paths


@pytest.mark.parametrize(
    "name", ["DB_PASSWORD", "GITHUB_TOKEN", "api_key", "OTEL_EXPORTER_OTLP_HEADERS", "AWS_SECRET_ACCESS_KEY"]
)
def test_secret_variables(name: str) -> None:
    assert is_secret_variable(name, "x")


@pytest.mark.parametrize("name", ["DB_PASSWORD_FILE", "GF_PLUGINS_PUBLIC_KEY_RETRIEVAL_DISABLED", "MONKEY", "JOB"])
def test_other_variables(name: str) -> None:
    assert not is_secret_variable(name, "x")


def test_an_empty_variable_is_no_secret_and_a_url_with_a_password_is() -> None:
    assert not is_secret_variable("PASSWORD", "")
    assert is_secret_variable("DATABASE", "postgres://shop:geheim@db/shop")


def test_secret_files() -> None:
    assert is_secret_file("tls.key")
    assert is_secret_file("password.txt")
    assert not is_secret_file("resource.txt")


def test_secret_paths_of_alertmanager() -> None:
    text = """\
    global: {smtp_auth_password: x, slack_api_url: "https://hooks.slack.com/T"}
    receivers:
      - name: a
        slack_configs: [{api_url: "https://hooks.slack.com/T"}, {api_url: "http://notifications:8000/slack"}]
        webhook_configs: [{url: "http://notifications:8000/w", http_config: {authorization: {credentials: x}}}]
        pagerduty_configs: [{routing_key: x, service_key: ""}]
        telegram_configs: [{api_url: "https://api.telegram.org", bot_token_file: /t}]
    """
    assert secret_paths(text, {"notifications"}) == (
        "global.smtp_auth_password",
        "global.slack_api_url",
        "receivers[0].slack_configs[0].api_url",
        "receivers[0].webhook_configs[0].http_config.authorization.credentials",
        "receivers[0].pagerduty_configs[0].routing_key",
    )


def test_references_are_no_secrets() -> None:
    text = "exporters: {otlp: {headers: {api-key: '${env:KEY}'}}, a: {password: $__file{/x}}, b: {password: <secret>}}"
    assert secret_paths(text, ()) == ()


def test_secret_paths_of_other_texts() -> None:
    assert secret_paths("datasources: [{secureJsonData: {a: b}}]", ()) == ("datasources[0].secureJsonData",)
    assert secret_paths("a: https://user:geheim@example.com", ()) == ("a",)
    assert secret_paths("// { a program: https://example.com/token", ()) == ()
    assert secret_paths("{ no yaml: https://user:geheim@example.com", ()) == ("a URL with a password",)


def test_secret_flags() -> None:
    arguments = ["--db.password=x", "--db.password-file=/x", "-token=", "--url=http://a:b@c", "password=x", "--v=1"]
    assert [secret_flag(argument) for argument in arguments] == ["--db.password", "", "", "--url", "", ""]
