"""How a container ended, in words."""

from __future__ import annotations

import pytest

from lab.language.exit_codes import exit_code_text


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (0, "0"),
        (1, "1"),
        (127, "127 (its command was not found)"),
        (137, "137 (SIGKILL)"),
        (139, "139 (SIGSEGV)"),
        (143, "143 (SIGTERM)"),
        (200, "200"),
    ],
)
def test_exit_code_text_of_a_code(code: int, text: str) -> None:
    assert exit_code_text(code) == text


def test_exit_code_text_of_an_out_of_memory_kill_names_the_limit() -> None:
    assert exit_code_text(137, oom_killed=True) == "137 (OOM-killed)"
    assert exit_code_text(137, oom_killed=True, memory_limit=67108864) == (
        "137 (OOM-killed at its memory limit of 64MiB)"
    )
