"""The pip settings of the host reach builds as a secret."""

from __future__ import annotations

from configparser import RawConfigParser
from pathlib import Path

from lab.images.pip_settings import pip_config, pip_secret

ENVIRONMENT = {
    "PIP_INDEX_URL": "https://user:p%40ss@index.example/simple",
    "PIP_TRUSTED_HOST": "a.example\nb.example",
    "PIP_DEFAULT_TIMEOUT": "60",
    "GOPROXY": "https://proxy.example",
}


def test_pip_config_has_the_names_of_pip() -> None:
    parser = RawConfigParser()
    parser.read_string(pip_config(ENVIRONMENT))

    assert dict(parser["global"]) == {
        "index-url": "https://user:p%40ss@index.example/simple",
        "trusted-host": "a.example b.example",
        "timeout": "60",
    }


def test_pip_secret_is_a_file_for_the_time_of_the_build() -> None:
    with pip_secret(ENVIRONMENT) as options:
        file = Path(options[1].partition("src=")[2])
        assert options[0] == "--secret" and options[1].startswith("id=pip,")
        assert "index-url" in file.read_text()
        assert file.parent.stat().st_mode & 0o077 == 0
    assert not file.exists()


def test_pip_secret_nothing_to_hand_over() -> None:
    with pip_secret({"GOPROXY": "x"}) as options:
        assert options == []
