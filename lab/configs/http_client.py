"""The keys of an HTTP client, which Prometheus and Alertmanager share (github.com/prometheus/common/config)."""

from __future__ import annotations

from lab.configs.shapes import ANY, BOOLEAN, TEXT_MAP, TEXTS, Keys, MapOf, keys

TLS = Keys(
    "a TLS configuration",
    {
        **keys("ca cert key ca_file cert_file key_file ca_ref cert_ref key_ref server_name min_version max_version"),
        "insecure_skip_verify": BOOLEAN,
    },
)
_PROXY = {
    **keys("proxy_url no_proxy"),
    "proxy_from_environment": BOOLEAN,
    "proxy_connect_header": ANY,
}
HTTP_CLIENT = {
    "basic_auth": Keys("basic_auth", keys("username username_file username_ref password password_file password_ref")),
    "authorization": Keys("authorization", keys("type credentials credentials_file credentials_ref")),
    "oauth2": Keys(
        "oauth2",
        {
            **keys("client_id client_secret client_secret_file client_secret_ref client_certificate_key_id"),
            **keys("client_certificate_key client_certificate_key_file client_certificate_key_ref grant_type"),
            **keys("signature_algorithm iss audience token_url"),
            "claims": MapOf(ANY),
            "scopes": TEXTS,
            "endpoint_params": TEXT_MAP,
            "tls_config": TLS,
            **_PROXY,
        },
    ),
    **keys("bearer_token bearer_token_file"),
    "tls_config": TLS,
    "follow_redirects": BOOLEAN,
    "enable_http2": BOOLEAN,
    "http_headers": MapOf(Keys("a header", {"values": TEXTS, "secrets": TEXTS, "files": TEXTS})),
    **_PROXY,
}
HTTP_CONFIG = Keys("http_config", HTTP_CLIENT)
SIGV4 = Keys(
    "sigv4",
    {
        **keys("region access_key secret_key profile role_arn external_id service_name"),
        "use_fips_sts_endpoint": BOOLEAN,
    },
)
