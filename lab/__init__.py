"""How does this telemetry architecture really behave? Start it, load it, judge it."""

__version__ = "0.1.0"
