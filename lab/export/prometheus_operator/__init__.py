"""A Prometheus as objects of the Prometheus Operator."""
