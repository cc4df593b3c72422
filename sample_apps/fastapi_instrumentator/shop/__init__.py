"""A small shop instrumented with prometheus-fastapi-instrumentator and its defaults."""
