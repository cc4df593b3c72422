"""Imports all modules of a package whose modules register what they define."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module


def import_modules(package: str, path: Iterable[str]) -> None:
    """Imports the modules directly in `package`, in alphabetical order. `path` is its `__path__`."""
    for name in sorted(module.name for module in pkgutil.iter_modules(path)):
        import_module(f"{package}.{name}")
