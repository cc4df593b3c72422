"""Loads single modules of a sample application by file: two applications use the same package name, and none
of them is installed here."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Load = Callable[[str, str], ModuleType]


@pytest.fixture(scope="session")
def sample_apps() -> Path:
    return Path(__file__).parents[2] / "sample_apps"


@pytest.fixture(scope="session")
def load(sample_apps: Path) -> Load:
    def load(app: str, module: str) -> ModuleType:
        path = sample_apps / app / module
        name = f"sample_app_{app}_{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        # dataclasses look their module up by name while they are being made.
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
        return loaded

    return load
