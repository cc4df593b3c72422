"""Files of `env_file` may take nothing from your environment."""

from __future__ import annotations

import pytest

from lab.plan.env_files import env_file_problems

FINE = "# a comment with $HOME\n\nA=b\nexport B = 'it costs 5$'\nC=\"x y\" # with $X\nD=\nE=a#b\n"


def test_env_file_fine() -> None:
    assert env_file_problems(FINE.replace('"x y" # with $X', '"x y" # more')) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("A=${SECRET}", "A has a '$', which Compose would replace", id="variable"),
        pytest.param('A="$SECRET"', "A has a '$', which Compose would replace", id="in double quotes"),
        pytest.param("AWS_SECRET", "a line of an env file is NAME=value", id="a bare name"),
        pytest.param('A="x', "the value of A has no closing quotation mark on its line", id="several lines"),
    ],
)
def test_env_file_problem(line: str, message: str) -> None:
    ((number, found),) = env_file_problems(f"X=1\n{line}\n")

    assert number == 2
    assert found.startswith(message)
