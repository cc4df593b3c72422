"""Keys of Prometheus' configuration as the operator's objects spell them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any


def camel_case(key: str) -> str:
    """`scrape_interval` -> `scrapeInterval`."""
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), key)


def with_operator_names(content: Mapping[str, Any], known: Mapping[str, str] | Collection[str]) -> dict[str, Any]:
    """The known keys that `content` has, under the operator's names: those given, else in camel case."""
    names = known if isinstance(known, Mapping) else {key: camel_case(key) for key in known}
    return {names[key]: content[key] for key in names if key in content}


_RELABELING = ("source_labels", "separator", "target_label", "regex", "modulus", "replacement", "action")


def relabelings(configs: Any) -> list[dict[str, Any]]:
    """`relabel_configs`, `metric_relabel_configs` or `write_relabel_configs`."""
    texts = ("separator", "regex", "replacement")
    return [
        {key: str(value) if key in texts else value for key, value in with_operator_names(config, _RELABELING).items()}
        for config in configs or ()
    ]
