"""The MkDocs hook: adds the pages that are made from the code. What they say is decided in `docs.generate.site`."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

# The site describes this checkout, whatever version of lab is installed.
sys.path.insert(0, str(Path(__file__).parents[2]))

from docs.generate.site import Site

_site: dict[str, Site] = {}  # the one of the current build: MkDocs calls plain functions


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    _site["current"] = Site.read()
    config.nav = _site["current"].navigation(config.nav or [])
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for address, text in _site["current"].pages().items():
        files.append(File.generated(config, address, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return _site["current"].with_tables(markdown)
