from __future__ import annotations

from pathlib import Path

from lab.internal_errors import log_internal_error
from lab.settings import Settings


def test_log_internal_error(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path, tmp_path / "state", tmp_path, python="3.11.2")
    try:
        raise KeyError("job")
    except KeyError as error:
        message = log_internal_error(error, settings)
    file = tmp_path / "state" / "internal-error.log"
    assert message == f"internal error: KeyError: 'job'\nplease report it with {file}"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("lab ")
    assert ", Python 3.11.2\n\nTraceback" in text


def test_log_internal_error_without_a_writable_folder(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    settings = Settings(tmp_path, tmp_path, tmp_path / "state", tmp_path)
    message = log_internal_error(KeyError("job"), settings)
    assert message.startswith("internal error: KeyError: 'job'\nplease report it with these lines:\nlab ")
