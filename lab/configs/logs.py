"""The outermost keys of the configurations of Loki 3.7 and Promtail 3.5. What is below most of them is left to them.

Made by asking both programs about each key.
"""

from __future__ import annotations

from collections.abc import Iterator

from lab.configs.prometheus import DISCOVERIES, RELABEL
from lab.configs.shapes import ANY, BOOLEAN, Keys, ListOf, MapOf, keys, mismatches
from lab.errors import Problem
from lab.language.strict_yaml import Document

_LOKI = Keys(
    "its configuration",
    {
        **keys("target http_prefix ballast_bytes shutdown_delay metrics_namespace"),
        "auth_enabled": BOOLEAN,
        **keys("tenant_limits_allow_publish", ANY),
        **keys("server internal_server ui distributor querier query_engine query_scheduler frontend query_range", ANY),
        **keys("ruler ruler_storage ingester_client ingester pattern_ingester index_gateway bloom_build", ANY),
        **keys("bloom_gateway storage_config chunk_store_config schema_config compactor compactor_client", ANY),
        **keys("compactor_grpc_client limits_config frontend_worker table_manager memberlist kafka_config", ANY),
        **keys("dataobj ingest_limits ingest_limits_frontend ingest_limits_frontend_client runtime_config", ANY),
        **keys("operational_config tracing analytics profiling common", ANY),
    },
)
_JOB = Keys(
    "a scrape configuration",
    {
        **keys("job_name encoding"),
        "pipeline_stages": ListOf(MapOf(ANY)),
        "relabel_configs": ListOf(RELABEL),
        **keys("journal syslog gcplog loki_push_api windows_events kafka azure_event_hubs gelf cloudflare", ANY),
        **keys("heroku_drain decompression", ANY),
        "static_configs": ListOf(MapOf(ANY)),
        "consulagent_sd_configs": ListOf(MapOf(ANY)),
        **{f"{name}_sd_configs": ListOf(MapOf(ANY)) for name in DISCOVERIES},
    },
    required=("job_name",),
)
_PROMTAIL = Keys(
    "its configuration",
    {
        **keys("global server client positions target_config limits_config wal options tracing", MapOf(ANY)),
        "clients": ListOf(MapOf(ANY)),
        "scrape_configs": ListOf(_JOB),
    },
)


def loki_problems(document: Document) -> Iterator[Problem]:
    """What Loki would refuse, as far as the outermost keys tell."""
    yield from mismatches(document, (), _LOKI, "Loki")


def promtail_problems(document: Document) -> Iterator[Problem]:
    """What Promtail would refuse, as far as the structure tells."""
    yield from mismatches(document, (), _PROMTAIL, "Promtail")
