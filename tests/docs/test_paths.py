"""Files and folders that pages name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import CHECKOUT, PAGES, blocks

_SPAN = re.compile(r"`([^`\n]+)`")
_TOP = ("lab/", "docs/", "scenarios/", "stacks/", "sample_apps/", "tests/", ".github/")
# What people make themselves, what a run writes, and what stands for a name.
_NOT_OURS = re.compile(r"my-service|my-stack|lab-runs|[<>*]|telemetry\.yml|pushgateway-proxy|redis-exporter")


def named_paths(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    for block in blocks(page):
        text = text.replace(block.text, "")
    spans = [span for span in _SPAN.findall(text) if " " not in span]
    return sorted({span for span in spans if span.startswith(_TOP) and not _NOT_OURS.search(span)})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_named_paths_exist(page: Path) -> None:
    assert [path for path in named_paths(page) if not (CHECKOUT / path).exists()] == []


def test_architecture_names_where_to_start() -> None:
    assert len(named_paths(CHECKOUT / "docs" / "architecture.md")) > 40


def test_architecture_lists_every_package() -> None:
    packages = {f"lab/{folder.parent.name}" for folder in (CHECKOUT / "lab").glob("*/__init__.py")}
    assert packages - set(named_paths(CHECKOUT / "docs" / "architecture.md")) == set()


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_links_outside_the_site_lead_to_files(page: Path) -> None:
    """MkDocs checks the links of docs/; these two pages are read where the files are."""
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    files = [link for link in links if not link.startswith(("http://", "https://"))]
    assert files
    assert [link for link in files if not (page.parent / link).exists()] == []
