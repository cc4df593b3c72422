"""The site builds without a warning, and its pages fetch nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lab.expectations import KINDS
from tests.docs.pages import CHECKOUT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(build, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_kind_has_a_page(site: Path) -> None:
    pages = {page.stem for page in (site / "expectations").glob("*.html")} - {"index"}
    assert pages == {kind.kind for kind in KINDS}


def test_markers_are_replaced(site: Path) -> None:
    assert [page.name for page in site.rglob("*.html") if "<!-- lab:" in page.read_text(encoding="utf-8")] == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    fetched = re.compile(r'<(?:script|img|iframe)[^>]+src="https?:|<link[^>]+rel="?(?:style|preconnect)[^>]+https?:')
    assert [page.name for page in site.rglob("*.html") if fetched.search(page.read_text(encoding="utf-8"))] == []


def test_pages_can_be_searched(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "mutation score" in index
