"""Dumps whole YAML files that people read: keys in the order given, lists indented under their key, no aliases."""

from __future__ import annotations

from typing import Any

import yaml


class ReadableDumper(yaml.SafeDumper):
    """Indents lists under their key, and repeats values instead of using aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def readable_yaml(value: Any, dumper: type[ReadableDumper] = ReadableDumper) -> str:
    return yaml.dump(value, Dumper=dumper, sort_keys=False, width=120, allow_unicode=True)
