"""A small shop whose every request is counted by hand with prometheus_client; nothing here knows who scrapes it."""
