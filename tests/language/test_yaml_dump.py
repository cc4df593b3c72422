"""YAML files that people read."""

from __future__ import annotations

from lab.language.yaml_dump import readable_yaml


def test_readable_yaml() -> None:
    shared = {"name": "größe"}
    assert readable_yaml({"second": [shared, shared], "first": 1}) == (
        "second:\n  - name: größe\n  - name: größe\nfirst: 1\n"
    )
