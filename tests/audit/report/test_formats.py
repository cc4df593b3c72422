"""Where an audit is written, and as what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.audit.report.formats import Format, audit_text, output_formats, write_reports
from lab.errors import LabError, UsageError
from tests.audit.report.examples import DESCRIPTIONS, several


def test_output_formats_by_ending() -> None:
    files = [Path(name) for name in ("a.json", "b.sarif", "c.sarif.json", "d.xml", "e.html", "f.txt")]
    assert list(output_formats(files, None).values()) == [
        Format.JSON,
        Format.SARIF,
        Format.SARIF,
        Format.JUNIT,
        Format.HTML,
        Format.TEXT,
    ]
    assert output_formats([Path("results")], Format.SARIF) == {Path("results"): Format.SARIF}


@pytest.mark.parametrize(("files", "format_"), [(["a.pdf"], None), (["a.json", "b.html"], Format.JSON)])
def test_output_formats_refuses(files: list[str], format_: Format | None) -> None:
    with pytest.raises(UsageError):
        output_formats(map(Path, files), format_)


@pytest.mark.parametrize("format_", Format)
@pytest.mark.parametrize("name", several())
def test_audit_text_is_whole(name: str, format_: Format) -> None:
    text = audit_text(several()[name], format_, DESCRIPTIONS)
    assert text.endswith("</html>" if format_ is Format.HTML else "\n")
    assert not set("\x1b\x00\u202e") & set(text)
    assert "\n::error" not in text


def test_write_reports(tmp_path: Path) -> None:
    outputs = {tmp_path / "new" / "a.json": Format.JSON, tmp_path / "a.txt": Format.TEXT}
    assert write_reports(several()["shop"], outputs, DESCRIPTIONS) == tuple(map(str, outputs))
    assert json.loads((tmp_path / "new" / "a.json").read_text())["exit_code"] == 1
    assert (tmp_path / "a.txt").read_text().startswith("audit of prometheus")


def test_write_reports_names_what_could_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outputs = {tmp_path / "file" / "a.json": Format.JSON, tmp_path / "a.txt": Format.TEXT}
    with pytest.raises(LabError, match=r"could not write .*a\.json"):
        write_reports(several()["shop"], outputs, DESCRIPTIONS)
    assert (tmp_path / "a.txt").is_file()
