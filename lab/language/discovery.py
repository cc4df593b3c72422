"""Imports all modules of a package, for packages whose modules register what they define."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module


def import_modules(package: str, path: Iterable[str]) -> None:
    """The modules directly in the package, in alphabetical order. `path` is the package's `__path__`."""
    for name in sorted(module.name for module in pkgutil.iter_modules(path)):
        import_module(f"{package}.{name}")
