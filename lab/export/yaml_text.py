"""YAML as people write it: keys in the order given, long texts as blocks, no aliases."""

from __future__ import annotations

from typing import Any

import yaml

from lab.language.yaml_dump import ReadableDumper, readable_yaml


class _Dumper(ReadableDumper):
    """Texts of several lines are blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """A block where there are several lines; where YAML allows none, as with spaces at an end, it is quoted."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def yaml_text(value: Any) -> str:
    return readable_yaml(value, _Dumper)
