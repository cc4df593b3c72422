"""Which pages of the site are made from the code, where they stand in the navigation, and what markers stand for.

A page says `<!-- lab: catalogue -->` where a table made from the code is to stand; `markers` has them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from docs.generate.catalogue_pages import catalogue_pages, catalogue_tables
from docs.generate.check_tables import checks_table, classes_table
from docs.generate.dialect_tables import dialects_table, paths_table
from docs.generate.expectation_pages import Kind, groups, kinds, overview, page, reasons_table
from docs.generate.reference_pages import commands_page, file_pages
from docs.generate.result_pages import names_table, recorded_results, result_page, verdict_tables
from lab.audit.checks import DESCRIPTIONS
from lab.expectations import KINDS
from lab.language.reasons import declared
from lab.stack.folders import Folders

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "expectations" / "examples"
SCENARIOS = ROOT / "scenarios"

Nav: TypeAlias = list[Any]
_MARKER = re.compile(r"<!-- lab: (?P<name>[a-z]+)(?: (?P<argument>[\w-]+))? -->")


@dataclass(frozen=True, slots=True)
class Site:
    """What is made from the code, read once for a build."""

    folders: Folders
    kinds: tuple[Kind, ...]
    results: Mapping[str, str]

    @classmethod
    def read(cls) -> Site:
        folders = Folders((ROOT,), ROOT)
        return cls(folders, kinds(KINDS, EXAMPLES), recorded_results(folders))

    def pages(self) -> dict[str, str]:
        """Address below docs/ -> Markdown."""
        return {
            **{f"expectations/{kind.name}.md": page(kind) for kind in self.kinds},
            **{f"results/{name}.md": result_page(text) for name, text in self.results.items()},
            **catalogue_pages(self.folders),
            **file_pages(),
            "reference/commands.md": commands_page(),
        }

    def with_tables(self, text: str) -> str:
        """The text of a page with the tables its markers stand for. Raises KeyError for a marker nobody knows."""
        markers: Mapping[str, Callable[[str], str]] = {
            "checks": lambda _: checks_table(DESCRIPTIONS),
            "classes": lambda _: classes_table(),
            "catalogue": lambda _: catalogue_tables(self.folders),
            "expectations": lambda _: overview(self.kinds),
            "reasons": lambda _: reasons_table(declared()),
            "result": lambda comparison: verdict_tables(self.results[comparison]),
            "names": lambda _: names_table(NAME_FILES),
            "dialects": lambda _: dialects_table(self.folders.dialects()),
            "paths": lambda _: paths_table(self.folders.dialects()),
            "versions": lambda _: names_table(VERSION_FILES),
        }
        return _MARKER.sub(lambda match: markers[match["name"]](match["argument"] or ""), text)

    def navigation(self, nav: Nav) -> Nav:
        """The navigation of mkdocs.yml, with the pages of each group below 'Expectations'."""
        return [self._section(entry) for entry in nav]

    def _section(self, entry: Any) -> Any:
        if not isinstance(entry, dict) or "Expectations" not in entry:
            return entry
        grouped = [
            {f"{group[:1].upper()}{group[1:]}": [{kind.name: f"expectations/{kind.name}.md"} for kind in members]}
            for group, members in groups(self.kinds).items()
        ]
        return {"Expectations": [*entry["Expectations"], *grouped]}


# The same application, measured three ways; the last two with the versions whose names are known from elsewhere.
NAME_FILES = {
    "scraped": SCENARIOS / "prom-pull" / "names.txt",
    "pushed to Prometheus": SCENARIOS / "otel-direct" / "names-0.46b0.txt",
    "pushed to a Collector": SCENARIOS / "otel-collector-scrape" / "names.txt",
}

# The variants of version-matrix, as its scenario names them.
VERSION_FILES = {
    variant: SCENARIOS / "version-matrix" / f"names-{variant}.txt"
    for variant in ("0.42b0", "0.46b0", "0.66b2", "dup", "stable", "fastapi")
}
