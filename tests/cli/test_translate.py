from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lab.cli.main import app
from lab.errors import Problems, UsageError

RULES = """\
groups:
  - name: a
    rules:
      - {alert: A, expr: sum by (path) (http_requests_total) > 1}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yml"
    file.write_text(RULES)
    return file


def run(*arguments: str, to: str = "otel-http-ms") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["translate", "--from", "prometheus-client", "--to", to, *arguments])
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_translate_writes_files(rules: Path, tmp_path: Path) -> None:
    code, output = run(str(rules), "--to-dir", str(tmp_path / "out"))
    expected = RULES.replace("(path)", "(http_target)").replace(
        "http_requests_total", "http_server_duration_milliseconds_count"
    )
    assert (tmp_path / "out" / "rules.yml").read_text() == expected
    assert code == 0
    assert output == (
        f"{rules} -> {tmp_path}/out/rules.yml\n"
        f"  {rules}:4:26 alert A: translated\n"
        "    sum by (http_target) (http_server_duration_milliseconds_count) > 1\n"
        "1 translated, 0 refused, 0 need no translation\n"
    )


def test_translate_without_a_folder_writes_nothing(rules: Path, tmp_path: Path) -> None:
    assert run(str(rules))[0] == 0
    assert list(tmp_path.iterdir()) == [rules]


def test_translate_fails_for_what_is_refused(rules: Path) -> None:
    rules.write_text(RULES.replace("by (path)", "by (status)"))
    code, output = run(str(rules), to="prometheus-fastapi-instrumentator")
    assert code == 1
    assert "alert A: refused: 'status' has status codes here and their classes there: 200 and 204 are one" in output
    assert output.endswith("0 translated, 1 refused, 0 need no translation\n")


def test_translate_refuses_to_overwrite(rules: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="would be overwritten"):
        run(str(rules), "--to-dir", str(tmp_path))
    other = tmp_path / "other" / "rules.yml"
    other.parent.mkdir()
    other.write_text(RULES)
    with pytest.raises(UsageError, match="two files are called"):
        run(str(rules), str(other), "--to-dir", str(tmp_path / "out"))


def test_translate_reports_files_that_cannot_be_read(rules: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        run(str(tmp_path / "none.yml"))
    rules.write_bytes(b"\xff")
    with pytest.raises(UsageError, match="is not UTF-8"):
        run(str(rules))
    rules.write_text("groups: [")
    with pytest.raises(Problems, match="not YAML"):
        run(str(rules))
    with pytest.raises(UsageError, match="there is no dialect 'otel'"):
        run(str(rules), to="otel")
