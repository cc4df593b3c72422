"""The paths by which metrics get into Prometheus, and what each makes of names, bounds of buckets and `job`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.errors import UsageError
from lab.language.dialect import Dialect
from lab.language.otlp_names import DEFAULT_STRATEGY, STRATEGIES, Strategy
from lab.language.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class Path:
    """`whole_bounds`: how a whole bound is written, `5.0` after a scrape and `5` in what is pushed. `target_labels`:
    the names that `job` and `instance` of the application have. `up`: whether `up` tells about the application."""

    name: str
    strategy: Strategy = DEFAULT_STRATEGY
    whole_bounds: str = "5"
    target_labels: Mapping[str, str] = field(default_factory=dict)
    up: bool = False

    def label(self, name: str) -> str:
        return self.target_labels.get(name, name)

    def bound(self, bound: float) -> str:
        """The value of `le` for an upper bound."""
        if bound == float("inf"):
            return "+Inf"
        text = f"{bound:.15g}"
        return f"{text}.0" if self.whole_bounds == "5.0" and bound == int(bound) and "e" not in text else text


_EXPORTED = {"job": "exported_job", "instance": "exported_instance"}
PATHS: Mapping[str, Path] = {
    path.name: path
    for path in (
        Path("scrape", whole_bounds="5.0", up=True),
        *(Path(f"otlp:{strategy}", strategy=strategy) for strategy in STRATEGIES),
        Path("remote-write"),  # by the Collector's exporter
        Path("collector-scrape", whole_bounds="5.0", target_labels=_EXPORTED),
    )
}
_SHORT = {"otlp": f"otlp:{DEFAULT_STRATEGY}"}


@dataclass(frozen=True, slots=True)
class World:
    """A dialect on a path: what is in Prometheus."""

    name: str
    dialect: Dialect
    path: Path


def world(reference: str, dialects: Mapping[str, Dialect]) -> World:
    """`otel-http-ms`, `otel-http-ms/otlp:NoTranslation`. Raises UsageError for names that do not exist."""
    name, _, path_name = reference.partition("/")
    dialect = dialects.get(name)
    if dialect is None:
        raise UsageError(f"there is no dialect {name!r} in scenarios/dialects{did_you_mean(name, tuple(dialects))}")
    path_name = path_name or dialect.path
    path = PATHS.get(_SHORT.get(path_name, path_name))
    if path is None:
        hint = did_you_mean(path_name, tuple(PATHS))
        raise UsageError(f"{reference!r}: there is no path {path_name!r}{hint}")
    return World(name, dialect, path)
