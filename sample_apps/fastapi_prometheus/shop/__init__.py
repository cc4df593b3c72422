"""A small shop instrumented by hand with prometheus_client."""
