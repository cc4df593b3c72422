"""Start a telemetry architecture, load it, break it, and check what really arrives."""

__version__ = "0.2.0.dev0"
