"""What runs in the background ends with the `with`, and its errors are raised there."""

from __future__ import annotations

import threading

import pytest

from lab.comparison.measure.single_events import in_background


def test_in_background_ends_with_the_block() -> None:
    ended = threading.Event()

    def work(stop: threading.Event) -> None:
        stop.wait()
        ended.set()

    with in_background(work):
        assert not ended.is_set()
    assert ended.is_set()


def test_in_background_raises_what_work_raised() -> None:
    def work(stop: threading.Event) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"), in_background(work):
        pass


def test_in_background_raises_the_error_of_the_block_first() -> None:
    def work(stop: threading.Event) -> None:
        raise RuntimeError("broken")

    with pytest.raises(KeyError), in_background(work):
        raise KeyError
