"""The properties of verdicts are worked out, not timed: a slow machine is no reason to fail."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
