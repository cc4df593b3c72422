"""Reads Grafana dashboard files: their panels, variables, data sources and queries."""
